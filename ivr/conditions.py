"""What a choice of the flow may depend on: each `when` and what it asks of the state."""

from collections.abc import Callable, Mapping

from ivr import times
from ivr.events import Person
from ivr.flow import Choice, Condition
from ivr.state import Call, State

SURVEYED = ("survey_partial", "survey_complete")
SPOKEN = ("answered", "call_back", "declined", *SURVEYED)


def others(call: Call | None) -> tuple[Person, ...]:
    """Those of the household who could still be asked: as many as there are keys for.

    Whoever star led away from in the middle of the questions is among them, to be chosen again.
    """
    if call is None:
        return ()
    return tuple(one for one in call.household if one not in call.surveyed)[:9]


def _unchosen(state: State) -> bool:
    return state.languages > 1 and state.wish is None


def _call(holds: Callable[[Call], bool]) -> Callable[[State], bool]:
    return lambda state: state.call is not None and holds(state.call)


CONDITIONS: Mapping[Condition, Callable[[State], bool]] = {
    "back": lambda state: state.direction == "back",
    "out": lambda state: state.direction == "out",
    "known": lambda state: state.known,
    "named": lambda state: state.known and not state.shared and state.direction == "in",
    "first_time": lambda state: (
        state.known and not state.shared and state.direction == "in" and _unchosen(state)
    ),
    "language_unchosen": _unchosen,
    "languages": lambda state: state.languages > 1,
    "withheld": lambda state: not state.number,
    "closed": lambda state: not state.open,
    "closing": lambda state: state.closing,
    "volunteers_too": lambda state: state.volunteers_too,
    "keys_untested": lambda state: not state.keys_tested,
    "other_campaigns": lambda state: len(state.campaigns) > 1,
    "no_campaign": lambda state: not state.campaigns,
    "last": lambda state: state.last is not None,
    "unfinished": _call(lambda call: call.phase == "ended"),
    "correcting": _call(lambda call: call.correcting),
    "household": _call(lambda call: bool(call.household)),
    "others": _call(lambda call: bool(others(call))),
    "about_other": _call(lambda call: call.about is not None),
    "answers": _call(lambda call: bool(call.answers or call.kept)),
    "answered": _call(lambda call: call.outcome in ("answered", *SURVEYED)),
    "spoken": _call(lambda call: call.outcome in SPOKEN or bool(call.surveyed)),
    "machine": _call(lambda call: call.outcome == "machine"),
    "opted_out": _call(lambda call: call.outcome == "opted_out"),
    "wants_call_back": _call(lambda call: call.outcome == "call_back"),
    "today": _call(lambda call: bool(times.parts(call, 0))),
    "tomorrow": _call(lambda call: bool(times.parts(call, 1))),
    "later": _call(times.later),
    "morning": _call(lambda call: "morning" in times.parts(call, call.day)),
    "afternoon": _call(lambda call: "afternoon" in times.parts(call, call.day)),
    "evening": _call(lambda call: "evening" in times.parts(call, call.day)),
    "concluded": _call(lambda call: call.outcome is not None),
}


def holds(choice: Choice, state: State) -> bool:
    """Whether the choice is there now."""
    return choice.when is None or CONDITIONS[choice.when](state)
