"""The flow as a picture: Mermaid text, drawn from the flow's own data."""

from collections.abc import Iterator

from ivr.flow import RETURN, Break, End, Flow, Menu, Offer, Ring, Route, Say, Step
from ivr.graph import choices, ways
from ivr.tables import Path


def draw(flow: Flow) -> str:
    """A Mermaid flowchart: a box for each step, an arrow for each way on, with its key or its condition."""
    steps = flow.steps.values()
    boxes = (f"    {_name(step.id)}{_shape(step)}" for step in steps)
    arrows = (arrow for step in steps for arrow in _arrows(step))
    return "\n".join(["flowchart TD", *boxes, *dict.fromkeys(arrows)]) + "\n"


def _name(step: str) -> str:
    """Mermaid keeps some words, such as `end`, to itself."""
    return f"step_{step}"


def _shape(step: Step) -> str:
    match step:
        case Route():
            return f"{{{step.id}}}"
        case Say():
            return f">{step.id}]"
        case Menu() | Offer():
            return f"[{step.id}]"
        case Ring():
            return f"(({step.id}))"
        case Break() | End():
            return f"([{step.id}])"
        case _:
            return f"[/{step.id}/]"


def _arrows(step: Step) -> Iterator[str]:
    told: set[str] = set()
    for path, choice in choices(step):
        if choice.go != RETURN:
            label = " ".join(part for part in (_label(path), choice.when or "") if part)
            told.add(choice.go)
            yield _arrow(step.id, choice.go, label)
    for name in sorted(ways(step) - told):
        yield _arrow(step.id, name, "")


def _label(path: Path) -> str:
    """What leads this way: a key, a silence, how a call ended."""
    names: dict[Path, str] = {("skip",): "hash", ("back",): "star", ("silence",): "silence"}
    if path and path[0] in ("keys", "ends"):
        return path[-1].replace("_", " ")
    return names.get(path, "")


def _arrow(start: str, end: str, label: str) -> str:
    return f"    {_name(start)} -->{f'|{label}|' if label else ''} {_name(end)}"
