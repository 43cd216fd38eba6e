"""The flow as SVG: a card for each step with its words and its keys, in rows from the first ring down.

An arrow is drawn where a way leads to the next row; where it leads further or back, the step is named beside it, so
that lines do not cross the whole picture.
"""

import re
import textwrap
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from html import escape

from ivr.card import what
from ivr.flow import RETURN, Flow, Questions, Step
from ivr.graph import choices, named
from ivr.tables import Path
from ivr.words import PLACEHOLDER

WIDTH, GAP, MARGIN, LINE = 300, 30, 30, 17
BETWEEN = 60
"""Pixels between rows: room for the arrows."""
ACROSS = 5
"""Cards in a row at most."""
LETTERS = 41
"""Letters in a line of a card."""
STYLE = (
    "text{font:13px sans-serif;fill:#1a1a1a}.name{font-weight:bold}.words{font-style:italic;fill:#444}"
    ".card{fill:#fff;stroke:#335;stroke-width:1.5}.ask{fill:#eef4ff}.end{fill:#f3f3f3}.call{fill:#fff3dc}"
    ".way{fill:none;stroke:#557;stroke-width:1.3}"
)
KEYS: Mapping[str, str] = {"skip": "#", "back": "*", "silence": "no key", "chosen": "a name"}


@dataclass(frozen=True, slots=True)
class Card:
    """A step's card. `rows`: what leads on, and the step it leads to, if any."""

    step: str
    kind: str
    words: tuple[str, ...]
    rows: tuple[tuple[str, str], ...]

    @property
    def height(self) -> int:
        """Pixels."""
        return LINE * (1 + len(self.words) + len(self.rows)) + 18


def svg(flow: Flow, language: str) -> str:
    """The whole picture. Raises KeyError for a language that the flow does not have."""
    cards = {id_: _card(flow, step, language) for id_, step in flow.steps.items()}
    rows = _rows(flow)
    places, height = _places(cards, rows)
    width = MARGIN * 2 + ACROSS * WIDTH + (ACROSS - 1) * GAP
    body = [*_arrows(cards, rows, places), *(_drawn(cards[id_], *places[id_]) for id_ in places)]
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" width="{width}" height="{height}">'
        f"<title>{escape(flow.title[language])}</title><style>{STYLE}</style>"
        '<defs><marker id="tip" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="8" markerHeight="8" orient="auto">'
        '<path d="M0,0 L8,4 L0,8 z" fill="#557"/></marker></defs>'
        f'<rect width="{width}" height="{height}" fill="#fbfbf8"/>{"".join(body)}</svg>\n'
    )


# --- what stands on a card ---------------------------------------------------------------------------


def _card(flow: Flow, step: Step, language: str) -> Card:
    said = " ".join(flow.prompts[key][language] for key in getattr(step, "say", ()) if key in flow.prompts)
    words = textwrap.wrap(PLACEHOLDER.sub(_slot, said), LETTERS)
    rows = [*_asked(flow, step, language), *_ways(flow, step, language)]
    return Card(step.id, type(step).__name__.lower(), tuple(words), tuple(rows))


def _slot(match: re.Match[str]) -> str:
    return f"‹{match[1]}›"


def _ways(flow: Flow, step: Step, language: str) -> Iterator[tuple[str, str]]:
    for path, choice in choices(step):
        text = flow.prompts.get(choice.words, {}).get(language, "")
        saves = f"[{choice.outcome}]" if choice.outcome else ""
        parts = (_way(path), what(text), saves, f"if {choice.when}" if choice.when else "")
        label = " ".join(part for part in parts if part)
        yield textwrap.shorten(label, LETTERS - 3 - len(choice.go), placeholder=" …"), choice.go
    for path, name in named(step):
        if path[-1] in ("talked", "failed", "lost"):
            yield {"talked": "answered", "failed": "wrong PINs", "lost": "lost"}[path[-1]], name


def _way(path: Path) -> str:
    match path:
        case ("keys", key):
            return key
        case ("ends", fate):
            return fate.replace("_", " ")
        case (name,):
            return KEYS.get(name, name)
        case _:
            return ""


