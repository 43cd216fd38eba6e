"""What volunteers have on paper: a sheet of keys and one of the script, in large print, made from the flow."""

import re
from collections.abc import Iterable, Iterator, Mapping
from html import escape

from ivr.flow import Flow, Languages, Members, Menu, Offer, Question
from ivr.graph import reached
from ivr.steps.languages import keys as language_keys
from ivr.steps.survey import YES_NO
from ivr.words import PLACEHOLDER

PRESS = re.compile(r",? (?:(?:press|pwyswch) )?(?:\d|\{key\}|hash|star|seren)\.$")
ALWAYS = (("*", "star"), ("#", "hash"), ("0", "nought"), ("9", "nine"))
STYLE = (
    "@page{size:A4;margin:14mm}body{font:16pt/1.3 sans-serif;color:#000;background:#fff;margin:0 auto;max-width:190mm}"
    "h1{font-size:22pt;margin:0 0 .4em}h2{font-size:16pt;margin:0 0 .2em;border-bottom:1.5pt solid #000}"
    "section{break-inside:avoid;margin-bottom:1em}dl{margin:0;display:grid;grid-template-columns:1.6em 1fr}"
    "dt{font-weight:bold;font-size:18pt}dd{margin:0}.keys{columns:2;column-gap:10mm}"
    ".script{break-before:page}blockquote{margin:0 0 1em;padding-left:.6em;border-left:4pt solid #000}"
    "@media screen{body{padding:1em}}@media screen and (max-width:40em){.keys{columns:1}}"
)
"""Large print: for volunteers who read without glasses. One sheet of keys, one of the script, for A4."""


def card(flow: Flow, language: str, words: Mapping[str, str] | None = None) -> str:
    """The page, whole. Raises KeyError for a language that the flow does not have.

    `words`: what stands for the script's placeholders, such as `organisation`; a line to write on where not known.
    """
    title = f"{flow.title[language]}: {flow.prompts['card.title'][language]}"
    always = ((key, flow.prompts[f"card.{name}"][language]) for key, name in ALWAYS)
    keys = [_section(flow.prompts["card.always"][language], always), *_menus(flow, language)]
    body = f'<h1>{escape(title)}</h1>\n<div class="keys">{"".join(keys)}</div>\n{_script(flow, language, words or {})}'
    return (
        f'<!doctype html>\n<html lang="{language}"><head><meta charset="utf-8"><title>{escape(title)}</title>'
        f"<style>{STYLE}</style></head>\n<body>{body}</body></html>\n"
    )


def _script(flow: Flow, language: str, words: Mapping[str, str]) -> str:
    """The sheet to read from: what is said first, each question with its codes, and what is said last."""
    said = {
        part: _spoken(flow.prompts[f"script.{part}"][language], words) for part in ("introduction", "closing")
    }
    asked = "".join(
        _section(_asked(flow, language, one), _codes(flow, one, language)) for one in flow.questions
    )
    heading = escape(flow.prompts["card.script"][language])
    return (
        f'<div class="script"><h1>{escape(flow.title[language])}: {heading}</h1>\n'
        f"<blockquote>{said['introduction']}</blockquote>\n{asked}<blockquote>{said['closing']}</blockquote></div>\n"
    )


def _spoken(text: str, words: Mapping[str, str]) -> str:
    return escape(PLACEHOLDER.sub(lambda match: words.get(match[1], "__________"), text))


def _section(heading: str, rows: Iterable[tuple[str, str]]) -> str:
    told = "".join(f"<dt>{escape(key)}</dt><dd>{escape(words)}</dd>" for key, words in rows)
    return f"<section><h2>{escape(heading)}</h2><dl>{told}</dl></section>\n"


def _menus(flow: Flow, language: str) -> Iterator[str]:
    """The menus of somebody signed in, each with its title, or with what it asks."""
    seen = reached(flow, {flow.roles.signed_in})
    for step in flow.steps.values():
        if isinstance(step, Menu | Offer | Members | Languages) and step.id in seen:
            titles = [f"{step.id}.title"] if f"{step.id}.title" in flow.prompts else step.say
            heading = " ".join(_blank(flow.prompts[key][language]) for key in titles)
            words = _keys(flow, step, language)
            yield _section(heading, ((key, what(text)) for key, text in words.items() if text))


def _keys(flow: Flow, step: Menu | Offer | Members | Languages, language: str) -> dict[str, str | None]:
    """What each key is told of with; a language is offered in itself."""
    offered = language_keys(flow) if isinstance(step, Languages) and len(flow.languages) > 1 else {}
    each = {key: flow.prompts[f"{step.id}.each"][one] for key, one in offered.items()}
    told = {key: flow.prompts.get(choice.words, {}).get(language) for key, choice in step.keys.items()}
    return each | told


def _blank(text: str) -> str:
    return PLACEHOLDER.sub("…", text)


def what(text: str) -> str:
    """What the key does, without the key: that stands beside it."""
    return _blank(PRESS.sub("", text))


def _asked(flow: Flow, language: str, question: Question) -> str:
    """The question, and the answer without which it is not asked."""
    text = flow.prompts[f"questions.{question.id}"][language]
    if question.when is None:
        return text
    earlier = next(one for one in flow.questions if one.id == question.when.question)
    labels = " / ".join(_label(flow, earlier, value, language) for value in question.when.values)
    return f"({labels}) {text}"


def _label(flow: Flow, question: Question, value: str, language: str) -> str:
    if question.kind == "yes_no":
        return flow.prompts[f"answers.{value}"][language]
    return question.options.get(value, {}).get(language, value)


def _codes(flow: Flow, question: Question, language: str) -> Iterator[tuple[str, str]]:
    if question.kind == "yes_no":
        return ((key, flow.prompts[f"answers.{value}"][language]) for key, value in YES_NO.items())
    return ((code, label[language]) for code, label in question.options.items() if label)
