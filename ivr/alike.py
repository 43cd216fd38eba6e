"""When two states of a line are alike: whatever happens next, they go the same way.

A line's states have no end: counts, names and answers differ. To try everything, only what the flow can go by is
looked at: the step, the errors so far, where help leads back to, how far the call and the questions are, and each
condition that a step still ahead asks for. What a line remembers for long and looks at seldom is left out (who
answered what, the call before, how many campaigns there are): where it is looked at, every content of it is tried
(`ivr.forgotten`). So the states that are found are all that there are, and perhaps some that are not; none is
missing.

Help and a break change nothing of the call: they lead back to where the line has been already. So what the step
that they were asked for at would go by is not looked at again while they last, unless the flow has made one of them
change it.

The questions are a machine of their own. What the rest sees of it is where it begins, and that it ends by the words
that follow it, by star, or by too many errors; none of this depends on who is asked what. So a few questions stand
for all (`standing_in`), and every question is tried by itself, in every company that it can have, in `ivr.survey_ways`.
"""

from collections.abc import Iterator, Mapping
from dataclasses import replace

from ivr import people
from ivr.branches import longest
from ivr.conditions import CONDITIONS, SPOKEN, others
from ivr.flow import (
    Action,
    Asking,
    Choice,
    Condition,
    Days,
    End,
    Entry,
    Flow,
    Languages,
    Members,
    Offer,
    Questions,
    Review,
    Ring,
    Step,
    Times,
)
from ivr.graph import choices, named, returns
from ivr.state import State

OF_CALL: frozenset[Condition] = frozenset(
    {
        "unfinished", "correcting", "household", "others", "about_other", "answers", "answered", "spoken",
        "machine", "opted_out", "concluded", "wants_call_back", "today", "tomorrow", "later", "morning", "afternoon",
        "evening",
    }
)  # fmt: skip
"""Conditions that are asked of the call at hand."""
OF_TIMES: frozenset[Condition] = frozenset({"today", "tomorrow", "later", "morning", "afternoon", "evening"})
"""Those of them that a step of the kind times settles anew."""
OF_DAY: frozenset[Condition] = frozenset({"morning", "afternoon", "evening"})
"""Those of them that the choice of a day settles anew."""
CHOOSE_DAY: frozenset[Action] = frozenset({"on_today", "on_tomorrow"})
FORGOTTEN: frozenset[Condition] = frozenset({"other_campaigns", "closing", "languages"})
"""Conditions that a sort leaves out: they are tried both ways, but for the last, the same all through a flow."""
OF_OUTCOME: frozenset[Condition] = frozenset(
    {"answered", "spoken", "machine", "opted_out", "wants_call_back", "concluded"}
)
ONCE: frozenset[Condition] = frozenset({"language_unchosen", "first_time", "keys_untested"})
"""Conditions that never hold again once they do not."""
CHANGED_BY: Mapping[Action, frozenset[Condition]] = {
    "keys_work": frozenset({"keys_untested"}),
    "close": frozenset({"closed", "closing"}),
    **dict.fromkeys(("leave", "finished", "correct", "survey"), OF_CALL | {"last"}),
    **dict.fromkeys(
        ("on_today", "on_tomorrow", "in_morning", "in_afternoon", "in_evening", "call_back"), OF_TIMES
    ),
}
"""What an action changes of what is asked for."""
FEW = 2
"""So many questions stand for all: one to begin at, and one to come after it."""


def standing_in(flow: Flow) -> Flow:
    """The flow with its first questions for all of them, each always asked."""
    few = [replace(one, when=None) for one in flow.questions[: min(FEW, longest(flow))]]
    return replace(flow, questions=tuple(few))


