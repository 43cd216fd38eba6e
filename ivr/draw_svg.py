"""The flow as SVG: a card for each thing that is said or asked, with its words and its keys, in rows from the top down.

An arrow is drawn where a way leads to the next row; beside each key stands what it leads to, so that lines do not cross
the whole picture.
"""

import textwrap
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from html import escape

from ivr.flow import Flow
from ivr.picture import Card, cards

WIDTH, GAP, MARGIN, LINE = 300, 30, 30, 17
BETWEEN = 60
"""Pixels between rows: room for the arrows."""
ACROSS = 5
"""Cards in a row at most."""
LETTERS = 41
"""Letters in a line of a card."""
BOLD_LETTERS = 35
INDENT = "     "
STYLE = (
    "text{font:13px sans-serif;fill:#1a1a1a}.name{font-weight:bold}.words{font-style:italic;fill:#444}.to{fill:#224a8f}"
    ".card{fill:#fff;stroke:#335;stroke-width:1.5}.ask{fill:#eef4ff}.end{fill:#f3f3f3}.call{fill:#fff3dc}"
    ".way{fill:none;stroke:#557;stroke-width:1.3}"
)
KINDS: Mapping[str, str] = {"script": "ask", "question": "ask", "end": "end", "call": "call"}


@dataclass(frozen=True, slots=True)
class Box:
    """A card as it is drawn. `lines`: each with its style; `to`: the boxes that it leads to."""

    name: str
    kind: str
    lines: tuple[tuple[str, str], ...]
    to: tuple[str, ...]

    @property
    def height(self) -> int:
        """Pixels."""
        return LINE * len(self.lines) + 18


def svg(flow: Flow, language: str, *, whole: bool = False) -> str:
    """The picture. Raises KeyError for a language that the flow does not have. `whole`: as for `ivr.draw.draw`."""
    drawn = cards(flow, language, whole=whole)
    titles = {card.name: card.title for card in drawn}
    boxes = {card.name: _box(card, titles) for card in drawn}
    rows = _rows(boxes)
    places, height = _places(boxes, rows)
    width = MARGIN * 2 + ACROSS * WIDTH + (ACROSS - 1) * GAP
    body = [*_arrows(boxes, rows, places), *(_drawn(boxes[name], *places[name]) for name in places)]
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" width="{width}" height="{height}">'
        f"<title>{escape(flow.title[language])}</title><style>{STYLE}</style>"
        '<defs><marker id="tip" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="8" markerHeight="8" orient="auto">'
        '<path d="M0,0 L8,4 L0,8 z" fill="#557"/></marker></defs>'
        f'<rect width="{width}" height="{height}" fill="#fbfbf8"/>{"".join(body)}</svg>\n'
    )


# --- what stands in a box ------------------------------------------------------------------------------


def _box(card: Card, titles: Mapping[str, str]) -> Box:
    """Nothing is cut: what is long is broken into lines."""
    lines = [
        *_lines(card.title, "name"),
        *(one for part in card.words.splitlines() for one in _lines(part, "words")),
    ]
    for row in card.rows:
        lines += _lines(row.words, "key")
        for target in row.to:
            lines += _lines(f"→ {titles[target]}", "to")
    to = dict.fromkeys(target for row in card.rows for target in row.to)
    return Box(card.name, card.kind, tuple(lines), tuple(to))


def _lines(text: str, style: str) -> list[tuple[str, str]]:
    indent = {"to": INDENT, "key": INDENT[:3]}.get(style, "")
    start = INDENT if style == "to" else ""
    letters = BOLD_LETTERS if style == "name" else LETTERS
    wrapped = textwrap.wrap(text, letters, initial_indent=start, subsequent_indent=indent)
    return [(one, style) for one in wrapped]


# --- where the cards stand ---------------------------------------------------------------------------


def _rows(boxes: Mapping[str, Box]) -> list[list[str]]:
    """The script with its questions, then all else; each by how many ways it is from the first. Wide rows break."""
    asked = {name: box for name, box in boxes.items() if box.kind in ("script", "question")}
    rest = {name: box for name, box in boxes.items() if name not in asked}
    return [row for block in (asked, rest) if block for row in _levels(block)]


def _levels(boxes: Mapping[str, Box]) -> Iterator[list[str]]:
    depth: dict[str, int] = {}
    for start in boxes:
        if start not in depth:
            depth[start] = max(depth.values()) + 1 if depth else 0
            _deepen(boxes, depth, start)
    for level in range(max(depth.values()) + 1):
        there = [name for name in depth if depth[name] == level]
        yield from (there[at : at + ACROSS] for at in range(0, len(there), ACROSS))


def _deepen(boxes: Mapping[str, Box], depth: dict[str, int], start: str) -> None:
    waiting = [start]
    for name in waiting:
        for target in boxes[name].to:
            if target in boxes and target not in depth:
                depth[target] = depth[name] + 1
                waiting.append(target)


def _places(
    cards: Mapping[str, Box], rows: Sequence[Sequence[str]]
) -> tuple[dict[str, tuple[int, int]], int]:
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


def _drawn(box: Box, left: int, top: int) -> str:
    texts = (
        f'<text class="{style}" xml:space="preserve" x="{left + 10}" y="{top + 20 + LINE * row}">{escape(text)}</text>'
        for row, (text, style) in enumerate(box.lines)
    )
    size = f'x="{left}" y="{top}" width="{WIDTH}" height="{box.height}"'
    return f'<g><rect class="card {KINDS.get(box.kind, "")}" {size} rx="8"/>{"".join(texts)}</g>'


def _arrows(
    boxes: Mapping[str, Box], rows: Sequence[Sequence[str]], places: Mapping[str, tuple[int, int]]
) -> Iterator[str]:
    row_of = {name: number for number, row in enumerate(rows) for name in row}
    for name, box in boxes.items():
        for target in box.to:
            if row_of[target] == row_of[name] + 1:
                yield _arrow(places[name], box.height, places[target])


def _arrow(start: tuple[int, int], height: int, end: tuple[int, int]) -> str:
    x1, y1 = start[0] + WIDTH // 2, start[1] + height
    x2, y2 = end[0] + WIDTH // 2, end[1] - 2
    middle = y2 - BETWEEN // 2
    return (
        f'<path class="way" marker-end="url(#tip)" d="M{x1},{y1} C{x1},{middle} {x2},{y1 + 20} {x2},{y2}"/>'
    )
