"""Who is offered, in which order, and who is not."""

from datetime import timedelta

import pytest
from sqlalchemy import Connection, select

from policy.reasons import ABOUT_EVERYBODY, Reason
from scheduler.calling_list import LOOKS_AT_MOST
from scheduler.reasons import FOR_GOOD, REST, UNTIL_NEWS
from scheduler.standing import UNTIL_TOLD
from store.models import Claim
from tests.scheduler.world import LEASE, World


def test_the_highest_priority_comes_first_then_whoever_was_tried_longest_ago(world: World) -> None:
    early, late = world.alone(), world.alone()
    first, never = world.alone(priority=5), world.alone()
    world.call(early, "busy")
    world.later(minutes=10)
    world.call(late, "busy")
    world.later(hours=5)
    assert world.offered() == [first, never, early, late]


def test_a_contact_is_kept_for_one_session_alone(world: World) -> None:
    world.alone()
    robin, kim = world.session(), world.session()
    assert world.claim(robin) is not None
    assert world.claim(kim) is None


def test_nobody_of_a_claimed_household_is_offered(world: World) -> None:
    world.home(world.number(), world.number())
    assert world.claim(world.session()) is not None
    assert world.claim(world.session()) is None


def test_a_number_claimed_in_another_campaign_is_not_offered(world: World) -> None:
    number = world.number()
    with world.db.write() as tx:
        world.campaign(tx, "autumn")
    world.home(number)
    (other,) = world.home(number, campaign="autumn")
    assert world.claim(world.session(), "autumn") == other
    assert world.claim(world.session()) is None


def test_a_number_on_a_live_call_is_not_offered(world: World) -> None:
    number = world.number()
    with world.db.write() as tx:
        world.campaign(tx, "autumn")
    world.home(number)
    (other,) = world.home(number, campaign="autumn")
    world.dial(world.session(), other)
    assert world.claim(world.session()) is None


def test_a_claim_that_was_let_go_is_offered_to_the_next_volunteer(world: World) -> None:
    contact, robin = world.alone(), world.session()
    assert world.claim(robin) == contact
    with world.db.write() as tx:
        world.calling_list.release(tx, contact, "somebody else")
    assert world.claim(world.session()) is None
    with world.db.write() as tx:
        world.calling_list.release(tx, contact, robin)
    assert world.claim(world.session()) == contact


def test_a_session_that_claims_again_lets_go_of_what_it_held(world: World) -> None:
    world.alone()
    world.alone()
    robin = world.session()
    world.claim(robin)
    world.claim(robin)
    with world.db.read() as tx:
        assert len(tx.execute(select(Claim)).all()) == 1


def test_a_session_on_a_live_call_keeps_that_household(world: World) -> None:
    contact, sibling = world.home(world.number(), world.number())
    robin = world.session()
    assert world.claim(robin) == contact
    world.dial(robin, contact)
    assert world.claim(robin) is None
    assert sibling not in world.offered()


def test_a_skipped_contact_rests_and_then_stands_behind_the_others(world: World) -> None:
    skipped, other = world.alone(), world.alone()
    robin = world.session()
    assert world.claim(robin) == skipped
    with world.db.write() as tx:
        world.calling_list.skip(tx, skipped, robin, world.now)
    assert world.offered() == [other]
    world.later(minutes=15)
    assert world.offered() == [other, skipped]


def test_a_lease_that_ran_out_frees_the_contact_and_a_renewed_one_does_not(world: World) -> None:
    contact, robin = world.alone(), world.session()
    world.claim(robin)
    with world.db.write() as tx:
        world.calling_list.renew(tx, robin, world.now + 2 * LEASE)
    world.later(seconds=LEASE.total_seconds())
    assert world.offered() == []
    world.later(seconds=LEASE.total_seconds())
    assert world.offered() == [contact]


def test_a_lease_does_not_run_out_while_the_call_is_live(world: World) -> None:
    contact, robin = world.alone(), world.session()
    world.claim(robin)
    attempt = world.dial(robin, contact)
    world.later(hours=2)
    with world.db.read() as tx:
        assert tx.scalar(select(Claim.contact_id)) == contact
    world.end(robin, attempt, "no_answer")
    assert not world.place(contact)[0]


