"""What a volunteer must always be able to do: correct, rest, get help, go back; and that nobody is asked for ever."""

from collections.abc import Iterator

from ivr.flow import RETURN, Asking, Break, Days, Flow, Menu, Offer, Questions, Review, Say, Step
from ivr.graph import choices, reached
from ivr.tables import Fault

MOST_TRIES = 9


def check_rules(flow: Flow) -> list[Fault]:
    """All that is missing or endless."""
    return [*_signed_in(flow), *_helps(flow), *_backs(flow), *_endless(flow)]


def _signed_in(flow: Flow) -> Iterator[Fault]:
    """A call can be corrected, and a break taken, by a key of somebody signed in."""
    steps = [flow.steps[name] for name in reached(flow, {flow.roles.signed_in})]
    taken = [
        choice for step in steps if isinstance(step, Menu | Offer | Break) for choice in step.keys.values()
    ]
    if not any("correct" in choice.do for choice in taken):
        yield Fault(("steps",), "correct", 'no key takes up the last call again: give one do = ["correct"].')
    if not any(isinstance(flow.steps.get(choice.go), Break) for choice in taken):
        yield Fault(("steps",), "break", "no key leads to a break: lead one to the step of the kind break.")


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
    """Errors and silence come to an end."""
    for step in flow.steps.values():
        if not isinstance(step, Asking):
            continue
        if step.manner.tries > MOST_TRIES:
            message = f"so many tries are endless to somebody who is lost: {MOST_TRIES} at most."
            yield Fault(("steps", step.id, "tries"), str(step.manner.tries), message)
        if _silent_circle(flow, step):
            message = (
                f'whoever presses nothing comes back to "{step.id}" for ever: lead the last error elsewhere.'
            )
            yield Fault(("steps", step.id, "lost"), step.manner.lost or step.id, message)


def _silent_circle(flow: Flow, start: Asking) -> bool:
    """Whether nothing but silence leads from the step back to it."""
    seen: set[str] = set()
    step: Step | None = start
    while step is not None and step.id not in seen:
        seen.add(step.id)
        step = flow.steps.get(_on_silence(flow, step))
    return step is not None and step.id == start.id


def _on_silence(flow: Flow, step: Step) -> str:
    if isinstance(step, Menu) and step.silence:
        return step.silence.go
    if isinstance(step, Break | Say):
        return step.then.go
    return (step.manner.lost or flow.roles.lost) if isinstance(step, Asking) else ""
