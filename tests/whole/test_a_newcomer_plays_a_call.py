"""The page that `make run` opens, in a real browser, on the real service: a newcomer plays both ends of a call.

Set RINGROUND_PICTURES to a folder, and the README's picture is taken there.
"""

import os
import re
from pathlib import Path

from playwright.sync_api import Locator, Page, expect


def _press(telephone: Locator, keys: str) -> None:
    for key in keys:
        telephone.get_by_role(
            "button", name=re.compile(rf"^{re.escape(key)}\b|^{re.escape(key)}$")
        ).first.click()


SAID = "window.said = []; speechSynthesis.speak = words => said.push([words.lang, words.text]);"
"""In place of the browser's voice, which a test cannot hear."""


def test_a_newcomer_rings_in_answers_as_the_contact_and_keys_the_outcome(
    page: Page, rehearsal_address: str
) -> None:
    page.set_default_timeout(30_000)
    expect.set_options(timeout=30_000)
    page.set_viewport_size({"width": 1400, "height": 1150})
    page.add_init_script(SAID)
    page.goto(f"{rehearsal_address}/")
    expect(page.locator("body")).to_contain_text("This is a rehearsal: no real telephone rings.")
    page.get_by_role("link", name="Open the two telephones").click()
    volunteer, contact, record = page.locator("#volunteer"), page.locator("#contact"), page.locator("main")

    page.get_by_label("Read the words aloud").check()
    volunteer.get_by_role("button", name="Ring in").click()
    expect(volunteer).to_contain_text("Please enter your four-digit PIN.")
    assert ["en-GB", "Please enter your four-digit PIN."] in page.evaluate("said")
    page.get_by_label("Read the words aloud").uncheck()
    _press(volunteer, "1592")
    expect(volunteer).to_contain_text("To check your telephone, press 5.")
    _press(volunteer, "5")
    expect(volunteer).to_contain_text("Saltmouth voters.")
    _press(volunteer, "1")
    expect(volunteer).to_contain_text("To call, press 1.")
    _press(volunteer, "1")
    expect(volunteer).to_contain_text("Ringing. When the music stops, say hello.")

    contact.get_by_role("button", name="Answer").first.click()
    expect(contact).to_contain_text("Talking")
    expect(record).to_contain_text("Volunteer and contact hear each other")
    expect(record).to_contain_text("The number is not on the register.")
    _take_picture(page)

    contact.get_by_role("button", name="Hang up").click()
    expect(volunteer).to_contain_text("Did you speak to")
    _press(volunteer, "1")
    expect(volunteer).to_contain_text("For survey answers, press 1.")
    _press(volunteer, "3")
    expect(volunteer).to_contain_text("Did you read the closing statement?")
    _press(volunteer, "1")
    expect(volunteer).to_contain_text("One call.")
    expect(record).to_contain_text("declined", ignore_case=True)
    _press(volunteer, "9")
    expect(volunteer).to_contain_text("Goodbye.")


def _take_picture(page: Page) -> None:
    folder = os.environ.get("RINGROUND_PICTURES")
    if folder:
        page.screenshot(path=Path(folder) / "rehearsal.png")
