"""A volunteer's pages in a real browser, with the real service and the rehearsal carrier behind them."""

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy import select

from store import wards
from store.models import Answer
from tests.console.looking import looks_well
from tests.telephone.calls import ANN, MARY, set_up
from tests.telephone.conftest import evening, evenings
from tests.telephone.evening import Evening
from tests.telephone.handset import Telephone

__all__ = ["evening", "evenings"]  # fixtures
pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)

Signed = Callable[[], Page]


def _code(evening: Evening) -> str:
    from store.models import Volunteer  # noqa: PLC0415

    with evening.service.parts.db.read() as tx:
        return tx.execute(select(Volunteer.code).order_by(Volunteer.id).limit(1)).scalar_one()


@pytest.fixture
def signed_in(page: Page, evening: Evening) -> Page:
    """Ann, at her home page."""
    set_up(evening, household="1 Quay Street")
    page.set_default_timeout(15_000)
    page.goto(f"{evening.base}/call")
    page.get_by_label("Your volunteer number").fill(_code(evening))
    page.get_by_label("Your PIN").fill("4826")
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_role("heading", name="Hello Ann")).to_be_visible()
    return page


def _connects(page: Page, evening: Evening) -> Telephone:
    """Ann's telephone is rung by the service, and she keys her PIN."""
    page.get_by_role("button", name="Call for Saltmouth voters").click()
    page.get_by_role("button", name="Ring my telephone").click()
    expect(page.locator("#words")).to_contain_text("We are ringing your telephone")
    evening.settles()
    ann = evening.telephone(ANN).answers()
    ann.presses("1").hears("PIN").presses("4826").hears("Saltmouth voters.")
    page.get_by_role("button", name="Next contact").click()
    expect(page.get_by_role("heading", name="Mary", exact=True)).to_be_visible()
    return ann


def _talks(page: Page, evening: Evening) -> tuple[Telephone, Telephone]:
    ann = _connects(page, evening)
    page.get_by_role("button", name="Call Mary").click()
    evening.settles()
    expect(page.locator("#words")).to_contain_text("Ringing")
    mary = evening.telephone(MARY).answers()
    expect(page.locator("#words")).to_have_text("Talking.")
    return ann, mary


def test_what_happens_on_the_line_is_on_the_page_within_two_seconds(
    signed_in: Page, evening: Evening
) -> None:
    """By the page's own clock: a second and a half until it asks, and the half that is left for the answer."""
    ann, words = evening.rings_in(ANN), signed_in.get_by_role("status")
    signed_in.clock.install()
    signed_in.goto(f"{evening.base}/call/now")
    signed_in.clock.pause_at(signed_in.evaluate("Date.now()") + 1)

    def within(said: str) -> None:
        signed_in.clock.run_for(2000 - 500)
        expect(words).to_have_text(said)

    ann.presses("4826")
    within("Your telephone is connected.")
    ann.presses("1").presses("1")
    within("Ringing. You hear music until they answer.")
    mary = evening.telephone(MARY).answers()
    within("Talking.")
    mary.hangs_up()
    within("The call has ended. Save what was said.")


def _choose(page: Page, question: str, answer: str) -> None:
    page.get_by_role("group", name=question).get_by_label(answer, exact=True).check()


def _values(evening: Evening) -> list[tuple[str, str, bool]]:
    with evening.service.parts.db.read() as tx:
        rows = tx.execute(select(Answer).order_by(Answer.id)).all()
        return [(row.value, row.channel, row.superseded_at is None) for row in rows]


def test_a_volunteer_makes_a_whole_call_at_the_page(signed_in: Page, evening: Evening) -> None:
    ann, mary = _talks(signed_in, evening)
    assert mary.talks_with == ["volunteer", "contact"]
    expect(signed_in.locator("#clock")).to_be_visible()
    _choose(signed_in, "How well does the council", "7")
    evening.passes(30)
    mary.hangs_up()
    expect(signed_in.locator("#words")).to_contain_text("The call has ended")
    expect(signed_in.get_by_role("group", name="How well").get_by_label("7", exact=True)).to_be_checked()
    signed_in.get_by_label("I read the closing statement").check()
    signed_in.get_by_role("button", name="Save survey").click()
    expect(signed_in.get_by_text("Your last call, to Mary: Survey part done.")).to_be_visible()
    evening.settles()
    ann.hears("Saved. One call.")
    assert evening.outcomes() == ["survey_partial"]
    assert _values(evening) == [("7", "page", True)]


def test_the_keypad_is_first_and_the_page_says_so(signed_in: Page, evening: Evening) -> None:
    ann, mary = _talks(signed_in, evening)
    mary.hangs_up()
    expect(signed_in.locator("#words")).to_contain_text("The call has ended")
    _choose(signed_in, "How well does the council", "7")
    ann.presses("1").presses("1").presses("4").presses("9")
    expect(signed_in.get_by_role("group", name="How likely").get_by_label("9", exact=False)).to_be_checked()
    signed_in.get_by_role("button", name="Save survey").click()
    expect(signed_in.get_by_role("alert")).to_contain_text("The telephone was first.")
    expect(signed_in.get_by_role("alert")).to_contain_text("How well does the council")
    assert _values(evening)[0] == ("4", "keypad", True)
    assert ("7", "page", False) in _values(evening)


