"""What an auditor may see: everything, or what concerns the campaigns of their areas alone."""

from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import ColumnElement, Select, select

from store.models import Campaign, Contact


@dataclass(frozen=True, slots=True)
class Sight:
    """`areas`: whose campaigns may be seen; none: all of them, and what belongs to no campaign."""

    areas: tuple[str, ...] = ()

    def of_campaign(self, column: Any) -> tuple[ColumnElement[bool], ...]:  # noqa: ANN401 (a column of campaigns' ids)
        """The condition that the campaign may be seen; none where all may."""
        return (column.in_(self._campaigns()),) if self.areas else ()

    def of_number(self, column: Any) -> tuple[ColumnElement[bool], ...]:  # noqa: ANN401 (a column of numbers' ids)
        """The condition that the number stands in the list of a campaign that may be seen; none where all may."""
        if not self.areas:
            return ()
        return (column.in_(select(Contact.number_id).where(Contact.campaign_id.in_(self._campaigns()))),)

    def _campaigns(self) -> Select[Any]:
        return select(Campaign.id).where(Campaign.area.in_(self.areas))


EVERYTHING: Final = Sight()
