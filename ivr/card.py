"""What volunteers have on paper: the keys and the script, in large print, made from the flow."""

import re
from collections.abc import Iterable, Iterator, Mapping
from html import escape

from ivr.flow import Flow, Languages, Members, Menu, Offer, Question, Step
from ivr.graph import reached
from ivr.steps.languages import keys as language_keys
from ivr.steps.survey import YES_NO
from ivr.words import PLACEHOLDER

PRESS = re.compile(r",? (?:(?:press|pwyswch) )?(?:\d|\{key\}|hash|star|seren)\.$")
ALWAYS = (("*", "star"), ("#", "hash"), ("0", "nought"), ("9", "nine"))
STYLE = (
    "@page{size:A4;margin:14mm}body{font:16pt/1.3 sans-serif;color:#000;background:#fff;margin:0 auto;max-width:190mm}"
    "h1{font-size:22pt;margin:0 0 .4em}h2{font-size:16pt;margin:0 0 .2em;border-bottom:1.5pt solid #000}"
    "section{break-inside:avoid;margin-bottom:1em}section p{margin:0 0 .2em}"
    "dl{margin:0;display:grid;grid-template-columns:minmax(1.6em,max-content) 1fr;column-gap:.3em}"
    "dt{font-weight:bold;font-size:18pt;white-space:nowrap}dd{margin:0}.keys{columns:2;column-gap:10mm}"
    ".script{break-before:page}blockquote{margin:0 0 1em;padding-left:.6em;border-left:4pt solid #000}"
    "@media screen{body{padding:1em}}@media screen and (max-width:40em){.keys{columns:1}}"
)
"""Large print: for volunteers who read without glasses. On A4 the keys fill both sides of a sheet."""


def card(flow: Flow, language: str, words: Mapping[str, str] | None = None) -> str:
    """The page, whole. Raises KeyError for a language that the flow does not have.

    `words`: what stands for the script's placeholders, such as `organisation`; a line to write on where not known.
    """
    named = f"{flow.title[language]}: {flow.prompts['card.title'][language]}"
    always = ((key, flow.prompts[f"card.{name}"][language]) for key, name in ALWAYS)
    keys = [_section(flow.prompts["card.always"][language], always), *_menus(flow, language)]
    body = f'<h1>{escape(named)}</h1>\n<div class="keys">{"".join(keys)}</div>\n{_script(flow, language, words or {})}'
    return (
        f'<!doctype html>\n<html lang="{language}"><head><meta charset="utf-8"><title>{escape(named)}</title>'
        f"<style>{STYLE}</style></head>\n<body>{body}</body></html>\n"
    )


def _script(flow: Flow, language: str, words: Mapping[str, str]) -> str:
    """The sheet to read from: what is said first, each question with its codes, and what is said last."""
    said = {
        part: _spoken(flow.prompts[f"script.{part}"][language], words) for part in ("introduction", "closing")
    }
    asked = "".join(
        _section(
            question_heading(flow, one, language), codes(flow, one, language), condition(flow, one, language)
        )
        for one in flow.questions
    )
    heading = escape(flow.prompts["card.script"][language])
    return (
        f'<div class="script"><h1>{escape(flow.title[language])}: {heading}</h1>\n'
        f"<blockquote>{said['introduction']}</blockquote>\n{asked}<blockquote>{said['closing']}</blockquote></div>\n"
    )


def _spoken(text: str, words: Mapping[str, str]) -> str:
    return escape(PLACEHOLDER.sub(lambda match: words.get(match[1]) or "__________", text))


def _section(heading: str, rows: Iterable[tuple[str, str]], condition: str = "") -> str:
    told = "".join(f"<dt>{escape(key)}</dt><dd>{escape(words)}</dd>" for key, words in rows)
    when = f"<p>({escape(condition)})</p>" if condition else ""
    listed = f"<dl>{told}</dl>" if told else ""
    return f"<section><h2>{escape(heading)}</h2>{when}{listed}</section>\n"


def _menus(flow: Flow, language: str) -> Iterator[str]:
    """The menus of somebody signed in that offer something, each with its title, or with what it asks."""
    seen = reached(flow, {flow.roles.signed_in})
    for step in flow.steps.values():
        if isinstance(step, Menu | Offer | Members | Languages) and step.id in seen:
            rows = [(key, what(text)) for key, text in _keys(flow, step, language).items() if text]
            if rows:
                yield _section(title(flow, step, language), rows)


def title(flow: Flow, step: Step, language: str) -> str:
    """The step's title, or what it says first; its id where that is nothing but what is filled in."""
    own = f"{step.id}.title"
    keys = [own] if own in flow.prompts else getattr(step, "say", ())
    said = " ".join(blank(flow.prompts[key][language]) for key in keys)
    return said if re.search(r"\w", said) else step.id.replace("_", " ")


def _keys(flow: Flow, step: Menu | Offer | Members | Languages, language: str) -> dict[str, str | None]:
    """What each key is told of with; a language is offered in itself, the others of a household one by one."""
    offered = language_keys(flow) if isinstance(step, Languages) and len(flow.languages) > 1 else {}
    each = {key: flow.prompts[f"{step.id}.each"][one] for key, one in offered.items()}
    told = {key: flow.prompts.get(choice.words, {}).get(language) for key, choice in step.keys.items()}
    if isinstance(step, Members):
        each = {"1 …": flow.prompts[step.each][language]}
    return each | told


def blank(text: str) -> str:
    """The words with a gap for what is filled in."""
    return PLACEHOLDER.sub("…", text)


def what(text: str) -> str:
    """What the key does, without the key: that stands beside it."""
    return blank(PRESS.sub("", text))


def question_heading(flow: Flow, question: Question, language: str) -> str:
    """The question with its number."""
    number = flow.questions.index(question) + 1
    return f"{number}. {flow.prompts[f'questions.{question.id}'][language]}"


def condition(flow: Flow, question: Question, language: str) -> str:
    """The earlier question with the answers without which this one is not asked, or nothing."""
    if question.when is None:
        return ""
    earlier = next(one for one in flow.questions if one.id == question.when.question)
    labels = " / ".join(label(flow, earlier, value, language) for value in question.when.values)
    return f"{if_(flow, language)} {question_heading(flow, earlier, language)} {labels}"


def if_(flow: Flow, language: str) -> str:
    """The word; a version that was published over an older line has none."""
    return flow.prompts.get("card.if", {}).get(language, "if")


def label(flow: Flow, question: Question, value: str, language: str) -> str:
    """An answer, in words."""
    if question.kind == "yes_no":
        return flow.prompts[f"answers.{value}"][language]
    return question.options.get(value, {}).get(language, value)


def codes(flow: Flow, question: Question, language: str) -> Iterator[tuple[str, str]]:
    """The keys of a question, with what each means."""
    if question.kind == "yes_no":
        return ((key, flow.prompts[f"answers.{value}"][language]) for key, value in YES_NO.items())
    return ((code, said[language]) for code, said in question.options.items() if said)
