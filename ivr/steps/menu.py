"""A menu, and a break: keys that lead elsewhere."""

from ivr.actions import take
from ivr.changed import replace
from ivr.events import Digits, Silence
from ivr.flow import Break, Menu
from ivr.steps.keys import common, err, lead, offered, told
from ivr.turn import Turn


def enter(turn: Turn, step: Menu) -> Turn:
    """Tell of the keys that are there now, and wait for one."""
    return lead(turn, step, told(offered(turn, step.keys).values())).gather(step.manner)


def hear(turn: Turn, step: Menu, event: Digits | Silence) -> Turn:
    """A key, or none: what silence means here, or an error."""
    match event:
        case Digits(keys):
            return common(turn, step, step.keys, keys)
        case Silence():
            return take(turn, step.silence) if step.silence else err(turn, step)


def rest(turn: Turn, step: Break) -> Turn:
    """Tell how to come back, and play music."""
    words = told(offered(turn, step.keys).values())
    return turn.say(*step.say, *words).gather(step.manner, music=True)


def resting(turn: Turn, step: Break, event: Digits | Silence) -> Turn:
    """A key ends the break; turns of music go by until there have been enough of them."""
    if isinstance(event, Digits) and (event.keys == "0" or event.keys in offered(turn, step.keys)):
        return common(turn, step, step.keys, event.keys)
    waits = turn.state.waits + 1
    if waits >= step.turns:
        return take(turn, step.then)
    waiting = turn.having(replace(turn.state, waits=waits))
    return waiting.gather(step.manner, music=True) if isinstance(event, Silence) else waiting.again()
