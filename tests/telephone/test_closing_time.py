"""Closing time in the middle of an evening, and a campaign whose own hours are shorter than the lines'."""

from sqlalchemy import update

from store.models import Campaign
from tests.telephone.calls import MARY
from tests.telephone.conftest import MakeEvening
from tests.telephone.evening import WEDNESDAY_EVENING, Evening
from tests.telephone.handset import Telephone
from tests.telephone.sheet import SPOKE, TOM, keys, signs_in, talked

NO_NEW = "It's quarter to nine. No new calls today."
LEFT_TO_DO = (
    "To correct your call to Mary Hughes, press 2. For no more calls to Mary Hughes, press 3. "
    "To finish, press 9."
)


def late(evenings: MakeEvening, second: int = 30) -> tuple[Evening, Telephone]:
    """Ann has spoken to Mary just before quarter to nine, and there is one more contact."""
    evening = evenings(at=WEDNESDAY_EVENING.replace(hour=20, minute=44, second=second))
    ann = talked(evening).hears(SPOKE)
    evening.contact("Tom Reed", TOM)
    return evening, ann


def test_after_the_call_that_ran_over_there_is_no_next(evenings: MakeEvening) -> None:
    evening, ann = late(evenings)
    evening.becomes(WEDNESDAY_EVENING.replace(hour=20, minute=45))
    keys(ann, "2", "3").hears(f"Saved. One call. {NO_NEW} {LEFT_TO_DO}")
    ann.presses("2").hears_just("Wrong number. To keep it, press hash. To change it, press 1.")
    ann.presses("#").hears_just(f"Saved. One call. {LEFT_TO_DO}")
    ann.presses("3").hears_just("No more calls to Mary Hughes. To confirm, press 1. To go back, press star.")
    ann.presses("1").hears_just(f"Saved. One call. {LEFT_TO_DO}")
    ann.presses("9").hears_just("Thank you. One call, no surveys completed. Goodbye.")
    assert evening.outcomes() == ["opted_out"]


def test_a_volunteer_who_asks_for_the_next_call_too_late_is_told_once(evenings: MakeEvening) -> None:
    evening, ann = late(evenings, second=0)
    keys(ann, "2", "3", "3").hears("You're on a break.")
    evening.becomes(WEDNESDAY_EVENING.replace(hour=20, minute=45))
    ann.presses("1").hears_just(f"{NO_NEW} {LEFT_TO_DO}")
    assert [attempt["contact_id"] for attempt in evening.attempts()] == [1]


def test_an_unanswered_call_that_rang_over_closing_time_is_the_last(evenings: MakeEvening) -> None:
    evening = evenings(at=WEDNESDAY_EVENING.replace(hour=20, minute=44, second=40))
    evening.volunteer()
    evening.contact("Mary Hughes", MARY)
    ann = signs_in(evening)
    ann.presses("1").presses("1").hears("Ringing.")
    evening.passes(40)
    ann.hears(f"No answer. Saved. One call. {NO_NEW}")


def test_a_campaign_outside_its_own_hours_says_that_and_the_line_goes_on(evening: Evening) -> None:
    evening.volunteer()
    evening.contact("Mary Hughes", MARY)
    with evening.service.parts.db.write() as tx:
        tx.execute(update(Campaign).values(hours={"closes": "17:30"}))
    ann = signs_in(evening).hears("Saltmouth voters.")
    ann.presses("1").hears(
        "This campaign calls from nine until half past five in the afternoon. Saltmouth voters. To start, press 1."
    )
