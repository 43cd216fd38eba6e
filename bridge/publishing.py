"""The one way for a call flow to be published and put in force: checked, rehearsed, and by somebody for a reason.

`whole` takes seconds of work; it is done before a transaction, and by a worker for what staff write at a page. What a
question's id has meant is looked at within the transaction, as somebody else may have published something meanwhile.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Final, TypedDict

from sqlalchemy import Connection

from bridge import campaign_checks
from bridge.parts import Parts
from bridge.queries import CAMPAIGN_HOURS
from ivr.examine import examine
from ivr.flow import Flow
from ivr.flows import LINE, text_of
from ivr.load import FlowError, Problem, read
from ivr.meanings import reused
from ivr.rehearsal_file import Missed, names
from ivr.rehearse import rehearse
from ivr.sounds import names as sound_names
from ivr.sounds import sounded
from policy import Reason
from store import campaigns, flows
from store.errors import RefusedError
from store.ledger import TelephoneNumberError

LONGEST_WHY: Final = 200
"""Letters of what something is published for."""
TRIED_BY: Final = "the rehearsal's page"


class _Kept(TypedDict):
    line: str
    name: str
    version: str
    sounds: Mapping[str, bytes]


@dataclass(frozen=True, slots=True)
class Given:
    """A flow as it is handed in: its file's name and text, its sound files by name, its rehearsals.

    `beside`: the file that the rehearsals are from, or should be. `line`, `version`: of one that is published already.
    """

    file: str
    text: str
    sounds: Mapping[str, bytes] = field(default_factory=dict)
    rehearsals: str = ""
    beside: str = ""
    line: str | None = None
    version: str = ""


@dataclass(frozen=True, slots=True)
class Whole:
    """A flow that may be published: `whole` has found it so, here or in the worker that has checked its version."""

    given: Given
    flow: Flow
    problems: tuple[Problem, ...] = ()

    def told(self) -> Iterator[str]:
        """What is hard on volunteers, and what to know."""
        yield from (str(one) for one in self.problems)
        if not self.given.version and not names(self.given.rehearsals):
            yield f"There are no rehearsals: write some in {self.given.beside}, beside the flow."


def whole(given: Given) -> Whole:
    """The flow, checked and rehearsed. FlowError for a fault in it, RefusedError where a rehearsal goes otherwise."""
    report = examine(given.text, given.file, sounds=given.sounds, line=given.line)
    if report.flow is None:
        raise FlowError(report.of("error"))
    for one in rehearsed(report.flow, given.rehearsals):
        raise RefusedError(
            f"A rehearsal goes otherwise: {given.beside}:{one.line}: {one.rehearsal}: {one.message}"
        )
    flow = replace(report.flow, version=given.version or report.flow.version)
    return Whole(given, flow, report.problems)


def rehearsed(flow: Flow, text: str) -> list[Missed]:
    """How a flow's rehearsals go, by the reasons for which a call may be refused."""
    return rehearse(flow, text, [*(one.value for one in Reason), CAMPAIGN_HOURS])


def published(tx: Connection, version: str) -> Given:
    """A version as it was published. RefusedError where it never was. Its rehearsals are not kept with it."""
    kept = flows.text_of(tx, version)
    return Given(kept.name, kept.text, flows.sounds_of(tx, version), line=kept.line, version=version)


def held_against(tx: Connection, given: Given, campaign: str | None = None) -> list[Flow]:
    """The versions in which the ids of the flow's questions have their meaning; none where it cannot be read."""
    try:
        flow = sounded(read(given.text, given.file, given.line).flow, given.sounds)
    except FlowError:
        return []
    return flows.versions_of(tx, flow.id, version=given.version or flow.version, campaign=campaign)


def publish(tx: Connection, made: Whole, *, by: str, why: str, now: datetime) -> bool:
    """Keep the version for ever; False where it is published already.

    RefusedError where a question's id had another meaning before.
    """
    _refuse_reused(tx, made)
    return flows.publish(tx, made.given.text, by=by, why=_said(why), now=now, **_kept(made))


def put_in_force(
    tx: Connection, parts: Parts, made: Whole, campaign: str, *, by: str, why: str, now: datetime
) -> None:
    """Have a campaign play a published version from its next call on, be it a new one or an old one again.

    RefusedError where the campaign may not play it, or where an answer of its calls would have two meanings.
    """
    if not _said(why):
        raise RefusedError("Say what it is put in force for: it is kept with the change.")
    _refuse_reused(tx, made, campaign)
    noted = {"by": by, "why": _said(why)}
    try:
        campaign_checks.change(tx, parts, campaign, now, noted=noted, flow_version=made.flow.version)
    except TelephoneNumberError:
        raise RefusedError(
            "The reason holds what looks like a telephone number: leave it out, as it is kept in the ledger."
        ) from None


def try_out(tx: Connection, made: Whole, campaign: str, now: datetime) -> None:
    """Have a rehearsal's campaign play it. It is not published: it gives no question's id its meaning."""
    flows.try_out(tx, made.given.text, by=TRIED_BY, now=now, **_kept(made))
    campaigns.change(tx, campaign, now, flow_version=made.flow.version)


def _refuse_reused(tx: Connection, made: Whole, campaign: str | None = None) -> None:
    earlier = held_against(tx, made.given, campaign)
    faults = list(reused(made.flow, earlier))
    if faults:
        first = read(made.given.text, made.given.file, made.given.line).problems(faults)[0]
        raise RefusedError(f"The flow is not used: {first}")


def _kept(made: Whole) -> _Kept:
    sounds = {name: made.given.sounds[name] for _at, name in sound_names(made.flow)}
    line = text_of(LINE) if made.given.line is None else made.given.line
    return {"line": line, "name": made.flow.id, "version": made.flow.version, "sounds": sounds}


def _said(why: str) -> str:
    return why.strip()[:LONGEST_WHY]
