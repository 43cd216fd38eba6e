"""What all steps that wait for keys share: telling of the keys, errors, and help."""

from collections.abc import Iterable, Mapping

from ivr.actions import take
from ivr.conditions import holds
from ivr.flow import Asking, Choice
from ivr.graph import returns
from ivr.state import State
from ivr.turn import Turn

SHORT_FROM = 2
"""From this error on, the shorter words."""


def offered(turn: Turn, keys: Mapping[str, Choice]) -> dict[str, Choice]:
    """The keys that are there now, in the order in which they are told of."""
    return offered_in(turn.state, keys)


def offered_in(state: State, keys: Mapping[str, Choice]) -> dict[str, Choice]:
    """The same, of a line that stands there."""
    return {key: choice for key, choice in keys.items() if holds(choice, state)}


def told(choices: Iterable[Choice]) -> tuple[str, ...]:
    """The words that tell of the keys."""
    return tuple(choice.words for choice in choices if choice.words)


def lead(turn: Turn, step: Asking, keys: tuple[str, ...] = ()) -> Turn:
    """The step's words; after a second error the shorter ones, or those of its keys alone."""
    if turn.state.errors < SHORT_FROM:
        return turn.say(*step.say, *keys)
    short = f"{step.id}.short"
    if short in turn.flow.prompts:
        return turn.say(short)
    return turn.say(*(keys or step.say))


def err(turn: Turn, step: Asking) -> Turn:
    """A wrong key, or none: sorry, and once more; after the last try, where a lost caller goes."""
    errors, roles = turn.state.errors + 1, turn.flow.roles
    if errors >= step.manner.tries:
        if step.manner.lost or not turn.state.signed_in:
            return turn.go(step.manner.lost or roles.lost_stranger)
        return turn.aside(roles.lost) if returns(turn.flow, roles.lost) else turn.go(roles.lost)
    return turn.with_errors(errors).say(step.manner.sorry).again()


def common(turn: Turn, step: Asking, keys: Mapping[str, Choice], pressed: str) -> Turn:
    """A key of the step, or `0` for help where the step's kind gives it no other meaning; else an error."""
    choice = offered(turn, keys).get(pressed)
    if choice is not None:
        return take(turn, choice)
    if pressed == "0":
        roles = turn.flow.roles
        return turn.aside(step.manner.help or (roles.help if turn.state.signed_in else roles.help_stranger))
    return err(turn, step)
