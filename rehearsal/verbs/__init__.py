"""The verbs of TwiML, one purpose a file; `perform` runs any of them on a leg."""

from collections.abc import Callable, Mapping

from rehearsal.legs import Leg
from rehearsal.outcomes import Outcome, Page
from rehearsal.process import Steps
from rehearsal.twiml import Verb
from rehearsal.verbs.dial import dial
from rehearsal.verbs.gather import gather
from rehearsal.verbs.leave import hang_up, redirect, reject
from rehearsal.verbs.sound import sound

_VERBS: Mapping[str, Callable[[Leg, Verb, Page], Steps[Outcome]]] = {
    "Say": sound,
    "Play": sound,
    "Pause": sound,
    "Gather": gather,
    "Redirect": redirect,
    "Hangup": hang_up,
    "Reject": reject,
    "Dial": dial,
}


def perform(leg: Leg, verb: Verb, page: Page) -> Steps[Outcome]:
    """Run one verb of a document; raise TwimlFaultError."""
    return _VERBS[verb.name](leg, verb, page)
