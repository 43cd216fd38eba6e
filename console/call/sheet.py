"""What a volunteer has before them in a call: who it is, the script, the questions and what was said. No number."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Final

from sqlalchemy import Connection, select

from bridge import call_backs, household, unfinished
from bridge.facts import LONDON
from bridge.parts import Parts
from bridge.second import PROVISIONAL
from ivr.flow import Flow, Question
from ivr.words import PLACEHOLDER
from store.models import Attempt, Campaign, Contact, FollowUp, Volunteer

CHOICES: Final = ("call_back", "declined", "someone_else", "wrong_number", "machine", "answered")
"""The outcomes that a volunteer may choose; no more calls has a form of its own."""


@dataclass(frozen=True, slots=True)
class Who:
    """Somebody at the contact's address, by first name."""

    id: int
    name: str
    ward: str
    intention: str


@dataclass(frozen=True, slots=True)
class Asked:
    """One question as the page asks it. `options`: value and words; `value`: the answer that counts."""

    id: str
    kind: str
    text: str
    options: tuple[tuple[str, str], ...]
    value: str
    only_if: str
    least: int
    most: int

    @property
    def values(self) -> list[str]:
        """Each of several answers."""
        return self.value.split(",") if self.value else []


@dataclass(frozen=True, slots=True)
class Sheet:
    """A call, for the volunteer whose it is. `attempt`: None while the contact is only offered."""

    attempt: str | None
    campaign: str
    contact: Who
    people: tuple[Who, ...]
    about: Who
    language: str
    introduction: str
    closing: str
    questions: tuple[Asked, ...]
    outcome: str
    outcome_words: str
    choices: tuple[tuple[str, str], ...]
    times: tuple[tuple[str, str], ...]
    """When they could be rung again: value and words."""
    closing_read: bool | None
    passed_on: bool
    finished: bool

    @property
    def member(self) -> int:
        """Where the one whose answers are shown stands among the household."""
        return self.people.index(self.about)


def of_attempt(
    tx: Connection, parts: Parts, volunteer: int, attempt: str, member: int | None
) -> Sheet | None:
    """The sheet of one of this volunteer's calls; None where it is no call of theirs.

    `member`: whose answers, as a place in the household; None: whose were given last.
    """
    row = tx.execute(select(Attempt).where(Attempt.id == attempt)).mappings().first()
    if row is None or row["volunteer_id"] != volunteer:
        return None
    left = unfinished.of_attempt(tx, row)
    people = _people(tx, row["contact_id"])
    chosen = next((at for at, one in enumerate(people) if str(one.id) == left.about.id), 0)
    place = member if member is not None and member < len(people) else chosen
    given = unfinished.answers_of(tx, attempt, people[place].id)
    return _sheet(tx, parts, row, volunteer=volunteer, people=people, place=place, given=given)


def of_offer(
    tx: Connection, parts: Parts, volunteer: int, *, contact: int, campaign: str, flow: str
) -> Sheet:
    """The sheet of the contact who is offered on this volunteer's line."""
    row = {"id": None, "campaign_id": campaign, "flow_version": flow, "outcome": None, "closing_read": None}
    people = _people(tx, contact)
    row |= {"finished_at": None}
    return _sheet(tx, parts, row, volunteer=volunteer, people=people, place=0, given={})


def _sheet(
    tx: Connection,
    parts: Parts,
    row: Mapping[Any, Any],
    *,
    volunteer: int,
    people: tuple[Who, ...],
    place: int,
    given: Mapping[str, str],
) -> Sheet:
    flow = parts.flows.get(tx, row["flow_version"])
    who = tx.execute(select(Volunteer.name, Volunteer.language).where(Volunteer.id == volunteer)).one()
    language = who.language if who.language in flow.languages else flow.languages[0]
    title = tx.scalar(select(Campaign.title).where(Campaign.id == row["campaign_id"])) or ""
    passed_on = select(FollowUp.id).where(FollowUp.attempt_id == row["id"], FollowUp.kind == "pass_on")
    words = _words(parts, title, who.name, people[0])
    outcome = row["outcome"] or ""
    return Sheet(
        attempt=row["id"],
        campaign=title,
        contact=people[0],
        people=people,
        about=people[place],
        language=language,
        introduction=_said(flow, "script.introduction", language, words),
        closing=_said(flow, "script.closing", language, words),
        questions=tuple(_asked(flow, one, language, given.get(one.id, "")) for one in flow.questions),
        outcome=outcome,
        outcome_words="" if row["outcome"] in PROVISIONAL else flow.outcomes[outcome]["en"],
        times=_times(tx, parts, row["id"], people[0].id) if row["id"] else (),
        choices=tuple((one, flow.outcomes[one]["en"]) for one in CHOICES),
        closing_read=row["closing_read"],
        passed_on=tx.execute(passed_on.limit(1)).first() is not None,
        finished=row["finished_at"] is not None,
    )


