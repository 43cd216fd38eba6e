"""From a flow's tables to a `Flow`. What is wrong is kept note of as it is read; nothing is guessed."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import get_args

from ivr.flow import Choice, Flow, Question, QuestionKind, Roles, Texts, Voice
from ivr.parse_steps import read_step
from ivr.prompts import Prompts
from ivr.tables import Fault, Table

YES_NO: Mapping[str, Texts] = {"1": {}, "2": {}}
TOP = 9
QUESTION_KINDS: tuple[QuestionKind, ...] = get_args(QuestionKind)


@dataclass(slots=True)
class Parsed:
    """The flow, and what was wrong with its text. With faults the flow is not to be used."""

    flow: Flow
    faults: list[Fault] = field(default_factory=list)


def parse(document: dict[str, object]) -> Parsed:
    """The flow of a whole document (the campaign's laid over the line's)."""
    top = Table(document, (), [])
    languages = top.strings("languages")
    prompts = Prompts(languages)
    flow = Flow(
        id=top.needed("id"),
        title=prompts.texts(top.table("title")),
        version=_version(document),
        languages=languages,
        roles=_roles(top.table("roles")),
        steps={id_: read_step(id_, table, prompts) for id_, table in _each(top.table("steps"))},
        questions=tuple(_question(table, prompts) for table in top.tables("questions")),
        outcomes=_texts_by_name(top.table("outcomes"), prompts),
        refusals={name: _refusal(name, table, prompts) for name, table in _each(top.table("refusals"))},
        numbers=_numbers(top.table("numbers"), languages),
        counts={name: _texts_by_name(table, prompts) for name, table in _each(top.table("counts"))},
        voices=_voices(top.table("voices"), languages),
        hold=_hold(top.table("hold"), prompts),
        sounds={name: _sound(table) for name, table in _each(top.table("sounds"))},
        prompts=prompts.by_key,
    )
    for group in ("script", "ask", "answers", "card", "prompts"):
        _prompts(group, top.table(group), prompts)
    top.done()
    return Parsed(flow, top.faults)


def _each(table: Table) -> list[tuple[str, Table]]:
    return [(name, table.table(name)) for name in table.data]


def _version(document: dict[str, object]) -> str:
    canonical = json.dumps(document, sort_keys=True, ensure_ascii=False, default=str)
    return hashlib.sha256(canonical.encode()).hexdigest()


def _roles(table: Table) -> Roles:
    names = ("arrive", "sign_in", "signed_in", "lost", "lost_stranger", "help", "help_stranger")
    roles = Roles(**{name: table.needed(name) for name in names})
    table.done()
    return roles


def _prompts(group: str, table: Table, prompts: Prompts) -> None:
    for name, texts in _each(table):
        prompts.keep(name if group == "prompts" else f"{group}.{name}", texts)
        texts.done()


def _texts_by_name(table: Table, prompts: Prompts) -> dict[str, Texts]:
    return {name: prompts.texts(one) for name, one in _each(table)}


def _refusal(name: str, table: Table, prompts: Prompts) -> Choice:
    return prompts.choice(f"refusals.{name}", table)


def _numbers(table: Table, languages: tuple[str, ...]) -> Mapping[str, tuple[str, ...]]:
    numbers = {language: table.strings(language) for language in languages}
    table.done()
    return numbers


def _voices(table: Table, languages: tuple[str, ...]) -> Mapping[str, Voice]:
    voices = {}
    for language in languages:
        one = table.table(language)
        voices[language] = Voice(one.needed("language"), one.needed("voice"))
        one.done()
    table.done()
    return voices


def _hold(table: Table, prompts: Prompts) -> tuple[str, ...]:
    order = table.strings("order")
    for name in dict.fromkeys(order):
        prompts.keep(f"hold.{name}", table.table(name))
    table.done()
    return tuple(f"hold.{name}" for name in order)


def _sound(table: Table) -> Texts:
    return {language: table.text(language) for language in table.data}


def _question(table: Table, prompts: Prompts) -> Question:
    id_ = table.needed("id")
    prompts.keep(f"questions.{id_}", table)
    kind = table.one_of("kind", QUESTION_KINDS)
    if kind is None:
        table.fault('a question needs its kind: kind = "scale", "yes_no", "choice" or "several".', id_)
    top = table.number("top", TOP, least=2) if kind == "scale" else TOP
    question = Question(id_, kind or "yes_no", _options(kind, table, prompts, top), top)
    table.done()
    return question


def _options(kind: str | None, table: Table, prompts: Prompts, top: int) -> Mapping[str, Texts]:
    match kind:
        case "scale":
            return {"1": prompts.texts(table.table("low")), str(top): prompts.texts(table.table("high"))}
        case "choice" | "several":
            return _texts_by_name(table.table("options"), prompts)
        case _:
            return YES_NO
