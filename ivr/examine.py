"""A flow looked at from every side before it is published: errors, warnings, proofs, and what else to know."""

import gc
import hashlib
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import time
from functools import lru_cache

from ivr.blame import blamed
from ivr.flow import Flow, Texts
from ivr.load import FlowError, Problem, Read, read
from ivr.meanings import reused
from ivr.prove import Failing, prove
from ivr.sounds import check_sounds, lengths, sounded
from ivr.tables import Fault
from ivr.warn import warn

SOURCE_LANGUAGE = "en"
"""The language that the shipped words were written in; every other is approved by a named speaker."""


@dataclass(frozen=True, slots=True)
class Campaign:
    """What of a campaign its flow is checked with. Hours: London time. `caller_id`: None where none is shown."""

    caller_id: str | None
    numbers: int
    opens: time
    closes: time
    earliest: time = time(9)
    latest: time = time(20, 45)
    """The organisation's own hours."""
    opinions: bool = True
    """Whether the organisation may ask for political opinions."""
    unspoken: Mapping[str, int] = field(default_factory=dict)
    """Contacts by their language, where no volunteer of the campaign speaks it."""


@dataclass(frozen=True, slots=True)
class Report:
    """All that was found. `flow`: None where there is an error."""

    flow: Flow | None
    problems: tuple[Problem, ...]

    def of(self, grade: str) -> tuple[Problem, ...]:
        """The problems of this grade: `error`, `warning` or `note`."""
        return tuple(one for one in self.problems if one.grade == grade)


def examine(
    text: str,
    file: str = "flow.toml",
    *,
    earlier: Iterable[Flow] = (),
    campaign: Campaign | None = None,
    sounds: Mapping[str, bytes] | None = None,
    line: str | None = None,
) -> Report:
    """Everything that is to be said of a flow's text, in one pass.

    `earlier`: the versions that its questions' ids have their meaning from, the oldest first. `campaign`, `sounds`
    (contents by name): where known.
    `line`: as for `ivr.load.load`.
    """
    try:
        made = read(text, file, line)
    except FlowError as error:
        return Report(None, error.problems)
    faults = [
        *made.faults,
        *_beside(made.flow, earlier, campaign, sounds),
        *warn(made.flow, lengths(made.flow, sounds or {})),
    ]
    problems = [*made.problems(faults), *_proofs(made, faults)]
    whole = not any(one.grade == "error" for one in problems)
    if whole:
        problems += made.problems(_unapproved(made.flow))
    order = {name: place for place, name in enumerate((file, "line.toml"))}
    problems.sort(key=lambda one: (order.get(one.file, 0), one.line))
    return Report(sounded(made.flow, sounds or {}) if whole else None, tuple(problems))


def _proofs(made: Read, faults: Iterable[Fault]) -> Iterator[Problem]:
    """Of the flow as it is, or as far as it can be mended."""
    if made.faults and made.mended is None:
        return
    flow = made.mended.flow if made.mended else made.flow
    for fault, failing in blamed(made, faults, _proved(_Named(flow.version, flow))):
        yield from made.problems([fault], failing.transcript)


@dataclass(frozen=True, slots=True)
class _Named:
    """A flow, told from others by its version: that is all that the proofs go by."""

    version: str
    flow: Flow = field(compare=False)


@lru_cache(maxsize=16)
def _proved(named: _Named) -> tuple[Failing, ...]:
    """What the proofs find, for a while: a flow is checked, looked at with its campaign, and published soon after."""
    with _no_search_for_cycles():
        return tuple(prove(named.flow))


@contextmanager
def _no_search_for_cycles() -> Iterator[None]:
    """Of a hundred thousand states none refers back: to search all of them for that takes half of the time."""
    searching = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if searching:
            gc.enable()


def _beside(
    flow: Flow, earlier: Iterable[Flow], campaign: Campaign | None, sounds: Mapping[str, bytes] | None
) -> Iterator[Fault]:
    """What only something beside the flow can tell."""
    yield from reused(flow, earlier)
    if campaign is not None:
        yield from check_campaign(campaign, flow)
    if sounds is not None:
        yield from check_sounds(flow, sounds)


# --- the campaign that plays it ------------------------------------------------------------------------


def check_campaign(campaign: Campaign, flow: Flow) -> Iterator[Fault]:
    """What keeps the campaign from calling though its flow is whole, and what to know of it."""
    if not campaign.caller_id:
        message = (
            "the campaign's caller number is missing or withheld: give it one on which it can be rung back."
        )
        yield Fault((), "", message)
    if campaign.opens < campaign.earliest or campaign.closes > campaign.latest:
        hours = f"{campaign.earliest:%H:%M} to {campaign.latest:%H:%M}"
        message = f"the campaign's hours go past the organisation's ({hours}): keep within them."
        yield Fault((), f"{campaign.opens:%H:%M}-{campaign.closes:%H:%M}", message)
    if not campaign.numbers:
        message = "the campaign has nobody to ring yet: import its contacts."
        yield Fault((), "", message, "warning")
    yield from _unspoken(campaign)
    if not campaign.opinions:
        yield from _opinions(flow)


def _unspoken(campaign: Campaign) -> Iterator[Fault]:
    for language, count in campaign.unspoken.items():
        message = (
            f"nobody is offered {count:,} of the contacts, whose language is “{language}”: no volunteer of the "
            "campaign speaks it; say who does with `ringround volunteers languages`, or take on somebody who does."
        )
        yield Fault((), language, message, "warning")


def _opinions(flow: Flow) -> Iterator[Fault]:
    """UK GDPR art 9: without explicit consent, political opinions are for parties to hold, not for charities."""
    for index, question in enumerate(flow.questions):
        if question.opinion:
            message = (
                f'"{question.id}" asks for a political opinion, which a charity may not hold without explicit consent: '
                "take the question out of the flow."
            )
            yield Fault(("questions", str(index), "opinion"), question.id, message)


# --- words that a speaker has approved -----------------------------------------------------------------


def fingerprint(flow: Flow, language: str) -> str:
    """Of all that is said in a language: it changes with every word."""
    said = [f"{key}={texts.get(language, '')}" for key, texts in sorted(_all_texts(flow))]
    said += [f"{words.get(language, ())}" for words in (flow.numbers, flow.hours, flow.hours_past)]
    return hashlib.sha256("\n".join(said).encode()).hexdigest()[:12]


def _all_texts(flow: Flow) -> Iterator[tuple[str, Texts]]:
    """The sentences, and the words that are put together to others, by name."""
    yield from flow.prompts.items()
    yield "title", flow.title
    yield from ((f"outcomes.{name}", texts) for name, texts in flow.outcomes.items())
    for thing, forms in flow.counts.items():
        yield from ((f"counts.{thing}.{n}", texts) for n, texts in forms.items())
    for one in flow.questions:
        yield from ((f"{one.id}.{code}", texts) for code, texts in one.options.items())


def _unapproved(flow: Flow) -> Iterator[Fault]:
    for language in flow.languages:
        approval, words = flow.approved.get(language), fingerprint(flow, language)
        if language == SOURCE_LANGUAGE or (approval and approval.by and approval.words == words):
            continue
        named = approval.by if approval else ""
        who = f"{named} approved other words" if named else "no named speaker has approved them"
        message = (
            f"the words in “{language}” are not approved ({who}): have a speaker read them, then add "
            f'[approved] {language} = {{ by = "their name", words = "{words}" }}.'
        )
        yield Fault(("approved",), language, message, "note")
