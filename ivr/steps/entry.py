"""A number that is keyed: a PIN, a volunteer number, a telephone number. And what comes of a PIN."""

from ivr.actions import take
from ivr.changed import replace
from ivr.effects import CheckPin, ChooseCampaign, ChooseLanguage, Record
from ivr.events import Digits, SignedIn, SignInFailed, Silence, Unfinished
from ivr.flow import Entry
from ivr.state import Call
from ivr.steps.keys import err, lead
from ivr.turn import Turn


def enter(turn: Turn, step: Entry) -> Turn:
    """Ask for the number."""
    return _wait(lead(turn, step), step)


def _wait(turn: Turn, step: Entry) -> Turn:
    """Star clears: it ends the turn at once, so that the next key begins the number anew."""
    return turn.gather(step.manner, step.digits, "*" if step.digits else "#")


def hear(turn: Turn, step: Entry, event: Digits | Silence) -> Turn:
    """The number, whole; what is cleared or cut short is asked for again without a sorry, what is none with one."""
    if isinstance(event, Silence):
        return err(turn, step)
    keys = event.keys.removesuffix("#") if step.digits is None else event.keys
    if step.takes == "number" and not event.number:
        return err(turn, step)
    if keys.isdecimal() and len(keys) == (step.digits or max(len(keys), step.least)):
        return _entered(turn, step, keys)
    if turn.state.errors + 1 >= step.manner.tries:
        return err(turn, step)
    return turn.with_errors(turn.state.errors + 1).again()


def _entered(turn: Turn, step: Entry, keys: str) -> Turn:
    match step.takes:
        case "pin":
            return turn.query(CheckPin(turn.state.volunteer, keys))
        case "volunteer":
            return take(turn.having(replace(turn.state, volunteer=keys)), step.then)
        case "number":
            return take(turn, step.then, keys)


def failed(turn: Turn, step: Entry, event: SignInFailed) -> Turn:
    """Once more, with the volunteer number too where it was keyed: which part was wrong is not told."""
    tries = turn.state.pin_tries + 1
    tried = turn.having(replace(turn.state, pin_tries=tries))
    if event.locked or tries >= step.manner.tries:
        return tried.go(step.failed)
    asked = tried.say(f"{step.id}.wrong")
    if turn.state.volunteer is None:
        return _wait(asked.with_errors(0), step)
    return asked.having(replace(asked.state, volunteer=None)).go(turn.flow.roles.sign_in)


def unsure(turn: Turn) -> Turn:
    """The PIN alone does not tell who it is: the volunteer number is asked for, and the PIN again."""
    return turn.having(replace(turn.state, known=False)).go(turn.flow.roles.sign_in)


def signed_in(turn: Turn, step: Entry, event: SignedIn) -> Turn:
    """Remember who may do what, and go on: the first campaign is the featured one."""
    wish = event.language or turn.state.wish
    state = replace(
        turn.state,
        signed_in=True,
        campaigns=event.campaigns,
        campaign=0,
        keys_tested=event.key_tested,
        open=event.open,
        wish=wish,
        language=wish if wish in turn.flow.languages else turn.state.language,
        slow=event.slow,
        call=_call(event.unfinished),
        last=_call(event.last),
    )
    chosen: list[Record] = [ChooseCampaign(campaign) for campaign in event.campaigns[:1]]
    if wish is not None and event.language is None:
        chosen.append(ChooseLanguage(wish))  # keyed before it was known by whom
    return take(turn.having(state).record(*chosen), step.then)


def _call(left: Unfinished | None) -> Call | None:
    if left is None:
        return None
    return Call(
        contact=left.contact,
        household=left.household,
        attempt=left.attempt,
        phase="ended",
        about=None if left.about == left.contact else left.about,
        outcome=left.outcome,
        answers=left.answers,
        kept=left.kept,
    )
