"""How the auditors' pages say times, people, decisions and what followed."""

from datetime import datetime
from typing import Any, Final

from console.sentences import sentence
from console.vocabulary import OUTCOMES
from console.words import LONDON, clock_time
from policy import REASONS, Reason
from policy.numbers import display
from store.audit.explain import Explained
from store.audit.lists import Look
from store.audit.reports.table import shown
from store.audit.search import Found
from store.audit.timeline import Line
from store.audit.words import moment
from store.kinds import Kind

LOOKS: Final = {
    Kind.NUMBER_LOOKED_UP.value: "looked at number",
    Kind.CONTACT_OFFERED.value: "was offered somebody to ring, without the number, at number",
    Kind.PERSON_EXPORTED.value: "took away all that is held about number",
    Kind.SEARCH_EXPORTED.value: "took away what a search had found",
    Kind.LEDGER_EXPORTED.value: "exported the whole ledger",
    Kind.BACKUP_MADE.value: "copied all that is held into a backup",
    Kind.BACKUP_RESTORED.value: "put a backup in the place of the database",
}
KNOWN: Final = {reason.value for reason in Reason}


class Words:
    """For the templates: each is a plain function."""

    moment = staticmethod(moment)
    telephone = staticmethod(display)

    @staticmethod
    def day(at: datetime) -> str:
        """The day in London."""
        local = at.astimezone(LONDON)
        return f"{local:%A} {local.day} {local:%B %Y}"

    @staticmethod
    def since(at: datetime, first: datetime) -> str:
        """The time of day in London, with the day where it is not the first one's."""
        same = at.astimezone(LONDON).date() == first.astimezone(LONDON).date()
        return clock_time(at) if same else moment(at)

    at = staticmethod(datetime.fromisoformat)

    @staticmethod
    def found(one: Found) -> str:
        """What a line of a search's result says."""
        if one.reason is not None:
            return f"Refused: {Words.reason(one.reason)}"
        outcome = OUTCOMES.get(one.outcome or "", "")
        return f"Rung: {outcome}" if outcome else "Rung"

    @staticmethod
    def reason(code: str) -> str:
        """A refusal's sentence."""
        return REASONS[Reason(code)].sentence if code in KNOWN else code

    @staticmethod
    def source(one: Explained) -> str:
        """The source of the rule that refused, if one did."""
        code = one.decision["reason"]
        return REASONS[Reason(code)].source if code in KNOWN else ""

    @staticmethod
    def line(line: Line) -> str:
        """An entry in one sentence."""
        return sentence(line.kind, line.data)

    @staticmethod
    def look(look: Look) -> str:
        """What somebody did who looked at something or took it away."""
        if look.kind == Kind.NUMBER_LOOKED_UP and look.number is None:
            return "looked for a number that is on no list they may see"
        done = LOOKS.get(look.kind, sentence(look.kind, {}))
        return done if look.number is None else f"{done} {look.number}"

    @staticmethod
    def seal(place: int | None) -> str:
        """Where an entry stands in the sealed order."""
        return f"sealed at place {place:,}" if place else "not yet sealed"

    @staticmethod
    def cell(value: Any) -> str:  # noqa: ANN401 (a report's cell)
        """A report's cell, a time by London's clocks."""
        return moment(value) if isinstance(value, datetime) else shown(value)
