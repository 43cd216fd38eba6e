"""Call backs by key: only days and parts of days with a free time are offered, and what was chosen is confirmed."""

from dataclasses import replace

import pytest

from ivr.effects import CallBack, SaveOutcome
from ivr.events import PartOfDay, TimesFree, Unfinished
from ivr.happenings import NO_TIMES, WHOLE_DAY
from tests.ivr.line import ANN, Line

WEDNESDAY = "2026-01-07"
DAY = "Later today, press 1. Tomorrow, press 2. Another day, press 3."
PART = "Morning, press 1. Afternoon, 2. Evening, 3."
CONFIRM = "To confirm, press 1."
CLOSING = "Did you read the closing statement? Yes, press 1. No, press 2."
YES = "For survey answers, press 1."


def wanted(*days: tuple[PartOfDay, ...]) -> Line:
    """A call back is wanted; these are the free parts of the days from today on."""
    line = Line(times=TimesFree(WEDNESDAY, days) if days else TimesFree(WEDNESDAY, (WHOLE_DAY,) * 10))
    line.talked()
    line.key("1")
    return line


def test_tomorrow_afternoon() -> None:
    line = wanted()
    assert line.key("2") == DAY
    assert line.outcomes == ["call_back"]
    assert line.key("2") == PART
    assert line.key("2") == f"Tomorrow afternoon. {CONFIRM}"
    assert line.records == []
    assert line.key("1") == CLOSING
    assert line.records == [CallBack("a1", "2026-01-08", "afternoon")]


@pytest.mark.parametrize(
    ("keys", "said", "day", "part"),
    [
        ("11", "This morning.", "2026-01-07", "morning"),
        ("13", "This evening.", "2026-01-07", "evening"),
        ("21", "Tomorrow morning.", "2026-01-08", "morning"),
        ("323", "In two days, Friday evening.", "2026-01-09", "evening"),
        ("391", "In nine days, Friday morning.", "2026-01-16", "morning"),
    ],
)
def test_each_time_is_said_before_it_is_confirmed(keys: str, said: str, day: str, part: PartOfDay) -> None:
    line = wanted()
    line.key("2")
    assert line.press(keys) == f"{said} {CONFIRM}"
    line.key("1")
    assert line.records == [CallBack("a1", day, part)]


def test_in_welsh() -> None:
    line = wanted()
    line.state = replace(line.state, language="cy", wish="cy")
    said = "Ymhen dau ddiwrnod, ar ddydd Gwener, yn y prynhawn. I gadarnhau, pwyswch 1."
    assert line.press("2322") == said


def test_only_what_is_free_is_offered() -> None:
    line = wanted(("evening",), (), (), ("morning", "evening"))
    assert line.key("2") == "Later today, press 1. Another day, press 3."
    assert line.key("1") == "Evening, 3."
    assert line.key("1") == "Sorry. Evening, 3."
    assert line.key("*") == "Later today, press 1. Another day, press 3."
    assert line.key("3") == "How many days? Press 2 to 9."
    assert line.key("2") == "Lines are closed that day. How many days? Press 2 to 9."
    assert line.key("3") == "Morning, press 1. Evening, 3."


def test_star_changes_what_was_chosen() -> None:
    line = wanted()
    assert line.press("222*") == DAY
    assert line.press("31") == "Sorry. How many days? Press 2 to 9."
    assert line.key("*") == DAY
    assert line.key("*").startswith(YES)
    assert line.press("2131") == CLOSING
    assert line.records == [CallBack("a1", WEDNESDAY, "evening")]


def test_where_no_time_is_free_it_is_said() -> None:
    line = wanted()
    line.times = NO_TIMES
    assert line.key("2") == f"No time can be promised for a call back. {CLOSING}"
    assert line.outcomes == ["call_back"]


def test_help_leads_back_to_the_day() -> None:
    line = wanted()
    line.press("23")
    assert line.key("0").startswith("To hear that again, press 1.")
    assert line.key("1") == "How many days? Press 2 to 9."


def test_a_call_back_without_its_time_is_taken_up_again_after_a_line_that_dropped() -> None:
    line = Line()
    left = Unfinished("a1", ANN, (), ANN, "call_back", ())
    line.account = replace(line.account, unfinished=left)
    line.signed_in()
    assert line.key("1") == "Later today, press 1. Tomorrow, press 2. Another day, press 3."
    assert SaveOutcome("a1", "call_back") not in line.records
