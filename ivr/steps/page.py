"""What the volunteer does on the page, as it moves the line: whom to call for, and what was saved of a call."""

from ivr.changed import replace
from ivr.effects import CallBack, ChooseCampaign, ClosingRead, LetGo, OptOut, PassOn
from ivr.events import Person
from ivr.flow import Asking, Flow, Offer, Say
from ivr.page import Saved, Wanted
from ivr.people import turned_to
from ivr.state import Call
from ivr.steps.survey import keep
from ivr.turn import Turn

SAVED_FROM = ("talking", "ended")
"""The phases of a call in which something can be saved of it."""


def wanted(turn: Turn, event: Wanted) -> Turn:
    """To the next contact of that campaign or ward; not in the middle of a call."""
    state, call = turn.state, turn.state.call
    offer = next((step.id for step in turn.flow.steps.values() if isinstance(step, Offer)), None)
    if not state.signed_in or offer is None or event.campaign not in state.campaigns:
        return turn
    if call is not None and call.phase != "offered":
        return turn
    if call is not None:
        turn = turn.record(LetGo(call.contact))
    chosen = replace(
        state, campaign=state.campaigns.index(event.campaign), ward=event.ward, call=None, pending=()
    )
    return turn.having(chosen).record(ChooseCampaign(event.campaign)).go(offer)


def saved(turn: Turn, event: Saved) -> Turn:
    """Keep it. A call that has ended is finished by it; one still going on is as soon as it ends."""
    call, last = turn.state.call, turn.state.last
    if call is not None and call.attempt == event.attempt and call.phase in SAVED_FROM:
        turn = _kept(turn, call, event)
        if call.phase == "ended":
            return turn.go(finishing(turn.flow))
        return turn.having_call(replace(turn.state.call or call, saved=True))
    if last is not None and last.attempt == event.attempt:
        corrected = _kept(turn.having_call(last), last, event)
        return corrected.having(replace(corrected.state, call=call, last=corrected.state.call))
    return turn


def overtaken(turn: Turn) -> Turn:
    """Say that the page was first, and what there is to do now."""
    return turn.say("overtaken").again() if isinstance(turn.step(), Asking) else turn


def finishing(flow: Flow) -> str:
    """The step that says that everything is saved, and counts the call."""
    steps = (step.id for step in flow.steps.values() if isinstance(step, Say) and "finished" in step.then.do)
    return next(steps, flow.roles.signed_in)


def _kept(turn: Turn, call: Call, event: Saved) -> Turn:
    turned = replace(turned_to(call, event.about), answers=event.had, surveyed=_surveyed(call, event.about))
    turn = keep(turn.having_call(turned), turned, dict(event.changed))
    if event.opt_out:
        turn = turn.record(OptOut(event.attempt, call.contact, event.opt_out))
    if event.pass_on:
        turn = turn.record(PassOn(event.attempt, event.about))
    if event.closing is not None:
        turn = turn.record(ClosingRead(event.attempt, event.closing))
    return _concluded(turn, event)


def _surveyed(call: Call, about: Person) -> tuple[Person, ...]:
    return tuple(dict.fromkeys((*call.surveyed, about)))


def _concluded(turn: Turn, event: Saved) -> Turn:
    """The outcome that was chosen; else that of the answers, or that somebody else gave them; else a conversation."""
    if event.opt_out:
        return turn.outcome("opted_out")
    if event.outcome == "call_back" and event.call_back:
        return turn.outcome(event.outcome).record(CallBack(event.attempt, *event.call_back))
    if event.outcome:
        return turn.outcome(event.outcome)
    call = turn.state.call
    if call is not None and call.outcome in (None, "dropped"):
        return turn.outcome("someone_else" if call.about else "answered")
    return turn
