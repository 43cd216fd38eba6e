"""The table's sections, each a module with `rows(sizes)`."""

import importlib
import sys
from typing import Final

from bench.sizes import Sizes
from bench.table import Row

SECTIONS: Final = ("webhooks", "placing", "decide", "contacts", "register", "entries", "ledger", "reports")


def measure(section: str, sizes: Sizes) -> list[Row]:
    """The rows of one section, each told of on standard error as it comes."""
    rows = []
    for row in importlib.import_module(f"bench.{section}").rows(sizes):
        print("  ", *row.cells(), sep="  ", file=sys.stderr, flush=True)
        rows.append(row)
    return rows
