"""The calling list: who is rung next, for whom a contact is kept, and when they come back.

A contact is in one of five places: `ready` (may be offered); claimed (ready, and promised to one session);
resting (not ready, `due_at` says until when); waiting for news (`due_at` is `UNTIL_TOLD`); out (not ready, no
`due_at`). All times are aware UTC, and everything happens in the caller's transaction.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import ColumnElement, Connection, bindparam, delete, exists, literal_column, select, update

from policy import ABOUT_EVERYBODY
from scheduler import picking
from scheduler.households import Overrule, settle_households
from scheduler.reasons import due_after
from scheduler.retries import CallingRules
from scheduler.standing import UNTIL_TOLD
from store.models import Attempt, Claim, Contact

LOOKS_AT_MOST: Final = 40
"""Contacts that policy may refuse in one claim: its work is bounded, and the next claim goes on there."""
SKIPPED_FOR: Final = timedelta(minutes=15)
WAITING: Final[ColumnElement[bool]] = literal_column("contacts.due_at IS NOT NULL AND NOT contacts.ready")

_RENEW: Final = update(Claim).where(Claim.session_id == bindparam("session"))
_RELEASE: Final = delete(Claim).where(
    Claim.contact_id == bindparam("contact"), Claim.session_id == bindparam("session")
)
_SKIP: Final = update(Contact).where(Contact.id == bindparam("contact"), Contact.ready)
_PUT_OFF: Final = update(Contact).where(Contact.id == bindparam("contact"))
_HOMES: Final = (
    select(Contact.household_id)
    .join(Attempt, Attempt.contact_id == Contact.id)
    .where(Attempt.id == bindparam("attempt"))
)

Permitted = Callable[[Connection, int], str | None]
"""None: the policy would let this contact be rung now; or else its reason code."""


@dataclass(frozen=True, slots=True)
class Claimed:
    """A contact that is now kept for one session."""

    contact_id: int


class CallingList:
    """Who next. `defaults`: the [calling] settings, over which each campaign lays its own."""

    def __init__(self, defaults: CallingRules) -> None:
        self._defaults = defaults

    def claim(  # noqa: PLR0917 (as the bridge's protocol has it)
        self,
        tx: Connection,
        campaign_id: str,
        session_id: str,
        now: datetime,
        lease: timedelta,
        permitted: Permitted,
        ward: picking.Place | None = None,
        speaks: Sequence[str] = (),
    ) -> Claimed | None:
        """Keep the next contact (of a ward: its area and name) until `now + lease`; None: there is none to be rung now.

        `speaks`: the volunteer's languages besides the one that everybody speaks; nobody of another is offered.

        By priority, then least recently tried. Never one that is claimed, or of a claimed or contacted
        household, or whose number is claimed or live anywhere. Whoever the policy refuses is moved on (see
        `scheduler.reasons`); a refusal that everybody would meet ends the search. What the session held
        before is let go, unless it is on a call.
        """
        self.release_all(tx, session_id)
        for _ in range(LOOKS_AT_MOST):
            contact = picking.take(tx, campaign_id, session_id, now, lease, ward=ward, speaks=speaks)
            if contact is None:
                return None
            reason = permitted(tx, contact)
            if reason is None:
                return Claimed(contact)
            self.release(tx, contact, session_id)
            if reason in ABOUT_EVERYBODY:
                return None
            _put_off(tx, contact, due_after(reason, now))
        return None

    def release(self, tx: Connection, contact_id: int, session_id: str) -> None:
        """Let the session's claim go; nothing happens where it has none."""
        tx.execute(_RELEASE, {"contact": contact_id, "session": session_id})

    def skip(self, tx: Connection, contact_id: int, session_id: str, now: datetime) -> None:
        """Let go of a contact that the volunteer passed over.

        It rests a quarter of an hour, then stands behind the others of its priority: nobody is offered the
        same few again and again, and nobody is lost.
        """
        self.release(tx, contact_id, session_id)
        resting = {"ready": False, "due_at": now + SKIPPED_FOR, "tried_at": now}
        tx.execute(_SKIP, {"contact": contact_id, **resting})

    def renew(self, tx: Connection, session_id: str, until: datetime) -> None:
        """Keep the session's claims until then."""
        tx.execute(_RENEW, {"session": session_id, "lease_until": until})

    def expire(self, tx: Connection, now: datetime) -> int:
        """Let go of claims whose lease ran out, unless a call to the contact is live: how many.

        Where the session had called, the household is settled by what is known: a call whose outcome was
        never keyed counts as dropped if it was answered, and else as failed.
        """
        over = delete(Claim).where(Claim.lease_until <= now, ~_called(live=True))
        homes = tx.scalars(over.returning(Claim.household_id)).all()
        self.refresh(tx, homes, now)
        return len(homes)

    def wake(self, tx: Connection, now: datetime, at_most: int = 1000) -> int:
        """Make ready whose time has come, earliest first: how many. Call again while it returns `at_most`."""
        return _make_ready(tx, Contact.due_at <= now, at_most)

    def look_again(
        self,
        tx: Connection,
        *,
        number_id: int | None = None,
        campaign_id: str | None = None,
        at_most: int = 1000,
    ) -> int:
        """Make ready who waited for news: how many. Call again while it returns `at_most`.

        After a register was imported or the service's limits changed: all; after a consent: that number's;
        after a campaign's sources changed: that campaign's. The policy is asked again when they are
        offered.
        """
        told = Contact.due_at == UNTIL_TOLD
        if number_id is not None:
            told &= Contact.number_id == number_id
        if campaign_id is not None:
            told &= Contact.campaign_id == campaign_id
        return _make_ready(tx, told, at_most)

    def settle(self, tx: Connection, attempt_id: str, outcome: str, now: datetime) -> None:
        """Say what became of an attempt: its household stands by all its calls, this one as `outcome`.

        Call it for a first outcome and for each correction. KeyError for an unknown outcome; an unknown
        attempt changes nothing, and one that was never dialled counts for nothing.
        """
        homes = tx.scalars(_HOMES, {"attempt": attempt_id}).all()
        settle_households(tx, homes, now, self._defaults, Overrule(attempt_id, outcome))

    def pause(self, tx: Connection, contact_id: int, now: datetime) -> None:
        """Offer the contact to nobody until `resume`: a volunteer was abused in the call, or is worried about them."""
        self._set_paused(tx, contact_id, now, now)

    def resume(self, tx: Connection, contact_id: int, now: datetime) -> None:
        """Put a paused contact back to where it stands by its calls; nothing happens to any other."""
        self._set_paused(tx, contact_id, None, now)

    def _set_paused(self, tx: Connection, contact_id: int, at: datetime | None, now: datetime) -> None:
        was = Contact.paused_at.is_(None) if at else Contact.paused_at.is_not(None)
        paused = update(Contact).where(Contact.id == contact_id, was)
        homes = tx.scalars(paused.values(paused_at=at).returning(Contact.household_id)).all()
        self.refresh(tx, homes, now)

    def refresh(self, tx: Connection, household_ids: Iterable[int], now: datetime) -> None:
        """Work out anew where these households stand, after their members or numbers changed."""
        settle_households(tx, household_ids, now, self._defaults)

    def release_all(self, tx: Connection, session_id: str) -> None:
        """Let all the session's claims go, but for one whose call is live."""
        tx.execute(_RELEASE_ALL, {"session": session_id})


def _called(*, live: bool) -> ColumnElement[bool]:
    """The claim's contact is on a call that has not ended."""
    return exists().where(Attempt.contact_id == Claim.contact_id, Attempt.live.is_(live))


def _put_off(tx: Connection, contact_id: int, due_at: datetime | None) -> None:
    tx.execute(_PUT_OFF, {"contact": contact_id, "ready": False, "due_at": due_at})


def _make_ready(tx: Connection, which: ColumnElement[bool], at_most: int) -> int:
    """Locked rows are left for the next time: nobody waits here."""
    chosen = select(Contact.id).where(WAITING, which).order_by(Contact.due_at).limit(at_most)
    chosen = chosen.with_for_update(skip_locked=True)
    ready = update(Contact).where(Contact.id.in_(chosen.scalar_subquery()))
    return tx.execute(ready.values(ready=True, due_at=None)).rowcount


_RELEASE_ALL: Final = delete(Claim).where(Claim.session_id == bindparam("session"), ~_called(live=True))
