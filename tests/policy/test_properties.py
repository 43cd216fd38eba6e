"""What holds for any facts at any time: the unknown is not permitted, and a restriction permits nothing."""

import json
from collections.abc import Callable
from dataclasses import fields, replace
from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from policy import (
    Attempt,
    CallerId,
    CallsToday,
    Campaign,
    CampaignStatus,
    Consent,
    DialContact,
    Facts,
    Listing,
    Moment,
    NaiveTimeError,
    NumberClass,
    NumberKind,
    PlayToContact,
    Reason,
    Recording,
    Request,
    RingVolunteer,
    Rules,
    StayOnMachine,
    UnknownRequestError,
    decide,
    request_from_json,
    request_to_json,
)
from tests.policy.good import FACTS, NOW, RULES

TIMES = st.datetimes(datetime(2026, 7, 1), datetime(2026, 7, 20), timezones=st.just(UTC))  # noqa: DTZ001 - bounds
DATES = st.dates(date(2026, 6, 1), date(2026, 7, 20))
MOMENTS = st.builds(Moment, st.none() | TIMES)
CLASSES = st.builds(NumberClass, st.sampled_from(NumberKind), st.booleans())
CAMPAIGNS = st.builds(
    Campaign,
    status=st.sampled_from(CampaignStatus),
    purpose=st.sampled_from(["voter_id", "membership"]),
    opens=st.none() | st.times(),
    closes=st.none() | st.times(),
    weekdays=st.frozensets(st.integers(1, 7)),
    dates_off=st.frozensets(DATES, max_size=3),
    nation=st.none() | st.sampled_from(["scotland", "northern-ireland"]),
    attempts=st.none() | st.integers(0, 5),
)
# Each fact is the good one more often than not: were all of them at random, nothing would ever be permitted.
KINDS: dict[str, st.SearchStrategy[object]] = {
    "stopped": st.booleans(),
    "number": CLASSES,
    "caller_id": st.builds(CallerId, CLASSES, st.booleans()),
    "campaign": CAMPAIGNS,
    "source": st.sampled_from(["other", "lookup", "electoral_register"]),
    "tps": st.builds(Listing, DATES, listed=st.booleans()),
    "ctps": st.builds(Listing, DATES, listed=st.booleans()),
    "opted_out": MOMENTS,
    "consent": st.builds(Consent, st.none() | TIMES, st.none() | TIMES, st.just("form-3")),
    "paused": st.booleans(),
    "household_contacted": st.booleans(),
    "live_attempt": st.booleans(),
    "attempts_made": st.integers(0, 4),
    "last_attempt": st.builds(
        Attempt, st.none() | TIMES, st.sampled_from([None, "busy", "answered", "no_answer"])
    ),
    "last_machine": MOMENTS,
    "last_abandoned": MOMENTS,
    "calls_today": st.builds(CallsToday, st.integers(0, 5), st.integers(0, 99), cleared=st.booleans()),
    "clock_skew_seconds": st.floats(-2, 2),
    "permit_expires": MOMENTS,
    "volunteer_present": st.booleans(),
}
NAMES = [field.name for field in fields(Facts)]


@st.composite
def some_facts(draw: st.DrawFn) -> Facts:
    """Draw good facts with a few of them changed to anything, or unknown."""
    names = draw(st.lists(st.sampled_from(NAMES), unique=True, max_size=4))
    changes = {name: draw(st.none() | KINDS[name]) for name in names}
    return replace(FACTS, **changes)  # type: ignore[arg-type] # the strategies above give each fact its type


REQUESTS: st.SearchStrategy[Request] = st.one_of(
    st.builds(DialContact, st.booleans()),
    st.builds(PlayToContact, st.sampled_from(Recording)),
    st.just(StayOnMachine()),
    st.just(RingVolunteer()),
)


