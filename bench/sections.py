"""The table's sections, each a module with `rows(sizes)`."""

import importlib
import sys
from dataclasses import replace
from typing import Final

from bench import servers
from bench.sizes import Sizes
from bench.table import Row

SECTIONS: Final = (
    "webhooks",
    "placing",
    "evening",
    "decide",
    "contacts",
    "register",
    "entries",
    "ledger",
    "reports",
    "pages",
    "crowd",
)


def measure(section: str, sizes: Sizes) -> list[Row]:
    """The rows of one section, each told of on standard error as it comes, with its own memory if no other is said."""
    rows = []
    for each in importlib.import_module(f"bench.{section}").rows(sizes):
        row = replace(each, memory=each.memory or servers.own_memory())
        print("  ", *row.cells(), sep="  ", file=sys.stderr, flush=True)
        rows.append(row)
    return rows
