"""The flow as a picture: Mermaid text, with the words that volunteers hear and the keys that they have."""

import textwrap
from collections.abc import Iterator
from typing import assert_never

from ivr.flow import Flow
from ivr.picture import Card, Row, cards

LETTERS = 42
"""Letters in a line of a box."""
ESCAPED = str.maketrans({"#": "#35;", '"': "#quot;", "<": "#lt;", ">": "#gt;", "|": "#124;"})


def draw(flow: Flow, language: str, *, whole: bool = False) -> str:
    """A Mermaid flowchart: a box with its words, an arrow for each way on, with its key in words.

    KeyError for a language that the flow does not have. `whole`: what the line does besides stands in it, too.
    """
    drawn = cards(flow, language, whole=whole)
    boxes = (f"    {_name(card.name)}{_box(card)}" for card in drawn)
    arrows = (arrow for card in drawn for arrow in _arrows(card))
    return "\n".join(["flowchart TD", *boxes, *dict.fromkeys(arrows)]) + "\n"


def _name(card: str) -> str:
    """Mermaid keeps some words, such as `end`, to itself, and points do not stand in a name."""
    return f"card_{card.replace('.', '__').replace('-', '_')}"


def _box(card: Card) -> str:
    """What is said, and the keys that lead nowhere by themselves: a question's answers."""
    answers = [row.words for row in card.rows if not row.to]
    lines = [card.title, *card.words.splitlines(), *answers]
    said = "<br/>".join(_escaped(part) for line in lines for part in textwrap.wrap(line, LETTERS))
    match card.kind:
        case "script":
            return f'[["{said}"]]'
        case "question":
            return f'[/"{said}"/]'
        case "call" | "end":
            return f'(["{said}"])'
        case "ask" | "said":
            return f'["{said}"]'
        case _:
            assert_never(card.kind)


def _arrows(card: Card) -> Iterator[str]:
    for row in card.rows:
        for target in row.to:
            yield f"    {_name(card.name)} -->{_label(row)} {_name(target)}"


def _label(row: Row) -> str:
    said = "<br/>".join(_escaped(part) for part in textwrap.wrap(row.words, LETTERS))
    return f'|"{said}"|' if said else ""


def _escaped(text: str) -> str:
    return text.translate(ESCAPED)
