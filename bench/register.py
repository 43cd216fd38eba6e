"""The register at full size: import, memory, opening and look-up, beside a plain set of the same numbers.

The file it imports is made up on the spot of random digits, is never dialled and is removed at the end; the set's
memory is measured on a twentieth and multiplied.
"""

import multiprocessing
import random
import tracemalloc
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from datetime import date
from itertools import islice
from pathlib import Path
from threading import Barrier
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
PROCESSES = 4
"""Two of the web server, two workers."""


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


def naive_import(path: Path, count: int) -> float:
    """Return seconds for the whole file's numbers sorted in memory, as a twentieth takes them."""
    share = 20
    start = perf_counter()
    with path.open("rb") as file:
        sorted({int(line) for line in islice(file, count // share)})
    return (perf_counter() - start) * share


def held(path: Path, numbers: list[str], all_there: "Barrier") -> float:
    """Return this process's megabytes of the open register's file, what several share counted by its share.

    From Linux's own account (`Pss`), while the others have it open as well.
    """
    register = Register.open(path)
    for number in numbers:
        register.contains(number)
    all_there.wait()
    kilobytes, within = 0, False
    for line in Path("/proc/self/smaps").read_text(encoding="utf-8").splitlines():
        if line.split(" ", 1)[0].count("-") == 1:
            within = line.endswith(str(path))
        elif within and line.startswith("Pss:"):
            kilobytes += int(line.split()[1])
    all_there.wait()
    return kilobytes / 1024


def of_processes(path: Path, numbers: list[str]) -> float:
    """Return the megabytes of the register in all of some processes together."""
    spawn = multiprocessing.get_context("spawn")
    with spawn.Manager() as manager, ProcessPoolExecutor(PROCESSES, spawn) as processes:
        there = manager.Barrier(PROCESSES)
        work = [processes.submit(held, path, numbers, there) for _ in range(PROCESSES)]
        return sum(one.result() for one in work)


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
        sorting = ("sorted in memory", naive_import(source, count))
        start = perf_counter()
        register = Register.open(done.path)
        opened = (perf_counter() - start) * 1e3
        start = perf_counter()
        done.path.read_bytes()
        reading = ("the file read", (perf_counter() - start) * 1e3)
        asked = [f"+44{number}" for number in next(batches(BATCH))]
        together = of_processes(done.path, asked)
        plain, found = ("a plain set", look_up(set(asked), asked)), look_up(register, asked)
    what = f"register of {done.count:,} numbers"
    yield Row(f"{what}: import", took, "s", f"{20 * count / FULL:.3g}", sorting, peak)
    sets = (f"{PROCESSES} plain sets", PROCESSES * set_megabytes(count))
    yield Row(f"{what}: memory of {PROCESSES} processes", together, "MB", "45", sets)
    yield Row(f"{what}: open", opened, "ms", "10", reading)
    yield Row(f"{what}: look-up", found, "µs", "1.5", plain)
