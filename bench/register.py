"""The register at full size: import, memory, opening and look-up, beside a plain set of the same numbers.

Run it: `python -m bench.register [NUMBERS]` (20 million unless told). The file it imports is made up on the
spot of random digits, is never dialled and is removed at the end; the set's memory is measured on a twentieth
and multiplied.
"""

import random
import resource
import sys
import tempfile
import tracemalloc
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from time import perf_counter

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


def main(count: int) -> None:
    """Print the table."""
    with tempfile.TemporaryDirectory() as directory:
        source = Path(directory) / "supplied.txt"
        write_file(source, count)
        start = perf_counter()
        done = import_register(
            source, Path(directory), kind="tps", produced_on=PRODUCED, today=PRODUCED, in_force=None
        )
        took = perf_counter() - start
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024 / MEGABYTE
        start = perf_counter()
        register = Register.open(done.path)
        opened = (perf_counter() - start) * 1e3
        asked = [f"+44{number}" for number in next(batches(BATCH))]
        size = done.path.stat().st_size / MEGABYTE
        naive, plain = set_megabytes(count), look_up(set(asked), asked)
        print(f"numbers       {done.count:12,}")
        print(f"import        {took:12.1f} s   aim {20 * count / FULL:.1f}; peak memory {peak:.0f} MB")
        print(f"size, shared  {size:12.1f} MB  aim 45; a plain set {naive:,.0f} MB a process")
        print(f"open          {opened:12.2f} ms  aim 10")
        print(f"look-up       {look_up(register, asked):12.2f} µs  aim 1.5; a plain set {plain:.2f} µs")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else FULL)
