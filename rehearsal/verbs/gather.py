"""<Gather>: a prompt that a key cuts short, and the keys that follow."""

from rehearsal.legs import Leg
from rehearsal.outcomes import Ask, GoTo, Next, Outcome, Page
from rehearsal.process import Steps, Wait
from rehearsal.signals import Key
from rehearsal.twiml import Verb
from rehearsal.verbs.leave import target
from rehearsal.verbs.sound import PRESSED, play

_DEFAULT_TIMEOUT = 5


def gather(leg: Leg, verb: Verb, page: Page) -> Steps[Outcome]:
    """Collect keys; with none, go on with the next verb unless ``actionOnEmptyResult`` is set."""
    first = yield from _prompt(leg, verb, page)
    digits, finished_by = yield from _collect(verb, first)
    if not digits and not verb.flag("actionOnEmptyResult"):
        return Next()
    extra = {"Digits": digits, "FinishedOnKey": finished_by}
    return GoTo(Ask(target(verb.get("action"), page), verb.get("method", "POST"), extra))


def _prompt(leg: Leg, verb: Verb, page: Page) -> Steps[object]:
    """Play what stands in the Gather; give the key that barged in, or None."""
    for nested in verb.children:
        cut = yield from play(leg, nested, page, PRESSED)
        if cut is not None:
            return cut
    return None


def _collect(verb: Verb, first: object) -> Steps[tuple[str, str]]:
    """Take keys until there are enough, the finishing key comes, or the time after the last one is up."""
    timeout = float(verb.whole("timeout", _DEFAULT_TIMEOUT))
    enough = verb.whole("numDigits", 0)
    finish = verb.get("finishOnKey", "#")
    digits, got = "", first
    while True:
        if got is None:
            got = yield Wait(timeout, PRESSED)
        if not isinstance(got, Key):
            return digits, ""
        if got.digit == finish:
            return digits, finish
        digits, got = digits + got.digit, None
        if len(digits) == enough:
            return digits, ""
