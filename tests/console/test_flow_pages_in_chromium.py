"""Staff write a call flow at the pages, in a real browser: begin, break, mend, look, publish, go back."""

from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from store.models import Campaign, Flow, Salt
from tests.console import signed
from tests.console.looking import looks_well
from tests.telephone.conftest import evening, evenings
from tests.telephone.evening import Evening

__all__ = ["evening", "evenings"]  # fixtures
pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)

SPRING = """id = "spring"
title.en = "Spring survey"
languages = ["en"]
script.introduction.en = "Hello, I am a volunteer ringing for {organisation}. May I ask you a question?"
script.closing.en = "Thank you. We keep your answer to plan our work. You can ask us to stop at any time."

[[questions]]
id = "bus"
kind = "yes_no"
en = "Do they take the bus?"
"""
REHEARSAL = """## Somebody who takes the bus
- ring in, pin, 1, 1, contact answers, star, 1, 1
- 1, expect outcome survey_complete
"""


@pytest.fixture
def staff(page: Page, evening: Evening) -> Page:
    """Staff of Saltmouth, at their first page."""
    page.set_default_timeout(20_000)
    signed.sign_in(page, evening, "staff", "Saltmouth")
    page.goto(f"{evening.base}/staff")
    return page


def _sends(page: Page, folder: Path, text: str) -> None:
    flow, beside = folder / "spring.toml", folder / "spring.rehearsals.md"
    flow.write_text(text)
    beside.write_text(REHEARSAL)
    page.get_by_role("link", name="Call flows").click()
    page.get_by_label("Its files").set_input_files([flow, beside])
    page.get_by_role("button", name="Send").click()


def _checked(page: Page, evening: Evening) -> None:
    """The worker checks, and the page shows what it found by itself."""
    expect(page.get_by_text("Trying every key in every place")).to_be_visible()
    evening.service.tasks.drain()
    expect(page.get_by_text("Trying every key in every place")).to_have_count(0)


def _publishes(page: Page, why: str) -> None:
    page.get_by_label("What for").fill(why)
    page.get_by_label("Campaign that plays it").select_option("Saltmouth voters")
    page.get_by_role("button", name="Publish").click()
    expect(page.get_by_text("Saltmouth voters plays it from its next call on.")).to_be_visible()


def test_a_flow_is_sent_mended_looked_at_published_and_taken_back(
    staff: Page, evening: Evening, tmp_path: Path
) -> None:
    _sends(staff, tmp_path, SPRING.replace("yes_no", "yesno"))
    looks_well(staff, "flow-being-checked")
    _checked(staff, evening)
    expect(staff.locator("main")).to_contain_text(
        'spring.toml, line 9 question 1, kind: there is no "yesno" here'
    )
    expect(staff.get_by_role("button", name="Publish")).to_have_count(0)
    looks_well(staff, "flow-broken")

    staff.get_by_label("The flow", exact=True).fill(SPRING)
    staff.get_by_role("button", name="Save and check").click()
    _checked(staff, evening)
    expect(staff.get_by_text("The flow holds, and its rehearsal goes as expected.")).to_be_visible()
    looks_well(staff, "flow-holds")

    staff.get_by_role("link", name="The picture (en)").click()
    expect(staff.locator("svg title").first).to_have_text("Spring survey")
    staff.go_back()
    staff.get_by_role("link", name="The card to print (en)").click()
    expect(staff.locator("body")).to_contain_text("Do they take the bus?")
    assert staff.evaluate("getComputedStyle(document.body).fontSize") != "16px", (
        "the card has its large print"
    )
    staff.go_back()

    before = evening.rows(Campaign)[0]["flow_version"]
    _publishes(staff, "spring survey")
    looks_well(staff, "flow-published")
    (spring,) = [row for row in evening.rows(Flow) if row["name"] == "spring"]
    assert evening.rows(Campaign)[0]["flow_version"] == spring["version"]
    assert (spring["why"], spring["published_by"]) == ("spring survey", "user 1")

    staff.get_by_role("link", name="Call flows").click()
    looks_well(staff, "flows")
    staff.get_by_role("row", name="voter-id").get_by_role("link").click()
    expect(staff.get_by_role("button", name="Put it in force")).to_have_count(0)
    staff.get_by_role("button", name="Check it anew").click()
    looks_well(staff, "flow-checked-anew")
    _checked(staff, evening)
    staff.get_by_label("What for").fill("the old one was better")
    looks_well(staff, "flow-to-go-back-to")
    staff.get_by_role("button", name="Put it in force").click()
    expect(staff.get_by_text("Saltmouth voters plays it from its next call on.")).to_be_visible()
    assert evening.rows(Campaign)[0]["flow_version"] == before
    (published,) = [row for row in evening.ledger("flow:published") if row["data"].get("by") == "user 1"]
    assert published["data"]["flow"] == "spring"
    changed = evening.ledger("campaign:changed")
    assert [row["data"]["by"] for row in changed] == ["user 1", "user 1"]
    whys = [
        row["value"] for one in changed for row in evening.rows(Salt)
        if row["entry_id"] == one["id"] and row["field"] == "why"
    ]  # fmt: skip
    assert whys == ["spring survey", "the old one was better"]


def test_a_changed_flow_says_what_changes_and_a_rehearsal_that_goes_otherwise_keeps_it_back(
    staff: Page, evening: Evening, tmp_path: Path
) -> None:
    _sends(staff, tmp_path, SPRING)
    _checked(staff, evening)
    _publishes(staff, "spring survey")
    staff.get_by_role("button", name="Begin a draft from it").click()
    _checked(staff, evening)
    staff.get_by_label("The flow", exact=True).fill(SPRING.replace("take the bus", "like the bus"))
    staff.get_by_label("Its rehearsals").fill(REHEARSAL.replace("survey_complete", "machine"))
    staff.get_by_role("button", name="Save and check").click()
    _checked(staff, evening)
    expect(staff.get_by_text("the outcome is not machine, but survey_complete.")).to_be_visible()
    expect(staff.get_by_text('questions.bus (en) now says "Do they like the bus?"')).to_be_visible()
    expect(staff.get_by_role("button", name="Publish")).to_have_count(0)
    staff.get_by_role("button", name="Delete this draft").click()
    expect(staff.get_by_text("The draft is deleted.")).to_be_visible()
