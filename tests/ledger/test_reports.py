"""Each report finds what it is there to find, says what it counted, and finds nothing in an evening as it should be."""

import csv
import io
from datetime import datetime, timedelta

import pytest
from sqlalchemy import insert, update

from store.audit.reports import REPORTS, Period, Table, title
from store.audit.reports.people import sample
from store.ledger import Kind, append
from store.models import Attempt, Entry, OptOut, Permit, Register
from tests.ledger.asking import MARY, counted, number_of, started
from tests.telephone.evening import Evening


def test_every_report_says_what_it_counted_and_reads_in_each_form(called: Evening) -> None:
    for name in REPORTS:
        _reads_in_each_form(name, counted(called, name))


def _reads_in_each_form(name: str, table: Table) -> None:
    assert title(name).endswith(".")
    assert table.counted
    assert table.to_text().startswith(table.found)
    assert table.to_csv().splitlines()[0].split(",")[0] == table.columns[0]
    assert len(table.to_json()["rows"]) == len(table.rows)
    if table.plotted:
        assert table.to_plot().startswith(table.found)
    else:
        with pytest.raises(ValueError, match="not one to plot"):
            table.to_plot()


@pytest.mark.parametrize("formula", ["=1+1", "+44", "-1", "@SUM(A1)", "\t=1", "\r=1"])
def test_no_cell_of_a_reports_csv_is_a_formula(formula: str) -> None:
    (_, line) = csv.reader(io.StringIO(Table("", "", ("note",), ((formula,),)).to_csv(), newline=""))
    assert line == [f"'{formula}"]


def test_an_evening_as_it_should_be_finds_nothing_forbidden(called: Evening) -> None:
    for name in ("outside-hours", "after-opt-out", "stale-register", "dial-times"):
        assert counted(called, name).found.startswith("0 dials"), name
    assert counted(called, "outside-hours").found.startswith("0 dials of 1 ")
    assert counted(called, "gaps").rows == () or not any(
        row[0] == "place in the order" for row in counted(called, "gaps").rows
    )


@pytest.mark.parametrize(
    ("utc", "inside"),
    [
        ("2026-11-18T08:59:59", False), ("2026-11-18T09:00:00", True), ("2026-11-18T20:44:59", True),
        ("2026-11-18T20:45:00", False), ("2026-07-01T07:59:59", False), ("2026-07-01T08:00:00", True),
        ("2026-07-01T19:44:59", True), ("2026-07-01T19:45:00", False), ("2026-07-01T23:30:00", False),
    ],
)  # fmt: skip
def test_a_dial_outside_hours_is_found_to_the_second(evening: Evening, utc: str, inside: bool) -> None:
    with evening.service.parts.db.write() as tx:
        append(tx, Kind.DIAL_STARTED, datetime.fromisoformat(utc + "+00:00"))
    assert counted(evening, "outside-hours").found.startswith("0 dials of 1" if inside else "1 dial of 1")


def test_a_dial_after_an_opt_out_is_found(called: Evening) -> None:
    before = called.attempts()[0]["dialled_at"] - timedelta(hours=1)
    with called.service.parts.db.write() as tx:
        tx.execute(insert(OptOut), {"number_id": number_of(called, MARY), "at": before, "source": "import"})
    assert counted(called, "after-opt-out").rows[0][0] == called.attempts()[0]["id"]


def test_how_long_it_rang_on_after_an_opt_out_is_counted(called: Evening) -> None:
    attempt = called.attempts()[0]
    at = attempt["dialled_at"] + timedelta(seconds=2)
    with called.service.parts.db.write() as tx:
        tx.execute(insert(OptOut), {"number_id": number_of(called, MARY), "at": at, "source": "keypad"})
        tx.execute(update(Attempt).values(answered_at=None, ended_at=at + timedelta(seconds=3)))
    assert counted(called, "opt-out-delay").rows[0][4] == pytest.approx(3, abs=0.01)


def test_dials_with_a_stale_register_are_found(called: Evening) -> None:
    old = started(called)["at"] - timedelta(days=40)
    with called.service.parts.db.write() as tx:
        tx.execute(update(Register).values(produced_on=old.date(), imported_at=old))
    assert counted(called, "stale-register").found.startswith("2 dials")  # one, for each register
    with called.service.parts.db.write() as tx:
        tx.execute(update(Register).values(imported_at=called.now() + timedelta(hours=1)))
    assert counted(called, "stale-register").found.startswith("2 dials")


