"""A contact's language decides who is offered them: those who speak it; English is everybody's."""

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

from sqlalchemy import text, update

from store.models import Contact
from tests.scheduler.world import LEASE, World, anybody

VOLUNTEERS = 12


def speaking(world: World, language: str, priority: int = 0) -> int:
    contact = world.alone(priority)
    with world.db.write() as tx:
        tx.execute(update(Contact).where(Contact.id == contact).values(language=language))
    return contact


def test_whoever_speaks_welsh_is_offered_the_welsh_and_the_english_in_the_lists_order(world: World) -> None:
    english, first, later = speaking(world, "en", 1), speaking(world, "cy", 2), speaking(world, "cy")
    mair = world.session()
    found = []
    for _ in range(3):
        found.append(world.claim(mair, speaks=["cy"]))
        world.call(found[-1] or 0, "declined", mair)
    assert found == [first, english, later]


def test_whoever_does_not_is_never_offered_the_welsh(world: World) -> None:
    speaking(world, "cy", 9)
    speaking(world, "pl", 9)
    english = speaking(world, "en")
    assert world.claim(world.session()) == english
    assert world.claim(world.session()) is None
    assert world.claim(world.session(), speaks=["ga"]) is None


def test_of_a_household_with_two_languages_one_is_offered(world: World) -> None:
    first, second = world.home(world.number(), world.number())
    with world.db.write() as tx:
        tx.execute(update(Contact).where(Contact.id == first).values(language="cy"))
    assert world.claim(world.session()) == second
    assert world.claim(world.session(), speaks=["cy"]) is None


def test_a_volunteer_of_three_languages_gets_the_best_of_all(world: World) -> None:
    speaking(world, "cy", 1)
    polish = speaking(world, "pl", 2)
    assert world.claim(world.session(), speaks=["cy", "pl"]) == polish


def test_volunteers_of_different_languages_at_once_get_nobody_twice(world: World) -> None:
    contacts = {speaking(world, "cy" if n % 2 else "en") for n in range(VOLUNTEERS)}
    start = Barrier(VOLUNTEERS)

    def volunteer(place: int) -> int | None:
        session = sessions[place]
        start.wait()
        with world.db.write() as tx:
            speaks = ["cy"] if place % 2 else []
            claimed = world.calling_list.claim(tx, "spring", session, world.now, LEASE, anybody, None, speaks)
        return None if claimed is None else claimed.contact_id

    sessions = [world.session() for _ in range(VOLUNTEERS)]
    with ThreadPoolExecutor(VOLUNTEERS) as pool:
        found = [one for one in pool.map(volunteer, range(VOLUNTEERS)) if one is not None]
    assert max(Counter(found).values()) == 1
    assert set(found) <= contacts
    with world.db.read() as tx:
        claimed = tx.scalars(text("SELECT contact_id FROM claims")).all()
    assert sorted(claimed) == sorted(found)
    assert len(found) >= VOLUNTEERS // 2