@given(REQUESTS, TIMES)
def test_without_facts_nothing_is_permitted(request: Request, now: datetime) -> None:
    assert not decide(request, Facts(), RULES, now).permitted


@given(REQUESTS, some_facts(), TIMES, st.sampled_from(NAMES))
def test_forgetting_a_fact_never_permits_what_was_refused(
    request: Request, facts: Facts, now: datetime, name: str
) -> None:
    before, after = (
        decide(request, facts, RULES, now),
        decide(request, replace(facts, **{name: None}), RULES, now),
    )
    assert before.permitted or not after.permitted


@pytest.mark.parametrize("name", [name for name in NAMES if name != "volunteer_present"])
def test_a_dial_needs_every_fact_and_the_refusal_names_the_one_that_is_missing(name: str) -> None:
    decision = decide(DialContact(with_permit=True), replace(FACTS, **{name: None}), RULES, NOW)
    assert not decision.permitted
    if name != "permit_expires":
        assert any(f"'{name}'" in verdict.why for verdict in decision.rules if verdict.verdict == "refuse")


Restriction = Callable[[Facts, Rules], tuple[Facts, Rules]]


def _campaign(**changes: object) -> Restriction:
    def apply(facts: Facts, rules: Rules) -> tuple[Facts, Rules]:
        own = facts.campaign and replace(facts.campaign, **changes)  # type: ignore[arg-type] # checked where used
        return replace(facts, campaign=own), rules

    return apply


def _facts(**changes: object) -> Restriction:
    return lambda facts, rules: (replace(facts, **changes), rules)  # type: ignore[arg-type] # checked where used


def _rules(**changes: object) -> Restriction:
    return lambda facts, rules: (facts, replace(rules, **changes))  # type: ignore[arg-type] # checked where used


RESTRICTIONS: list[Restriction] = [
    _facts(stopped=True),
    _facts(opted_out=Moment(NOW)),
    _facts(consent=Consent(None, NOW, "")),
    _facts(tps=Listing(date(2026, 6, 1), listed=True)),
    _facts(ctps=Listing(date(2026, 6, 1), listed=True)),
    _facts(paused=True),
    _facts(household_contacted=True),
    _facts(live_attempt=True),
    _facts(attempts_made=99),
    _facts(last_machine=Moment(datetime(2026, 7, 20, tzinfo=UTC))),
    _facts(last_abandoned=Moment(datetime(2026, 7, 20, tzinfo=UTC))),
    _facts(last_attempt=Attempt(datetime(2026, 7, 20, tzinfo=UTC), None)),
    _facts(clock_skew_seconds=9.0),
    _facts(calls_today=CallsToday(9, 9)),
    _campaign(opens=time(13, 0)),
    _campaign(closes=time(13, 0)),
    _campaign(weekdays=frozenset({3})),
    _campaign(dates_off=frozenset({date(2026, 7, 1) + timedelta(days=days) for days in range(20)})),
    _campaign(nation="northern-ireland"),
    _campaign(status=CampaignStatus.PAUSED),
    _campaign(attempts=0),
    _rules(opens=time(12, 0)),
    _rules(closes=time(14, 0)),
    _rules(dates_off=frozenset({date(2026, 7, 15)})),
    _rules(register_days=3),
    _rules(machine_hours=96),
    _rules(abandoned_hours=960),
    _rules(abandoned_rate=0.0),
    _rules(clock_skew_seconds=0.1),
    _rules(sources=()),
]


def _restrict(chosen: list[Restriction], facts: Facts, rules: Rules) -> tuple[Facts, Rules]:
    for restriction in chosen:
        facts, rules = restriction(facts, rules)
    return facts, rules


# The campaign's own hours replace what was drawn, and so are only restrictions of the good campaign's.
@given(some_facts(), TIMES, st.lists(st.sampled_from(RESTRICTIONS), min_size=1, max_size=3))
def test_adding_a_restriction_never_turns_a_refusal_into_a_permit(
    facts: Facts, now: datetime, chosen: list[Restriction]
) -> None:
    facts = replace(facts, campaign=FACTS.campaign)
    before = decide(DialContact(), facts, RULES, now)
    after = decide(DialContact(), *_restrict(chosen, facts, RULES), now)
    assert before.permitted or not after.permitted


