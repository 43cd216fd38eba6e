"""The register at full size: import, memory, opening and look-up, beside a plain set of the same numbers.

The file it imports is made up on the spot of random digits, is never dialled and is removed at the end; the set's
memory is measured on a twentieth and multiplied.
"""

import random
import tracemalloc
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from time import perf_counter

from bench import servers
from bench.sizes import Sizes
from bench.table import Row
from store.registers import Register, import_register

FULL = 20_000_000
PRODUCED = date(2026, 7, 14)
EXCHANGES = 150_000
BATCH = 100_000
MEGABYTE = 1_000_000


def batches(count: int) -> Iterator[list[int]]:
    """Yield random numbers of ten digits, crowded into exchanges as real ones are."""
    dice = random.Random(1)
    exchanges = [dice.randrange(100_000, 1_000_000) * 10_000 for _ in range(EXCHANGES)]
    for _ in range(count // BATCH):
        yield [exchange + dice.randrange(10_000) for exchange in dice.choices(exchanges, k=BATCH)]


def write_file(path: Path, count: int) -> None:
    """Write a supplier's file."""
    with path.open("wb") as file:
        for batch in batches(count):
            file.write(b"".join([b"0%d\r\n" % number for number in batch]))


def set_megabytes(count: int) -> float:
    """Return what a plain set of that many numbers takes, in megabytes."""
    share = 20
    tracemalloc.start()
    numbers = {f"+44{number}" for batch in batches(max(BATCH, count // share)) for number in batch}
    size = tracemalloc.get_traced_memory()[0] / MEGABYTE / len(numbers)
    tracemalloc.stop()
    return size * count


def look_up(register: "Register | set[str]", numbers: list[str]) -> float:
    """Return microseconds a look-up, for a register or a set."""
    contains = register.contains if isinstance(register, Register) else register.__contains__
    start = perf_counter()
    for number in numbers:
        contains(number)
    return (perf_counter() - start) / len(numbers) * 1e6


def rows(sizes: Sizes) -> Iterator[Row]:
    """Import, size, opening and look-up."""
    count = sizes.register
    with servers.folder() as folder:
        source = folder / "supplied.txt"
        write_file(source, count)
        start = perf_counter()
        done = import_register(
            source, folder, kind="tps", produced_on=PRODUCED, today=PRODUCED, in_force=None
        )
        took, peak = perf_counter() - start, servers.own_memory()
        start = perf_counter()
        register = Register.open(done.path)
        opened = (perf_counter() - start) * 1e3
        asked = [f"+44{number}" for number in next(batches(BATCH))]
        size = done.path.stat().st_size / MEGABYTE
        plain, found = ("a plain set", look_up(set(asked), asked)), look_up(register, asked)
    what = f"register of {done.count:,} numbers"
    yield Row(f"{what}: import", took, "s", f"{20 * count / FULL:.3g}", None, peak)
    yield Row(
        f"{what}: memory", size, "MB, shared", "45", ("a plain set, each process", set_megabytes(count))
    )
    yield Row(f"{what}: open", opened, "ms", "10")
    yield Row(f"{what}: look-up", found, "µs", "1.5", plain)
