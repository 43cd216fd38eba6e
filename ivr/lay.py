"""A campaign's flow laid over the line: what it gives stands in place of the line's own, table by table."""

from collections.abc import Mapping

Document = dict[str, object]
TAKEN_OUT = False
"""In place of a table of the line's own: without it."""


def laid_over(under: Document, over: Document) -> Document:
    """One document with the other's values in place of its own.

    A step of another kind replaces the line's whole; of the hold music, what its order does not name is left out.
    """
    merged = _merged(under, over)
    steps, below, own = (_table(one.get("steps")) for one in (merged, under, over))
    for id_, step in own.items():
        given = _table(step)
        if "kind" in given and given["kind"] != _table(below.get(id_)).get("kind"):
            steps[id_] = step
    order = _table(over.get("hold")).get("order")
    if isinstance(order, list):
        kept = {"order", "music", *_table(over["hold"]), *filter(_named, order)}
        merged["hold"] = {name: one for name, one in _table(merged["hold"]).items() if name in kept}
    return merged


def _named(one: object) -> bool:
    return isinstance(one, str)


def _merged(under: Mapping[str, object], over: Mapping[str, object]) -> Document:
    merged = dict(under)
    for key, value in over.items():
        below = merged.get(key)
        if value is TAKEN_OUT and key in merged:
            del merged[key]
        elif isinstance(below, dict) and isinstance(value, dict):
            merged[key] = _merged(below, value)
        else:
            merged[key] = value
    return merged


def _table(value: object) -> Document:
    return value if isinstance(value, dict) else {}
