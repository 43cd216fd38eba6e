"""Running TwiML: fetch a document, run its verbs, follow where they lead, and what happens on a fault."""

from collections.abc import Mapping
from datetime import datetime
from typing import assert_never
from urllib.parse import urljoin

from rehearsal.faults import TwimlFaultError
from rehearsal.legs import Leg
from rehearsal.outcomes import Ask, End, GoTo, Inline, Next, Page, Source
from rehearsal.process import Steps
from rehearsal.schema import DOCUMENT
from rehearsal.sounds import Sound
from rehearsal.twiml import Verb, parse
from rehearsal.verbs import perform

INLINE_LIMIT = 4000
APOLOGY = "We are sorry, an application error has occurred. Goodbye."
_XML = frozenset({"text/xml", "application/xml"})
_SOUNDS = frozenset(
    [
        "audio/mpeg",
        "audio/mp3",
        "audio/wav",
        "audio/wave",
        "audio/x-wav",
        "audio/aiff",
        "audio/x-aiff",
        "audio/x-gsm",
        "audio/gsm",
        "audio/ulaw",
        "audio/basic",
    ]
)
# A live carrier would go on for ever; here so many documents in one instant are taken for a loop.
_LOOP = 40


def run(leg: Leg, source: Source) -> Steps[None]:
    """Be the leg's main program: run documents until they end, with the fallback on a fault; then hang up."""
    try:
        yield from follow(leg, source, DOCUMENT)
    except TwimlFaultError as fault:
        leg.exchange.note(fault, leg.sid)
        yield from _fall_back(leg, fault)
    leg.finish("completed")


def _fall_back(leg: Leg, fault: TwimlFaultError) -> Steps[None]:
    """Run the fallback document; without one, or if that fails too, apologise as the carrier does."""
    extra = {"ErrorCode": str(fault.code), "ErrorUrl": fault.url}
    try:
        if leg.fallback_url:
            yield from follow(leg, Ask(leg.fallback_url, leg.fallback_method, extra), DOCUMENT)
            return
    except TwimlFaultError as second:
        leg.exchange.note(second, leg.sid)
    _pick_up(leg)
    leg.hear(Sound("say", APOLOGY, language="en-US"))


def follow(
    leg: Leg, source: Source, allowed: frozenset[str], extra: Mapping[str, str] | None = None
) -> Steps[None]:
    """Run a document and those it leads to; raise TwimlFaultError. ``extra`` goes with every request."""
    here: Source | None = source
    loop = _Loop()
    while here is not None:
        loop.check(leg.exchange.now())
        page = yield from _load(leg, here, allowed, extra or {})
        here = yield from _run_page(leg, page)


class _Loop:
    """Notices documents that lead to each other without taking any time."""

    def __init__(self) -> None:
        """Start with nothing seen."""
        self._at: datetime | None = None
        self._count = 0

    def check(self, now: datetime) -> None:
        """Count one more document at this instant; raise TwimlFaultError when there are too many."""
        self._count = self._count + 1 if now == self._at else 1
        self._at = now
        if self._count > _LOOP:
            raise TwimlFaultError(12200, "The documents redirect to each other without end.")


def _load(leg: Leg, source: Source, allowed: frozenset[str], extra: Mapping[str, str]) -> Steps[Page]:
    match source:
        case Inline(twiml):
            return Page("", parse(twiml, allowed))
        case Ask(url, method, added):
            params = leg.parameters() | dict(extra) | dict(added)
            reply = yield from leg.exchange.post.document(url, method, params)
            try:
                return Page(url, _verbs(reply.media_type, reply.body, url, allowed))
            except TwimlFaultError as fault:
                fault.url = fault.url or url
                raise
        case _:
            assert_never(source)


def _verbs(media_type: str, body: bytes, url: str, allowed: frozenset[str]) -> tuple[Verb, ...]:
    """Read a reply: TwiML, or a sound, which is played over and over."""
    if media_type in _SOUNDS:
        return (Verb("Play", {"loop": "0"}, url),)
    if media_type not in _XML:
        raise TwimlFaultError(12300, f"Invalid Content-Type {media_type or 'none'}: text/xml is needed.", url)
    return parse(body, allowed)


def _run_page(leg: Leg, page: Page) -> Steps[Source | None]:
    """Run the verbs of one document in order; give the next document, or None at the end."""
    for verb in page.verbs:
        if verb.name != "Reject":
            _pick_up(leg)
        outcome = yield from perform(leg, verb, page)
        match outcome:
            case Next():
                continue
            case GoTo(source):
                return Ask(urljoin(page.url, source.url), source.method, source.extra)
            case End():
                return None
            case _:
                assert_never(outcome)
    return None


def _pick_up(leg: Leg) -> None:
    """Answer a caller; only <Reject> leaves a call unanswered."""
    if leg.status == "ringing" and leg.direction == "inbound":
        leg.answer()
