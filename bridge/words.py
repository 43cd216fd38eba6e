"""What fills a prompt's placeholders: names and titles, read when the prompt is spoken and kept nowhere else."""

from collections.abc import Mapping, Sequence
from functools import cached_property

from sqlalchemy import select

from bridge.desk import Desk
from ivr.effects import Utterance
from ivr.events import Person
from ivr.speak import Spoken, speak
from store.models import Campaign, Contact, Volunteer


def spoken(desk: Desk, utterances: Sequence[Utterance]) -> list[Spoken]:
    """The utterances in order, as they are said in the volunteer's language."""
    speaker, flow, language = _Speaker(desk, utterances), desk.flow, desk.state.language
    return [speak(flow, one, language, speaker.words, speaker.names) for one in utterances]


class _Speaker:
    """What can be said of a session's people and things. Nothing is read before it is needed."""

    def __init__(self, desk: Desk, utterances: Sequence[Utterance]) -> None:
        self._desk = desk
        self._utterances = utterances

    @cached_property
    def _people(self) -> Mapping[str, tuple[str, str, str]]:
        """Name, ward and last voting intention of everybody whom the prompts or the state speak of."""
        state = self._desk.state
        of_calls = [
            person
            for call in (state.call, state.last)
            if call is not None
            for person in (call.contact, *call.household, call.about)
        ]
        of_prompts = [slot for one in self._utterances for _, slot in one.slots]
        people = {one.id for one in (*of_calls, *of_prompts) if isinstance(one, Person)}
        rows = self._desk.tx.execute(
            select(
                Contact.id, Contact.first_name, Contact.last_name, Contact.ward, Contact.last_voting_intention
            ).where(Contact.id.in_([int(person) for person in people]))
        )
        return {
            str(row.id): (f"{row.first_name} {row.last_name}".strip(), row.ward, row.last_voting_intention)
            for row in rows
        }

    @cached_property
    def names(self) -> Mapping[str, str]:
        return {person: name for person, (name, _, _) in self._people.items()}

    @cached_property
    def words(self) -> Mapping[str, str]:
        organisation = self._desk.parts.terms.organisation
        return {
            "organisation": organisation.name,
            "address": organisation.address,
            "coordinator": organisation.phone,
            "purpose": organisation.purpose_words,
            "name": self._name(),
            "campaign": self._campaign(),
            **self._contact(),
        }

    def _name(self) -> str:
        """The volunteer's first name."""
        row = self._desk.row
        name = self._desk.tx.scalar(
            select(Volunteer.name).where(Volunteer.id == (row["volunteer_id"] or row["expected_id"]))
        )
        return (name or "").split(" ")[0]

    def _campaign(self) -> str:
        title = self._desk.tx.scalar(select(Campaign.title).where(Campaign.id == self._desk.campaign))
        return title or ""

    def _contact(self) -> Mapping[str, str]:
        call = self._desk.state.call or self._desk.state.last
        if call is None:
            return {}
        name, ward, intention = self._people.get(call.contact.id, ("", "", ""))
        return {
            "contact": name,
            "ward": ward,
            "intention": intention,
            "household": self._others(call.household),
        }

    def _others(self, household: Sequence[Person]) -> str:
        return ", ".join(name for person in household if (name := self.names.get(person.id)))
