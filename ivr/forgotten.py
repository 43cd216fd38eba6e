"""What a line remembers for long and the sort of its state leaves out: where it is looked at, all of it is tried.

Who answered what, the call before, whether there is another campaign, whether closing time has come, how many turns of
music there have been: kept in a sort, each of them would multiply all the states of an evening, though a few steps
alone look at it. So a sort says nothing of it, and where an event may make the machine look (`Looks.at`, from the
flow's own choices), the event is tried with every content that it can tell apart (`ivr.contents`). What can really be
there is among them, so nothing that can happen is missing. Where a proof asks for a way, it asks for one with each
content, since nobody on the line chooses what is remembered.

- *start*: a survey begins at the first question without an answer: as many are answered as there are questions to
  begin at, of everybody; or everybody's, or nobody's, or somebody's.
- *place*: questions that are come back to go on where they were, and a look through the answers goes from person to
  person: each place, and each company of those who gave answers.
- *last*: a correction takes up the call before: one of each sort that was ever finished (`contents.Finished`).
"""

from collections.abc import Iterator, Mapping
from typing import Literal, TypeAlias

from ivr.conditions import others
from ivr.events import Digits, Event, VolunteerGone
from ivr.flow import (
    RETURN,
    Asking,
    Break,
    Choice,
    Condition,
    Flow,
    Languages,
    Members,
    Offer,
    Questions,
    Review,
    Ring,
    Route,
    Say,
    Step,
    Times,
)
from ivr.graph import choices
from ivr.state import State

Cell: TypeAlias = Literal["start", "place", "last", "closing", "campaigns", "waits"]
OF_CONDITION: Mapping[Condition, Cell] = {
    "closing": "closing",
    "closed": "closing",
    "other_campaigns": "campaigns",
}
NONE: frozenset[Cell] = frozenset()
START: frozenset[Cell] = frozenset({"start"})
PLACE: frozenset[Cell] = frozenset({"place"})
LAST: frozenset[Cell] = frozenset({"last"})
OVER = {"finished", "leave"}
"""After these there is no call: a step that needs one leads to where the line goes after signing in."""
WAITS: frozenset[Cell] = frozenset({"waits"})
FIGURES = tuple("123456789")


class Looks:
    """At what an event may make the machine look."""

    def __init__(self, flow: Flow) -> None:
        self._flow = flow
        self._known: dict[tuple[str, Event, int, bool], frozenset[Cell]] = {}
        self._coming: dict[str, frozenset[Cell]] = dict.fromkeys(flow.steps, NONE)
        self._back = self._returning()
        changed = True
        while changed:
            found = {id_: self._come_to(step) for id_, step in flow.steps.items()}
            changed, self._coming = found != self._coming, found
            self._back = self._returning()

    def at(self, state: State, event: Event) -> frozenset[Cell]:
        """The cells that may be looked at before the next words on the line."""
        asked = (state.step, event, len(others(state.call)), state.signed_in)
        if asked not in self._known:
            self._known[asked] = self._at(state, event)
        called = state.call is not None and state.call.attempt is not None and state.campaigns
        anew = NONE if called else self._coming.get(self._flow.roles.signed_in, NONE)
        return self._known[asked] | anew

    def _at(self, state: State, event: Event) -> frozenset[Cell]:
        step = self._flow.steps.get(state.step)
        if step is None or isinstance(event, VolunteerGone):
            return NONE
        keys: Mapping[str, Choice] = getattr(step, "keys", {})
        refusals = self._flow.refusals.values() if isinstance(step, Offer | Ring) else ()
        pressed = keys.get(event.keys) if isinstance(event, Digits) else None
        if pressed is not None:
            return self._all(pressed, *refusals)
        found = self._all(*self._unpressed(step, state, event), *refusals)
        if isinstance(step, Ring):
            found |= self._coming.get(step.talked, NONE)
        if isinstance(step, Asking):
            roles = self._flow.roles
            theirs = (
                (roles.lost, roles.help) if state.signed_in else (roles.lost_stranger, roles.help_stranger)
            )
            ways = (step.manner.lost, step.manner.help, *theirs)
            found |= frozenset().union(*(self._coming.get(name, NONE) for name in ways if name))
        return found | WAITS if isinstance(step, Break) else found

    def _unpressed(self, step: Step, state: State, event: Event) -> Iterator[Choice]:
        """Choices of the step that the event may make without being one of its keys."""
        if isinstance(step, Members | Languages) and not _chooses(step, state, event):
            return
        keys: Mapping[str, Choice] = getattr(step, "keys", {})
        yield from (one for _path, one in choices(step) if one not in keys.values())

    def _returning(self) -> frozenset[Cell]:
        """What may be looked at where help or a break leads back: their step has been there before."""
        told = [
            one
            for step in self._flow.steps.values()
            if isinstance(step, Asking)
            for _path, one in choices(step)
        ]
        named = {one.back for one in told if one.back} | {self._flow.roles.signed_in}
        named |= {
            one.then.back for one in self._flow.steps.values() if isinstance(one, Say) and one.then.back
        }
        return frozenset().union(
            *(self._coming.get(name, NONE) for name in named), _of_conditions(told)
        )  # fmt: skip

    def _all(self, *ways: Choice) -> frozenset[Cell]:
        return frozenset().union(*map(self._by, ways))

    def _by(self, choice: Choice) -> frozenset[Cell]:
        """What a choice looks at, and what it leads to."""
        own = _of_conditions([choice]) | (LAST if "correct" in choice.do else NONE)
        step = self._flow.steps.get(choice.go)
        if choice.go == RETURN:
            return own | self._back
        if "survey" in choice.do:
            own |= START
            if isinstance(step, Questions):
                return own | self._by(step.then)
        own |= self._coming.get(choice.go, NONE)
        uncalled = OVER & {*choice.do} and PLACE & own
        return own | self._coming.get(self._flow.roles.signed_in, NONE) if uncalled else own

    # A closed union: one line for each kind that looks further.
    def _come_to(self, step: Step) -> frozenset[Cell]:  # noqa: PLR0911
        told = _of_conditions([one for _path, one in choices(step)]) if isinstance(step, Asking) else NONE
        match step:
            case Route():
                return self._all(*step.to)
            case Say():
                return self._by(step.then)
            case Times():
                return self._all(step.then, step.none)
            case Questions() | Review():
                return PLACE | self._by(step.then)
            case Members():
                return told | self._by(step.keys["#"])
            case Languages():
                return told | self._by(step.chosen)
            case Offer():
                return told | self._all(*self._flow.refusals.values())
            case _:
                return told


def _chooses(step: Step, state: State, event: Event) -> bool:
    """Whether it may be the key of one of those who are offered."""
    if not isinstance(event, Digits) or event.keys not in FIGURES:
        return False
    return not isinstance(step, Members) or int(event.keys) <= len(others(state.call))


def _of_conditions(ways: list[Choice]) -> frozenset[Cell]:
    return frozenset(OF_CONDITION[one.when] for one in ways if one.when and one.when in OF_CONDITION)
