"""The printed card: every key on the line, and the codes of the questions, as a plain page for one sheet."""

import re
from collections.abc import Iterable, Iterator
from html import escape

from ivr.flow import Flow, Members, Menu, Offer, Question
from ivr.graph import reached
from ivr.words import PLACEHOLDER

PRESS = re.compile(r",? (?:press|pwyswch) (?:\d|\{key\}|hash|star|seren)\.$")
ALWAYS = (("*", "star"), ("#", "hash"), ("0", "nought"), ("9", "nine"))
STYLE = (
    "body{font:16px/1.4 sans-serif;margin:2em;columns:2}section{break-inside:avoid;margin-bottom:1em}"
    "h1{column-span:all}h2{font-size:1em;margin:0}dl{margin:0;display:grid;grid-template-columns:2em 1fr}"
    "dt{font-weight:bold}dd{margin:0}"
)


def card(flow: Flow, language: str) -> str:
    """The page, whole. Raises KeyError for a language that the flow does not have."""
    title = f"{flow.title[language]}: {flow.prompts['card.title'][language]}"
    always = ((key, flow.prompts[f"card.{name}"][language]) for key, name in ALWAYS)
    parts = [_section(flow.prompts["card.always"][language], always), *_menus(flow, language)]
    parts += [_section(_asked(flow, language, one), _codes(one, language)) for one in _coded(flow)]
    return (
        f'<!doctype html>\n<html lang="{language}"><head><meta charset="utf-8"><title>{escape(title)}</title>'
        f"<style>{STYLE}</style></head>\n<body><h1>{escape(title)}</h1>\n{''.join(parts)}</body></html>\n"
    )


def _section(heading: str, rows: Iterable[tuple[str, str]]) -> str:
    told = "".join(f"<dt>{escape(key)}</dt><dd>{escape(words)}</dd>" for key, words in rows)
    return f"<section><h2>{escape(heading)}</h2><dl>{told}</dl></section>\n"


def _menus(flow: Flow, language: str) -> Iterator[str]:
    """The menus of somebody signed in, each with its title, or with what it asks."""
    seen = reached(flow, {flow.roles.signed_in})
    for step in flow.steps.values():
        if isinstance(step, Menu | Offer | Members) and step.id in seen:
            titles = [f"{step.id}.title"] if f"{step.id}.title" in flow.prompts else step.say
            heading = " ".join(_blank(flow.prompts[key][language]) for key in titles)
            words = {
                key: flow.prompts.get(choice.words, {}).get(language) for key, choice in step.keys.items()
            }
            yield _section(heading, ((key, _what(text)) for key, text in words.items() if text))


def _blank(text: str) -> str:
    return PLACEHOLDER.sub("…", text)


def _what(text: str) -> str:
    """What the key does, without the key: that stands beside it."""
    return _blank(PRESS.sub("", text))


def _coded(flow: Flow) -> list[Question]:
    return [question for question in flow.questions if question.kind in ("choice", "several")]


def _asked(flow: Flow, language: str, question: Question) -> str:
    return f"{flow.prompts['card.codes'][language]}: {flow.prompts[f'questions.{question.id}'][language]}"


def _codes(question: Question, language: str) -> Iterator[tuple[str, str]]:
    return ((code, label[language]) for code, label in question.options.items())
