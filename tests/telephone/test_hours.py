"""The hours that are set are the hours that are said, in the caller's language."""

from datetime import timedelta

from store import campaigns
from tests.telephone.calls import ANN, MARY
from tests.telephone.conftest import MakeEvening
from tests.telephone.evening import WEDNESDAY_EVENING, Evening
from tests.telephone.sheet import READY, signs_in

START = "Saltmouth voters. To start, press 1."
SHORT_DAYS = {"RINGROUND__HOURS__OPENS": '"10:30"', "RINGROUND__HOURS__CLOSES": '"17:00"'}


def test_the_organisations_own_hours_are_said_when_lines_are_closed(evenings: MakeEvening) -> None:
    evening = evenings(environment=SHORT_DAYS)
    evening.contact("Mary Hughes", MARY)
    evening.volunteer("Ann Price", ANN)
    evening.rings_in(ANN).hears("Lines open from half past ten until five in the afternoon. Hello Ann.")


def test_they_are_said_in_welsh(evenings: MakeEvening) -> None:
    evening = evenings(environment=SHORT_DAYS)
    evening.contact("Mary Hughes", MARY)
    evening.volunteer("Ann Price", ANN, language="cy")
    evening.rings_in(ANN).hears(
        "Mae'r llinellau ar agor o hanner awr wedi deg tan bump y prynhawn. Helo Ann."
    )


def test_closing_time_is_the_organisations(evenings: MakeEvening) -> None:
    evening = evenings(environment=SHORT_DAYS, at=WEDNESDAY_EVENING.replace(hour=16, minute=59))
    evening.contact("Mary Hughes", MARY)
    evening.volunteer("Ann Price", ANN)
    ann = signs_in(evening).hears(START).presses("1").hears(READY)
    evening.becomes(WEDNESDAY_EVENING.replace(hour=17))
    ann.presses("1").hears("It's five. No new calls today.")


def test_a_campaign_that_is_closed_at_this_hour_says_when_it_calls(evening: Evening) -> None:
    _hours(evening, opens="10:00", closes="17:30")
    ann = signs_in(evening).hears(START)
    ann.presses("1").hears(f"This campaign calls from ten until half past five in the afternoon. {START}")


def test_a_campaign_that_rests_today_says_no_hours(evening: Evening) -> None:
    tomorrow = (WEDNESDAY_EVENING + timedelta(days=1)).isoweekday()
    _hours(evening, opens="10:00", weekdays=[tomorrow])
    ann = signs_in(evening).hears(START)
    ann.presses("1").hears(f"This campaign is not calling just now. {START}")


def _hours(evening: Evening, **hours: object) -> None:
    evening.contact("Mary Hughes", MARY)
    evening.volunteer("Ann Price", ANN)
    with evening.service.parts.db.write() as tx:
        campaigns.change(tx, "saltmouth", evening.now(), hours=hours)
