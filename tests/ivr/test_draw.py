"""The pictures of a flow are in words: the campaign's own part whole, the line's plumbing only where it is wanted."""

import re
import xml.etree.ElementTree as ET
from collections.abc import Callable
from html import unescape

import pytest

from ivr.card import what
from ivr.draw import draw
from ivr.draw_svg import svg
from ivr.flow import Flow, Route
from ivr.flows import LINE, shipped_names
from ivr.load import load, shipped
from tests.ivr.test_guide import block

SHIPPED = [name.removesuffix(".toml") for name in shipped_names() if name != LINE]
SPRING = load(block('id = "spring"'))
PICTURES = (draw, svg)


def words(picture: str) -> str:
    """All that can be read in it, line breaks left out."""
    bare = re.sub(r"<br/>|<[^>]*>", " ", unescape(picture))
    return re.sub(r"\s+", " ", bare.replace("#quot;", '"').replace("#35;", "#"))


@pytest.mark.parametrize("picture", PICTURES)
def test_the_script_the_questions_and_what_is_keyed_stand_in_it_in_words(
    picture: Callable[[Flow, str], str],
) -> None:
    seen = words(picture(SPRING, "en"))
    for said in (
        "Hello, I am a volunteer ringing for …. May I ask you three questions?",
        "You can ask us to stop at any time.",
        "1. Do they take the bus?",
        "2. How well does it run?",
        "if 1. Do they take the bus? yes",
        "if bus = yes",
        "9 very well",
        "3 undecided",
        "Call ended. Did you speak to …?",
        "For survey answers",
        "If they declined [They declined]",
        "For an answering machine or call screening [Answering machine]",
    ):
        assert said in seen, said
    assert "language_unchosen" not in seen


@pytest.mark.parametrize("picture", PICTURES)
@pytest.mark.parametrize("name", SHIPPED)
def test_it_is_in_the_language_that_is_asked_for(picture: Callable[[Flow, str], str], name: str) -> None:
    flow = shipped(name)
    seen = words(picture(flow, "cy"))
    for question in flow.questions:
        assert flow.prompts[f"questions.{question.id}"]["cy"] in seen
        assert flow.prompts[f"questions.{question.id}"]["en"] not in seen
    with pytest.raises(KeyError):
        picture(flow, "fr")


def test_what_the_line_does_besides_is_left_out_unless_it_is_wanted() -> None:
    flow = shipped("voter-id")
    assert "six-digit volunteer number" not in words(draw(flow, "en"))
    whole = words(draw(flow, "en", whole=True))
    assert "six-digit volunteer number" in whole
    drawn = set(re.findall(r"^    card_(\w+?)[\[(]", draw(flow, "en", whole=True), re.MULTILINE))
    shown = {one.id for one in flow.steps.values() if not isinstance(one, Route)} - {"survey", "call_back"}
    assert shown <= drawn
    assert "six-digit volunteer number" in words(svg(flow, "en", whole=True))


def test_a_question_leads_to_each_that_may_follow_it() -> None:
    arrows = [line.strip() for line in draw(SPRING, "en").splitlines() if "-->" in line]
    assert 'card_questions__bus -->|"if bus = yes"| card_questions__bus_well' in arrows
    assert "card_questions__bus --> card_questions__intention" in arrows
    assert "card_questions__bus_well --> card_questions__intention" in arrows


@pytest.mark.parametrize("name", SHIPPED)
def test_every_box_of_the_own_part_is_led_to(name: str) -> None:
    text = draw(shipped(name), "en")
    boxes = re.findall(r"^    (card_\w+?)[\[(]", text, re.MULTILINE)
    assert [box for box in boxes[1:] if not re.search(rf"-->.* {box}$", text, re.MULTILINE)] == []


def test_no_label_of_a_key_is_cut() -> None:
    flow = shipped("voter-id")
    seen = words(svg(flow, "en"))
    for step in ("spoke_yes", "spoke_no", "opt_out"):
        for key, choice in flow.steps[step].keys.items():  # type: ignore[union-attr]
            if choice.words:
                assert f"{key} {what(flow.prompts[choice.words]['en'])}" in seen


@pytest.mark.parametrize(
    ("language", "start", "ready"),
    [("en", "1  To start", "→ The next contact"), ("cy", "1  I ddechrau", "→ Y cyswllt nesaf")],
)
def test_the_whole_picture_says_of_each_key_what_it_leads_to(language: str, start: str, ready: str) -> None:
    drawn = ET.fromstring(svg(shipped("voter-id"), language, whole=True))  # noqa: S314 (made here)
    texts = [(one.text or "").strip() for one in drawn.iter("{http://www.w3.org/2000/svg}text")]
    assert texts[texts.index(start) + 1] == ready
