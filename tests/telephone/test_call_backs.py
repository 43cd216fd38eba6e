"""Call backs on the telephone: only when lines are open, kept until then, and first of all at the agreed time."""

from datetime import timedelta

from sqlalchemy import update

from store.models import Campaign
from tests.telephone.calls import ANN, MARY
from tests.telephone.evening import WEDNESDAY_EVENING, Evening
from tests.telephone.handset import Telephone
from tests.telephone.sheet import CLOSING, SPOKE, TOM, keys, signs_in, talked
from tests.telephone.town import LONDON

THURSDAY_TWO = WEDNESDAY_EVENING + timedelta(hours=20)


def agreed(evening: Evening) -> Telephone:
    """Mary would like to be rung tomorrow afternoon."""
    ann = talked(evening).hears(SPOKE)
    return keys(ann, "1", "2", "2", "2", "1").hears_just(CLOSING).presses("1").hears("Saved.")


def test_the_contact_is_offered_at_the_agreed_time_before_the_others(evening: Evening) -> None:
    ann = agreed(evening)
    evening.contact("Tom Lake", TOM, priority=9)
    ann.presses("1").hears("Next, Tom Lake").presses("9")
    assert evening.attempts()[0]["call_back_at"].astimezone(LONDON).hour == 12
    evening.becomes(THURSDAY_TWO)
    ann = signs_in(evening).hears("To start, press 1.")
    ann.presses("1").hears("Next, Mary Hughes, Harbour.")
    ann.presses("1").hears("Ringing.")
    assert evening.telephone(MARY).rings


def test_until_then_the_contact_is_not_offered(evening: Evening) -> None:
    agreed(evening).presses("1").hears("There is nobody to call just now.")


def test_a_day_off_and_closed_hours_are_not_offered(evening: Evening) -> None:
    ann = talked(evening).hears(SPOKE)
    hours = {"closes": "18:30", "dates_off": ["2026-11-19"], "weekdays": [3, 4, 6]}
    with evening.service.parts.db.write() as tx:
        tx.execute(update(Campaign).values(hours=hours))
    keys(ann, "1", "2").hears_just("Another day, press 3.")
    ann.presses("3").hears_just("How many days? Press 2 to 9.")
    ann.presses("2").hears_just("Lines are closed that day. How many days? Press 2 to 9.")
    ann.presses("3").hears_just("Morning, press 1. Afternoon, 2. Evening, 3.")
    ann.presses("1").hears_just("In three days, Saturday morning. To confirm, press 1.")


def test_a_line_that_drops_before_a_time_is_chosen_takes_it_up_again(evening: Evening) -> None:
    ann = talked(evening).hears(SPOKE)
    keys(ann, "1", "2").hears("Tomorrow, press 2.")
    ann.hangs_up()
    again = evening.rings_in(ANN).hears("PIN.").presses("4826")
    again.hears("Your call to Mary Hughes was not finished.")
    again.presses("1").hears_just("Later today, press 1. Tomorrow, press 2. Another day, press 3.")
    keys(again, "2", "1", "1", "1").hears("Saved.")
    assert evening.attempts()[0]["call_back_at"].astimezone(LONDON).hour == 9