@given(some_facts(), TIMES)
def test_consent_lifts_the_registers_and_nothing_else(facts: Facts, now: datetime) -> None:
    without = decide(DialContact(), replace(facts, consent=Consent(None, None, "")), RULES, now)
    given_ = decide(DialContact(), replace(facts, consent=Consent(now, None, "form-3")), RULES, now)
    refusals = {(verdict.rule, verdict.reason) for verdict in without.rules if verdict.reason}
    left = {(verdict.rule, verdict.reason) for verdict in given_.rules if verdict.reason}
    assert left <= refusals
    assert refusals - left <= {("tps", Reason.ON_TPS), ("ctps", Reason.ON_CTPS)}


@given(some_facts(), TIMES)
def test_at_the_moment_named_nothing_but_an_old_register_refuses(facts: Facts, now: datetime) -> None:
    until = decide(DialContact(), facts, RULES, now).until
    if until is not None:
        assert until > now
        assert decide(DialContact(), facts, RULES, until).reason in (None, Reason.REGISTER_STALE)


@given(REQUESTS, some_facts(), TIMES)
def test_the_reason_is_the_first_in_the_table_of_those_that_refuse(
    request: Request, facts: Facts, now: datetime
) -> None:
    decision = decide(request, facts, RULES, now)
    refusals = {verdict.reason for verdict in decision.rules if verdict.verdict == "refuse"}
    assert decision.reason == next((reason for reason in Reason if reason in refusals), None)


@given(REQUESTS, some_facts(), TIMES)
def test_a_decision_is_made_again_from_what_was_recorded(
    request: Request, facts: Facts, now: datetime
) -> None:
    recorded = json.dumps([request_to_json(request), facts.to_json(), RULES.to_json()])
    again_request, again_facts, again_rules = json.loads(recorded)
    assert request_from_json(again_request) == request
    assert Facts.from_json(again_facts) == facts
    again = decide(
        request_from_json(again_request), Facts.from_json(again_facts), Rules.from_json(again_rules), now
    )
    assert again == decide(request, facts, RULES, now)


@given(some_facts(), st.dictionaries(st.text(), st.integers()))
def test_facts_of_a_later_release_are_read_and_what_it_added_is_passed_over(
    facts: Facts, more: dict[str, int]
) -> None:
    later = {**{f"later {name}": value for name, value in more.items()}, **facts.to_json()}
    assert Facts.from_json(later) == facts


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(st.sampled_from(["at", "kind", "x"]), inner),
    max_leaves=5,
)


@given(st.dictionaries(st.sampled_from(NAMES), JSON))
def test_facts_that_cannot_be_read_are_unknown_and_so_refuse(data: dict[str, object]) -> None:
    assert not decide(DialContact(), Facts.from_json(data), RULES, NOW).permitted


@pytest.mark.parametrize("name", NAMES)
def test_a_recorded_fact_that_lacks_a_part_is_unknown_rather_than_harmless(name: str) -> None:
    recorded = FACTS.to_json()
    if isinstance(recorded[name], dict):
        recorded[name] = {}
        assert getattr(Facts.from_json(recorded), name) is None


def test_a_request_of_no_known_kind_is_refused() -> None:
    with pytest.raises(UnknownRequestError, match="'sing'"):
        request_from_json({"request": "sing"})


def test_times_without_a_zone_or_in_another_are_refused() -> None:
    naive = NOW.replace(tzinfo=None)
    with pytest.raises(NaiveTimeError):
        decide(DialContact(), FACTS, RULES, naive)
    with pytest.raises(NaiveTimeError):
        Moment(naive)
