"""A register that was spoilt on its way: it is refused in a sentence, and the one that was there stays in force."""

import gzip
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import select

from store.models import Register
from tests.cli.commands import Commands
from tests.cli.conftest import commands  # noqa: F401 (the fixture)

NUMBERS = "".join(f"01632960{last:03}\r\n" for last in range(1000)).encode()
PAGE = (
    b"<!doctype html>\n<title>Sign in</title>\n"
    + b"<p>Your session has ended. Ring 020 7946 0000.</p>\n" * 400
)

Spoilt = Callable[[bytes], bytes]
SPOILT: dict[str, Spoilt] = {
    "half of it": lambda whole: whole[: len(whole) // 2],
    "all but a tenth and a number's half": lambda whole: whole[: len(whole) * 9 // 10 - 5],
    "all but the last numeral": lambda whole: whole.rstrip()[:-1],
    "nothing": lambda _whole: b"",
    "a page in its place": lambda _whole: PAGE,
    "a page in its middle": lambda whole: whole[:6000] + PAGE + whole[6000:],
    "UTF-16": lambda whole: whole.decode().encode("utf-16"),
    "UTF-32": lambda whole: whole.decode().encode("utf-32"),
    "compressed": gzip.compress,
    "compressed and cut off": lambda whole: gzip.compress(whole)[:100],
    "zeros at its end": lambda whole: whole[: len(whole) // 2] + b"\0" * (len(whole) // 2),
    "zeros": lambda whole: bytes(len(whole)),
    "lines without an end": lambda whole: whole.replace(b"\r\n", b""),
    "another list": lambda _whole: b"id,name,phone\n" + b"7,Ada,01632960001\n" * 1000,
    "the bits of each eighth byte lost": lambda whole: bytes(
        byte if place % 8 else byte & 0x0F for place, byte in enumerate(whole)
    ),
}  # fmt: skip


@pytest.fixture
def kept(commands: Commands) -> Commands:  # noqa: F811 (the fixture)
    """A service whose TPS came whole, three days ago."""
    supply(commands, NUMBERS, 3)
    return commands


def supply(to: Commands, content: bytes, days: int) -> tuple[int, str]:
    """Import a TPS that was produced so many days ago: exit status, and what is said to people."""
    file = to.folder / "tps.txt"
    file.write_bytes(content)
    day = datetime.now(ZoneInfo("Europe/London")).date() - timedelta(days=days)
    words = ("registers", "import", str(file), "--register", "tps", "--produced-on", day.isoformat())
    result = to.run(*words)
    return result.exit_code, result.stderr


def files(of: Commands) -> dict[str, bytes]:
    """The registers' files."""
    folder: Path = of.folder / "data" / "registers"
    return {path.name: path.read_bytes() for path in folder.iterdir()}


@pytest.mark.parametrize("spoilt", SPOILT.values(), ids=SPOILT)
def test_a_register_that_was_spoilt_is_refused_and_the_one_that_was_there_stays(
    kept: Commands, spoilt: Spoilt
) -> None:
    before = files(kept), rows(kept)
    status, said = supply(kept, spoilt(NUMBERS), 1)
    assert status == 1
    (line,) = said.splitlines()
    assert line.endswith(".")
    assert line.isprintable()
    assert "01632960" not in line
    assert (files(kept), rows(kept)) == before
    assert supply(kept, NUMBERS, 1)[0] == 0, "a whole one is taken after that as ever"


def rows(of: Commands) -> list[tuple[object, ...]]:
    """What says which register is in force."""
    with of.service() as made, made.parts.db.read() as tx:
        return [tuple(row) for row in tx.execute(select(Register.__table__).order_by(Register.id))]


def test_a_register_that_is_no_file_is_refused(kept: Commands) -> None:
    for name in (str(kept.folder), "/dev/null", str(kept.folder / "absent")):
        said = kept.refusal(
            "registers",
            "import",
            name,
            "--register",
            "tps",
            "--produced-on",
            "2026-01-01",
            "--accept-smaller",
        )
        assert said.endswith(".")
    assert len(rows(kept)) == 1
