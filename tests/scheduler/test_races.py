"""Twenty volunteers at once, on the real servers."""

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

from sqlalchemy import select

from store.models import Attempt, Contact
from tests.scheduler.world import LEASE, World, anybody, begin_call

VOLUNTEERS = 20


def test_of_twenty_at_once_everybody_gets_a_household_of_their_own(world: World) -> None:
    homes = [set(world.home(world.number(), world.number())) for _ in range(VOLUNTEERS)]
    found = at_once(world, 1)
    assert len(found) == VOLUNTEERS
    assert all(len(home & set(found)) == 1 for home in homes)


def test_of_twenty_at_once_one_gets_the_last_household(world: World) -> None:
    world.home(*(world.number() for _ in range(30)))
    assert len(at_once(world, 1)) == 1


def test_twenty_who_call_a_whole_list_ring_every_household_once(world: World) -> None:
    homes = [world.home(*(world.number() for _ in range(1 + n % 3))) for n in range(60)]
    found = at_once(world, 30)
    assert Counter(found) == Counter(set(found))
    assert len(found) == len(homes)
    with world.db.read() as tx:
        rung = tx.scalars(select(Attempt.household_id)).all()
        left = tx.scalars(select(Contact.id).where(Contact.ready)).all()
    assert len(rung) == len(set(rung)) == len(homes)
    assert left == []


def at_once(world: World, each: int) -> list[int]:
    """Each volunteer claims `each` times, and if that is more than once, calls and speaks: whom they got."""
    start = Barrier(VOLUNTEERS)
    sessions = [world.session() for _ in range(VOLUNTEERS)]

    def volunteer(session: str) -> list[int]:
        found: list[int] = []
        start.wait()
        for turn in range(each):
            with world.db.write() as tx:
                claimed = world.calling_list.claim(tx, "spring", session, world.now, LEASE, anybody)
            if claimed is None:
                continue
            found.append(claimed.contact_id)
            if each > 1:
                speak(world, session, claimed.contact_id, turn)
        return found

    with ThreadPoolExecutor(VOLUNTEERS) as pool:
        return [contact for found in pool.map(volunteer, sessions) for contact in found]


def speak(world: World, session: str, contact: int, turn: int) -> None:
    with world.db.write() as tx:
        attempt = begin_call(tx, session, contact, world.now)
    world.end(session, attempt, ("answered", "declined", "survey_complete")[turn % 3])
