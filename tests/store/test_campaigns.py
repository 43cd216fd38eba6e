"""Campaigns and flows: made, changed, started, stopped; what is wrong is refused in one sentence."""

from datetime import datetime
from typing import Any

import pytest
from sqlalchemy import Connection, select

from store import campaign_rules, campaigns, flows
from store.database import Database
from store.errors import RefusedError
from store.models import Entry

GOOD: dict[str, Any] = {
    "title": "Summer", "flow_version": "v1", "caller_id": "+442079460100", "area": "Saltmouth",
    "purpose": "turnout",
    "hours": {"opens": "09:30", "weekdays": [1, 2, 3], "dates_off": ["2026-05-07"], "nation": "scotland"},
    "calling": {"attempts": 2, "machine_hours": 48}, "sources": ["canvass"],
}  # fmt: skip


def check(values: dict[str, Any]) -> None:
    campaign_rules.check_plain(values)
    campaign_rules.check_hours(values["hours"])
    campaign_rules.check_calling(values["calling"])
    campaign_rules.check_sources(values["sources"], values["purpose"])
    campaign_rules.check_contacts_days(values.get("contacts_days"))


def history(tx: Connection, campaign: str) -> list[str]:
    found = select(Entry.kind).where(Entry.campaign_id == campaign).order_by(Entry.id)
    return list(tx.execute(found).scalars())


@pytest.mark.usefixtures("campaign")
def test_a_campaign_is_made_as_a_draft_and_shown(db: Database, now: datetime) -> None:
    with db.write() as tx:
        campaigns.create(tx, "summer", now, **GOOD)
    with db.read() as tx:
        shown = campaigns.show(tx, "summer")
        assert {name: shown[name] for name in GOOD} == GOOD
        assert (shown["status"], shown["created_at"]) == ("draft", now)
        assert [(c["id"], c["contacts"], c["ready"]) for c in campaigns.listing(tx)] == [
            ("spring", 0, 0),
            ("summer", 0, 0),
        ]
        assert history(tx, "summer") == ["campaign:created"]


BAD = [
    ({"id": "Summer 26"}, "no campaign id"),
    ({"title": " "}, "needs its title"),
    ({"area": ""}, "needs its area"),
    ({"purpose": "election of a chair"}, "no purpose"),
    ({"caller_id": ""}, "caller number"),
    ({"hours": {"opens": "08:59"}}, "only be tightened"),
    ({"hours": {"closes": "20:46"}}, "only be tightened"),
    ({"hours": {"opens": "half past nine"}}, "such as 09:30"),
    ({"hours": {"opens": None}}, "such as 09:30"),
    ({"hours": {"weekdays": [0]}}, "Weekdays"),
    ({"hours": {"weekdays": []}}, "at least one"),
    ({"hours": {"dates_off": ["7 May"]}}, "dates such as"),
    ({"hours": {"nation": "wessex"}}, "no nation"),
    ({"hours": {"open": "09:30"}}, "not among"),
    ({"calling": {"tries": 2}}, "not among"),
    ({"calling": {"attempts": 0}}, "once at least"),
    ({"calling": {"busy_minutes": -1}}, "0 or more"),
    ({"calling": {"busy_minutes": True}}, "0 or more"),
    ({"calling": {"machine_hours": 23}}, "24 hours"),
    ({"calling": {"abandoned_hours": 71}}, "72 hours"),
    ({"sources": ["hearsay"]}, "may not call from 'hearsay'"),
    ({"purpose": "fundraising", "sources": ["electoral_register"]}, "may not call from 'electoral_register'"),
    ({"contacts_days": -1}, "0 to 730 days"),
]


@pytest.mark.parametrize(("bad", "words"), BAD)
def test_what_a_campaign_may_not_be_is_refused(bad: dict[str, Any], words: str) -> None:
    values = {"id": "summer"} | GOOD
    check(values)
    with pytest.raises(RefusedError, match=words):
        check(values | bad)