class Alike:
    """The sorts of a flow's states."""

    def __init__(self, flow: Flow) -> None:
        self._flow = flow
        self.ahead = _asked_ahead(flow)
        """By step: what it or a step after it asks for."""
        self._changed_aside = _changed_aside(flow)

    def sort(self, state: State) -> tuple[object, ...]:
        """What two states that are alike have in common."""
        step = self._flow.steps.get(state.step)
        if state.ended:
            return ("ended", isinstance(step, End))
        call = state.call
        at = (call.phase, call.attempt is None) if call else None
        asking = None
        if call is not None and isinstance(step, Questions | Review):
            later = people.later(call) if isinstance(step, Review) else ()
            asking = (call.question, bool(call.picks), later)
        held = tuple(facts(state, one) for one in self._asked(state))
        stranger = () if state.signed_in else (state.pin_tries, state.volunteer is None)
        return (state.step, state.back, state.errors, at, asking, held, stranger, bool(state.campaigns))

    def _asked(self, state: State) -> tuple[Condition, ...]:
        """What is asked for ahead; what help or a break may have changed is asked for where they lead back to, too.

        Without a call or a campaign, a step that needs one leads to where the line goes after signing in.
        """
        ahead = self.ahead.get(state.step, ())
        back = self.ahead.get(state.back or "", ())
        changing = self._changed_aside.intersection(back)
        settled = all(one in ONCE and not CONDITIONS[one](state) for one in changing)
        called = state.call is not None and state.call.attempt is not None and state.campaigns
        anew = () if called else self.ahead.get(self._flow.roles.signed_in, ())
        return (*ahead, *anew) if settled else (*ahead, *anew, *back)


def facts(state: State, condition: Condition) -> object:
    """Whether it holds; of those who could still be asked, how many."""
    return len(others(state.call)) if condition == "others" else CONDITIONS[condition](state)


def _asked_ahead(flow: Flow) -> Mapping[str, tuple[Condition, ...]]:
    """By step: the conditions that it or a step after it asks for before they are settled anew.

    Once a call is finished or left, nothing is asked of it any more, and a finished call is the last one.
    """
    ahead: dict[str, frozenset[Condition]] = dict.fromkeys(flow.steps, frozenset())
    changed = True
    while changed:
        changed = False
        for step in flow.steps.values():
            found = ahead[step.id].union(*(_through(flow, ahead, step)))
            changed |= found != ahead[step.id]
            ahead[step.id] = found
    return {id_: tuple(sorted(found - FORGOTTEN)) for id_, found in ahead.items()}


def _changed_aside(flow: Flow) -> frozenset[Condition]:
    """What the steps that lead back to where help or a break was asked for may change."""
    changed: set[Condition] = set()
    for step in flow.steps.values():
        if not returns(flow, step.id):
            continue
        for _path, choice in choices(step):
            changed |= OF_OUTCOME if choice.outcome else frozenset()
            changed |= frozenset().union(*(CHANGED_BY.get(action, frozenset()) for action in choice.do))
        changed |= {"language_unchosen", "first_time"} if isinstance(step, Languages) else frozenset()
        changed |= OF_CALL if isinstance(step, Members) else frozenset()
    return frozenset(changed)


def _through(
    flow: Flow, ahead: Mapping[str, frozenset[Condition]], step: Step
) -> Iterator[frozenset[Condition]]:
    nothing: frozenset[Condition] = frozenset()
    refusals = flow.refusals.values() if isinstance(step, Offer | Ring) else ()
    by_choice = [choice for _path, choice in choices(step)] + list(refusals)
    for choice in by_choice:
        asked = ahead.get(choice.go, nothing).union(ahead.get(choice.back or "", nothing))
        yield asked - _settled(step, choice)
        yield frozenset({choice.when} if choice.when else ())
    for path, name in named(step):
        if path[-1] in ("talked", "failed", "lost"):
            yield ahead.get(name, nothing)
    roles = flow.roles
    if isinstance(step, Asking):
        for name in (roles.lost, roles.help, roles.lost_stranger, roles.help_stranger):
            yield ahead.get(name, nothing)
    if isinstance(step, Entry):
        yield ahead.get(roles.sign_in, nothing)


def _settled(step: Step, choice: Choice) -> frozenset[Condition]:
    """What is not asked of the call at hand any more, or is found out anew, once the choice is taken."""
    if "finished" in choice.do:
        return OF_CALL | {"last"}
    if "leave" in choice.do:
        return OF_CALL
    known = OF_OUTCOME if choice.outcome in SPOKEN else OF_OUTCOME - {"spoken"}
    outcome = known if choice.outcome else frozenset()
    if isinstance(step, Times) or "call_back" in choice.do:
        return OF_TIMES | outcome
    day = OF_DAY if isinstance(step, Days) or CHOOSE_DAY & {*choice.do} else frozenset()
    return outcome | day
