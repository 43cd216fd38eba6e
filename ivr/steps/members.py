"""The others of the household, a key each: whose answers are to be keyed."""

from ivr.actions import take
from ivr.conditions import others
from ivr.events import Digits, Silence
from ivr.flow import Members
from ivr.people import turned_to
from ivr.steps.keys import common, err, offered, told
from ivr.turn import Turn


def enter(turn: Turn, step: Members) -> Turn:
    """Name each of them with a key; where there is nobody, go on."""
    people = others(turn.state.call)
    if not people:
        return take(turn, step.keys["#"])
    turn = turn.say(*step.say)
    for key, person in enumerate(people, start=1):
        turn = turn.say(step.each, given={"member": person, "key": str(key)})
    return turn.say(*told(offered(turn, step.keys).values())).gather(step.manner)


def hear(turn: Turn, step: Members, event: Digits | Silence) -> Turn:
    """The one who was chosen has answers of their own."""
    if isinstance(event, Silence):
        return err(turn, step)
    call, people = turn.state.call, others(turn.state.call)
    chosen = dict(zip("123456789", people, strict=False)).get(event.keys)
    if call is None or chosen is None:
        return common(turn, step, step.keys, event.keys)
    return take(turn.having_call(turned_to(call, chosen)), step.chosen)
