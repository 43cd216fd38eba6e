"""Replies and states that are kept for a while: names are taken out of what was spoken, people out of the states.

A reply is TwiML with names in its text; a state holds ids of contacts and the answers keyed of them.
"""

import re
from collections.abc import Collection, Iterable
from dataclasses import replace
from datetime import datetime, timedelta
from html import escape
from typing import Any, Final

from sqlalchemy import Connection, select, update

from ivr.codec import from_json, to_json
from ivr.state import Call, State
from store.ledger import Kind
from store.models import Contact, Delivery, Entry, Session, Volunteer

KEPT_FOR: Final = timedelta(hours=24)
"""Replies of deliveries, and what a line's state holds after its end, are of use no longer."""
AT_ONCE: Final = 500
_WEBHOOKS: Final = (Kind.WEBHOOK_TAKEN.value, Kind.WEBHOOK_REPEATED.value)


def forget(
    tx: Connection,
    sessions: Collection[str],
    now: datetime,
    *,
    contacts: Collection[int],
    volunteers: Collection[int] = (),
) -> None:
    """Take these people out of the sessions' states and replies, and out of all replies that name them in full."""
    words = _Words.of(tx, contacts, volunteers)
    people = {str(one) for one in contacts}
    for some in _chunks(sessions):
        for row in tx.execute(select(Session).where(Session.id.in_(some))).all():
            _forget_session(tx, row, people, words)
        _redact(tx, Delivery.key.in_(_deliveries(tx, some, now)), words)
    for name in words.full:
        _redact(tx, Delivery.reply.contains(escape(name, quote=False), autoescape=True), words)


def without(state: State, people: Collection[str]) -> State:
    """The state without the calls that one of these contacts (ids as text) is in."""
    call, last = (None if _mentions(one, people) else one for one in (state.call, state.last))
    return replace(state, call=call, last=last)


def is_about(state: State, people: Collection[str]) -> bool:
    """Whether one of these contacts is in the call at hand."""
    return _mentions(state.call, people)


class _Words:
    """The names of people as they are spoken. `full`: those that tell one person from another."""

    def __init__(self, names: Iterable[tuple[str, str, str]]) -> None:
        rows = list(names)
        spoken = {f"{first} {last}".strip() for first, last, _ in rows}
        self.full = sorted(name for name in spoken if " " in name)
        self._names = _pattern({*spoken, *(one for row in rows for one in row[:2])})
        self._said_with_a_name = _pattern({row[2] for row in rows})

    @classmethod
    def of(cls, tx: Connection, contacts: Collection[int], volunteers: Collection[int]) -> "_Words":
        """Names and last voting intentions of contacts, and the names of volunteers."""
        people = select(Contact.first_name, Contact.last_name, Contact.last_voting_intention)
        callers = tx.scalars(select(Volunteer.name).where(Volunteer.id.in_(volunteers)))
        halves = [name.partition(" ") for name in callers]
        found = tx.execute(people.where(Contact.id.in_(contacts)))
        return cls(
            [*((row[0], row[1], row[2]) for row in found), *((first, last, "") for first, _, last in halves)]
        )

    def taken_out(self, reply: str) -> str:
        """The reply without the names, and without what was said of whom it names. Tags stay as they are."""
        if not any(self._names.search(text) for text in _TEXT.findall(reply)):
            return reply
        unnamed = _TEXT.sub(lambda text: self._names.sub("", text[0]), reply)
        return _TEXT.sub(lambda text: self._said_with_a_name.sub("", text[0]), unnamed)


_TEXT: Final = re.compile(r"(?<=>)[^<]+")


def _pattern(words: Collection[str]) -> re.Pattern[str]:
    """Any of the words, whole, the longest first; nothing where there are none."""
    known = sorted((escape(word, quote=False) for word in words if word.strip()), key=len, reverse=True)
    return re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, known))})(?!\w)" if known else r"(?!)")


def _forget_session(tx: Connection, row: Any, people: Collection[str], words: _Words) -> None:  # noqa: ANN401 (a row)
    before = {"state": row.state, "overtaken_state": row.overtaken_state, "reply": row.reply}
    after = {
        "state": to_json(without(from_json(row.state), people)),
        "overtaken_state": row.overtaken_state and to_json(without(from_json(row.overtaken_state), people)),
        "reply": words.taken_out(row.reply),
    }
    if after != before:
        tx.execute(update(Session).where(Session.id == row.id).values(**after))


def _deliveries(tx: Connection, sessions: Collection[str], now: datetime) -> list[str]:
    """The keys of the sessions' deliveries that are still kept: the ledger has them."""
    taken = select(Entry.data["delivery"].as_string()).where(
        Entry.session_id.in_(sessions), Entry.kind.in_(_WEBHOOKS), Entry.at >= now - KEPT_FOR
    )
    return [key for key in tx.scalars(taken) if key]


def _redact(tx: Connection, which: Any, words: _Words) -> None:  # noqa: ANN401 (a condition)
    for row in tx.execute(select(Delivery.key, Delivery.reply).where(which)).all():
        if (reply := words.taken_out(row.reply)) != row.reply:
            tx.execute(update(Delivery).where(Delivery.key == row.key).values(reply=reply))


def _mentions(call: Call | None, people: Collection[str]) -> bool:
    if call is None:
        return False
    there = (call.contact, call.about, *call.household, *call.surveyed)
    return any(one is not None and one.id in people for one in there)


def _chunks(ids: Collection[str]) -> Iterable[tuple[str, ...]]:
    ids = sorted(ids)
    return (tuple(ids[at : at + AT_ONCE]) for at in range(0, len(ids), AT_ONCE))
