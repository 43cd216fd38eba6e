"""A call back that was agreed for a time: kept until then, offered first, and to the same volunteer before others."""

from datetime import timedelta

from sqlalchemy import insert, select, update

from scheduler.picking import FIRST_RIGHT
from store.models import Attempt, Contact, Session, Volunteer
from tests.scheduler.world import World

IN_THREE_HOURS = timedelta(hours=3)


def volunteer(world: World, code: str) -> str:
    """Somebody else, and their line."""
    with world.db.write() as tx:
        who = {"code": code, "name": "Sam", "pin_hash": "x", "created_at": world.now}
        id_ = tx.scalar(insert(Volunteer).values(**who).returning(Volunteer.id))
    return on_the_line(world, int(id_ or 0))


def on_the_line(world: World, id_: int) -> str:
    session = world.session()
    with world.db.write() as tx:
        tx.execute(
            update(Session).where(Session.id == session).values(volunteer_id=id_, campaign_id="spring")
        )
    return session


def agreed(world: World, contact: int, wait: timedelta = IN_THREE_HOURS) -> str:
    """The first volunteer has spoken to the contact, who asked to be rung again after so long."""
    session = world.session()
    attempt = world.dial(session, contact)
    with world.db.write() as tx:
        tx.execute(update(Attempt).where(Attempt.id == attempt).values(call_back_at=world.now + wait))
    world.end(session, attempt, "call_back")
    return attempt


def test_the_contact_comes_back_at_the_agreed_time_and_not_before(world: World) -> None:
    contact = world.alone()
    agreed(world, contact)
    assert world.place(contact) == (False, world.now + IN_THREE_HOURS)
    world.later(hours=2, minutes=59)
    assert world.offered() == []
    world.later(minutes=1)
    assert world.offered() == [contact]


def test_a_call_back_goes_before_the_list_whatever_the_priority(world: World) -> None:
    contact, urgent = world.alone(), world.alone(priority=9)
    agreed(world, contact)
    assert world.offered() == [urgent]
    world.later(hours=3)
    assert world.offered() == [contact, urgent]


def test_the_same_volunteer_is_offered_it_first(world: World) -> None:
    contact, other = world.alone(), world.alone()
    agreed(world, contact)
    world.later(hours=3)
    mine, theirs = on_the_line(world, 1), volunteer(world, "100002")
    assert world.claim(theirs) == other
    assert world.claim(mine) == contact


def test_whoever_is_on_the_line_gets_it_if_that_volunteer_is_not(world: World) -> None:
    contact = world.alone()
    agreed(world, contact)
    world.later(hours=3)
    assert world.claim(volunteer(world, "100002")) == contact


def test_others_get_it_when_that_volunteer_leaves_it_lying(world: World) -> None:
    contact = world.alone()
    agreed(world, contact)
    world.later(hours=3)
    on_the_line(world, 1)
    theirs = volunteer(world, "100002")
    assert world.claim(theirs) is None
    world.later(seconds=FIRST_RIGHT.total_seconds())
    assert world.claim(theirs) == contact


def test_ones_own_goes_before_one_that_is_longer_overdue(world: World) -> None:
    longer, mine = world.alone(), world.alone()
    agreed(world, longer, timedelta(hours=1))
    agreed(world, mine)
    me = volunteer(world, "100002")
    with world.db.write() as tx:
        id_ = tx.scalar(select(Session.volunteer_id).where(Session.id == me))
        tx.execute(update(Contact).where(Contact.id == mine).values(call_back_to=id_))
    world.later(hours=3)
    assert world.claim(me) == mine


def test_after_the_next_call_the_agreement_is_over(world: World) -> None:
    contact = world.alone()
    agreed(world, contact)
    world.later(hours=3)
    world.call(contact, "no_answer")
    assert world.place(contact) == (False, world.now + timedelta(hours=4))
    with world.db.read() as tx:
        assert tx.execute(select(Contact.call_back_at, Contact.call_back_to)).one() == (None, None)


def test_an_outcome_put_right_ends_the_agreement_and_brings_it_back(world: World) -> None:
    contact = world.alone()
    attempt = agreed(world, contact)
    world.correct(attempt, "declined")
    world.later(hours=3)
    assert world.offered() == []
    world.correct(attempt, "call_back")
    assert world.offered() == [contact]
