"""<Dial><Conference>: a leg's stay in a conference, from joining to leaving."""

from datetime import timedelta
from typing import TYPE_CHECKING

from rehearsal.conference import Member
from rehearsal.legs import Leg
from rehearsal.outcomes import Page
from rehearsal.process import Steps, StoppedError, Wait
from rehearsal.signals import Key, PutOut
from rehearsal.twiml import Verb
from rehearsal.verbs.leave import target

if TYPE_CHECKING:
    from rehearsal.conference import Conference

_LONGEST = 14_400


def meet(leg: Leg, dial: Verb, noun: Verb, page: Page) -> Steps[dict[str, str]]:
    """Stay until the star, the time limit, or the room's end; no other key reaches anybody."""
    conference = leg.exchange.conferences.named(noun.text)
    conference.join(_member(leg, noun, page))
    leg.parting = ""
    try:
        yield from _stay(leg, conference, dial)
    except StoppedError:
        conference.leave(leg, leg.parting or "participant_hung_up")
        raise
    conference.leave(leg, leg.parting or "participant_left")
    return {"DialCallStatus": "answered"}


def _stay(leg: Leg, conference: "Conference", dial: Verb) -> Steps[None]:
    ends = leg.exchange.now() + timedelta(seconds=dial.whole("timeLimit", _LONGEST))
    while True:
        left = (ends - leg.exchange.now()).total_seconds()
        got = yield Wait(left, (Key, PutOut))
        match got:
            case None:
                return
            case PutOut(where) if where is conference:
                return
            case Key("*") if dial.flag("hangupOnStar"):
                return
            case _:
                continue


def _member(leg: Leg, noun: Verb, page: Page) -> Member:
    callback = noun.get("statusCallback")
    return Member(
        leg=leg,
        label=noun.get("participantLabel"),
        starts=noun.flag("startConferenceOnEnter", default=True),
        ends=noun.flag("endConferenceOnExit"),
        muted=noun.flag("muted"),
        beep=noun.get("beep", "true"),
        most=noun.whole("maxParticipants", 250),
        wait_url=None if "waitUrl" not in noun.attributes else _wait_url(noun, page),
        wait_method=noun.get("waitMethod", "POST"),
        callback=target(callback, page) if callback else "",
        callback_method=noun.get("statusCallbackMethod", "POST"),
        events=frozenset(noun.get("statusCallbackEvent").split()),
    )


def _wait_url(noun: Verb, page: Page) -> str:
    """Give the absolute waitUrl; an empty one stays empty, and means silence."""
    url = noun.get("waitUrl")
    return target(url, page) if url else ""
