"""<Say>, <Play> and <Pause>: what is heard, and that it takes its time."""

from urllib.parse import urljoin

from rehearsal.faults import TwimlFaultError
from rehearsal.legs import Leg
from rehearsal.outcomes import Next, Outcome, Page
from rehearsal.process import Steps, Wait
from rehearsal.signals import Key
from rehearsal.sounds import Sound, playing_seconds, speaking_seconds
from rehearsal.twiml import Verb

SAY_LIMIT = 4096
_DIGIT_SECONDS = 0.5


def sound(leg: Leg, verb: Verb, page: Page) -> Steps[Outcome]:
    """Play it to its end; keys pressed meanwhile go nowhere."""
    yield from play(leg, verb, page, ())
    return Next()


def play(leg: Leg, verb: Verb, page: Page, wants: tuple[type, ...]) -> Steps[object]:
    """Play a sound as often as its loop says; give the signal among ``wants`` that cut it short, or None."""
    one = yield from _prepared(verb, page, leg)
    left = verb.whole("loop", 1)
    while True:
        leg.hear(one)
        cut = yield Wait(one.seconds, wants)
        leg.playing = None
        left -= 1
        # loop="0" plays without end; it counts down from 0 and never meets it again.
        if cut is not None or left == 0:
            return cut


def _prepared(verb: Verb, page: Page, leg: Leg) -> Steps[Sound]:
    match verb.name:
        case "Say":
            if len(verb.text) > SAY_LIMIT:
                raise TwimlFaultError(13520, f"<Say> is longer than {SAY_LIMIT} characters.")
            language = verb.get("language", "en-US")
            return Sound("say", verb.text, language=language, seconds=speaking_seconds(verb.text))
        case "Pause":
            return Sound("silence", seconds=float(verb.whole("length", 1)))
        case _:
            return (yield from _file(verb, page, leg))


def _file(verb: Verb, page: Page, leg: Leg) -> Steps[Sound]:
    digits = verb.get("digits")
    if digits:
        return Sound("play", f"keys {digits}", seconds=_DIGIT_SECONDS * len(digits))
    if not verb.text:
        raise TwimlFaultError(13420, "<Play> needs the URL of a sound, or digits.")
    url = urljoin(page.url, verb.text)
    reply = yield from leg.exchange.post.sound(url)
    if not reply.media_type.startswith("audio/"):
        raise TwimlFaultError(12300, f"Invalid Content-Type {reply.media_type}: a sound is needed.", url)
    return Sound("play", url=url, seconds=playing_seconds(reply.body))


PRESSED = (Key,)
