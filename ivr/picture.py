"""What a picture of a flow shows, in words: the campaign's own part, and the rest of the line where it is wanted.

The own part is the script, what is keyed after a call, and the questions with the answers that they depend on. Steps
that only choose the way are not shown: an arrow goes through them.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from ivr.card import blank, codes, condition, if_, label, question_heading, title, what
from ivr.flow import (
    RETURN,
    Break,
    Choice,
    End,
    Flow,
    Given,
    Languages,
    Members,
    Question,
    Questions,
    Ring,
    Route,
    Say,
    Step,
    Times,
)
from ivr.graph import choices, named
from ivr.steps.languages import keys as language_keys
from ivr.tables import Path

Kind = Literal["script", "ask", "question", "said", "call", "end"]
SCRIPT = "script"
"""The name of the script's card: no step has it, as it stands for what is read out."""
KEYS = {"skip": "#", "back": "*"}
WORD = re.compile(r"\w")


@dataclass(frozen=True, slots=True)
class Row:
    """A line of a card: a key with its words, and the cards it leads to."""

    words: str
    to: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Card:
    """A card of the picture, by a name that no other has."""

    name: str
    kind: Kind
    title: str
    words: str
    rows: tuple[Row, ...]


def cards(flow: Flow, language: str, *, whole: bool = False) -> list[Card]:
    """The own part in the order in which a call comes to it; `whole`: after it the rest of the line."""
    made = [_script(flow, language)]
    _follow(flow, language, made, whole=whole)
    if whole:
        for name in (*_ahead(flow, flow.roles.arrive), *flow.steps):
            made += _of_step(flow, name, language, whole=True)
            _follow(flow, language, made, whole=True)
    return list({one.name: one for one in made}.values())


def _follow(flow: Flow, language: str, made: list[Card], *, whole: bool) -> None:
    """Add the cards that those that are there lead to, and so on."""
    names = {one.name for one in made}
    for card in made:
        for target in (one for row in card.rows for one in row.to):
            if target not in names:
                fresh = _of_step(flow, target, language, whole=whole)
                names |= {one.name for one in fresh}
                made += fresh


def _script(flow: Flow, language: str) -> Card:
    talked = next(step.talked for step in flow.steps.values() if isinstance(step, Ring))
    said = [blank(flow.prompts[f"script.{part}"][language]) for part in ("introduction", "closing")]
    named_ = f"{flow.title[language]}: {flow.prompts['card.script'][language]}"
    asked = [_name(one) for one in flow.questions[:1]]
    return Card(SCRIPT, "script", named_, "\n".join(said), (Row("", (*asked, *_ahead(flow, talked))),))


def _of_step(flow: Flow, name: str, language: str, *, whole: bool) -> list[Card]:
    """A step's card; of the questions one each. Not `whole`: what comes once a call is saved is not followed."""
    step = flow.steps.get(name)
    match step:
        case None | Questions():
            return [_question(flow, one, language) for one in flow.questions]
        case Route() | Times():
            return []
        case _:
            pass
    rows = tuple(_rows(flow, step, language)) if whole or not _is_saved(step) else ()
    heading = title(flow, step, language)
    said = " ".join(blank(flow.prompts[key][language]) for key in getattr(step, "say", ()))
    return [Card(step.id, _kind(step), heading, said if said != heading and WORD.search(said) else "", rows)]


def _is_saved(step: Step) -> bool:
    return isinstance(step, Say) and "finished" in step.then.do


def _kind(step: Step) -> Kind:
    match step:
        case Say():
            return "said"
        case Ring():
            return "call"
        case End() | Break():
            return "end"
        case _:
            return "ask"


# --- what leads on ---------------------------------------------------------------------------------------


def _rows(flow: Flow, step: Step, language: str) -> Iterator[Row]:
    told = dict(_each(flow, step, language))
    for key, said in told.items():
        go = step.chosen.go if isinstance(step, Members | Languages) else ""
        yield Row(f"{key}  {said}", _ahead(flow, go))
    for path, choice in choices(step):
        if path != ("chosen",) and (row := _row(flow, path, choice, language)):
            yield row
    for path, name in named(step):
        if path == ("talked",):
            yield Row("", _ahead(flow, name))


def _each(flow: Flow, step: Step, language: str) -> Iterator[tuple[str, str]]:
    """The keys that a household's others have, or the languages."""
    match step:
        case Members():
            yield "1 …", what(flow.prompts[step.each][language])
        case Languages():
            for key, spoken in language_keys(flow).items():
                yield key, what(flow.prompts[step.each][spoken])
        case _:
            pass


def _row(flow: Flow, path: Path, choice: Choice, language: str) -> Row | None:
    """A key in words, and what is saved with it; nothing of a key that is not told of, such as the way back."""
    said = flow.prompts.get(choice.words, {}).get(language, "")
    saved = f" [{flow.outcomes[choice.outcome][language]}]" if choice.outcome else ""
    match path:
        case ():
            return Row("", _ahead(flow, choice.go))
        case ("ends", _):
            return Row(f"{said}{saved}".strip(), _ahead(flow, choice.go))
        case ("silence",):
            return Row(flow.prompts.get("card.silence", {}).get(language, "–"), _ahead(flow, choice.go))
        case _:
            key = path[1] if path[0] == "keys" else KEYS[path[0]]
            return Row(f"{key}  {what(said)}{saved}", _ahead(flow, choice.go)) if said else None


def _ahead(flow: Flow, name: str, seen: tuple[str, ...] = ()) -> tuple[str, ...]:
    """The cards that a step stands for: a question for the questions, and for a choice of ways each of them."""
    step = flow.steps.get(name)
    if name == RETURN or step is None or name in seen:
        return ()
    if isinstance(step, Questions):
        first = [_name(one) for one in flow.questions[:1]]
        return tuple(first) or _ahead(flow, step.then.go, (*seen, name))
    if isinstance(step, Route | Times):
        found = (one for _path, choice in choices(step) for one in _ahead(flow, choice.go, (*seen, name)))
        return tuple(dict.fromkeys(found))
    return (name,)


# --- questions ---------------------------------------------------------------------------------------------


def _questions_step(flow: Flow) -> Questions:
    return next(step for step in flow.steps.values() if isinstance(step, Questions))


def _name(question: Question) -> str:
    return f"questions.{question.id}"


def _question(flow: Flow, question: Question, language: str) -> Card:
    answers = [Row(f"{key}  {said}") for key, said in codes(flow, question, language)]
    rows = (*answers, *_onward(flow, question, language))
    when = condition(flow, question, language)
    return Card(_name(question), "question", question_heading(flow, question, language), when, rows)


def _onward(flow: Flow, question: Question, language: str) -> Iterator[Row]:
    """Each question that may come next, with the answer that it depends on; then what comes after the last."""
    told = list[Given | None]()
    for other in flow.questions[flow.questions.index(question) + 1 :]:
        if other.when in (None, question.when):
            yield Row("", (_name(other),))
            return
        if other.when in told:
            continue
        told.append(other.when)
        yield Row(_branch(flow, other.when, language), (_name(other),))
    yield Row("", _ahead(flow, _questions_step(flow).then.go))


def _branch(flow: Flow, given: Given | None, language: str) -> str:
    """The answer that a question depends on, by the id under which staff wrote the earlier one."""
    if given is None:
        return ""
    earlier = next(one for one in flow.questions if one.id == given.question)
    answers = " / ".join(label(flow, earlier, value, language) for value in given.values)
    return f"{if_(flow, language)} {earlier.id} = {answers}"
