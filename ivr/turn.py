"""One turn of the machine while it is worked out: the state and the effects so far, and where to go."""

from collections.abc import Mapping
from dataclasses import dataclass

from ivr.changed import replace
from ivr.effects import (
    Effect,
    EnterRoom,
    Gather,
    HangUp,
    LetGo,
    Query,
    Record,
    SaveOutcome,
    SessionEnds,
    Slot,
)
from ivr.flow import RETURN, Break, Flow, Manner, Offer, Ring, Step
from ivr.graph import returns
from ivr.state import Call, State
from ivr.words import utterance


@dataclass(frozen=True, slots=True)
class Turn:
    """`moving`: the step of the state is still to be entered."""

    flow: Flow
    state: State
    effects: tuple[Effect, ...] = ()
    moving: bool = False

    # --- what is remembered and recorded

    def having(self, state: State) -> "Turn":
        """With this state."""
        return Turn(self.flow, state, self.effects, self.moving)

    def having_call(self, call: Call | None) -> "Turn":
        """With this call at hand."""
        return self.having(replace(self.state, call=call))

    def record(self, *records: Record) -> "Turn":
        """With these written down."""
        return replace(self, effects=self.effects + records)

    def outcome(self, outcome: str) -> "Turn":
        """With this outcome for the call at hand, if it is news."""
        call = self.state.call
        if call is None or call.attempt is None or call.outcome == outcome:
            return self
        return self.having_call(replace(call, outcome=outcome)).record(SaveOutcome(call.attempt, outcome))

    # --- what is said

    def say(
        self, *prompts: str, given: Mapping[str, Slot] | None = None, language: str | None = None
    ) -> "Turn":
        """With these words before whatever comes next on the line; `language`: if not the volunteer's own."""
        said = tuple(
            utterance(self.flow, self.state, prompt, given or {}, language) for prompt in prompts if prompt
        )
        return self.having(replace(self.state, pending=self.state.pending + said))

    def gather(
        self, manner: Manner, digits: int | None = 1, finish_key: str = "", *, music: bool = False
    ) -> "Turn":
        """Everything said so far, and a wait for keys: twice as long in slow mode, but for music."""
        wait = manner.wait * (2 if self.state.slow and not music else 1)
        return _voiced(self, Gather(self.state.pending, digits, finish_key, wait, music))

    def enter_room(self, attempt: str) -> "Turn":
        """Into the attempt's room."""
        return _voiced(self, EnterRoom(attempt))

    def hang_up(self) -> "Turn":
        """Everything said so far, and the end."""
        ended = _voiced(self.record(SessionEnds()), HangUp(self.state.pending))
        return ended.having(replace(ended.state, ended=True))

    # --- where it goes

    def go(self, target: str, back: str | None = None) -> "Turn":
        """On to a step. A break remembers where it was taken; a contact that is only offered is let go of.

        Whoever leaves help or a break for work does not come back to where it was asked for.
        """
        state = self.state
        if target == RETURN:
            target, back = state.back or self.flow.roles.signed_in, None
        elif isinstance(self.flow.steps.get(target), Break):
            back = back or state.back or state.step
        else:
            back = state.back if state.back and returns(self.flow, target) else None
        moved = self.having(replace(state, step=target, back=back, errors=0, waits=0))
        return replace(_without_offer(moved), moving=True)

    def aside(self, target: str) -> "Turn":
        """To help, to come back later to where the line stands now."""
        if target == self.state.step:
            return self.again()
        moved = self.go(target)
        return moved.having(replace(moved.state, back=self.state.back or self.state.step))

    def again(self) -> "Turn":
        """The same step once more."""
        return replace(self, moving=True)

    def query(self, query: Query) -> "Turn":
        """The shell is asked; its answer comes straight back."""
        return replace(self, effects=(*self.effects, query), moving=False)

    def step(self) -> Step | None:
        """The step at which the line stands, or None if this flow does not have it."""
        return self.flow.steps.get(self.state.step)

    def with_errors(self, errors: int) -> "Turn":
        """With so many errors in a row at this step."""
        return self.having(replace(self.state, errors=errors))


def _voiced(turn: Turn, voice: Gather | EnterRoom | HangUp) -> Turn:
    """What the line does next: everything that waited to be said is in it."""
    state = replace(turn.state, pending=())
    return replace(turn, state=state, effects=(*turn.effects, voice), moving=False)


def _without_offer(turn: Turn) -> Turn:
    """Away from the offer and the call, a contact that was only offered is let go."""
    call = turn.state.call
    if call is None or call.phase != "offered" or isinstance(turn.step(), Offer | Ring):
        return turn
    return turn.having_call(None).record(LetGo(call.contact))
