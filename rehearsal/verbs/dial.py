"""<Dial>: join a conference or another number; then ask the action what comes next."""

from typing import TypeAlias

from rehearsal.faults import TwimlFaultError
from rehearsal.legs import Leg
from rehearsal.outcomes import Ask, GoTo, Next, Outcome, Page
from rehearsal.process import Steps, StoppedError
from rehearsal.twiml import Verb
from rehearsal.verbs.leave import target
from rehearsal.verbs.meet import meet
from rehearsal.verbs.number import call_number

Results: TypeAlias = dict[str, str]


def dial(leg: Leg, verb: Verb, page: Page) -> Steps[Outcome]:
    """Dial, then go to the action with its results, or on with the next verb."""
    # Checked before anyone is dialled, not after the talk.
    action = target(verb.get("action"), page) if "action" in verb.attributes else ""
    try:
        results = yield from _reach(leg, verb, page)
    except StoppedError:
        _ask_after_hang_up(leg, verb, action)
        raise
    if action:
        return GoTo(Ask(action, verb.get("method", "POST"), results))
    return Next()


def _reach(leg: Leg, verb: Verb, page: Page) -> Steps[Results]:
    match verb.children:
        case (Verb("Conference") as noun,):
            return (yield from meet(leg, verb, noun, page))
        case (Verb("Number") as noun,):
            return (yield from call_number(leg, verb, noun, page))
        case () if verb.text:
            return (yield from call_number(leg, verb, Verb("Number", {}, verb.text), page))
        case _:
            raise TwimlFaultError(13220, "<Dial> needs one <Conference> or one <Number>.")


def _ask_after_hang_up(leg: Leg, verb: Verb, action: str) -> None:
    """The caller hung up in the middle: the action may be asked all the same, and its reply is not run."""
    if action and leg.hung_up and leg.exchange.sky.asks_action_after_hang_up():
        params = leg.parameters() | {"DialCallStatus": "answered"}
        leg.exchange.post.callback(action, verb.get("method", "POST"), params)