def test_the_page_is_first_and_the_line_goes_on(signed_in: Page, evening: Evening) -> None:
    ann, mary = _talks(signed_in, evening)
    mary.hangs_up()
    ann.hears("Did you speak to")
    signed_in.get_by_label("They declined").check()
    signed_in.get_by_role("button", name="Save outcome").click()
    expect(signed_in.get_by_text("Your last call, to Mary: They declined.")).to_be_visible()
    evening.settles()
    ann.hears("Saved. One call.")
    assert evening.outcomes() == ["declined"]


def test_the_page_finds_the_line_of_whoever_rings_in(signed_in: Page, evening: Evening) -> None:
    signed_in.get_by_role("button", name="Call for Saltmouth voters").click()
    signed_in.get_by_role("link", name="I have rung in").click()
    expect(signed_in.get_by_role("status")).to_have_text("Your telephone is not connected.")
    ann = evening.rings_in(ANN)
    expect(signed_in.get_by_role("status")).to_have_text("Your telephone is connected. Key your PIN on it.")
    ann.presses("4826")
    expect(signed_in.get_by_role("button", name="Next contact")).to_be_visible()


def _comes_to(page: Page, words: str) -> None:
    """Tab until that has the focus, which is to be seen."""
    for _ in range(80):
        page.keyboard.press("Tab")
        at = page.evaluate(
            "(() => { const one = document.activeElement; const by = one.labels?.[0] ?? one;"
            " return [by.textContent.trim(), getComputedStyle(one).outlineStyle]; })()"
        )
        if at[0] == words:
            assert at[1] != "none", f"{words}: the focus is not to be seen"
            return
    raise AssertionError(f"The keyboard does not come to {words}.")


def test_a_whole_call_is_made_with_the_keyboard_alone(signed_in: Page, evening: Evening) -> None:
    ann = evening.rings_in(ANN).presses("4826")
    _comes_to(signed_in, "Call for Saltmouth voters")
    signed_in.keyboard.press("Enter")
    expect(signed_in.get_by_role("heading", name="Mary", exact=True)).to_be_visible()
    _comes_to(signed_in, "Call Mary")
    signed_in.keyboard.press("Enter")
    evening.settles()
    expect(signed_in.get_by_role("status")).to_contain_text("Ringing.")
    mary = evening.telephone(MARY).answers()
    expect(signed_in.get_by_role("status")).to_have_text("Talking.")
    mary.hangs_up()
    expect(signed_in.get_by_role("status")).to_contain_text("The call has ended.")
    _comes_to(signed_in, "Call back")
    signed_in.keyboard.press("ArrowDown")
    _comes_to(signed_in, "Save outcome")
    signed_in.keyboard.press("Enter")
    expect(signed_in.get_by_text("Your last call, to Mary:")).to_be_visible()
    evening.settles()
    ann.hears("Saved. One call.")
    assert evening.outcomes() == ["declined"]


def test_no_page_holds_a_number_or_has_a_fault_that_axe_finds(signed_in: Page, evening: Evening) -> None:
    with evening.service.parts.db.write() as tx:
        wards.note(tx, "saltmouth", [("", "Harbour", True), ("", "Quay", False)])
    looks_well(signed_in, "call-home")
    for path in ("areas", "calls", "now", "sign-in"):
        signed_in.goto(f"{evening.base}/call/{path}")
        looks_well(signed_in, f"call-{path}")
    signed_in.goto(f"{evening.base}/call")
    _, mary = _talks(signed_in, evening)
    looks_well(signed_in, "call-talking")
    mary.hangs_up()
    expect(signed_in.locator("#words")).to_contain_text("The call has ended")
    signed_in.get_by_text("They want no more calls").click()
    looks_well(signed_in, "call-ended")
    assert "960011" not in signed_in.content()
    signed_in.goto(f"{evening.base}/call/calls")
    looks_well(signed_in, "call-calls-made")
    signed_in.get_by_role("link", name="Finish your call to Mary").click()
    looks_well(signed_in, "call-edit")
    assert "960011" not in signed_in.content()


def test_the_pages_work_without_javascript(browser: Any, evening: Evening) -> None:  # noqa: ANN401 (Playwright's)
    context = browser.new_context(java_script_enabled=False, locale="en-GB")
    page = context.new_page()
    set_up(evening)
    page.goto(f"{evening.base}/call")
    page.get_by_label("Your volunteer number").fill(_code(evening))
    page.get_by_label("Your PIN").fill("4826")
    page.get_by_role("button", name="Sign in").click()
    ann = evening.rings_in(ANN).presses("4826")
    page.get_by_role("button", name="Call for Saltmouth voters").click()
    page.get_by_role("button", name="Call Mary").click()
    evening.settles()
    mary = evening.telephone(MARY).answers()
    page.get_by_role("link", name="Look again").click()
    assert page.locator("#words").text_content() == "Talking."
    mary.hangs_up()
    page.get_by_label("They declined").check()
    page.get_by_role("button", name="Save outcome").click()
    assert "Your last call, to Mary: They declined." in (page.text_content("main") or "")
    evening.settles()
    ann.hears("Saved. One call.")
    context.close()


@pytest.mark.parametrize("width", [320, 1280])
def test_no_page_is_wider_than_the_screen(signed_in: Page, evening: Evening, width: int) -> None:
    signed_in.set_viewport_size({"width": width, "height": 800})
    _talks(signed_in, evening)
    for path in ("now", "", "areas", "calls"):
        signed_in.goto(f"{evening.base}/call/{path}".rstrip("/"))
        assert signed_in.evaluate("document.documentElement.scrollWidth") <= width
