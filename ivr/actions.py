"""What a choice of the flow may do: each `do`, as a function of the turn and of the keys that chose it."""

from collections.abc import Callable, Mapping
from typing import Literal

from ivr import people, times
from ivr.branches import asked
from ivr.changed import replace
from ivr.conditions import holds
from ivr.effects import (
    CallAgain,
    CallBack,
    ChooseCampaign,
    ClosingRead,
    FalsePositive,
    Finished,
    KeysWork,
    OptOut,
    OptOutCaller,
    PassOn,
    Record,
    ReportConcern,
    ReportFault,
    RingMe,
    WantCoordinator,
)
from ivr.events import PartOfDay
from ivr.flow import Action, Choice
from ivr.state import Call
from ivr.turn import Turn

Act = Callable[[Turn, str | None], Turn]


def take(turn: Turn, choice: Choice, keys: str | None = None) -> Turn:
    """Do what the choice does, save its outcome, and go where it leads. `keys`: a number that was entered."""
    for action in choice.do:
        turn = ACTIONS[action](turn, keys)
    if choice.outcome:
        turn = turn.outcome(choice.outcome)
    return turn.go(choice.go, choice.back)


def first(turn: Turn, choices: tuple[Choice, ...]) -> Choice:
    """The first choice that holds; the last one always does."""
    return next((choice for choice in choices if holds(choice, turn.state)), choices[-1])


def _keys_work(turn: Turn, _keys: str | None) -> Turn:
    return turn.having(replace(turn.state, keys_tested=True)).record(KeysWork())


def _another_campaign(turn: Turn, _keys: str | None) -> Turn:
    state = turn.state
    if not state.campaigns:
        return turn
    index = (state.campaign + 1) % len(state.campaigns)
    return turn.having(replace(state, campaign=index)).record(ChooseCampaign(state.campaigns[index]))


def _close(turn: Turn, _keys: str | None) -> Turn:
    return turn.having(replace(turn.state, open=False, closing=False))


def _leave(turn: Turn, _keys: str | None) -> Turn:
    """An unfinished call is left as it is; what never got an outcome was cut off."""
    call = turn.state.call
    if call is None or call.attempt is None:
        return turn
    settled = turn if call.outcome else turn.outcome("dropped")
    return settled.having_call(None).record(Finished(call.attempt))


def _finished(turn: Turn, _keys: str | None) -> Turn:
    call = turn.state.call
    if call is None or call.attempt is None:
        return turn
    calls = turn.state.calls + (0 if call.correcting else 1)
    last = replace(call, correcting=False)
    return turn.having(replace(turn.state, call=None, last=last, calls=calls)).record(Finished(call.attempt))


def _correct(turn: Turn, _keys: str | None) -> Turn:
    last = turn.state.last
    if last is None:
        return turn
    first = next(iter(people.answered(last)), last.contact)
    return turn.having_call(replace(people.turned_to(last, first), correcting=True, surveyed=()))


def _survey(turn: Turn, _keys: str | None) -> Turn:
    """From the first question; an unfinished call goes on at the first that has no answer."""
    call = turn.state.call
    if call is None:
        return turn
    had = {question for question, _value in call.answers}
    there = {question.id for question in asked(turn.flow, dict(call.answers))}
    left = [i for i, one in enumerate(turn.flow.questions) if one.id in there - had]
    start = 0 if call.correcting else next(iter(left), len(turn.flow.questions))
    return graded(turn.having_call(replace(call, question=start, picks=())))


def graded(turn: Turn) -> Turn:
    """The outcome that the contact's own answers amount to, once there are any."""
    call = turn.state.call
    if call is None or call.about is not None or not call.answers:
        return turn
    return turn.outcome("survey_complete" if complete(turn, call) else "survey_partial")


def complete(turn: Turn, call: Call) -> bool:
    """Whether every question that is asked has an answer."""
    had = dict(call.answers)
    return bool(had) and all(question.id in had for question in asked(turn.flow, had))


def _of_attempt(make: Callable[[str, Call], Record]) -> Act:
    """A record about the attempt at hand; without one there is nothing to record."""

    def act(turn: Turn, _keys: str | None) -> Turn:
        call = turn.state.call
        return turn if call is None or call.attempt is None else turn.record(make(call.attempt, call))

    return act


def _concern(kind: Literal["abuse", "worry"]) -> Act:
    """About the call at hand, or between calls about the last one."""

    def act(turn: Turn, _keys: str | None) -> Turn:
        call = turn.state.call or turn.state.last
        concern = ReportConcern(kind, call.attempt, call.contact) if call else ReportConcern(kind, None, None)
        return turn.record(concern)

    return act


def on_day(turn: Turn, day: int) -> Turn:
    """The day of a call back, in days from today; the part of it is still to be chosen."""
    call = turn.state.call
    return turn if call is None else turn.having_call(replace(call, day=day, part=None))


def _in(part: PartOfDay) -> Act:
    def act(turn: Turn, _keys: str | None) -> Turn:
        call = turn.state.call
        return turn if call is None else turn.having_call(replace(call, part=part))

    return act


def _call_back(turn: Turn, _keys: str | None) -> Turn:
    """What was chosen is agreed on; without a day and a part of it there is nothing to agree on."""
    call = turn.state.call
    if call is None or call.attempt is None or call.day is None or call.part is None:
        return turn
    agreed = CallBack(call.attempt, times.on(call, call.day), call.part)
    return turn.having_call(replace(call, times=(), day=None, part=None)).record(agreed)


def _of_volunteer(record: RingMe | WantCoordinator) -> Act:
    """Of somebody who has signed in: of a stranger there is nobody to ring."""
    return lambda turn, _keys: turn.record(record) if turn.state.signed_in else turn


def _opt_out(scope: Literal["contact", "household"]) -> Act:
    return _of_attempt(lambda attempt, call: OptOut(attempt, call.contact, scope))


ACTIONS: Mapping[Action, Act] = {
    "keys_work": _keys_work,
    "another_campaign": _another_campaign,
    "ring_me": _of_volunteer(RingMe()),
    "close": _close,
    "leave": _leave,
    "finished": _finished,
    "correct": _correct,
    "survey": _survey,
    "opt_out": _opt_out("contact"),
    "opt_out_household": _opt_out("household"),
    "opt_out_caller": lambda turn, keys: turn.record(OptOutCaller(keys)),
    "call_again": lambda turn, keys: turn.record(CallAgain(keys)),
    "pass_on": _of_attempt(lambda attempt, call: PassOn(attempt, call.about or call.contact)),
    "closing_read": _of_attempt(lambda attempt, _call: ClosingRead(attempt, read=True)),
    "closing_not_read": _of_attempt(lambda attempt, _call: ClosingRead(attempt, read=False)),
    "false_positive": _of_attempt(lambda attempt, _call: FalsePositive(attempt)),
    "on_today": lambda turn, _keys: on_day(turn, 0),
    "on_tomorrow": lambda turn, _keys: on_day(turn, 1),
    "in_morning": _in("morning"),
    "in_afternoon": _in("afternoon"),
    "in_evening": _in("evening"),
    "call_back": _call_back,
    "report_abuse": _concern("abuse"),
    "report_worry": _concern("worry"),
    "ask_coordinator": _of_volunteer(WantCoordinator("asked")),
    "tell_lost": _of_volunteer(WantCoordinator("lost")),
    "tell_unheard": _of_volunteer(WantCoordinator("keys")),
    "report_fault": lambda turn, _keys: turn.record(ReportFault(turn.state.back or turn.state.step)),
}
