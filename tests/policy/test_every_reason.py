"""Each reason as a row: what brings it about, and the nearest thing that does not: read both ways."""

from dataclasses import dataclass, replace
from datetime import date, time, timedelta
from typing import Any

import pytest

from policy import (
    REASONS,
    Attempt,
    CallerId,
    CallsToday,
    CampaignStatus,
    Consent,
    DialContact,
    Listing,
    Moment,
    NumberClass,
    NumberKind,
    PlayToContact,
    Reason,
    Recording,
    Request,
    StayOnMachine,
    decide,
)
from tests.policy.good import FACTS, NEVER, NOW, RULES, campaign

SECOND = timedelta(seconds=1)
DIAL = DialContact()
SPEND = DialContact(with_permit=True)
MESSAGE = PlayToContact(Recording.ABANDONED_MESSAGE)


@dataclass(frozen=True, slots=True)
class Row:
    """A reason, the facts that bring it about, the nearest facts that do not, and the request."""

    reason: Reason
    refused: dict[str, Any]
    permitted: dict[str, Any]
    request: Request = DIAL


def _number(kind: NumberKind, *, drama: bool = True) -> dict[str, Any]:
    return {"number": NumberClass(kind, drama=drama)}


def _caller(kind: NumberKind, *, returnable: bool = True) -> dict[str, Any]:
    return {"caller_id": CallerId(NumberClass(kind, drama=True), returnable=returnable)}


def _register(kind: str, produced_on: date, *, listed: bool = False) -> dict[str, Any]:
    return {kind: Listing(produced_on, listed=listed)}


def _ago(**time_ago: float) -> Moment:
    return Moment(NOW - timedelta(**time_ago))


def _tried(outcome: str, **time_ago: float) -> dict[str, Any]:
    return {"last_attempt": Attempt(NOW - timedelta(**time_ago), outcome)}


GIVEN = Consent(NOW, None, "form-3")
PRODUCED = FACTS.tps.produced_on if FACTS.tps else date.min
DAYS_27, DAYS_28, DAYS_29 = (date(2026, 7, 15) - timedelta(days=days) for days in (27, 28, 29))
LISTED_TPS, LISTED_CTPS = (_register(kind, PRODUCED, listed=True) for kind in ("tps", "ctps"))

