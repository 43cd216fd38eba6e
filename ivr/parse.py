"""From a flow's tables to a `Flow`. What is wrong is kept note of as it is read; nothing is guessed."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field

from ivr.flow import Approval, Choice, Flow, Roles, Texts, Voice
from ivr.parse_questions import read_questions
from ivr.parse_steps import read_steps
from ivr.prompts import Prompts
from ivr.tables import Fault, Table


@dataclass(slots=True)
class Parsed:
    """The flow, and what was wrong with its text. With faults the flow is not to be used."""

    flow: Flow
    faults: list[Fault] = field(default_factory=list)


def parse(document: dict[str, object], known: tuple[str, ...] = ()) -> Parsed:
    """The flow of a whole document (the campaign's laid over the line's). `known`: the line's languages."""
    top = Table(document, (), [])
    languages = top.strings("languages")
    if not languages:
        top.fault('a flow speaks one language or more: languages = ["en", "cy"].', key="languages")
    prompts = Prompts(languages, tuple(one for one in known if one not in languages))
    flow = Flow(
        id=top.id(),
        title=prompts.texts(top.table("title")),
        version=_version(document),
        languages=languages,
        roles=_roles(top.table("roles")),
        steps=read_steps(top.table("steps"), prompts),
        questions=read_questions(top.tables("questions"), prompts),
        outcomes=_texts_by_name(top.table("outcomes"), prompts),
        refusals={name: _refusal(name, table, prompts) for name, table in _each(top.table("refusals"))},
        numbers=_numbers(top.table("numbers"), prompts),
        counts={name: _texts_by_name(table, prompts) for name, table in _each(top.table("counts"))},
        voices=_voices(top.table("voices"), prompts),
        music=top.table("hold").text("music"),
        hold=_hold(top.table("hold"), prompts),
        hours=_numbers(top.table("hours"), prompts),
        hours_past=_numbers(top.table("hours_past"), prompts),
        sounds={name: _sound(table, prompts) for name, table in _each(top.table("sounds"))},
        approved=_approved(top.table("approved"), prompts),
        prompts=prompts.by_key,
    )
    for group in ("script", "ask", "answers", "card", "times", "clock", "prompts"):
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


def _numbers(table: Table, prompts: Prompts) -> Mapping[str, tuple[str, ...]]:
    table.read |= {*prompts.spare}
    numbers = {language: table.strings(language) for language in prompts.languages}
    table.done()
    return numbers


def _voices(table: Table, prompts: Prompts) -> Mapping[str, Voice]:
    voices = {}
    table.read |= {*prompts.spare}
    for language in prompts.languages:
        one = table.table(language)
        voices[language] = Voice(one.needed("language"), one.needed("voice"))
        one.done()
    table.done()
    return voices


def _hold(table: Table, prompts: Prompts) -> tuple[str, ...]:
    order = table.strings("order")
    table.read.add("music")
    for name in dict.fromkeys(order):
        prompts.keep(f"hold.{name}", table.table(name))
    table.done()
    return tuple(f"hold.{name}" for name in order)


def _sound(table: Table, prompts: Prompts) -> Texts:
    table.read |= {*prompts.spare}
    sounds = {language: table.text(language) for language in prompts.languages if language in table}
    table.done()
    return sounds


def _approved(table: Table, prompts: Prompts) -> Mapping[str, Approval]:
    table.read |= {*prompts.spare}
    approved = {}
    for language in [one for one in prompts.languages if one in table]:
        one = table.table(language)
        approved[language] = Approval(one.text("by"), one.text("words"))
        one.done()
    table.done()
    return approved
