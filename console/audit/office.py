"""What the auditors' routes share: what may be seen, and that a number was looked at."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Final

from flask import Response, abort, request

from console.audit.asking import WHY
from console.audit.words import Words
from console.numerals import whole
from console.users.desk import Desk
from store.audit import explain
from store.audit.sight import Sight
from store.ledger import TelephoneNumberError

LATELY: Final = timedelta(hours=1)
"""One who looks at a call twice within this time has looked once."""
NO_NUMBERS: Final = "Leave telephone numbers out of the reference: it is for a complaint's own number."


@dataclass(frozen=True, slots=True)
class Office:
    """The desk of an auditor."""

    desk: Desk

    @property
    def sight(self) -> Sight:
        """What they may see."""
        return Sight(self.desk.visitor.areas)

    def show(self, template: str, status: int = 200, **values: Any) -> Response:  # noqa: ANN401 (what the template shows)
        """A page of `templates/audit`."""
        return self.desk.show(f"audit/{template}", status, words=Words, reasons_to_look=WHY, **values)

    def look(self, number: int | None, *, where: str, reason: str, reference: str = "") -> str:
        """Write down that the number is looked at, and why; a sentence where that could not be written."""
        try:
            with self.desk.write() as tx:
                explain.looked_up(
                    tx, number, self.now(), by=self.desk.by, where=where, reason=reason, reference=reference
                )
        except TelephoneNumberError:
            return NO_NUMBERS
        return ""

    def look_on(self, number: int, where: str) -> None:
        """The same for a page that shows what is held about a number but not the number: once an hour."""
        now = self.now()
        with self.desk.parts.db.read() as tx:
            if explain.looked_lately(tx, number, self.desk.by, now - LATELY):
                return
        self.look(number, where=where, reason="")

    def now(self) -> Any:  # noqa: ANN401 (an aware time)
        """The service's time."""
        return self.desk.context.clock()

    def whole_or_404(self) -> None:
        """What concerns all areas is not there for auditors of some."""
        if not self.desk.all_areas:
            abort(404)


def before() -> int | None:
    """The ledger entry or row before which the page begins; None for the first page."""
    return whole(request.args, "before")
