"""The facts of a decision, and what followed it, in sentences for somebody who knows the law and not the software."""

from collections.abc import Iterator
from datetime import date, datetime
from typing import Any, Final
from zoneinfo import ZoneInfo

from policy import Facts, Listing, Moment
from policy.facts import Attempt, CallerId, CallsToday, Campaign, Consent, NumberClass
from store.ledger import Kind

LONDON: Final = ZoneInfo("Europe/London")
UNKNOWN: Final = "was not known, and what is not known is never permitted"
REQUESTS: Final = {
    "dial_contact": "whether a contact may be rung",
    "play_to_contact": "whether something recorded may be played to a contact",
    "stay_on_machine": "whether the line may be kept open on an answering machine",
    "ring_volunteer": "whether a volunteer, who asked for it, may be rung",
}


_MEANINGS: Final = {kind.value: kind.meaning for kind in Kind}


def moment(at: datetime) -> str:
    """A moment as London's clocks showed it, to the second."""
    local = at.astimezone(LONDON)
    return f"{local:%A} {local.day} {local:%B %Y} at {local:%H:%M:%S}"


def facts(found: Facts, at: datetime, *, of_a_dial: bool) -> Iterator[str]:
    """What the decision was made from, a sentence a fact. Only for a dial is it said what was not known."""
    yield f"The time in London was {at.astimezone(LONDON):%H:%M:%S on %A, %-d %B %Y}."
    if found.volunteer_present is not None:
        yield "A volunteer was on the line." if found.volunteer_present else "No volunteer was on the line."
    yield from (one for one in _all(found, at) if of_a_dial or UNKNOWN not in one)


def _all(found: Facts, at: datetime) -> Iterator[str]:
    yield _either(found.stopped, "The stop switch was on.", "The stop switch was off.")
    yield _number(found.number)
    yield _presented(found.caller_id)
    yield _register("TPS", found.tps, at)
    yield _register("CTPS", found.ctps, at)
    yield _wish(found.opted_out)
    yield _consent(found.consent)
    yield _campaign(found.campaign)
    yield (
        f"The contact's data came from '{found.source}'."
        if found.source
        else f"The source of the data {UNKNOWN}."
    )
    yield from _paused(paused=found.paused)
    yield _either(
        found.household_contacted,
        "Somebody of the household had been contacted in the campaign.",
        "Nobody of the household had been contacted in the campaign.",
    )
    yield _either(
        found.live_attempt,
        "Another call to the number was going on.",
        "No other call to the number was going on.",
    )
    yield _count(found.attempts_made)
    yield _last(found.last_attempt)
    yield _moment("An answering machine last took a call to the number", found.last_machine)
    yield _moment("A call to the number was last abandoned", found.last_abandoned)
    yield _today(found.calls_today)
    yield _skew(found.clock_skew_seconds)


def event(kind: str, data: dict[str, Any]) -> str:
    """One entry of what followed: its kind's meaning, and the clear part of what it holds."""
    meaning = _MEANINGS.get(kind, f"An entry of the kind '{kind}'.")
    more = ", ".join(
        f"{name.replace('_', ' ')}: {value}"
        for name, value in data.items()
        if isinstance(value, str | int | float) and name not in {"delivery", "permit"}
    )
    return f"{meaning} ({more})" if more else meaning


def _either(fact: bool | None, yes: str, no: str) -> str:
    if fact is None:
        return f"{no.removesuffix('.')}: this {UNKNOWN}."
    return yes if fact else no


def _number(found: NumberClass | None) -> str:
    if found is None:
        return f"What sort of number it is {UNKNOWN}."
    drama = ", reserved for drama" if found.drama else ""
    return f"The number was of the kind '{found.kind}'{drama}."


def _presented(found: CallerId | None) -> str:
    if found is None:
        return f"The number presented {UNKNOWN}."
    answered = "would be" if found.returnable else "would not be"
    return f"The number presented was of the kind '{found.number.kind}'; a call back to it {answered} answered here."


def _register(name: str, found: Listing | None, at: datetime) -> str:
    if found is None:
        return f"The {name} register {UNKNOWN}."
    age = (at.astimezone(LONDON).date() - found.produced_on).days
    listed = "stood on it" if found.listed else "did not stand on it"
    digest = f", SHA-256 {found.sha256[:16]}…" if found.sha256 else ""
    produced = f"produced on {_day(found.produced_on)}{digest}"
    return f"The {name} register in force was {age} days old ({produced}); the number {listed}."


def _wish(found: Moment | None) -> str:
    if found is None:
        return f"Whether the number had opted out {UNKNOWN}."
    return f"The number opted out on {moment(found.at)}." if found.at else "The number had not opted out."


def _consent(found: Consent | None) -> str:
    if found is None:
        return f"Whether there was consent {UNKNOWN}."
    if found.given_at is None:
        return "No consent was on record."
    taken = f", and taken back on {moment(found.withdrawn_at)}" if found.withdrawn_at else ""
    return f"Consent was given on {moment(found.given_at)} (wording {found.wording}){taken}."


def _campaign(found: Campaign | None) -> str:
    if found is None:
        return f"The campaign {UNKNOWN}."
    return f"The campaign was {found.status}; its purpose: {found.purpose.replace('_', ' ')}."


def _paused(*, paused: bool | None) -> Iterator[str]:
    """Not of what was decided before this was asked."""
    if paused is not None:
        yield (
            "A volunteer had reported abuse by the contact, or a worry about them, and staff had not yet looked."
            if paused
            else "Nothing was reported of the contact that staff had still to look at."
        )


def _count(made: int | None) -> str:
    return (
        f"How often the number had been tried {UNKNOWN}."
        if made is None
        else f"It had been tried {made} times in 28 days."
    )


def _last(found: Attempt | None) -> str:
    if found is None:
        return f"The last attempt {UNKNOWN}."
    if found.at is None:
        return "The number had never been rung before."
    return f"It was last rung on {moment(found.at)}; outcome: {found.outcome or 'not known'}."


def _moment(what: str, found: Moment | None) -> str:
    if found is None:
        return f"{what}: this {UNKNOWN}."
    return f"{what} on {moment(found.at)}." if found.at else f"{what}: never."


def _today(found: CallsToday | None) -> str:
    if found is None:
        return f"The campaign's abandoned calls of that day: this {UNKNOWN}."
    passed = f"{found.passed} had been passed to a volunteer"
    return f"Of the campaign's calls that day {found.abandoned} had been abandoned, {passed}."


def _skew(seconds: float | None) -> str:
    if seconds is None:
        return f"How far the server's clock was from the carrier's {UNKNOWN}."
    return f"The server's clock was {abs(seconds):.1f} seconds from the carrier's."


def _day(day: date) -> str:
    return f"{day.day} {day:%B %Y}"
