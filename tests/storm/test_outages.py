"""What the service stands on goes away in mid-evening: a clear state, nothing acknowledged is lost, and back again."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, suppress
from pathlib import Path
from typing import Any, Final

import pytest
import requests
from sqlalchemy import text
from sqlalchemy.exc import OperationalError

from store import database
from store.migrate import upgrade
from tests.storm.storm import Storm, gather
from tests.support import postgres
from tests.telephone.evening import Evening

FAULT: Final = "Sorry, there is a fault. Your answers are saved. Please ring again."
TROUBLES: Final = (20, 60, 100)
"""Seconds of the evening at which the trouble begins."""
LASTS: Final = 6
FULL: Final = """
CREATE FUNCTION is_full() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN RAISE EXCEPTION 'No space left on device' USING ERRCODE = 'disk_full'; END $$;
CREATE TRIGGER is_full BEFORE INSERT ON ledger_entries EXECUTE FUNCTION is_full()
"""


class EnduringEvening(Evening):
    """The worker goes on after a failed look, as its process does (`cli.worker`)."""

    def settles(self) -> None:
        """As ever, what fails being tried again at the next look."""
        with suppress(OperationalError):
            super().settles()
        self.carrier.advance(0)

    def passes(self, seconds: float) -> None:
        """As ever."""
        for _ in range(int(seconds)):
            self.carrier.advance(1)
            with suppress(OperationalError):
                self.service.sweep.housekeeping()
            self.settles()


@contextmanager
def disk_full(evening: Evening) -> Iterator[None]:
    """No page more can be written, as the database itself says it."""
    db = evening.service.parts.db
    sqlite = db.lock is not None
    with db.write() as tx:
        if sqlite:
            pages = tx.exec_driver_sql("PRAGMA page_count").scalar_one()
            tx.exec_driver_sql(f"PRAGMA max_page_count={pages}")
        else:
            tx.execute(text(FULL))
    try:
        yield
    finally:
        with db.write() as tx:
            tx.exec_driver_sql("PRAGMA max_page_count=1000000" if sqlite else "DROP FUNCTION is_full CASCADE")


def ready(evening: Evening) -> tuple[int, dict[str, str]]:
    """What `/readyz` answers, and what it finds wanting."""
    reply = requests.get(f"{evening.base}/readyz", timeout=10)
    return reply.status_code, {one["name"]: one["said"] for one in reply.json()["checks"] if not one["good"]}


def is_endured(
    evening: Evening,
    trouble: Callable[[], AbstractContextManager[None]],
    amid: Callable[[], Any],
) -> None:
    """An evening of calls with the trouble in it, three times; `amid`: what is looked at towards each one's end."""
    storm = gather(evening, 1, callers=2, calls=6, people=24)
    for second in range(900):
        if second in TROUBLES:
            with trouble():
                for _ in range(LASTS):
                    evening.passes(1)
                    for caller in storm.callers:
                        caller.acts()
                amid()
        elif storm.over:
            break
        else:
            storm.second()
    assert storm.over
    storm.comes_to_rest()
    with pytest.MonkeyPatch.context() as later:
        later.setattr(database, "FAILED_FOR", 0)
        assert ready(evening) == (200, {})
    assert FAULT in everything_heard(evening, storm)


def everything_heard(evening: Evening, storm: Storm) -> str:
    numbers = {caller.number for caller in storm.callers}
    return " ".join(
        line.text
        for leg in evening.carrier.calls()
        if leg.from_ in numbers
        for line in leg.transcript.since()
    )


def test_a_disk_that_is_full_is_said_and_loses_nothing(database_url: str, tmp_path: Path) -> None:
    with EnduringEvening(database_url, tmp_path) as evening:

        def is_said() -> None:
            status, wanting = ready(evening)
            assert status == 503
            assert "make room on its disk" in wanting["database"]

        is_endured(evening, lambda: disk_full(evening), is_said)


def test_a_postgresql_that_dies_and_comes_back_is_said_and_loses_nothing(tmp_path: Path) -> None:
    with postgres.running() as server:
        server.create("evening")
        upgrade(server.url("evening"))
        with EnduringEvening(server.url("evening"), tmp_path) as evening:

            def is_said() -> None:
                status, wanting = ready(evening)
                assert (status, wanting) == (503, {"database": "It does not answer: check DATABASE_URL."})

            is_endured(evening, server.away, is_said)
