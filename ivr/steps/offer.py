"""The next contact: offered, skipped, or called; and what there is instead when there is nobody to call."""

from ivr.actions import take
from ivr.changed import replace
from ivr.effects import Finished, NextContact, PlaceCall
from ivr.events import Dialling, Digits, NobodyToCall, Offered, Person, Refused, Silence
from ivr.flow import Choice, Offer
from ivr.state import Call
from ivr.steps.keys import err, lead, offered, told
from ivr.turn import Turn


def enter(turn: Turn, step: Offer) -> Turn:
    """Offer the contact, or ask for one first."""
    call = turn.state.call
    if call is None or call.phase != "offered":
        return _next(turn, None)
    return lead(turn, step, told(offered(turn, step.keys).values())).gather(step.manner)


def _next(turn: Turn, skipped: Person | None) -> Turn:
    state = turn.state
    if not state.campaigns:
        return turn.go(turn.flow.roles.signed_in)
    return turn.having_call(None).query(NextContact(state.campaigns[state.campaign], skipped, state.ward))


def hear(turn: Turn, step: Offer, event: Digits | Silence) -> Turn:
    """1 calls, hash skips, 0 tells more; the rest leads away."""
    call = turn.state.call
    if call is None or call.phase != "offered":
        return _next(turn, None)
    if isinstance(event, Silence):
        return err(turn, step)
    match event.keys:
        case "1":
            return turn.query(PlaceCall(call.contact))
        case "#":
            return _next(turn, call.contact)
        case "0":
            details = tuple(f"{step.id}.{detail}" for detail in call.details) or (f"{step.id}.nothing",)
            return turn.with_errors(0).say(*details).again()
        case keys:
            choice = offered(turn, step.keys).get(keys)
            return take(turn, choice) if choice else err(turn, step)


def offer(turn: Turn, event: Offered) -> Turn:
    """A contact to offer."""
    call = Call(contact=event.contact, household=event.household, details=event.details)
    return turn.having_call(call).with_errors(0).again()


def nobody(turn: Turn, event: NobodyToCall) -> Turn:
    """None: say why, and go where there is something to do."""
    refusals = turn.flow.refusals
    choice = refusals.get(event.reason or "nobody", refusals["nobody"])
    return take(turn.say(choice.words), choice)


def dialling(turn: Turn, step: Offer, event: Dialling) -> Turn:
    """The call is on its way: into its room."""
    call = turn.state.call
    if call is None or call.phase != "offered":
        return turn
    ringing = turn.having_call(replace(call, attempt=event.attempt, phase="ringing"))
    return take(ringing, step.keys["1"])


def refused(turn: Turn, event: Refused) -> Turn:
    """Not now: say so; a reason that is about this contact alone leads to the next one.

    At the offer there is no attempt yet; at the moment of dialling there is, and it is finished.
    """
    call = turn.state.call
    if call is None or call.phase not in ("offered", "ringing") or call.attempt != event.attempt:
        return turn
    refusals = turn.flow.refusals
    choice = refusals.get(event.reason, refusals["contact"])
    told = turn.say(choice.words)
    if call.attempt is not None:
        return take(told.having_call(None).record(Finished(call.attempt)), choice)
    return _skip_or_take(told, choice, call.contact)


def _skip_or_take(turn: Turn, choice: Choice, contact: Person) -> Turn:
    return _next(turn, contact) if choice.go == turn.state.step else take(turn, choice)
