"""The two telephones in a real browser, on the real rehearsal carrier, with a scripted service behind it."""

import threading
from collections.abc import Iterator
from datetime import timedelta

import pytest
from flask import request
from playwright.sync_api import FilePayload, Locator, Page, expect
from werkzeug.serving import make_server

from console import CarrierAccess
from ivr.flows import text_of
from rehearsal.carrier import Carrier
from rehearsal.config import Config
from store.database import Database
from store.ledger import Kind, append
from tests.console import rows
from tests.console.conftest import ALEX, SERVICE, MakeApp
from tests.console.scripted import BASE, ScriptedService

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)

PIN = ALEX.pin


@pytest.fixture
def service() -> Iterator[Carrier]:
    """The rehearsal carrier, running, with the scripted service."""
    script = ScriptedService()
    config = Config(auth_token="token", numbers=(SERVICE,), voice_url=f"{BASE}/voice")
    with Carrier(config, transport=script) as carrier:
        script.carrier = carrier
        yield carrier


@pytest.fixture
def asked() -> list[str]:
    """The addresses that the browser asks for, as a log would keep them."""
    return []


@pytest.fixture
def address(make_app: MakeApp, service: Carrier, asked: list[str]) -> Iterator[str]:
    """Where the pages are served."""
    app = make_app(CarrierAccess(service.url, service.config.account_sid, "token"))
    app.before_request(lambda: asked.append(request.full_path))
    server = make_server("127.0.0.1", 0, app, threaded=True)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture
def telephones(page: Page, address: str) -> Page:
    """The page, open."""
    page.set_default_timeout(20_000)
    page.goto(f"{address}/rehearsal")
    return page


def _volunteer(page: Page) -> Locator:
    return page.locator("#volunteer")


def _contact(page: Page) -> Locator:
    return page.locator("#contact")


def _ring_in(page: Page) -> None:
    _volunteer(page).get_by_role("button", name="Ring in").click()
    expect(_volunteer(page)).to_contain_text("Please enter your four-digit PIN.")


def _ring_the_contact(page: Page) -> None:
    _ring_in(page)
    page.keyboard.type(PIN)
    expect(_volunteer(page)).to_contain_text("Next, Mary Evans")
    _volunteer(page).get_by_role("button", name="1", exact=True).click()
    expect(_contact(page).locator(".state")).to_have_text("Ringing…")


def test_a_newcomer_plays_both_ends_of_a_whole_call(telephones: Page) -> None:
    volunteer, contact = _volunteer(telephones), _contact(telephones)
    _ring_the_contact(telephones)
    expect(volunteer.locator(".state")).to_have_text("On hold: music")
    telephones.wait_for_function("!document.querySelector('#volunteer audio').paused")
    contact.get_by_role("button", name="Answer", exact=True).click()
    expect(volunteer.locator(".state")).to_have_text("Talking")
    telephones.wait_for_function("document.querySelector('#volunteer audio').paused")
    contact.get_by_label("Say something").fill("Hello? Who is this?")
    contact.get_by_role("button", name="Say", exact=True).click()
    expect(volunteer).to_contain_text("Hello? Who is this?")
    contact.get_by_role("button", name="Hang up").click()
    expect(volunteer).to_contain_text("Did you speak to Mary Evans?")
    volunteer.get_by_role("button", name="1", exact=True).click()
    expect(volunteer).to_contain_text("Saved. One call.")
    expect(volunteer.locator(".state")).to_have_text("Call ended")


def test_keys_can_be_typed_once_the_call_has_begun(telephones: Page) -> None:
    _ring_in(telephones)
    telephones.keyboard.type(PIN[:3])
    telephones.keyboard.type("x")
    telephones.keyboard.type(PIN[3:])
    expect(_volunteer(telephones)).to_contain_text("Next, Mary Evans")
    pressed = _volunteer(telephones).locator(".heard .mine")
    expect(pressed).to_have_text([f"You pressed{key}" for key in PIN])


def test_keys_typed_elsewhere_on_the_page_press_nothing(telephones: Page) -> None:
    _ring_in(telephones)
    telephones.get_by_label("Read the words aloud").focus()
    telephones.keyboard.type("1")
    _volunteer(telephones).locator(".keypad").focus()
    telephones.keyboard.type("2")
    expect(_volunteer(telephones).locator(".heard .mine")).to_have_text(["You pressed2"])


