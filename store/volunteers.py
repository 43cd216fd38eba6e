"""Volunteers: taking one on."""

import secrets
from collections.abc import Collection, Iterable
from datetime import datetime
from typing import Any, Final

from sqlalchemy import Connection, bindparam, insert, select, update

from store import campaigns, languages, pins
from store.errors import RefusedError
from store.keys import Keys
from store.ledger import Kind, append
from store.models import Volunteer, VolunteerCampaign
from store.numbers import number_id

LOWEST, HIGHEST = 100_000, 999_999
"""Six digits, none of them a leading zero that somebody leaves out."""
TRIES: Final = 1000
_LANGUAGES: Final = select(Volunteer.language, Volunteer.speaks).where(Volunteer.id == bindparam("volunteer"))


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


def _unused(tx: Connection) -> str:
    """A volunteer number that nobody has. Of two who draw one at once the later fails and may ask again."""
    for _ in range(TRIES):
        code = str(LOWEST + secrets.randbelow(HIGHEST - LOWEST + 1))
        if tx.execute(select(Volunteer.id).where(Volunteer.code == code)).first() is None:
            return code
    raise RefusedError("No volunteer number is free: remove volunteers who have left.")
