"""Scripted rehearsals: calls written down beside a flow, played without a telephone, and what was expected of them.

A rehearsal file is Markdown. `## ` begins a rehearsal and names it; a line with `- ` holds what happens, in order,
between commas; all other lines are remarks. docs/flows.md tells what can happen and what can be expected.

    ## Somebody answers and is asked
    - ring in, pin, 1, expect "Next, Ann Reed"
    - 1, contact answers, star, 1, 1, 7
    - expect outcome survey_partial
"""

from collections.abc import Collection, Mapping

from ivr.effects import (
    CallAgain,
    CallBack,
    ClosingRead,
    Effect,
    EndContact,
    EnterRoom,
    FalsePositive,
    Finished,
    HangUp,
    OptOut,
    OptOutCaller,
    PassOn,
    ReportConcern,
    ReportFault,
    RingMe,
    SaveAnswer,
    SaveOutcome,
    WantCoordinator,
)
from ivr.flow import Flow
from ivr.rehearsal_file import Missed, Rehearsal, rehearsals
from ivr.rehearsed_line import Line, do
from ivr.tables import nearest

RECORDS: Mapping[str, type[Effect]] = {
    "no more calls": OptOut,
    "call back": CallBack,
    "pass on": PassOn,
    "closing read": ClosingRead,
    "false positive": FalsePositive,
    "call ended": EndContact,
    "finished": Finished,
    "fault reported": ReportFault,
    "concern reported": ReportConcern,
    "co-ordinator told": WantCoordinator,
    "caller opted out": OptOutCaller,
    "caller wants a call": CallAgain,
    "we ring again": RingMe,
    "ringing": EnterRoom,
    "goodbye": HangUp,
}
EXPECTED = (*RECORDS, "outcome ID", "answer QUESTION = VALUE", '"WORDS"')


def rehearse(flow: Flow, text: str, reasons: Collection[str]) -> list[Missed]:
    """Play every rehearsal of a file; what went otherwise than expected, the first of each rehearsal.

    `reasons`: the codes for which the rules refuse a call.
    """
    found, wrong = rehearsals(text)
    told = {one.rehearsal for one in wrong}
    played = (_play(flow, one, reasons) for one in found if one.name not in told)
    return sorted([*wrong, *(missed for missed in played if missed)], key=lambda missed: missed.line)


def _play(flow: Flow, rehearsal: Rehearsal, reasons: Collection[str]) -> Missed | None:
    line = Line(flow, reasons, flow.languages[0])
    waiting: tuple[int, str] | None = None
    for number, part in rehearsal.parts:
        message = _expected(line, part[7:].strip()) if part.startswith("expect ") else do(line, part)
        if message:
            return Missed(rehearsal.name, number, message)
        waiting = None if line.next_answer is None else waiting or (number, part)
    if waiting:
        message = f"“{waiting[1]}” never comes about: nothing that follows asks for it."
        return Missed(rehearsal.name, waiting[0], message)
    if rehearsal.parts:
        return None
    return Missed(rehearsal.name, rehearsal.line, "nothing happens in it: add lines that begin with “- ”.")


def _expected(line: Line, what: str) -> str:
    """What is there instead of what was expected, or nothing."""
    if what.startswith('"'):
        return _heard(line, what.strip('"'))
    kind, _, rest = what.partition(" ")
    if kind == "outcome":
        return _outcome(line, rest)
    if kind == "answer":
        return _answer(line, *(one.strip() for one in rest.partition("=")[::2]))
    if what in RECORDS:
        there = any(isinstance(one, RECORDS[what]) for one in line.effects)
        return "" if there else f"“{what}” did not happen here."
    return f"“{what}” is nothing that can be expected. {nearest(what, EXPECTED)}"


def _heard(line: Line, wanted: str) -> str:
    if not wanted.strip():
        return "no words are expected: write some between the marks."
    return "" if wanted in line.words else f"“{wanted}” is not heard, but: “{line.words}”."


def _outcome(line: Line, wanted: str) -> str:
    if wanted not in line.flow.outcomes:
        return f"there is no outcome “{wanted}”. {nearest(wanted, line.flow.outcomes)}"
    had = [one.outcome for one in line.since_ringing_in if isinstance(one, SaveOutcome)]
    return "" if had[-1:] == [wanted] else f"the outcome is not {wanted}, but {had[-1] if had else 'none'}."


def _answer(line: Line, question: str, value: str) -> str:
    known = [one.id for one in line.flow.questions]
    if question not in known:
        return f"there is no question “{question}”. {nearest(question, known)}"
    answers = {one.question: one.value for one in line.since_ringing_in if isinstance(one, SaveAnswer)}
    had = answers.get(question) or "none"
    wanted = ",".join(value.split())
    return "" if had == wanted else f"the answer to {question} is not {wanted}, but {had}."
