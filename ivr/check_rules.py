"""What a volunteer must always be able to do: get help, go back. That tries end, and what a carrier says is kept."""

from collections.abc import Iterator

from ivr.flow import RETURN, Asking, Break, Days, Flow, Menu, Questions, Review, Ring
from ivr.graph import choices, reached
from ivr.tables import Fault

MOST_TRIES = 9
OUTCOMES = {
    "no_answer": "no_answer",
    "busy": "busy",
    "failed": "failed",
    "cancelled": "cancelled",
    "lost": "failed",
    "machine": "machine",
}
"""The outcome of a call that was not answered, by its fate: retries and results go by it."""


def check_rules(flow: Flow) -> list[Fault]:
    """All that is missing, endless or untrue."""
    return [*_helps(flow), *_backs(flow), *_endless(flow), *_fates(flow)]


def _helps(flow: Flow) -> Iterator[Fault]:
    """Help has keys, and a way back to where it was asked for."""
    step = flow.steps.get(flow.roles.help)
    returns = step is not None and any(
        choice.go == RETURN
        for name in reached(flow, {step.id})
        for _path, choice in choices(flow.steps[name])
    )
    if step is not None and (not isinstance(step, Menu) or not returns):
        message = f'"{step.id}" has to be a menu with a key that leads back: go = "{RETURN}".'
        yield Fault(("roles", "help"), step.id, message)


def _backs(flow: Flow) -> Iterator[Fault]:
    """Star leads back from the first question, and from the first answer that is looked through."""
    for step in flow.steps.values():
        if isinstance(step, Questions | Review | Days) and step.back is None:
            message = f'star leads nowhere from the first question: give "{step.id}" a back.'
            yield Fault(("steps", step.id), step.id, message)
        if isinstance(step, Break) and not any(choice.go == RETURN for choice in step.keys.values()):
            message = f'no key ends the break: give "{step.id}" a key with go = "{RETURN}".'
            yield Fault(("steps", step.id), step.id, message)


def _endless(flow: Flow) -> Iterator[Fault]:
    """Errors come to an end."""
    for step in flow.steps.values():
        if not isinstance(step, Asking):
            continue
        if step.manner.tries > MOST_TRIES:
            message = f"so many tries are endless to somebody who is lost: {MOST_TRIES} at most."
            yield Fault(("steps", step.id, "tries"), str(step.manner.tries), message)


def _fates(flow: Flow) -> Iterator[Fault]:
    """What the carrier says of a call is kept as it is, whatever a flow goes on with."""
    for step in flow.steps.values():
        if not isinstance(step, Ring):
            continue
        for fate, choice in step.ends.items():
            if choice.outcome != OUTCOMES[fate]:
                message = f'what became of the call is kept as it is: outcome = "{OUTCOMES[fate]}".'
                at = ("steps", step.id, "ends", fate, "outcome")
                yield Fault(at, choice.outcome or fate, message)
