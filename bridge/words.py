"""What fills a prompt's placeholders: names and titles, read when the prompt is spoken and kept nowhere else."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from functools import cached_property
from typing import Final

from sqlalchemy import bindparam, select

from bridge.desk import Desk
from bridge.facts import campaign_of
from bridge.twiml import OWN_MUSIC
from ivr import clock
from ivr.effects import Utterance
from ivr.events import Person
from ivr.speak import Spoken, speak, wanted
from policy.rules.hours import window
from store.models import Campaign, Contact, Volunteer

_PEOPLE: Final = select(
    Contact.id, Contact.first_name, Contact.last_name, Contact.ward, Contact.last_voting_intention
).where(Contact.id.in_(bindparam("people", expanding=True)))
_NAME: Final = select(Volunteer.name).where(Volunteer.id == bindparam("volunteer"))
_TITLE: Final = select(Campaign.title).where(Campaign.id == bindparam("campaign"))


def spoken(desk: Desk, utterances: Sequence[Utterance]) -> list[Spoken]:
    """The utterances in order, as they are said in the volunteer's language."""
    speaker, flow, language = _Speaker(desk, utterances), desk.flow, desk.state.language
    needed = {name for one in utterances for name in wanted(flow, one, language)}
    words = {name: WORDS[name](speaker) for name in needed & WORDS.keys()}
    said: list[Spoken] = []
    for one in utterances:
        continues = bool(said) and said[-1].text.endswith(":")
        heard = speak(flow, one, language, words, speaker.names, continues=continues)
        said.append(replace(heard, sound=_place(desk, heard.sound)) if heard.sound else heard)
    return said


def music(desk: Desk) -> str:
    """Where the pieces of the hold music are, among the sounds: the flow's own, or the service's."""
    return _place(desk, desk.flow.music) if desk.flow.music else OWN_MUSIC


def _place(desk: Desk, name: str) -> str:
    """Where a sound file of the flow is: it was kept with the version."""
    return f"flow/{desk.row['flow_version']}/{name}"


class _Speaker:
    """What can be said of a session's people and things. Nothing is read before it is needed."""

    def __init__(self, desk: Desk, utterances: Sequence[Utterance]) -> None:
        self.desk = desk
        self.organisation = desk.parts.terms.organisation
        self._call = desk.state.call or desk.state.last
        self._utterances = utterances

    @property
    def names(self) -> Mapping[str, str]:
        """The names of those whom the prompts speak of; nobody is looked up where they speak of none."""
        of_prompts = any(isinstance(slot, Person) for one in self._utterances for _, slot in one.slots)
        return self._names if of_prompts else {}

    @cached_property
    def _people(self) -> Mapping[str, tuple[str, str, str]]:
        """Name, ward and last voting intention of everybody whom the prompts or the state speak of."""
        state = self.desk.state
        of_calls = [
            person
            for call in (state.call, state.last)
            if call is not None
            for person in (call.contact, *call.household, call.about)
        ]
        of_prompts = [slot for one in self._utterances for _, slot in one.slots]
        people = sorted({int(one.id) for one in (*of_calls, *of_prompts) if isinstance(one, Person)})
        return {
            str(row.id): (f"{row.first_name} {row.last_name}".strip(), row.ward, row.last_voting_intention)
            for row in self.desk.tx.execute(_PEOPLE, {"people": people})
        }

    @cached_property
    def _names(self) -> Mapping[str, str]:
        """In full; the others of a household by the first name, where it is theirs alone in that household.

        Whoever is at hand now is named in full, though they are of the last call's household.
        """
        state, names = self.desk.state, {person: name for person, (name, _, _) in self._people.items()}
        for call in (state.call, state.last):
            home = () if call is None else (call.contact, *call.household)
            firsts = [names.get(person.id, "").split(" ")[0] for person in home]
            for person, first in list(zip(home, firsts, strict=True))[1:]:
                if first and firsts.count(first) == 1 and person != (state.call and state.call.contact):
                    names[person.id] = first
        return names

    def volunteer(self) -> str:
        """The volunteer's first name."""
        row = self.desk.row
        volunteer = row["volunteer_id"] or row["expected_id"]
        return (self.desk.tx.scalar(_NAME, {"volunteer": volunteer}) or "").split(" ")[0]

    def campaign(self) -> str:
        """The campaign's title."""
        return self.desk.tx.scalar(_TITLE, {"campaign": self.desk.campaign}) or ""

    @cached_property
    def times(self) -> Mapping[str, str]:
        """When lines open and close, and when the campaign's do, in words."""
        desk, rules = self.desk, self.desk.parts.rules()
        own = campaign_of(desk.tx, desk.campaign)
        hours = window(rules, own) if own else None
        return clock.words(desk.flow, desk.state.language, rules.opens, rules.closes, hours)

    def of_contact(self, place: int) -> str:
        """The name, ward (1) or last voting intention (2) of the contact at hand."""
        return self._people.get(self._call.contact.id, ("", "", ""))[place] if self._call else ""

    def household(self) -> str:
        """The others at the contact's address."""
        people = self._call.household if self._call else ()
        return ", ".join(name for person in people if (name := self._names.get(person.id)))


WORDS: Final[Mapping[str, Callable[[_Speaker], str]]] = {
    "organisation": lambda speaker: speaker.organisation.name,
    "address": lambda speaker: speaker.organisation.address,
    "coordinator": lambda speaker: speaker.organisation.phone,
    "purpose": lambda speaker: speaker.organisation.purpose_words,
    "name": _Speaker.volunteer,
    "campaign": _Speaker.campaign,
    "contact": lambda speaker: speaker.of_contact(0),
    "ward": lambda speaker: speaker.of_contact(1),
    "intention": lambda speaker: speaker.of_contact(2),
    "household": _Speaker.household,
    "opens": lambda speaker: speaker.times["opens"],
    "closes": lambda speaker: speaker.times["closes"],
    "closing": lambda speaker: speaker.times["closing"],
    "campaign_opens": lambda speaker: speaker.times["campaign_opens"],
    "campaign_closes": lambda speaker: speaker.times["campaign_closes"],
}
"""How each placeholder that is no slot is filled."""