def test_how_calls_went_is_counted_by_campaign_and_day(called: Evening) -> None:
    attempt = called.attempts()[0]
    with called.service.parts.db.write() as tx:
        tx.execute(
            update(Attempt).values(
                joined_at=attempt["answered_at"] + timedelta(seconds=2.5),
                abandoned_at=attempt["answered_at"],
            )
        )
    (slow,) = counted(called, "slow-joins").rows
    assert slow[:4] == ("saltmouth", "2026-11-18", 1, 1)
    assert counted(called, "abandoned").rows == (("saltmouth", "2026-11-18", 1, 0, 0, 100.0),)
    assert counted(called, "caller-ids").rows[0][2] == 1


def test_a_call_that_is_both_abandoned_and_no_machine_after_all_is_lost_once(called: Evening) -> None:
    attempt = called.attempts()[0]
    with called.service.parts.db.write() as tx:
        tx.execute(update(Attempt).values(abandoned_at=attempt["answered_at"], false_positive=True))
    assert counted(called, "abandoned").rows == (("saltmouth", "2026-11-18", 1, 0, 0, 100.0),)


@pytest.mark.parametrize("to", [datetime.fromisoformat("2020-01-01T10:00:00+00:00"), None])
def test_a_call_whose_time_was_changed_is_found_by_the_sealed_one(
    called: Evening, to: datetime | None
) -> None:
    attempt = called.attempts()[0]
    assert counted(called, "dial-times").rows == ()
    changed = {"dialled_at": to} if to else {"dialled_at": None, "permit_id": None, "state": "ended"}
    with called.service.parts.db.write() as tx:
        tx.execute(update(Attempt).values(**changed))
    assert counted(called, "dial-times").rows == ((attempt["id"], "saltmouth", to, started(called)["at"]),)


def test_a_ring_that_was_cut_short_is_found(called: Evening) -> None:
    with called.service.parts.db.write() as tx:
        rang = called.attempts()[0]["dialled_at"]
        tx.execute(
            update(Attempt).values(
                ringing_at=rang,
                answered_at=None,
                joined_at=None,
                ended_at=rang + timedelta(seconds=14.9),
                fate="cancelled",
            )
        )
    assert counted(called, "short-rings").rows == (("saltmouth", "cancelled", 1, 1),)


def test_a_number_called_again_too_soon_is_found(called: Evening) -> None:
    attempt = called.attempts()[0]
    again = {
        **attempt,
        "id": "again",
        "permit_id": None,
        "leg_sid": None,
        "state": "ended",
        "live": False,
        "dialled_at": None,
    }
    with called.service.parts.db.write() as tx:
        tx.execute(insert(Attempt), again)
        permit = {"id": "p2", "attempt_id": "again", "number_id": attempt["number_id"], "entry_id": 1}
        at = attempt["dialled_at"] + timedelta(hours=5)
        tx.execute(insert(Permit), {**permit, "issued_at": at, "expires_at": at + timedelta(seconds=5)})
        tx.execute(update(Attempt).where(Attempt.id == "again").values(permit_id="p2", dialled_at=at))
        tx.execute(update(Attempt).where(Attempt.id == attempt["id"]).values(outcome="machine"))
    table = counted(called, "repeats")
    assert table.rows[0][:3] == ("machine", 1, 1)
    assert table.rows[0][3] == pytest.approx(5, abs=0.001)
    assert "1 of them too soon" in table.found


def test_a_sample_is_drawn_again_by_its_seed(called: Evening) -> None:
    with called.service.parts.db.read() as tx:
        one, again = sample(tx, Period(), seed=7, size=3), sample(tx, Period(), seed=7, size=3)
    assert one == again
    assert one.rows[0][0] == called.attempts()[0]["id"]


def test_a_missing_id_is_a_gap(called: Evening) -> None:
    last = called.ledger()[-1]["id"]
    with called.service.parts.db.write() as tx:
        tx.execute(insert(Entry), {"id": last + 3, "at": called.now(), "kind": "leg:status", "data": {}})
    assert ("entry id", last + 1, last + 2) in counted(called, "gaps").rows


def test_a_period_leaves_out_what_is_not_in_it(called: Evening) -> None:
    later = Period(since=called.now() + timedelta(hours=1))
    for name in ("outside-hours", "refusals", "caller-ids", "abandoned", "access", "changes"):
        assert counted(called, name, later).rows == ()
