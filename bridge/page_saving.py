"""What a volunteer's page asks to be saved of a call: what of it counts, what came second, and what else is written."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final, TypeAlias

from sqlalchemy import Connection, select, update

from bridge import records, second, unfinished
from bridge.desk import Desk
from ivr.advance import advance
from ivr.effects import FalsePositive, Finished, Record, SaveAnswer, SaveOutcome
from ivr.events import PartOfDay, Person, Unfinished
from ivr.page import Saved, Scope
from ivr.state import Call, State
from store.models import FollowUp

MACHINES: Final = ("machine_start", "fax")

Given: TypeAlias = Mapping[str, str | None]
Keep: TypeAlias = Callable[[], bool]
"""Keeps what came second; False where it says nothing else than what was first."""


@dataclass(frozen=True, slots=True)
class Form:
    """What a page asks to be saved of a call. `about`: a contact's row, whose the answers are.

    `call_back`: day (ISO, London's) and part of it, with the outcome of that name. `answers`, `shown`: by question, as
    given and as they stood on the page; None: no answer.
    """

    attempt: str
    about: int
    answers: Given = field(default_factory=dict)
    shown: Given = field(default_factory=dict)
    outcome: str | None = None
    outcome_shown: str | None = None
    call_back: tuple[str, PartOfDay] | None = None
    opt_out: Scope | None = None
    closing: bool | None = None
    pass_on: bool = False
    note: str = ""


def weighed(desk: Desk, attempt: Mapping[Any, Any], form: Form) -> tuple[Saved, list[tuple[str, Keep]]]:
    """What of the form counts; and what came second, each with how it is kept."""
    had = unfinished.answers_of(desk.tx, form.attempt, form.about)
    about = Person(str(form.about))
    touched = {id_: value for id_, value in form.answers.items() if value != form.shown.get(id_)}
    first = {id_ for id_ in touched if had.get(id_) != form.shown.get(id_) and had.get(id_) is not None}
    late: list[tuple[str, Keep]] = [
        (id_, _later(desk, SaveAnswer(form.attempt, about, id_, touched[id_]))) for id_ in sorted(first)
    ]
    outcome = form.outcome
    if outcome and attempt["outcome"] not in (*second.PROVISIONAL, form.outcome_shown):
        late.append(("outcome", _later(desk, SaveOutcome(form.attempt, outcome))))
        outcome = attempt["outcome"]
    event = Saved(
        form.attempt,
        about,
        had=tuple(had.items()),
        changed=tuple((id_, value) for id_, value in touched.items() if id_ not in first),
        outcome=outcome,
        opt_out=form.opt_out,
        closing=None if form.closing == attempt["closing_read"] else form.closing,
        pass_on=form.pass_on and not _passed_on(desk.tx, form.attempt),
        call_back=form.call_back if outcome == form.outcome else None,
    )
    return event, late


def _later(desk: Desk, said: SaveAnswer | SaveOutcome) -> Keep:
    if isinstance(said, SaveAnswer):
        return lambda: second.keep_answer(desk, said)
    return lambda: second.keep_outcome(desk, said)


def set_right(desk: Desk, attempt: Mapping[Any, Any], event: Saved) -> None:
    """A call that no line is at: the flow says what is to be written down, and nothing is spoken."""
    flow = desk.parts.flows.get(desk.tx, attempt["flow_version"])
    left = unfinished.of_attempt(desk.tx, attempt)
    aside = State(step=flow.roles.signed_in, signed_in=True, last=_call(left))
    _, effects = advance(flow, aside, event)
    for effect in effects:
        if isinstance(effect, Record):
            records.write(desk, effect)
    if attempt["finished_at"] is None:
        records.write(desk, Finished(event.attempt))


def _call(left: Unfinished) -> Call:
    return Call(
        contact=left.contact,
        household=left.household,
        attempt=left.attempt,
        phase="ended",
        outcome=left.outcome,
    )


def also(desk: Desk, attempt: Mapping[Any, Any], form: Form) -> None:
    """The note to a question passed on; and that what was taken for a machine was a person."""
    if form.note and form.pass_on:
        desk.tx.execute(
            update(FollowUp)
            .where(FollowUp.attempt_id == form.attempt, FollowUp.kind == "pass_on")
            .values(note=form.note)
        )
    person = bool(form.answers) or form.opt_out or form.outcome not in (None, "machine")
    if person and attempt["answered_by"] in MACHINES and not attempt["false_positive"]:
        records.write(desk, FalsePositive(form.attempt))


def _passed_on(tx: Connection, attempt: str) -> bool:
    found = select(FollowUp.id).where(FollowUp.attempt_id == attempt, FollowUp.kind == "pass_on")
    return tx.execute(found.limit(1)).first() is not None
