"""`python -m bench [SECTION …]`: one table of speeds. `--quick`: tiny sizes, to see that everything runs.

Each section runs in a process of its own, so that its peak memory is its own.
"""

import multiprocessing
import os
import platform
import time
from concurrent.futures import ProcessPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import click

from bench.sections import SECTIONS, measure
from bench.sizes import FULL, QUICK
from bench.table import Row, table


@click.command()
@click.option("--quick", is_flag=True, help="Tiny sizes: the figures mean nothing.")
@click.option("--seconds", type=float, help="How long each load lasts.")
@click.option("--contacts", type=int, help="How many contacts are imported, and picked from.")
@click.option("--crowd", type=int, help="How many volunteers call at once.")
@click.option("--crowd-seconds", type=float, help="How long they call.")
@click.option("--calls", type=int, help="How many calls the reports are made over.")
@click.option("--sealed", type=int, help="How many entries the ledger has.")
@click.option("--register", type=int, help="How many numbers the register lists.")
@click.argument("sections", nargs=-1, type=click.Choice(SECTIONS))
def main(sections: tuple[str, ...], *, quick: bool, **given: float | None) -> None:
    """Measure, and print one table on standard output; progress goes to standard error."""
    chosen: dict[str, Any] = {name: value for name, value in given.items() if value is not None}
    sizes, rows = replace(QUICK if quick else FULL, **chosen), list[Row]()
    for section in sections or SECTIONS:
        began = time.monotonic()
        with ProcessPoolExecutor(1, multiprocessing.get_context("spawn")) as alone:
            rows += alone.submit(measure, section, sizes).result()
        click.echo(f"{section}: {time.monotonic() - began:.0f} s", err=True)
    click.echo(f"{datetime.now(UTC):%Y-%m-%d}, {os.cpu_count()} cores, {platform.platform(terse=True)}")
    click.echo(f"Python {platform.python_version()}, load {os.getloadavg()[0]:.1f}")
    click.echo(table(rows))


if __name__ == "__main__":
    main()
