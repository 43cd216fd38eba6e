"""The canonical JSON of an entry, every column of it, read from the database: what is hashed and what is exported."""

from json.encoder import encode_basestring as quoted
from typing import Any, Final

from sqlalchemy import Connection, Select, Text, cast, func, select, type_coerce

from store.models import Entry
from store.sealing.proof import canonical

COLUMNS: Final = (
    Entry.attempt_id,
    Entry.campaign_id,
    Entry.contact_id,
    Entry.id,
    Entry.kind,
    Entry.session_id,
    Entry.volunteer_id,
)
AS_SQLITE: Final = "YYYY-MM-DD HH24:MI:SS.US"
"""How SQLite keeps a time, as PostgreSQL is asked for it."""
_NULL: Final = "null"


def columns(tx: Connection) -> tuple[Any, ...]:
    """What to select for `entry_text`: the data come as the text they are kept in, which is canonical already.

    The time too: to make it one here and a text again is a quarter of a verification.
    """
    sqlite = tx.dialect.name == "sqlite"
    data = type_coerce(Entry.data, Text) if sqlite else cast(Entry.data, Text)
    clock = func.to_char(func.timezone("UTC", Entry.at), AS_SQLITE, type_=Text)
    at = type_coerce(Entry.at, Text) if sqlite else clock
    return (at.label("at"), *COLUMNS, data.label("data_text"))


def entries(tx: Connection) -> Select[Any]:
    """All entries, as `entry_text` takes them."""
    return select(*columns(tx))


def entry_text(row: Any) -> bytes:  # noqa: ANN401 (a row)
    """The entry as one line of canonical JSON: keys sorted, no spaces, the time in UTC to the microsecond."""
    at, attempt, campaign, contact, entry, kind, session, volunteer, data = row[:9]
    try:
        return (
            f'{{"at":"{_time(at)}","attempt_id":{_text(attempt)},"campaign_id":{_text(campaign)},'
            f'"contact_id":{_number(contact)},"data":{data},"id":{entry},"kind":{quoted(kind)},'
            f'"session_id":{_text(session)},"volunteer_id":{_number(volunteer)}}}'
        ).encode()
    except TypeError:
        return _unreadable(row)


def _unreadable(row: Any) -> bytes:  # noqa: ANN401 (a row)
    """Of an entry with what no column of it takes: SQLite keeps a blob in any. It is what no honest entry reads as."""
    at = _time(row.at) if isinstance(row.at, str) else ""
    return canonical({"at": at, "id": row.id, "unreadable": [repr(value) for value in row[:9]]})


def _time(at: str) -> str:
    """UTC to the microsecond, of a text that says the same with a space and without the zone."""
    return f"{at[:10]}T{at[11:]}+00:00"


def _text(value: str | None) -> str:
    return _NULL if value is None else quoted(value)


def _number(value: int | None) -> str:
    return _NULL if value is None else str(value)