def test_the_contact_can_be_engaged_and_the_volunteer_can_hang_up(telephones: Page) -> None:
    _ring_the_contact(telephones)
    _contact(telephones).get_by_role("button", name="Be engaged").click()
    expect(_contact(telephones)).to_contain_text("Engaged: the call was not taken.")
    _volunteer(telephones).get_by_role("button", name="Hang up").click()
    expect(_volunteer(telephones).locator(".state")).to_have_text("Call ended")
    expect(_volunteer(telephones).get_by_role("button", name="Ring in")).to_be_visible()


def test_an_answering_machine_speaks_its_greeting(telephones: Page) -> None:
    _ring_the_contact(telephones)
    _contact(telephones).get_by_role("button", name="Be an answering machine").click()
    expect(_volunteer(telephones)).to_contain_text("Please leave a message after the tone.")


def test_the_record_grows_with_every_rule_s_verdict_and_names_who_is_rung(
    telephones: Page, db: Database
) -> None:
    expect(telephones.locator("#record-empty")).to_be_visible()
    with db.write() as tx:
        rows.open_session(tx, "s1")
        rows.refuse(tx, "s1")
    expect(telephones.locator("#record li")).to_have_count(2)
    expect(telephones.locator("#record")).to_contain_text("14:03:22")
    expect(telephones.locator("#rules .verdict")).to_contain_text("May this contact be rung? Refused")
    expect(telephones.locator("#rules .refused").first).to_have_text("✗ Refuse")
    with db.write() as tx:
        append(tx, Kind.SESSION_ENDED, rows.NOW + timedelta(minutes=1), session="s1")
    expect(telephones.locator("#record li")).to_have_count(3)


def test_nothing_that_the_page_asks_for_has_a_number_in_its_address(
    telephones: Page, asked: list[str]
) -> None:
    _ring_the_contact(telephones)
    assert any("/rehearsal/api/handset?since=" in path for path in asked)
    national = (ALEX.number[3:], SERVICE[3:], "1632960001")
    assert not [path for path in asked if any(number in path for number in national)]


def test_the_page_says_so_when_the_service_is_gone(telephones: Page) -> None:
    expect(telephones.locator("#trouble")).to_be_hidden()
    telephones.route("**/rehearsal/api/**", lambda route: route.abort())
    expect(telephones.get_by_role("alert")).to_have_text("The service does not answer. Is it still running?")


@pytest.mark.parametrize("width", [320, 900, 1400])
@pytest.mark.parametrize("path", ["/", "/rehearsal"])
def test_no_page_has_to_be_scrolled_sideways(
    page: Page, address: str, db: Database, path: str, width: int
) -> None:
    with db.write() as tx:
        rows.open_session(tx, "s1")
        rows.refuse(tx, "s1")
    page.set_viewport_size({"width": width, "height": 900})
    page.goto(address + path)
    if path == "/rehearsal":
        expect(page.locator("#rules tbody tr").first).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_every_key_and_button_is_large_enough_for_an_unsteady_hand(telephones: Page) -> None:
    buttons = telephones.get_by_role("button").all()
    assert len(buttons) > 24
    for button in buttons:
        box = button.bounding_box()
        assert box is not None
        assert min(box["width"], box["height"]) >= 44


def test_a_flow_file_of_ones_own_is_chosen_and_played(telephones: Page) -> None:
    telephones.get_by_text("Try a call flow of your own").click()
    broken = text_of("polling-day.toml").replace("[script.closing]", "[script.closng]")
    file = FilePayload(name="mine.toml", mimeType="text/plain", buffer=broken.encode())
    telephones.locator("#flow-file").set_input_files(file)
    telephones.get_by_role("button", name="Play it").click()
    expect(telephones.locator("#flow-problems li").first).to_contain_text("flow.toml:", timeout=60_000)
    telephones.locator("#flow-file").set_input_files([])
    telephones.locator("#flow-name").select_option("polling-day")
    telephones.get_by_role("button", name="Play it").click()
    expect(telephones.locator("#flow-said")).to_contain_text("“Spring” plays", timeout=60_000)
