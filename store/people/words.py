"""What is held about a number, in sentences for the person whom it is about."""

from collections.abc import Callable, Iterator
from typing import Any, Final

from policy.numbers import display
from store.audit.words import event, moment
from store.people.export import Held

Row = dict[str, Any]


def sentences(found: Held) -> Iterator[str]:
    """All of it, a heading and a line each. Times are London's."""
    if found.number is None:
        yield "The number itself is not held any more: only a keyed hash, by which it is recognised."
    else:
        yield f"All that is held about {display(found.number)}. Times are London's."
    for name, (heading, say) in _SECTIONS.items():
        rows = found.sections[name]
        yield f"{heading}: {'none.' if not rows else ''}".rstrip()
        yield from (f"  - {say(row)}" for row in rows)


def _contact(row: Row) -> str:
    name = " ".join(filter(None, (row["title"], row["first_name"], row["last_name"]))) or "(forgotten)"
    more = {
        "area": row["area"], "ward": row["ward"], "last voting intention": row["last_voting_intention"],
        "language": row["language"], "source of the data": row["source"],
        "id in the file": row["id_in_the_file"],
    }  # fmt: skip
    gone = f" Taken out of the list on {moment(row['removed_at'])}." if row["removed_at"] else ""
    back = f" To be rung again from {moment(row['due_at'])}." if _is_due(row) else ""
    return f"{name}, contact {row['id']} of campaign {row['campaign']}; {_listed(more)}.{back}{gone}"


def _is_due(row: Row) -> bool:
    """A contact that waits for news has a time so far off that it is none."""
    return row["due_at"] is not None and row["due_at"].year < 9999  # noqa: PLR2004 (`standing.UNTIL_TOLD`'s)


def _volunteer(row: Row) -> str:
    active = "calls for us" if row["active"] else "no longer calls for us"
    return f"{row['name']}, volunteer number {row['code']}, {active}; taken on {moment(row['created_at'])}."


def _ring(row: Row) -> str:
    return f"The line was opened on {moment(row['started_at'])}{_until(row['ended_at'])}."


def _call(row: Row) -> str:
    steps = {
        name.removesuffix("_at"): moment(row[name])
        for name in ("dialled_at", "ringing_at", "answered_at", "joined_at", "ended_at")
        if row[name]
    }
    said = {
        "asked for": moment(row["intended_at"]), **steps, "outcome": row["outcome"],
        "who answered": row["answered_by"], "ended by": row["hung_up_by"], "caller number": row["caller_id"],
        "source of the data": row["source"], "by volunteer": row["volunteer"], "campaign": row["campaign"],
    }  # fmt: skip
    return f"Call {row['id']}: {_listed(said)}."


def _permit(row: Row) -> str:
    return f"Leave to dial once, given on {moment(row['issued_at'])}, {'used' if row['spent_at'] else 'not used'}."


def _leg(row: Row) -> str:
    lasted = f", {row['seconds']} seconds" if row["seconds"] else ""
    return f"The carrier's call {row['sid']} ({row['role']}'s), {row['status']}, {moment(row['created_at'])}{lasted}."


def _outcome(row: Row) -> str:
    return f"{row['outcome'].replace('_', ' ')}, by {row['channel']}, {moment(row['at'])}{_superseded(row)}."


def _answer(row: Row) -> str:
    value = row["value"] or "(taken back)"
    return f"{row['question'].replace('_', ' ')}: {value}, by {row['channel']}, {moment(row['at'])}{_superseded(row)}."


def _optout(row: Row) -> str:
    note = f" Note: {row['note']}" if row["note"] else ""
    return f"No more calls, said on {moment(row['at'])} (by {row['source']}).{note}"


def _consent(row: Row) -> str:
    taken = f" Taken back on {moment(row['withdrawn_at'])}." if row["withdrawn_at"] else ""
    return (
        f"Given on {moment(row['obtained_at'])}, by {row['source'] or '(forgotten)'}; the wording: "
        f"“{row['wording'] or '(forgotten)'}”; recorded on {moment(row['recorded_at'])}.{taken}"
    )


def _follow_up(row: Row) -> str:
    done = f", done on {moment(row['done_at'])}" if row["done_at"] else ", not yet done"
    why = f" ({row['why']})" if row["why"] else ""
    return f"{row['kind'].replace('_', ' ')}{why}, {moment(row['at'])}{done}. {row['note']}".rstrip()


def _decision(row: Row) -> str:
    verdict = "Permitted" if row["verdict"] == "permit" else f"Refused ({row['reason']})"
    return f"{verdict}, {moment(row['at'])}. {row['sentence']} Ledger entry {row['entry']}."


def _seen(row: Row) -> str:
    why = f", because: {row['reason']}" if row.get("reason") else ""
    return f"{moment(row['at'])}: {row['by']} ({row['where']}){why}."


def _entry(row: Row) -> str:
    return f"{moment(row['at'])}: {event(row['kind'], row['data'])} Ledger entry {row['entry']}."


def _until(ended: Any) -> str:  # noqa: ANN401 (a time, or none)
    return f" and closed on {moment(ended)}" if ended else " and is open"


def _superseded(row: Row) -> str:
    return ", put right since" if row["superseded_at"] else ""


def _listed(values: Row) -> str:
    return ", ".join(f"{name}: {value}" for name, value in values.items() if value not in (None, ""))


_SECTIONS: Final[dict[str, tuple[str, Callable[[Row], str]]]] = {
    "contacts": ("In the lists of who is to be rung", _contact),
    "volunteers": ("As somebody who calls for us", _volunteer),
    "calls": ("Calls to the number", _call),
    "outcomes": ("What became of the calls", _outcome),
    "answers": ("Answers that were given", _answer),
    "rang_us": ("Calls from the number to us", _ring),
    "opt_outs": ("Wishes not to be called", _optout),
    "consents": ("Consents to be called", _consent),
    "follow_ups": ("What was asked of us", _follow_up),
    "permits": ("Leaves to dial", _permit),
    "legs": ("Calls at the carrier", _leg),
    "decisions": ("Decisions whether the number may be called", _decision),
    "seen_by": ("Who has seen something of it", _seen),
    "ledger": ("What else the ledger has of it", _entry),
}