def _asked(flow: Flow, step: Step, language: str) -> Iterator[tuple[str, str]]:
    """The questions, each with the answer that it depends on."""
    for number, question in enumerate(flow.questions if isinstance(step, Questions) else (), start=1):
        condition = f"if {question.when.question}: " if question.when else ""
        text = f"{number}. {condition}{flow.prompts[f'questions.{question.id}'][language]}"
        yield textwrap.shorten(text, LETTERS, placeholder=" …"), ""


# --- where the cards stand ---------------------------------------------------------------------------


def _rows(flow: Flow) -> list[list[str]]:
    """Steps by how many turns they are from the first ring, wide rows broken in two."""
    depth = {flow.roles.arrive: 0}
    waiting = [flow.roles.arrive]
    for id_ in waiting:
        for target in dict.fromkeys(name for _path, name in named(flow.steps[id_]) if name != RETURN):
            if target not in depth:
                depth[target] = depth[id_] + 1
                waiting.append(target)
    for id_ in flow.steps:
        depth.setdefault(id_, max(depth.values()) + 1)
    rows: list[list[str]] = []
    for level in range(max(depth.values()) + 1):
        there = [id_ for id_ in depth if depth[id_] == level]
        rows += [there[start : start + ACROSS] for start in range(0, len(there), ACROSS)]
    return rows


def _places(cards: Mapping[str, Card], rows: list[list[str]]) -> tuple[dict[str, tuple[int, int]], int]:
    """The upper left corner of each card, and the height of it all."""
    places: dict[str, tuple[int, int]] = {}
    top = MARGIN
    full = ACROSS * WIDTH + (ACROSS - 1) * GAP
    for row in rows:
        left = MARGIN + (full - len(row) * WIDTH - (len(row) - 1) * GAP) // 2
        for place, id_ in enumerate(row):
            places[id_] = (left + place * (WIDTH + GAP), top)
        top += max(cards[id_].height for id_ in row) + BETWEEN
    return places, top - BETWEEN + MARGIN


# --- drawing -----------------------------------------------------------------------------------------


def _drawn(card: Card, left: int, top: int) -> str:
    kinds = {"menu": "ask", "offer": "ask", "questions": "ask", "entry": "ask", "end": "end", "ring": "call"}
    lines = [f'<text class="name" x="{left + 10}" y="{top + 20}">{escape(card.step)}</text>']
    y = top + 20
    for text in card.words:
        y += LINE
        lines.append(f'<text class="words" x="{left + 10}" y="{y}">{escape(text)}</text>')
    for label, target in card.rows:
        y += LINE
        lines.append(f'<text x="{left + 10}" y="{y}">{escape(label)}</text>')
        if target:
            at = f'x="{left + WIDTH - 10}" y="{y}" text-anchor="end"'
            lines.append(f"<text {at}>→ {escape(target)}</text>")
    size = f'x="{left}" y="{top}" width="{WIDTH}" height="{card.height}"'
    box = f'<rect class="card {kinds.get(card.kind, "")}" {size} rx="8"/>'
    return f"<g>{box}{''.join(lines)}</g>"


def _arrows(
    cards: Mapping[str, Card], rows: list[list[str]], places: Mapping[str, tuple[int, int]]
) -> Iterator[str]:
    row_of = {id_: number for number, row in enumerate(rows) for id_ in row}
    for id_, card in cards.items():
        for target in dict.fromkeys(target for _label, target in card.rows if target in row_of):
            if row_of[target] == row_of[id_] + 1:
                yield _arrow(places[id_], card.height, places[target])


def _arrow(start: tuple[int, int], height: int, end: tuple[int, int]) -> str:
    x1, y1 = start[0] + WIDTH // 2, start[1] + height
    x2, y2 = end[0] + WIDTH // 2, end[1] - 2
    middle = y2 - BETWEEN // 2
    return (
        f'<path class="way" marker-end="url(#tip)" d="M{x1},{y1} C{x1},{middle} {x2},{y1 + 20} {x2},{y2}"/>'
    )