TABLE = [
    Row(Reason.STOPPED, {"stopped": True}, {"stopped": False}),
    Row(Reason.STOPPED, {"campaign": campaign(status=CampaignStatus.STOPPED)}, {"campaign": campaign()}),
    *(
        Row(Reason.CAMPAIGN_CLOSED, {"campaign": campaign(status=status)}, {"campaign": campaign()})
        for status in (CampaignStatus.DRAFT, CampaignStatus.PAUSED, CampaignStatus.ENDED)
    ),
    Row(Reason.NUMBER_INVALID, _number(NumberKind.INVALID, drama=False), _number(NumberKind.FIXED)),
    Row(Reason.NUMBER_NOT_DIALABLE, _number(NumberKind.MOBILE, drama=False), _number(NumberKind.MOBILE)),
    *(
        Row(Reason.NUMBER_NOT_DIALABLE, _number(refused), _number(permitted))
        for refused, permitted in (
            (NumberKind.PREMIUM, NumberKind.FREEPHONE),
            (NumberKind.PERSONAL, NumberKind.MOBILE),
            (NumberKind.PAGER, NumberKind.VOIP),
            (NumberKind.SHORT, NumberKind.UAN),
            (NumberKind.EMERGENCY, NumberKind.FIXED),
            (NumberKind.FOREIGN, NumberKind.FIXED),
        )
    ),
    Row(Reason.CALLER_ID_MISSING, {"caller_id": None}, _caller(NumberKind.FIXED)),
    Row(Reason.CALLER_ID_MISSING, _caller(NumberKind.FIXED, returnable=False), _caller(NumberKind.FIXED)),
    Row(Reason.CALLER_ID_MISSING, _caller(NumberKind.PREMIUM), _caller(NumberKind.MOBILE)),
    Row(Reason.OPTED_OUT, {"opted_out": _ago(days=400)}, {"opted_out": NEVER}),
    Row(Reason.OPTED_OUT, {"opted_out": _ago(days=1), "consent": GIVEN}, {"consent": GIVEN}),
    Row(Reason.CONSENT_WITHDRAWN, {"consent": replace(GIVEN, withdrawn_at=NOW)}, {"consent": GIVEN}),
    Row(
        Reason.CONSENT_WITHDRAWN,
        {"consent": replace(GIVEN, given_at=NOW - SECOND, withdrawn_at=NOW)},
        {"consent": replace(GIVEN, withdrawn_at=NOW - SECOND)},
    ),
    Row(Reason.ON_TPS, LISTED_TPS, {**LISTED_TPS, "consent": GIVEN}),
    Row(
        Reason.ON_TPS,
        {**LISTED_TPS, "consent": replace(GIVEN, given_at=NOW + SECOND)},
        {**LISTED_TPS, "consent": GIVEN},
    ),
    Row(Reason.ON_CTPS, LISTED_CTPS, {**LISTED_CTPS, "consent": GIVEN}),
    Row(Reason.REGISTER_MISSING, {"tps": None}, _register("tps", PRODUCED)),
    Row(Reason.REGISTER_MISSING, {"ctps": None}, _register("ctps", PRODUCED)),
    Row(Reason.REGISTER_STALE, _register("tps", DAYS_29), _register("tps", DAYS_28)),
    Row(Reason.REGISTER_STALE, _register("ctps", DAYS_29), _register("ctps", DAYS_28)),
    Row(Reason.REGISTER_STALE, {**_register("tps", DAYS_29), "consent": GIVEN}, {"consent": GIVEN}),
    Row(Reason.SOURCE_NOT_ALLOWED, {"source": "other"}, {"source": "petition"}),
    Row(
        Reason.SOURCE_NOT_ALLOWED,
        {"source": "canvass", "campaign": campaign(sources=frozenset({"petition", "lookup"}))},
        {"source": "canvass", "campaign": campaign(sources=frozenset({"petition", "canvass"}))},
    ),
    Row(
        Reason.SOURCE_NOT_ALLOWED,
        {"source": "electoral_register", "campaign": campaign(purpose="membership")},
        {"source": "electoral_register", "campaign": campaign(purpose="turnout")},
    ),
    Row(Reason.SOURCE_NOT_ALLOWED, {"campaign": campaign(purpose="lottery")}, {"campaign": campaign()}),
    Row(
        Reason.OUTSIDE_HOURS,
        {"campaign": campaign(opens=time(13, 0, 1))},
        {"campaign": campaign(opens=time(13))},
    ),
    Row(
        Reason.OUTSIDE_HOURS,
        {"campaign": campaign(closes=time(13))},
        {"campaign": campaign(closes=time(13, 0, 1))},
    ),
    Row(Reason.CLOCK_UNSURE, {"clock_skew_seconds": None}, {"clock_skew_seconds": 0.0}),
    Row(Reason.CLOCK_UNSURE, {"clock_skew_seconds": -1.001}, {"clock_skew_seconds": -1.0}),
    Row(Reason.CLOCK_UNSURE, {"clock_skew_seconds": float("nan")}, {"clock_skew_seconds": 1.0}),
    Row(Reason.ABANDONED_RATE, {"calls_today": CallsToday(4, 96)}, {"calls_today": CallsToday(3, 97)}),
    Row(
        Reason.ABANDONED_RATE,
        {"calls_today": CallsToday(1, 0)},
        {"calls_today": CallsToday(1, 0, cleared=True)},
    ),
    Row(Reason.HOUSEHOLD_CONTACTED, {"household_contacted": True}, {"household_contacted": False}),
    Row(Reason.CONTACT_PAUSED, {"paused": True}, {"paused": False}),
    Row(Reason.LIVE_ATTEMPT, {"live_attempt": True}, {"live_attempt": False}),
    Row(Reason.ATTEMPTS_EXHAUSTED, {"attempts_made": 3}, {"attempts_made": 2}),
    Row(
        Reason.ATTEMPTS_EXHAUSTED,
        {"attempts_made": 1, "campaign": campaign(attempts=1)},
        {"attempts_made": 1},
    ),
    Row(
        Reason.RECENTLY_ABANDONED,
        {"last_abandoned": _ago(hours=71, minutes=59, seconds=59)},
        {"last_abandoned": _ago(hours=72)},
    ),
    Row(
        Reason.MACHINE_RECENTLY,
        {"last_machine": _ago(hours=23, minutes=59, seconds=59)},
        {"last_machine": _ago(hours=24)},
    ),
    Row(Reason.TOO_SOON, _tried("busy", minutes=29), _tried("busy", minutes=30)),
    Row(Reason.TOO_SOON, _tried("no_answer", minutes=239), _tried("no_answer", hours=4)),
    Row(Reason.TOO_SOON, _tried("survey_complete", hours=23), _tried("survey_complete", hours=24)),
    Row(
        Reason.TOO_SOON,
        {"last_attempt": Attempt(NOW - timedelta(hours=23), None)},
        _tried("dropped", seconds=0),
    ),
    Row(
        Reason.TOO_SOON,
        {**_tried("busy", minutes=59), "campaign": campaign(busy_minutes=60)},
        {**_tried("busy", minutes=60), "campaign": campaign(busy_minutes=60)},
    ),
    *(
        Row(Reason.FACT_MISSING, {fact: None}, {})
        for fact in (
            "stopped",
            "number",
            "campaign",
            "source",
            "opted_out",
            "consent",
            "paused",
            "household_contacted",
            "live_attempt",
            "attempts_made",
            "last_attempt",
            "last_machine",
            "last_abandoned",
            "calls_today",
        )
    ),
    Row(
        Reason.PERMIT_EXPIRED,
        {"permit_expires": Moment(NOW)},
        {"permit_expires": Moment(NOW + SECOND)},
        SPEND,
    ),
    Row(Reason.PERMIT_EXPIRED, {"permit_expires": NEVER}, {}, SPEND),
    Row(Reason.PERMIT_EXPIRED, {"permit_expires": None}, {}, SPEND),
    Row(Reason.RECORDED_SPEECH, {"volunteer_present": True}, {"volunteer_present": False}, MESSAGE),
    Row(Reason.FACT_MISSING, {"volunteer_present": None}, {"volunteer_present": False}, MESSAGE),
]
NAMES = [f"{row.reason}-{place}" for place, row in enumerate(TABLE)]


