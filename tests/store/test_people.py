"""Volunteers, opt-outs and consents, each with its ledger entry and without a number in it."""

import threading
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import Connection, select

from policy.facts import Consent as ConsentFact
from policy.facts import Moment
from store import consents, optouts, volunteers
from store.canonical import canonical
from store.database import Database
from store.errors import RefusedError
from store.keys import Keys
from store.models import Entry, Number, Volunteer, VolunteerCampaign
from store.numbers import number_id
from store.pins import verify

MARY = "+441632960001"
HOUR = timedelta(hours=1)


def entries(tx: Connection, subject: str) -> list[tuple[str, str]]:
    """The subject's entries: their kinds, and their data as text."""
    found = tx.execute(
        select(Entry.kind, Entry.data).where(Entry.kind.like(f"{subject}:%")).order_by(Entry.id)
    )
    return [(row.kind, canonical(row.data)) for row in found]


def test_a_volunteer_is_added_with_a_number_of_six_digits(
    db: Database, campaign: str, now: datetime, keys: Keys
) -> None:
    with db.write() as tx:
        code = volunteers.add(tx, name=" Ann ", e164=MARY, pin="4071", campaign=campaign, now=now, keys=keys)
    with db.read() as tx:
        row = tx.execute(select(Volunteer.__table__)).one()
        assert tx.scalar(select(VolunteerCampaign.campaign_id)) == campaign
        ((kind, data),) = entries(tx, "volunteer")
    assert (len(code), code.isdigit(), code[0] != "0") == (6, True, True)
    assert (row.code, row.name, row.active, row.language) == (code, "Ann", True, "en")
    assert verify(row.pin_hash, "4071", keys.pins)
    assert kind == "volunteer:added"
    assert "Ann" not in data


def test_no_two_volunteers_have_one_number(
    db: Database, campaign: str, now: datetime, keys: Keys, monkeypatch: pytest.MonkeyPatch
) -> None:
    drawn = iter([5, 5, 6])
    monkeypatch.setattr("store.volunteers.secrets.randbelow", lambda _: next(drawn))
    with db.write() as tx:
        codes = [
            volunteers.add(tx, name=name, e164=MARY, pin="4071", campaign=campaign, now=now, keys=keys)
            for name in ("Ann", "Bob")
        ]
    assert codes == ["100005", "100006"]


LACKING = {"needs a name": {"name": " "}, "four digits": {"pin": "407"}, "no campaign": {"campaign": "x"}}


@pytest.mark.usefixtures("campaign")
@pytest.mark.parametrize(("words", "lacking"), LACKING.items(), ids=LACKING)
def test_a_volunteer_who_lacks_something_is_refused(
    db: Database, now: datetime, keys: Keys, words: str, lacking: dict[str, str]
) -> None:
    given = {"name": "Ann", "pin": "4071", "campaign": "spring"} | lacking
    with pytest.raises(RefusedError, match=words), db.write() as tx:
        volunteers.add(tx, e164=MARY, now=now, keys=keys, **given)


def test_an_optout_holds_from_the_first_time(db: Database, now: datetime, keys: Keys) -> None:
    with db.write() as tx:
        mary = number_id(tx, MARY, keys.numbers)
        assert optouts.fact(tx, mary) == Moment(None)
        optouts.add(tx, mary, now, source="keypad", note="does not like calls")
        optouts.add(tx, mary, now + HOUR, source="ring_back")
    with db.read() as tx:
        assert optouts.fact(tx, mary) == Moment(now)
        assert [(o.e164, o.source, o.note) for o in optouts.of(tx, mary)] == [
            (MARY, "keypad", "does not like calls"),
            (MARY, "ring_back", ""),
        ]
        assert optouts.listing(tx) == optouts.of(tx, mary)
        assert optouts.of(tx, mary + 1) == []
        assert tx.scalar(select(Number.locked_at)) == now + HOUR
        (first, _) = entries(tx, "optout")
    assert first[0] == "optout:made"
    assert "like" not in first[1]


def test_an_optout_has_a_known_source(db: Database, now: datetime, keys: Keys) -> None:
    with pytest.raises(ValueError, match="no source"), db.write() as tx:
        optouts.add(tx, number_id(tx, MARY, keys.numbers), now, source="hearsay")


def test_an_optout_waits_for_who_holds_the_number_and_comes_after(
    db: Database, now: datetime, keys: Keys
) -> None:
    with db.write() as tx:
        mary = number_id(tx, MARY, keys.numbers)
    order: list[str] = []

    def opt_out() -> None:
        with db.write() as tx:
            optouts.add(tx, mary, now, source="keypad")
            order.append("opted out")

    thread = threading.Thread(target=opt_out)
    with db.write() as tx:
        db.locked(tx, Number, mary)
        thread.start()
        order.append("dialled")
    thread.join()
    assert order == ["dialled", "opted out"]


def test_a_consent_is_given_and_taken_back(db: Database, now: datetime, keys: Keys) -> None:
    with db.write() as tx:
        mary = number_id(tx, MARY, keys.numbers)
        assert consents.fact(tx, mary) == ConsentFact(None, None, "")
        consents.add(
            tx, mary, now, wording="You may ring me.", obtained_at=now - HOUR, source="membership form"
        )
        given = consents.fact(tx, mary)
        assert given == ConsentFact(now - HOUR, None, consents.wording_id("You may ring me."))
        assert consents.withdraw(tx, mary, now + HOUR, source="letter")
        assert not consents.withdraw(tx, mary, now + HOUR, source="letter")
        assert consents.fact(tx, mary).withdrawn_at == now + HOUR
        kept = entries(tx, "consent")
    assert [kind for kind, _ in kept] == ["consent:given", "consent:withdrawn"]
    assert not [data for _, data in kept if "membership form" in data or "letter" in data]


WEAK = {
    "no wording": {"wording": ""},
    "no source": {"source": " "},
    "from a time to come": {"obtained_at": datetime(2026, 5, 5, tzinfo=UTC)},
}


@pytest.mark.parametrize("weak", WEAK.values(), ids=WEAK)
def test_a_consent_without_its_evidence_is_refused(
    db: Database, now: datetime, keys: Keys, weak: dict[str, Any]
) -> None:
    with db.write() as tx:
        mary = number_id(tx, MARY, keys.numbers)
    given: dict[str, Any] = {"wording": "Yes", "source": "form", "obtained_at": now} | weak
    with pytest.raises(RefusedError, match=r"evidence|to come"), db.write() as tx:
        consents.add(tx, mary, now, **given)


def test_times_come_back_as_aware_utc(db: Database, now: datetime, keys: Keys) -> None:
    with db.write() as tx:
        mary = number_id(tx, MARY, keys.numbers)
        optouts.add(tx, mary, now, source="staff")
        at = optouts.fact(tx, mary).at
    assert at is not None
    assert at.tzinfo is UTC or at.utcoffset() == timedelta(0)


def test_a_naive_time_is_refused(db: Database, now: datetime, keys: Keys) -> None:
    with db.write() as tx:
        mary = number_id(tx, MARY, keys.numbers)
    with pytest.raises(Exception, match="without a zone"), db.write() as tx:
        optouts.add(tx, mary, now.replace(tzinfo=None), source="staff")