def _times(tx: Connection, parts: Parts, attempt: str, contact: int) -> tuple[tuple[str, str], ...]:
    now = parts.now()
    today = now.astimezone(LONDON).date()
    near = {today: "Later today", today + timedelta(days=1): "Tomorrow"}
    return tuple(
        (f"{one.day} {one.part}", f"{near.get(one.day, f'{one.day:%A %-d %B}')}, {one.part}")
        for one in call_backs.times(tx, parts, contact, attempt, now)
    )


def _people(tx: Connection, contact: int) -> tuple[Who, ...]:
    """The contact, then the others of the household."""
    ids = [contact, *household.others(tx, contact)]
    rows = tx.execute(
        select(
            Contact.id, Contact.first_name, Contact.last_name, Contact.ward, Contact.last_voting_intention
        ).where(Contact.id.in_(ids))
    )
    found = {
        row.id: Who(row.id, row.first_name or row.last_name, row.ward, row.last_voting_intention)
        for row in rows
    }
    return tuple(found[one] for one in ids)


def _words(parts: Parts, campaign: str, volunteer: str, contact: Who) -> Mapping[str, str]:
    organisation = parts.terms.organisation
    return {
        "organisation": organisation.name,
        "address": organisation.address,
        "coordinator": organisation.phone,
        "purpose": organisation.purpose_words,
        "campaign": campaign,
        "name": volunteer.split(" ", maxsplit=1)[0],
        "contact": contact.name,
        "ward": contact.ward,
        "intention": contact.intention,
    }


def _said(flow: Flow, prompt: str, language: str, words: Mapping[str, str]) -> str:
    text = flow.prompts.get(prompt, {}).get(language, "")
    return PLACEHOLDER.sub(lambda match: words.get(match[1], ""), text)


def _asked(flow: Flow, question: Question, language: str, value: str) -> Asked:
    return Asked(
        id=question.id,
        kind=question.kind,
        text=flow.prompts[f"questions.{question.id}"][language],
        options=_options(flow, question, language),
        value=value,
        only_if=_only_if(flow, question, language),
        least=question.least,
        most=question.most,
    )


def _options(flow: Flow, question: Question, language: str) -> tuple[tuple[str, str], ...]:
    match question.kind:
        case "scale":
            words = {code: label[language] for code, label in question.options.items()}
            points = [str(n) for n in range(1, question.top + 1)]
            return tuple((one, f"{one}, {words[one]}" if one in words else one) for one in points)
        case "yes_no":
            return tuple((one, flow.prompts[f"answers.{one}"][language]) for one in ("yes", "no"))
        case "choice" | "several":
            return tuple((code, label[language]) for code, label in question.options.items())
        case "number":
            return ()


def _only_if(flow: Flow, question: Question, language: str) -> str:
    """What an earlier question has to be answered by, in words; empty: it is always asked."""
    if question.when is None:
        return ""
    earlier = next(one for one in flow.questions if one.id == question.when.question)
    words = dict(_options(flow, earlier, language))
    wanted = " / ".join(words.get(value, value) for value in question.when.values)
    return f"{flow.prompts[f'questions.{earlier.id}'][language]} {wanted}"


def question_words(sheet: Sheet, ids: Sequence[str]) -> list[str]:
    """The questions of these ids in words, as they are asked."""
    return [one.text for one in sheet.questions if one.id in ids]
