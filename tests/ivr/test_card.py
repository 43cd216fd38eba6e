"""The printed card: what a volunteer has beside the telephone says what it means, and fits on two sheets of paper."""

import re
from html import unescape

import pytest
from playwright.sync_api import Page

from ivr.card import card
from ivr.flows import LINE, shipped_names
from ivr.load import load, shipped
from tests.ivr.test_guide import block

SHIPPED = [name.removesuffix(".toml") for name in shipped_names() if name != LINE]
SPRING = load(block('id = "spring"'))


def headings(page: str) -> list[str]:
    return [unescape(one) for one in re.findall(r"<h2>(.*?)</h2>", page)]


def test_an_organisation_without_a_name_leaves_a_line_to_write_on() -> None:
    for words in ({}, {"organisation": ""}):
        assert "I am a volunteer ringing for __________. May I ask" in card(SPRING, "en", words)


@pytest.mark.parametrize("name", SHIPPED)
@pytest.mark.parametrize("language", ["en", "cy"])
def test_every_heading_is_in_words_and_has_something_under_it(name: str, language: str) -> None:
    page = card(shipped(name), language)
    assert [one for one in headings(page) if not re.search(r"\w\w", one)] == []
    assert "</h2></section>" not in page.partition('<div class="script">')[0]


def test_a_flow_of_one_language_has_no_section_for_the_choice_of_one() -> None:
    assert "The language of the line" not in headings(card(SPRING, "en"))
    assert "The language of the line" in headings(card(shipped("voter-id"), "en"))


def test_a_question_that_is_not_always_asked_says_after_which_answer_to_which() -> None:
    page = card(SPRING, "en")
    assert headings(page)[-3:] == [
        "1. Do they take the bus?",
        "2. How well does it run?",
        "3. Voting intention.",
    ]
    assert "<h2>2. How well does it run?</h2><p>(if 1. Do they take the bus? yes)</p>" in page


def test_the_others_of_a_household_have_their_keys() -> None:
    page = card(shipped("voter-id"), "en")
    assert "<dt>1 …</dt><dd>for …</dd>" in page.partition("Others of the household")[2]


def _pages(page: Page, html: str) -> int:
    page.set_content(html)
    return len(re.findall(rb"/Type\s*/Page\b(?!s)", page.pdf(prefer_css_page_size=True)))


@pytest.mark.parametrize("name", SHIPPED)
def test_it_is_two_sheets_of_a4_printed_on_both_sides(page: Page, name: str) -> None:
    whole = card(shipped(name), "en", {"organisation": "Harbour Party"})
    keys = whole.partition('<div class="script">')[0]
    assert _pages(page, keys) == 2
    assert 3 <= _pages(page, whole) <= 4
