"""Volunteers: taking one on."""

import secrets
from datetime import datetime
from typing import Final

from sqlalchemy import Connection, insert, select

from store import campaigns, pins
from store.errors import RefusedError
from store.keys import Keys
from store.ledger import Kind, append
from store.models import Volunteer, VolunteerCampaign
from store.numbers import number_id

LOWEST, HIGHEST = 100_000, 999_999
"""Six digits, none of them a leading zero that somebody leaves out."""
TRIES: Final = 1000


def add(tx: Connection, *, name: str, e164: str, pin: str, campaign: str, now: datetime, keys: Keys) -> str:
    """Take a volunteer on for a campaign, and return the volunteer number. `e164`: their own telephone.

    RefusedError for an empty name, a PIN that is not four digits, or a campaign that does not exist.
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
    return code


def _unused(tx: Connection) -> str:
    """A volunteer number that nobody has. Of two who draw one at once the later fails and may ask again."""
    for _ in range(TRIES):
        code = str(LOWEST + secrets.randbelow(HIGHEST - LOWEST + 1))
        if tx.execute(select(Volunteer.id).where(Volunteer.code == code)).first() is None:
            return code
    raise RefusedError("No volunteer number is free: remove volunteers who have left.")