@pytest.mark.parametrize("row", TABLE, ids=NAMES)
def test_what_brings_a_reason_about_is_refused_for_it(row: Row) -> None:
    decision = decide(row.request, replace(FACTS, **row.refused), RULES, NOW)
    assert decision.reason is row.reason
    assert not decision.permitted
    assert (decision.sentence, decision.remedy) == (REASONS[row.reason].sentence, REASONS[row.reason].remedy)


@pytest.mark.parametrize("row", TABLE, ids=NAMES)
def test_the_nearest_thing_is_permitted(row: Row) -> None:
    decision = decide(row.request, replace(FACTS, **row.permitted), RULES, NOW)
    assert (decision.reason, decision.permitted) == (None, True)
    assert all(rule.verdict == "pass" for rule in decision.rules)


@pytest.mark.parametrize("recording", [kind for kind in Recording if kind is not Recording.ABANDONED_MESSAGE])
def test_nothing_recorded_is_played_but_the_message_of_an_abandoned_call(
    recording: Recording,
) -> None:
    assert decide(PlayToContact(recording), FACTS, RULES, NOW).reason is Reason.RECORDED_SPEECH


def test_nobody_ever_stays_on_a_machine() -> None:
    assert decide(StayOnMachine(), FACTS, RULES, NOW).reason is Reason.VOICEMAIL_DROP


def test_every_reason_has_a_row_and_an_explanation() -> None:
    elsewhere = {Reason.VOICEMAIL_DROP}
    assert {row.reason for row in TABLE} | elsewhere == set(Reason) == set(REASONS)
    for said in REASONS.values():
        assert said.sentence.endswith(".")
        assert said.remedy.endswith(".")
        assert said.source.endswith(".")


def test_the_codes_are_those_that_were_published() -> None:
    published = (
        "outside_hours campaign_closed opted_out on_tps on_ctps register_stale register_missing "
        "number_invalid number_not_dialable live_attempt household_contacted attempts_exhausted too_soon "
        "recently_abandoned machine_recently consent_withdrawn source_not_allowed caller_id_missing "
        "stopped permit_expired clock_unsure abandoned_rate voicemail_drop"
    )
    assert set(published.split()) <= {reason.value for reason in Reason}


def test_an_opt_out_ends_what_consent_lifted() -> None:
    facts = replace(FACTS, **LISTED_TPS, consent=GIVEN, opted_out=_ago(days=1))
    refusals = {verdict.rule for verdict in decide(DIAL, facts, RULES, NOW).rules if verdict.reason}
    assert refusals == {"opted_out", "tps"}
