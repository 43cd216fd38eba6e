"""<Dial><Number>: ring another telephone and talk, without a conference."""

from rehearsal.faults import RestRefusalError, TwimlFaultError
from rehearsal.legs import Detection, Leg, Reporting
from rehearsal.numbers import check_dialable
from rehearsal.outcomes import Page
from rehearsal.process import Steps, StoppedError, Wait
from rehearsal.ringing import ring_out
from rehearsal.signals import ChildAnswered, ChildOver, Key
from rehearsal.sounds import Sound
from rehearsal.twiml import Verb
from rehearsal.verbs.leave import target

_RINGING = 30
_LONGEST = 14_400
_BAD_NUMBER = 13224


class Bridge:
    """The two ends of a dialled call, hearing each other."""

    def __init__(self, legs: tuple[Leg, Leg]) -> None:
        """Join the two."""
        self._legs = legs

    def company(self, leg: Leg) -> list[Leg]:
        """Give the other end."""
        return [other for other in self._legs if other is not leg]

    def names(self) -> list[str]:
        """Give both calls' ids."""
        return [leg.sid for leg in self._legs]


def call_number(leg: Leg, dial: Verb, noun: Verb, page: Page) -> Steps[dict[str, str]]:
    """Dial the number, wait for it, talk, and tell how it went."""
    child = _child(leg, dial, noun, page)
    try:
        yield from _talk(leg, child, dial)
    except StoppedError:
        _part(leg, child)
        raise
    _part(leg, child)
    status = "completed" if child.answered_at else child.status
    return {
        "DialCallSid": child.sid,
        "DialCallStatus": status,
        "DialCallDuration": str(child.duration),
    }


def _talk(leg: Leg, child: Leg, dial: Verb) -> Steps[None]:
    """Hear it ring, be joined, and stay until either end is done; a star ends it where that is asked for."""
    leg.hear(Sound("say", "Ringing tone.", seconds=None))
    limit: float | None = None
    while True:
        got = yield Wait(limit, (ChildAnswered, ChildOver, Key))
        match got:
            case ChildAnswered(who) if who is child:
                leg.playing, limit = None, float(dial.whole("timeLimit", _LONGEST))
                leg.room = child.room = Bridge((leg, child))
            case Key("*") if dial.flag("hangupOnStar"):
                return
            case ChildOver(who) if who is child:
                return
            case None:
                return
            case _:
                # Another key, or news of a leg dialled before this one.
                continue


def _part(leg: Leg, child: Leg) -> None:
    child.finish("completed" if child.answered_at else "canceled")
    leg.room, leg.playing = None, None


def _child(leg: Leg, dial: Verb, noun: Verb, page: Page) -> Leg:
    exchange = leg.exchange
    try:
        check_dialable(noun.text)
    except RestRefusalError as refusal:
        raise TwimlFaultError(_BAD_NUMBER, f"Dial: {refusal.message}") from refusal
    caller = dial.get("callerId") or (leg.to if leg.direction == "inbound" else leg.from_)
    child = exchange.new_leg(caller, noun.text, "outbound-dial")
    child.parent = leg
    child.reporting = _reporting(noun, page)
    child.detection = _detection(noun, page)
    child.on_end.append(lambda: leg.main.signal(ChildOver(child)) if leg.main else None)
    child.play_through(_ring(leg, child, dial.whole("timeout", _RINGING)))
    return child


def _ring(leg: Leg, child: Leg, timeout: int) -> Steps[None]:
    if (yield from ring_out(child, timeout)):
        if leg.main is not None:
            leg.main.signal(ChildAnswered(child))
        yield Wait(None)


def _reporting(noun: Verb, page: Page) -> Reporting:
    url = noun.get("statusCallback")
    return Reporting(
        target(url, page) if url else "",
        noun.get("statusCallbackMethod", "POST"),
        frozenset(noun.get("statusCallbackEvent", "completed").split()),
    )


def _detection(noun: Verb, page: Page) -> Detection:
    url = noun.get("amdStatusCallback")
    return Detection(
        wanted="machineDetection" in noun.attributes,
        asynchronous=True,
        callback=target(url, page) if url else "",
        method=noun.get("amdStatusCallbackMethod", "POST"),
        timeout=float(noun.whole("machineDetectionTimeout", 30)),
    )
