"""Importing a register: a whole new one in place of the old, or a refusal that leaves the old as it was."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from store.registers.building import Builder
from store.registers.errors import RegisterError
from store.registers.file import KINDS
from store.registers.reading import Tally, read_numbers

# A register falls by some 0.1 % a day: a tenth less than the one in force is no falling, but something
# missing.
SMALLEST_SHARE = 0.9
# Lines that are not a number: past 1 in 100 the file is taken for damaged.
BAD_SHARE = 0.01

Progress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class InForce:
    """The register that is in force: the day (London) it was produced, and how many numbers it lists."""

    produced_on: date
    count: int


@dataclass(frozen=True, slots=True)
class Imported:
    """A register that is ready: its file, and what its database row says. The row puts it in force."""

    path: Path
    kind: str
    produced_on: date
    count: int
    sha256: str
    bad_lines: int


def import_register(
    source: Path,
    directory: Path,
    *,
    kind: str,
    produced_on: date,
    today: date,
    in_force: InForce | None,
    accept_smaller: bool = False,
    progress: Progress = lambda _done, _total: None,
) -> Imported:
    """Make a register of the supplier's file, in `directory`; dates are London's.

    `progress` is told the work done and the work in all. Raises RegisterError, and leaves nothing behind,
    where the file is missing, damaged, cut off, older than the one in force, or a tenth smaller without
    `accept_smaller`.
    """
    _refuse_dates(kind, produced_on, today, in_force)
    tally, builder = Tally(), Builder()
    for numbers in _open(source, tally, lambda done, total: progress(done, 2 * total)):
        builder.add(numbers)
    _refuse_damaged(tally)
    size = source.stat().st_size
    register = builder.sort(lambda done, total: progress(size + size * done // total, 2 * size))
    if in_force is not None and not accept_smaller:
        _refuse_shrunken(register.count, in_force)
    path, header = register.write(directory, kind, produced_on)
    return Imported(path, kind, produced_on, header.count, header.sha256, tally.bad)


def _open(source: Path, tally: Tally, progress: Progress) -> Iterator[list[int]]:
    try:
        yield from read_numbers(source, tally, progress)
    except OSError as error:
        raise RegisterError(f"The file {source.name} cannot be read: {error.strerror}.") from error


def _refuse_dates(kind: str, produced_on: date, today: date, in_force: InForce | None) -> None:
    if kind not in KINDS:
        raise RegisterError(f"There is no register '{kind}': name {' or '.join(KINDS)}.")
    if produced_on > today:
        raise RegisterError(f"{produced_on} is yet to come: give the day on which the file was produced.")
    if in_force is not None and produced_on < in_force.produced_on:
        raise RegisterError(
            f"The register in force was produced later, on {in_force.produced_on}: fetch a newer file."
        )


def _refuse_damaged(tally: Tally) -> None:
    if tally.lines == tally.bad:
        raise RegisterError("The file holds no number: give the register as one number a line.")
    if tally.bad > tally.lines * BAD_SHARE:
        raise RegisterError(
            f"{tally.bad:,} of {tally.lines:,} lines are not a number: the file is damaged, fetch it again."
        )


def _refuse_shrunken(count: int, in_force: InForce) -> None:
    if count < in_force.count * SMALLEST_SHARE:
        raise RegisterError(
            f"The file lists {count:,} numbers, the register in force {in_force.count:,}: fetch it again, or "
            "import it with --accept-smaller if that is right."
        )
