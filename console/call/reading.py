"""Reads the call's form: each answer checked against its question, and what the page showed when it was filled in."""

from typing import Final, cast

from werkzeug.datastructures import MultiDict

from bridge.page_saving import Form
from console.call.sheet import CHOICES, Asked, Sheet
from ivr.events import PartOfDay
from ivr.page import Scope

ANSWER: Final = "answer."
SHOWN: Final = "shown."
NOTE_LENGTH: Final = 500


class UnreadableError(ValueError):
    """What was filled in cannot be kept; the message is a sentence with the remedy."""


def survey(form: MultiDict[str, str], sheet: Sheet) -> Form:
    """The whole survey or a part of it. UnreadableError for an answer that its question does not have, or for none."""
    answers = {one.id: _answer(one, form) for one in sheet.questions}
    if not any(answers.values()) and not any(one.value for one in sheet.questions):
        raise UnreadableError("No question is answered yet: answer one, or save an outcome without a survey.")
    shown = {one.id: form.get(SHOWN + one.id) or None for one in sheet.questions}
    return Form(
        str(sheet.attempt), sheet.about.id, answers=answers, shown=shown,
        closing=_closing(form), pass_on="pass_on" in form, note=_note(form),
    )  # fmt: skip


def outcome(form: MultiDict[str, str], sheet: Sheet) -> Form:
    """An outcome without a survey. UnreadableError where none of the list was chosen, or a time that is not free."""
    chosen = form.get("outcome", "")
    if chosen not in CHOICES:
        raise UnreadableError("No outcome is chosen yet: choose one of the list.")
    return Form(
        str(sheet.attempt), sheet.about.id, outcome=chosen, outcome_shown=form.get("shown_outcome") or None,
        closing=_closing(form), pass_on="pass_on" in form, note=_note(form), call_back=_call_back(form, sheet),
    )  # fmt: skip


def opt_out(form: MultiDict[str, str], sheet: Sheet) -> Form:
    """No more calls. UnreadableError unless it was confirmed."""
    scope = form.get("scope", "")
    if scope not in ("contact", "household") or "confirmed" not in form:
        raise UnreadableError(
            "Nothing was changed: tick that they asked for no more calls, then press again."
        )
    return Form(str(sheet.attempt), sheet.contact.id, opt_out=cast("Scope", scope))


def _answer(question: Asked, form: MultiDict[str, str]) -> str | None:
    values = [value.strip() for value in form.getlist(ANSWER + question.id) if value.strip()]
    if not values:
        return None
    if question.kind == "number":
        return _number(question, values[0])
    known = [code for code, _ in question.options]
    if not set(values) <= set(known) or (len(values) > 1 and question.kind != "several"):
        raise UnreadableError(f"“{question.text}” has no such answer: choose one of the list.")
    # In the order in which they were kept, so that the same picks are the same answer.
    kept = [code for code in question.values if code in values]
    return ",".join(dict.fromkeys((*kept, *values)))


def _number(question: Asked, value: str) -> str:
    if not value.isdecimal() or not question.least <= int(value) <= question.most:
        raise UnreadableError(
            f"“{question.text}” takes a whole number from {question.least} to {question.most}: correct it."
        )
    return str(int(value))


def _call_back(form: MultiDict[str, str], sheet: Sheet) -> tuple[str, PartOfDay] | None:
    """Day and part of it; None: at no particular time. UnreadableError for a time at which lines are closed."""
    chosen = form.get("call_back", "")
    if not chosen or form.get("outcome") != "call_back":
        return None
    if chosen not in dict(sheet.times):
        raise UnreadableError("Lines are not open at that time any more: choose another one of the list.")
    day, _, part = chosen.partition(" ")
    return day, cast("PartOfDay", part)


def _closing(form: MultiDict[str, str]) -> bool | None:
    """Ticked; or not, where the page asked."""
    return "closing" in form if "asks_closing" in form else None


def _note(form: MultiDict[str, str]) -> str:
    return form.get("note", "").strip()[:NOTE_LENGTH]