@pytest.mark.usefixtures("campaign")
@pytest.mark.parametrize(
    ("name", "flow", "words"), [("spring", "v1", "already"), ("summer", "v2", "No flow")]
)
def test_a_campaign_needs_an_id_of_its_own_and_a_published_flow(
    db: Database, now: datetime, name: str, flow: str, words: str
) -> None:
    with pytest.raises(RefusedError, match=words), db.write() as tx:
        campaigns.create(tx, name, now, **GOOD | {"flow_version": flow})


def test_a_change_is_recorded_with_what_was_before(db: Database, now: datetime, campaign: str) -> None:
    with db.write() as tx:
        campaigns.change(tx, campaign, now, title="Late spring", caller_id="+442079460101")
        campaigns.change(tx, campaign, now, title="Late spring")
        data = tx.scalar(select(Entry.data).where(Entry.kind == "campaign:changed"))
        assert campaigns.show(tx, campaign)["title"] == "Late spring"
        assert history(tx, campaign).count("campaign:changed") == 1
    assert data is not None
    assert (data["before"], data["after"]) == ({"title": "Spring"}, {"title": "Late spring"})
    assert set(data["committed"]) == {"caller_id"}


def test_what_cannot_be_changed_is_refused(db: Database, now: datetime, campaign: str) -> None:
    wrong: list[tuple[dict[str, Any], str]] = [
        ({"purpose": "turnout"}, "cannot be changed"), ({"title": ""}, "needs its title"),
    ]  # fmt: skip
    for values, words in wrong:
        with pytest.raises(RefusedError, match=words), db.write() as tx:
            campaigns.change(tx, campaign, now, **values)


@pytest.mark.usefixtures("attempt")
def test_a_campaign_starts_pauses_and_stops_once_each(db: Database, now: datetime, campaign: str) -> None:
    with db.write() as tx:
        for step in (campaigns.start, campaigns.start, campaigns.pause, campaigns.stop, campaigns.stop):
            step(tx, campaign, now)
        assert campaigns.show(tx, campaign)["status"] == "stopped"
        steps = ["campaign:started", "campaign:paused", "campaign:stopped"]
        assert history(tx, campaign) == ["campaign:created", *steps]


def test_a_campaign_without_contacts_does_not_start(db: Database, now: datetime, campaign: str) -> None:
    with pytest.raises(RefusedError, match="no contacts"), db.write() as tx:
        campaigns.start(tx, campaign, now)
    with db.read() as tx:
        assert campaigns.show(tx, campaign)["status"] == "draft"


def test_that_staff_looked_is_kept(db: Database, now: datetime, campaign: str) -> None:
    with db.write() as tx:
        campaigns.looked_at(tx, campaign, now)
        assert campaigns.show(tx, campaign)["looked_at"] == now
        assert history(tx, campaign)[-1] == "campaign:looked_at"


@pytest.mark.parametrize("step", [campaigns.start, campaigns.pause, campaigns.stop, campaigns.looked_at])
def test_a_campaign_that_is_not_there_is_named(db: Database, now: datetime, step: Any) -> None:  # noqa: ANN401 (one of four functions)
    with pytest.raises(RefusedError, match="no campaign 'autumn'"), db.write() as tx:
        step(tx, "autumn", now)


@pytest.mark.usefixtures("campaign")
def test_a_version_of_a_flow_is_published_once(db: Database, now: datetime) -> None:
    with db.write() as tx:
        again = flows.publish(tx, "flow", line="", name="voter-id", version="v1", by="Ann", now=now)
        other = flows.publish(tx, "flow 2", line="", name="voter-id", version="v2", by="Ann", now=now)
        assert (again, other) == (False, True)
        assert flows.text_of(tx, "v2").text == "flow 2"
        assert [flow.version for flow in flows.listing(tx)] == ["v1", "v2"]
        found = select(Entry.data).where(Entry.kind == "flow:published")
        assert len(tx.execute(found).all()) == 2


def test_a_version_that_was_never_published_is_refused(db: Database) -> None:
    with pytest.raises(RefusedError, match="flows publish"), db.read() as tx:
        flows.text_of(tx, "v9")
