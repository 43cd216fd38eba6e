"""What was dialled is sealed with the dial: a number that is exchanged afterwards shows, and one forgotten says so."""

from sqlalchemy import text

from store.audit.commitments import FIELDS
from store.ledger import COMMITTED
from store.models import Entry
from store.people.forgetting import forget_salts
from tests.ledger.asking import MARY, number_of, started, told
from tests.telephone.evening import Evening

SAME, OTHER, GONE = (
    "is the one that was sealed when it was dialled.",
    "is NOT the one that was sealed when it was dialled.",
    "can no longer be compared with what was sealed: that was forgotten.",
)


def said(evening: Evening) -> list[str]:
    """What is told of the numbers of the one call, the number dialled first."""
    *before, dial = told(evening, MARY)
    assert [one.sealed for one in before] == [(), ()]
    assert "\n".join(dial.sealed) in "\n".join(dial.sentences())
    words = zip(dial.sealed, FIELDS.values(), strict=True)
    return [sentence.removeprefix(f"{field} ") for sentence, field in words]


def test_the_number_that_was_dialled_and_the_one_presented_are_sealed_and_not_shown(called: Evening) -> None:
    assert said(called) == [SAME, SAME]
    entry = started(called)
    assert set(entry["data"][COMMITTED]) == set(FIELDS)
    assert MARY.removeprefix("+44") not in str(entry)


def test_two_numbers_that_are_exchanged_afterwards_are_found(called: Evening) -> None:
    mary = number_of(called, MARY)
    with called.service.parts.db.write() as tx:
        tx.execute(text("UPDATE numbers SET e164 = '+441632960099' WHERE id = :id"), {"id": mary})
        tx.execute(text("UPDATE attempts SET caller_id = '+441632960098'"))
    assert said(called) == [OTHER, OTHER]


def test_once_it_is_forgotten_it_can_be_compared_no_more(called: Evening) -> None:
    mary = number_of(called, MARY)
    with called.service.parts.db.write() as tx:
        tx.execute(text("UPDATE numbers SET e164 = NULL WHERE id = :id"), {"id": mary})
    assert said(called) == [GONE, SAME]
    with called.service.parts.db.write() as tx:
        forget_salts(tx, Entry.contact_id == called.attempts()[0]["contact_id"])
    assert said(called) == [GONE, GONE]
