"""Where in a flow's text a sentence stands, by the key that it is kept under."""

from ivr.flow import Flow
from ivr.graph import NAMES
from ivr.tables import Path

GROUPS = frozenset({"script", "ask", "answers", "card", "times", "clock", "refusals", "hold"})
"""Tables of sentences, each by its name."""
OF_THE_LINE = frozenset({"sorry", "somebody", "overtaken"})
"""Sentences of the table `prompts` that the machine itself says."""


def place(flow: Flow, key: str) -> Path:
    """Where in the text the sentence of this key stands."""
    head, _, rest = key.partition(".")
    if head == "questions" and (found := _question(flow, rest)):
        return found
    if head in GROUPS and rest:
        return (head, rest)
    if not rest:
        return ("prompts", head) if head in OF_THE_LINE else ("steps", head, "say")
    return ("steps", head, *NAMES.get(rest, ("keys", rest) if rest.isdecimal() else (rest,)))


def _question(flow: Flow, name: str) -> Path | None:
    """The question of this id, or its help."""
    indices = {question.id: str(index) for index, question in enumerate(flow.questions)}
    if name in indices:
        return ("questions", indices[name])
    id_, _, field = name.rpartition(".")
    return ("questions", indices[id_], field) if id_ in indices else None
