"""Which place of a campaign's text is at fault where a proof fails: one problem for each cause.

The line is whole: of all that a failing proof's call goes by, what stands in the campaign's own text is at fault; and
what is there for nothing is a fault in its own text alone.
"""

from collections.abc import Iterable, Iterator

from ivr.load import Read
from ivr.mend import stands, within
from ivr.prove import Failing
from ivr.tables import Fault, Path

STEP = len(("steps", "id"))
"""What is wrong with all of a step may be more than one thing; with a part of it, what is told first is the cause."""


def blamed(
    made: Read, faults: Iterable[Fault], failings: Iterable[Failing]
) -> Iterator[tuple[Fault, Failing]]:
    """What is told of what fails. `faults`: what is told already, and what comes of it is not."""
    told = {fault.path for fault in faults if fault.grade == "error"}
    whole: set[tuple[Path, str]] = set()
    for failing in failings:
        path = _at_fault(made, failing)
        if path is None or any(within(path, other) for other in told) or (path, failing.message) in whole:
            continue
        if len(path) > STEP:
            told.add(path)
        whole.add((path, failing.message))
        yield Fault(path, path[-1], failing.message), failing


def _at_fault(made: Read, failing: Failing) -> Path | None:
    own = next((path for path in failing.places if stands(made.own, path)), None)
    if own is None:
        return None if failing.unused or made.mended else failing.places[0]
    if made.mended is None:
        return own
    brought_about = failing.unused and own[-1] in made.mended.led
    removed = any(within(own, path) for path in made.mended.removed)
    return None if brought_about or removed else own
