"""Volunteers: taking one on, a new PIN, and letting one go."""

import secrets
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise
from typing import Any, Final

from sqlalchemy import Connection, bindparam, delete, insert, select, update

from store import campaigns, languages, pins
from store.errors import RefusedError
from store.keys import Keys
from store.ledger import Kind, append
from store.models import Number, Volunteer, VolunteerCampaign, WebSession
from store.numbers import number_id

LOWEST, HIGHEST = 100_000, 999_999
"""Six digits, none of them a leading zero that somebody leaves out."""
TRIES: Final = 1000
_LANGUAGES: Final = select(Volunteer.language, Volunteer.speaks).where(Volunteer.id == bindparam("volunteer"))


@dataclass(frozen=True, slots=True)
class Listed:
    """A volunteer as staff see them. `code`: the volunteer number; `e164`: their telephone."""

    id: int
    code: str
    name: str
    e164: str | None


def add(
    tx: Connection,
    *,
    name: str,
    e164: str,
    pin: str,
    campaign: str,
    now: datetime,
    keys: Keys,
    language: str | None = None,
    speaks: Collection[str] = (),
) -> str:
    """Take a volunteer on for a campaign, and return the volunteer number. `e164`: their own telephone.

    `language`: in which the line speaks to them, asked of them the first time if it is not given; `speaks`: those
    in which they can call besides English. RefusedError for an empty name, a PIN that is not four digits, a
    campaign that does not exist, or what is no language.
    """
    if not name.strip():
        raise RefusedError("A volunteer needs a name, which the line greets them with.")
    campaigns.show(tx, campaign)
    kept = pins.hashed(pin, keys.pins)
    code = _unused(tx)
    volunteer: int = tx.execute(
        insert(Volunteer).returning(Volunteer.id),
        {
            "code": code,
            "name": name.strip(),
            "number_id": number_id(tx, e164, keys.numbers),
            "pin_hash": kept,
            "created_at": now,
        },
    ).scalar_one()
    tx.execute(insert(VolunteerCampaign), {"volunteer_id": volunteer, "campaign_id": campaign})
    append(
        tx, Kind.VOLUNTEER_ADDED, now, campaign=campaign, volunteer=volunteer, personal={"name": name.strip()}
    )
    if language is not None or speaks:
        set_languages(tx, volunteer, now, language=language, speaks=speaks)
    return code


def set_languages(
    tx: Connection,
    volunteer: int,
    now: datetime,
    *,
    language: str | None = None,
    speaks: Iterable[str] | None = None,
    session: str | None = None,
) -> None:
    """Keep what the volunteer hears, and the languages besides English in which they can call; None: as before.

    Whoever hears a language can call in it. `session`: that of the line on which they chose. RefusedError for what
    is no language.
    """
    before = tx.execute(_LANGUAGES, {"volunteer": volunteer}).one()
    heard = before.language if language is None else languages.checked(language)
    able = languages.besides([*(before.speaks if speaks is None else speaks), *([heard] if language else [])])
    values: dict[str, Any] = {"language": heard, "speaks": able}
    if language is not None:
        values["language_chosen_at"] = now
    tx.execute(update(Volunteer).where(Volunteer.id == volunteer).values(values))
    data = {"language": heard, "speaks": able}
    append(tx, Kind.VOLUNTEER_LANGUAGES, now, volunteer=volunteer, session=session, data=data)


def spoken(tx: Connection, campaign: str) -> set[str]:
    """The languages besides English that somebody who calls for the campaign can call in."""
    theirs = select(Volunteer.speaks).join(VolunteerCampaign).where(VolunteerCampaign.campaign_id == campaign)
    return {language for speaks in tx.scalars(theirs) for language in speaks}


def new_pin(tx: Connection, volunteer: int, pin: str, now: datetime, keys: Keys) -> None:
    """Give a volunteer another PIN, and end their pages. RefusedError for a PIN that is not four digits."""
    kept = pins.hashed(pin, keys.pins)
    tx.execute(update(Volunteer).where(Volunteer.id == volunteer).values(pin_hash=kept))
    _off_the_pages(tx, volunteer)
    append(tx, Kind.VOLUNTEER_PIN_CHANGED, now, volunteer=volunteer)


def remove(tx: Connection, volunteer: int, campaign: str, now: datetime) -> None:
    """Let a volunteer go from a campaign; from their last one, for good: their number and PIN open nothing then.

    RefusedError where they do not call for it.
    """
    theirs = VolunteerCampaign.volunteer_id == volunteer
    gone = tx.execute(delete(VolunteerCampaign).where(theirs, VolunteerCampaign.campaign_id == campaign))
    if not gone.rowcount:
        raise RefusedError("They do not call for this campaign: `ringround volunteers list` shows who does.")
    if tx.scalar(select(VolunteerCampaign.campaign_id).where(theirs).limit(1)) is None:
        tx.execute(update(Volunteer).where(Volunteer.id == volunteer).values(active=False))
        _off_the_pages(tx, volunteer)
    append(tx, Kind.VOLUNTEER_REMOVED, now, campaign=campaign, volunteer=volunteer)


def of_campaign(tx: Connection, campaign: str) -> list[Listed]:
    """Who calls for a campaign, by name."""
    rows = (
        select(Volunteer.id, Volunteer.code, Volunteer.name, Number.e164)
        .join(VolunteerCampaign, VolunteerCampaign.volunteer_id == Volunteer.id)
        .outerjoin(Number, Number.id == Volunteer.number_id)
        .where(VolunteerCampaign.campaign_id == campaign, Volunteer.active)
        .order_by(Volunteer.name, Volunteer.id)
    )
    return [Listed(*row) for row in tx.execute(rows)]


def by_code(tx: Connection, code: str) -> int | None:
    """The row of the volunteer with this volunteer number; None where there is none."""
    return tx.scalar(select(Volunteer.id).where(Volunteer.code == code, Volunteer.active))


def random_pin() -> str:
    """Four digits, drawn anew until they are none of those that people guess first."""
    while True:
        pin = f"{secrets.randbelow(10_000):04}"
        steps = {(int(after) - int(before)) % 10 for before, after in pairwise(pin)}
        if len(set(pin)) > 2 and len(steps) > 1 and not pin.startswith(("19", "20")):  # noqa: PLR2004 (1122)
            return pin


def _off_the_pages(tx: Connection, volunteer: int) -> None:
    tx.execute(delete(WebSession).where(WebSession.volunteer_id == volunteer))


def _unused(tx: Connection) -> str:
    """A volunteer number that nobody has. Of two who draw one at once the later fails and may ask again."""
    for _ in range(TRIES):
        code = str(LOWEST + secrets.randbelow(HIGHEST - LOWEST + 1))
        if tx.execute(select(Volunteer.id).where(Volunteer.code == code)).first() is None:
            return code
    raise RefusedError("No volunteer number is free: remove volunteers who have left.")
