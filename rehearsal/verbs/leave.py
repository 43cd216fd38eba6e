"""<Redirect>, <Hangup> and <Reject>: the verbs that leave a document."""

from urllib.parse import urljoin

from rehearsal.faults import TwimlFaultError
from rehearsal.legs import Leg
from rehearsal.outcomes import Ask, End, GoTo, Outcome, Page
from rehearsal.process import Steps
from rehearsal.twiml import Verb


def target(url: str, page: Page) -> str:
    """Give the absolute URL meant; none given means the document's own, which inline TwiML lacks."""
    found = urljoin(page.url, url) or page.url
    if not found.startswith(("http://", "https://")):
        raise TwimlFaultError(11100, f"Invalid URL format {found!r}: TwiML given inline needs absolute URLs.")
    return found


def redirect(_leg: Leg, verb: Verb, page: Page) -> Steps[Outcome]:
    """Go on with another document."""
    yield from ()
    return GoTo(Ask(target(verb.text, page), verb.get("method", "POST")))


def hang_up(_leg: Leg, _verb: Verb, _page: Page) -> Steps[Outcome]:
    """End the call."""
    yield from ()
    return End()


def reject(leg: Leg, verb: Verb, _page: Page) -> Steps[Outcome]:
    """Turn a caller away unanswered; once the call is up it only hangs up."""
    yield from ()
    if leg.answered_at is None:
        leg.finish("busy" if verb.get("reason") == "busy" else "no-answer")
    return End()
