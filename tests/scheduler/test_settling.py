"""What an outcome does to the contact, the household and the number; and what its correction does."""

from datetime import timedelta

import pytest
from sqlalchemy import select, update

from scheduler.retries import AFTER
from store.models import Campaign, Contact, Household
from tests.scheduler.world import World

CONVERSATIONS = sorted(outcome for outcome, after in AFTER.items() if after.conversation)
OTHERS = sorted(AFTER.keys() - set(CONVERSATIONS))


@pytest.mark.parametrize("outcome", CONVERSATIONS)
def test_after_a_conversation_nobody_else_of_the_household_is_rung(world: World, outcome: str) -> None:
    contact, sibling = world.home(world.number(), world.number())
    world.call(contact, outcome)
    assert world.place(sibling) == (False, None)
    assert contacted(world, contact)
    world.later(days=30)
    assert world.offered() == ([contact] if outcome == "call_back" else [])


@pytest.mark.parametrize("outcome", OTHERS)
def test_without_a_conversation_the_rest_of_the_household_stays_in_the_list(
    world: World, outcome: str
) -> None:
    contact, sibling = world.home(world.number(), world.number())
    world.call(contact, outcome)
    assert world.offered() == [sibling]
    assert not contacted(world, contact)


def test_two_contacts_with_one_number_wait_together(world: World) -> None:
    line = world.number()
    contact, sharer = world.home(line, line)
    world.call(contact, "busy")
    assert world.place(sharer) == world.place(contact) == (False, world.now + timedelta(minutes=30))
    world.later(minutes=30)
    assert world.offered() == [sharer, contact]


def test_attempts_are_counted_by_the_number(world: World) -> None:
    line = world.number()
    contact, sharer = world.home(line, line)
    for who in (contact, sharer, contact):
        world.call(who, "busy")
        world.later(hours=1)
    world.later(days=30)
    assert world.offered() == []


def test_a_wrong_number_is_done_for_the_contact_but_not_for_who_shares_it(world: World) -> None:
    line = world.number()
    contact, sharer = world.home(line, line)
    world.call(contact, "wrong_number")
    assert world.place(contact) == (False, None)
    assert world.place(sharer) == (False, world.now + timedelta(hours=20))


def test_three_attempts_are_made_and_no_fourth(world: World) -> None:
    contact = world.alone()
    for _ in range(3):
        assert world.offered() == [contact]
        world.call(contact, "no_answer")
        world.later(days=1)
    assert world.offered() == []


def test_a_campaigns_own_number_of_attempts_counts(world: World) -> None:
    contact = world.alone()
    with world.db.write() as tx:
        tx.execute(update(Campaign).values(calling={"attempts": 1}))
    world.call(contact, "busy")
    assert world.place(contact) == (False, None)


def test_a_call_back_that_is_not_answered_is_tried_again_as_often_as_any(world: World) -> None:
    contact = world.alone()
    world.call(contact, "call_back")
    for _ in range(3):
        world.later(days=2)
        assert world.offered() == [contact]
        world.call(contact, "no_answer")
    world.later(days=2)
    assert world.offered() == []


def test_a_call_back_that_someone_else_answers_ends_it(world: World) -> None:
    contact = world.alone()
    world.call(contact, "call_back")
    world.later(days=1)
    world.call(contact, "someone_else")
    world.later(days=30)
    assert world.offered() == []


def test_a_corrected_outcome_brings_the_household_back(world: World) -> None:
    contact, sibling = world.home(world.number(), world.number())
    attempt = world.call(contact, "answered")
    assert world.offered() == []
    world.correct(attempt, "no_answer")
    assert world.offered() == [sibling]
    assert not contacted(world, contact)
    assert world.place(contact) == (False, world.now + timedelta(hours=4))


def test_a_correction_counts_from_the_call_and_not_from_the_correction(world: World) -> None:
    contact = world.alone()
    attempt = world.call(contact, "answered")
    world.later(minutes=20)
    world.correct(attempt, "busy")
    assert world.place(contact) == (False, world.now + timedelta(minutes=10))


def test_an_outcome_that_comes_twice_changes_nothing(world: World) -> None:
    contact = world.alone()
    attempt = world.call(contact, "machine")
    before = world.place(contact), tries(world, contact)
    world.correct(attempt, "machine")
    assert (
        (world.place(contact), tries(world, contact)) == before == ((False, world.now + timedelta(days=1)), 1)
    )


def test_the_longest_rest_of_a_number_holds(world: World) -> None:
    contact = world.alone()
    abandoned_at = world.now
    world.call(contact, "abandoned")
    world.later(hours=1)
    world.call(contact, "busy")
    assert world.place(contact) == (False, abandoned_at + timedelta(hours=72))


def test_whoever_was_removed_stays_out_whatever_is_keyed(world: World) -> None:
    contact, sibling = world.home(world.number(), world.number())
    with world.db.write() as tx:
        gone = update(Contact).where(Contact.id == sibling)
        tx.execute(gone.values(removed_at=world.now, ready=False, due_at=None))
    world.call(contact, "busy")
    assert world.place(sibling) == (False, None)


def test_an_attempt_that_is_not_known_changes_nothing(world: World) -> None:
    contact = world.alone()
    with world.db.write() as tx:
        world.calling_list.settle(tx, "nobody", "answered", world.now)
    assert world.offered() == [contact]


def contacted(world: World, contact: int) -> bool:
    home = select(Household.contacted_at).join(Contact, Contact.household_id == Household.id)
    with world.db.read() as tx:
        return tx.scalar(home.where(Contact.id == contact)) is not None


def tries(world: World, contact: int) -> int | None:
    with world.db.read() as tx:
        return tx.scalar(select(Contact.attempts).where(Contact.id == contact))