def test_a_call_whose_outcome_was_never_keyed_is_settled_when_its_lease_runs_out(world: World) -> None:
    contact, robin = world.alone(), world.session()
    world.claim(robin)
    attempt = world.dial(robin, contact)
    world.end(robin, attempt, None)
    world.later(minutes=15)
    ready, due_at = world.place(contact)
    assert not ready
    assert due_at == world.now - timedelta(minutes=15) + timedelta(hours=4)


@pytest.mark.parametrize("reason", [reason for reason in Reason if reason not in ABOUT_EVERYBODY])
def test_whoever_the_policy_refuses_is_passed_over_and_not_looked_at_again(
    world: World, reason: Reason
) -> None:
    refused, other = world.alone(priority=1), world.alone()
    looked: list[int] = []

    def policy(_tx: Connection, contact: int) -> str | None:
        looked.append(contact)
        return reason if contact == refused else None

    for _ in range(2):
        robin = world.session()
        with world.db.write() as tx:
            found = world.calling_list.claim(tx, "spring", robin, world.now, LEASE, policy)
            assert found is not None
            world.calling_list.release(tx, found.contact_id, robin)
        assert found.contact_id == other
    assert looked == [refused, other, other]


@pytest.mark.parametrize("reason", sorted(FOR_GOOD))
def test_a_contact_refused_for_good_never_comes_back(world: World, reason: Reason) -> None:
    contact = world.alone()
    refuse_once(world, reason)
    assert world.place(contact) == (False, None)


@pytest.mark.parametrize("reason", REST)
def test_a_contact_refused_for_a_while_comes_back(world: World, reason: Reason) -> None:
    contact = world.alone()
    refuse_once(world, reason)
    world.later(seconds=REST[reason].total_seconds() - 1)
    assert world.offered() == []
    world.later(seconds=1)
    assert world.offered() == [contact]


@pytest.mark.parametrize("reason", sorted(UNTIL_NEWS))
def test_a_contact_waiting_for_news_comes_back_with_it_alone(world: World, reason: Reason) -> None:
    contact, number = world.alone(), world.number()
    refuse_once(world, reason)
    world.later(days=400)
    assert world.place(contact) == (False, UNTIL_TOLD)
    with world.db.write() as tx:
        assert world.calling_list.look_again(tx, number_id=number) == 0
        assert world.calling_list.look_again(tx, campaign_id="autumn") == 0
        assert world.calling_list.look_again(tx) == 1
    assert world.offered() == [contact]


def test_a_refusal_that_everybody_would_meet_ends_the_search_and_moves_nobody(world: World) -> None:
    contacts = [world.alone(), world.alone()]
    looked = refuse_once(world, Reason.OUTSIDE_HOURS)
    assert looked == contacts[:1]
    assert world.offered() == contacts


def test_a_claim_looks_at_a_bounded_number_and_the_next_goes_on_from_there(world: World) -> None:
    contacts = [world.alone() for _ in range(LOOKS_AT_MOST + 5)]
    assert refuse_once(world, Reason.ON_TPS) == contacts[:LOOKS_AT_MOST]
    assert refuse_once(world, Reason.ON_TPS) == contacts[LOOKS_AT_MOST:]


def test_every_reason_is_either_about_everybody_or_has_a_place_to_put_the_contact() -> None:
    own = FOR_GOOD | UNTIL_NEWS | REST.keys()
    assert len(own) == len(FOR_GOOD) + len(UNTIL_NEWS) + len(REST)
    assert set(Reason) - own == ABOUT_EVERYBODY


def refuse_once(world: World, reason: Reason) -> list[int]:
    """One claim under a policy that refuses everybody so: whom it looked at."""
    looked: list[int] = []

    def policy(_tx: Connection, contact: int) -> str:
        looked.append(contact)
        return reason

    session = world.session()
    with world.db.write() as tx:
        assert world.calling_list.claim(tx, "spring", session, world.now, LEASE, policy) is None
    return looked
