"""A correction covers everybody's answers of a call: the contact's and those of others of the household."""

from dataclasses import replace

from ivr.codec import from_json, to_json
from ivr.effects import SaveAnswer
from ivr.events import Offered, SignedIn, Unfinished
from tests.ivr.line import ANN, MARY, TOM, Line

HOME = Offered(ANN, (TOM, MARY))
KEEP = "To keep it, press hash. To change it, enter the new answer."


def answered(line: Line, *answers: str) -> str:
    """The five questions, each with its key; hash skips."""
    heard = ""
    for key in answers:
        heard = line.key(key)
        if key == "1" and "Another" in heard:
            heard = line.key("#")
    return heard


def both() -> Line:
    """Ann and Tom gave answers."""
    line = Line()
    line.talked(HOME)
    line.press("11")
    answered(line, "7", "8", "#", "#", "#")
    assert line.state.step == "members"
    line.key("1")
    answered(line, "4", "#", "#", "#", "#")
    line.press("#21")
    assert line.state.step == "next"
    return line


def test_everybodys_answers_are_gone_through_one_after_another() -> None:
    line = both()
    line.key("2")
    assert line.key("#") == f"The answers of Ann Reed. Question 1, seven. {KEEP}"
    assert line.key("#") == f"Question 2, eight. {KEEP}"
    for _ in range(3):
        line.key("#")
    assert line.key("#") == f"The answers of Tom Reed. Question 1, four. {KEEP}"
    line.key("5")
    assert line.records == [SaveAnswer("a1", TOM, "council", "5")]
    assert line.press("####").startswith("Saved.")


def test_who_alone_gave_answers_in_somebodys_place_is_named() -> None:
    line = Line()
    line.talked(HOME)
    line.press("221")
    answered(line, "3", "#", "#", "#", "#")
    line.key("#")
    line.press("21") if line.state.step == "pass_on" else None
    assert line.state.step == "next"
    line.key("2")
    assert line.key("#") == f"The answers of Tom Reed. Question 1, three. {KEEP}"


def test_whose_questions_were_left_in_the_middle_goes_on_where_they_were() -> None:
    line = Line()
    line.talked(HOME)
    line.press("11")
    answered(line, "7", "8", "#", "#", "#")
    line.press("14")
    line.press("**")
    assert line.state.step == "members"
    assert line.key("1").startswith("Question 2 of 5.")


def test_the_last_call_of_today_is_corrected_for_everybody() -> None:
    kept = ((TOM, (("council", "2"),)),)
    last = Unfinished("a1", ANN, (TOM, MARY), ANN, "survey_partial", (("council", "7"),), kept)
    line = Line(account=SignedIn(("voters",), True, False, "en", last=last))
    line.signed_in()
    line.key("2")
    assert line.key("#").startswith("The answers of Ann Reed. Question 1, seven.")
    assert line.press("#####").startswith("The answers of Tom Reed. Question 1, two.")


def test_the_answers_of_others_outlast_the_way_through_the_database() -> None:
    state = both().state
    assert from_json(to_json(state)) == state
    assert state.last is not None
    assert replace(state.last, kept=()) != state.last
