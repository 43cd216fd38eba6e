"""A call back: when it could be, asked of the shell; and in how many days, where it is neither today nor tomorrow."""

from ivr import times
from ivr.actions import on_day, take
from ivr.changed import replace
from ivr.effects import FindTimes
from ivr.events import Digits, Silence, TimesFree
from ivr.flow import Days
from ivr.flow import Times as Step
from ivr.steps.keys import common, err, lead
from ivr.turn import Turn


def enter(turn: Turn, step: Step) -> Turn:
    """Ask when the contact could be rung again."""
    call = turn.state.call
    return (
        take(turn, step.none) if call is None or call.attempt is None else turn.query(FindTimes(call.attempt))
    )


def found(turn: Turn, step: Step, event: TimesFree) -> Turn:
    """On, by whether there is any time at all."""
    call = turn.state.call
    if call is None:
        return turn
    asked = turn.having_call(replace(call, today=event.today, times=event.days, day=None, part=None))
    return take(asked, step.then if any(event.days) else step.none)


def ask(turn: Turn, step: Days) -> Turn:
    """In how many days."""
    return lead(turn, step).gather(step.manner)


def hear(turn: Turn, step: Days, event: Digits | Silence) -> Turn:
    """A day with a free time goes on; of another it is said that lines are closed then."""
    if isinstance(event, Silence):
        return err(turn, step)
    call, key = turn.state.call, event.keys
    if call is None or key not in "23456789":
        return common(turn, step, {"*": step.back} if step.back else {}, key)
    if not times.parts(call, int(key)):
        return turn.with_errors(0).say(step.closed).again()
    return take(on_day(turn, int(key)), step.then)
