"""Staff at their pages in a real browser: from nothing to a campaign in which a volunteer is offered a contact."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from store.models import Campaign, Volunteer
from store.users import accounts, codes
from tests.console import signed
from tests.console.looking import looks_well
from tests.telephone.conftest import evening, evenings
from tests.telephone.evening import Evening
from tests.telephone.town import CALLER_ID

__all__ = ["evening", "evenings"]  # fixtures
pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)

LIST = (
    "Given name,Surname,Tel,House,Source\n"
    "Mary,Hughes,01632 960011,1 Quay Street,canvass\n"
    "Tom,Reed,not a number,2 Quay Street,canvass\n"
)


@pytest.fixture
def staff(page: Page, evening: Evening) -> Page:
    """Staff of all areas, at their first page."""
    page.set_default_timeout(15_000)
    signed.sign_in(page, evening)
    page.goto(f"{evening.base}/staff")
    return page


def _list(tmp_path: Path) -> Path:
    file = tmp_path / "list.csv"
    file.write_text(LIST)
    return file


def _made(page: Page, title: str = "Quayside") -> None:
    page.get_by_role("link", name="New campaign").click()
    looks_well(page, "staff-new")
    page.get_by_label("Title").fill(title)
    page.get_by_label("Area").fill("Saltmouth")
    page.get_by_label("Call flow").select_option("voter-id")
    page.get_by_label("Caller number").fill(CALLER_ID)
    page.get_by_role("button", name="Make the campaign").click()
    expect(page.get_by_text("The campaign is made.")).to_be_visible()


def _imported(page: Page, evening: Evening, file: Path) -> None:
    looks_well(page, "staff-contacts")
    page.get_by_label("A CSV file").set_input_files(file)
    page.get_by_role("button", name="Send it").click()
    expect(page.get_by_role("cell", name="Mary")).to_be_visible()
    looks_well(page, "staff-columns")
    page.get_by_label("Telephone (needed)").select_option("Tel")
    page.get_by_label("First name").select_option("Given name")
    page.get_by_label("Last name").select_option("Surname")
    page.get_by_label("Household").select_option("House")
    page.get_by_role("button", name="Import").click()
    expect(page.get_by_role("progressbar")).to_be_visible()
    looks_well(page, "staff-importing")
    assert evening.service.tasks.drain() == 1
    expect(page.get_by_text("Why rows were refused")).to_be_visible()
    looks_well(page, "staff-imported")


def test_from_nothing_to_a_campaign_in_which_a_volunteer_is_offered_a_contact(
    staff: Page, evening: Evening, tmp_path: Path
) -> None:
    _made(staff)
    _imported(staff, evening, _list(tmp_path))
    with staff.expect_download() as fetched:
        staff.get_by_role("link", name="Fetch the refused rows").click()
    assert "The number cannot be read" in fetched.value.path().read_text(encoding="utf-8-sig")
    staff.get_by_role("link", name="Volunteers").click()
    staff.get_by_label("Name").fill("Ann Price")
    staff.get_by_label("Their own telephone").fill("0118 496 0001")
    staff.get_by_role("button", name="Take on").click()
    shown = staff.get_by_role("status")
    expect(shown).to_contain_text("Hand these on.")
    found = re.search(r"PIN\s*(\d{4})", shown.text_content() or "")
    assert found is not None
    looks_well(staff, "staff-volunteers")
    staff.get_by_role("link", name="Overview").click()
    staff.get_by_role("button", name="Start calling").click()
    expect(staff.get_by_text("Running", exact=True)).to_be_visible()
    looks_well(staff, "staff-campaign")
    ann = evening.rings_in("+441184960001")
    ann.presses("1").presses(found[1]).presses("5").hears("Quayside").presses("1").hears("Mary Hughes")


def test_staff_set_themselves_up_with_a_one_time_code_and_a_telephone(page: Page, evening: Evening) -> None:
    parts = evening.service.parts
    with parts.db.write() as tx:
        once = accounts.add(
            tx, email="jo@harbour.example", role="staff", areas=(), now=parts.now(), keys=parts.terms.keys
        )
    page.set_default_timeout(15_000)
    page.goto(f"{evening.base}/staff")
    looks_well(page, "sign-in")
    page.get_by_role("link", name="Begin with it here").click()
    looks_well(page, "sign-in-begin")
    page.get_by_label("Your e-mail address").fill("jo@harbour.example")
    page.get_by_label("The one-time code").fill(once)
    page.get_by_label("A password of your own").fill("gull lamp rope tide")
    page.get_by_role("button", name="Go on").click()
    expect(page.get_by_role("img", name="The code to scan")).to_be_visible()
    looks_well(page, "sign-in-telephone")
    secret = (page.locator(".spelt").text_content() or "").replace(" ", "")
    page.get_by_label("The six digits").fill(codes.current(secret, evening.now()))
    page.get_by_role("button", name="Finish").click()
    expect(page.get_by_role("heading", name="Write these recovery codes down")).to_be_visible()
    looks_well(page, "sign-in-recovery")
    page.get_by_role("link", name="I have written them down").click()
    expect(page.get_by_role("heading", name="Campaigns")).to_be_visible()
    looks_well(page, "staff-home")
    page.goto(f"{evening.base}/audit")
    looks_well(page, "not-for-you")
    page.goto(evening.base)
    expect(page.get_by_role("listitem").first).to_have_text("Ring the number that you were given.")
    looks_well(page, "home")
    page.context.clear_cookies()
    page.goto(f"{evening.base}/sign-in")
    page.get_by_label("Your e-mail address").fill("jo@harbour.example")
    page.get_by_label("Your password").fill("gull lamp rope tide")
    page.get_by_role("button", name="Go on").click()
    expect(page.get_by_role("heading", name="The code from your telephone")).to_be_visible()
    looks_well(page, "sign-in-code")


def test_settings_tighten_and_what_would_loosen_the_law_is_refused(staff: Page, evening: Evening) -> None:
    staff.goto(f"{evening.base}/staff/campaigns/saltmouth/settings")
    looks_well(staff, "staff-settings")
    staff.get_by_label("Lines close").fill("21:30")
    staff.get_by_role("button", name="Save the settings").click()
    expect(staff.get_by_role("alert")).to_be_visible()
    staff.get_by_label("Lines open").fill("09:30")
    staff.get_by_label("Lines close").fill("20:00")
    staff.get_by_label("Sunday").uncheck()
    staff.get_by_label("Dates off").fill("2026-12-25\n2026-12-26")
    staff.get_by_label("Hours after an answering machine").fill("48")
    staff.get_by_label("Canvass").check()
    staff.get_by_label("Days that contacts are kept").fill("30")
    staff.get_by_label("Offer it to volunteers first").check()
    staff.get_by_role("button", name="Save the settings").click()
    expect(staff.get_by_text("The settings are saved.")).to_be_visible()
    (row,) = evening.rows(Campaign)
    assert row["hours"] == {
        "opens": "09:30", "closes": "20:00", "weekdays": [1, 2, 3, 4, 5, 6],
        "dates_off": ["2026-12-25", "2026-12-26"],
    }  # fmt: skip
    assert (row["calling"], row["sources"]) == ({"machine_hours": 48}, ["canvass"])
    assert (row["contacts_days"], row["featured"]) == (30, True)
    (entry,) = evening.ledger("campaign:changed")
    assert entry["data"]["by"].startswith("user ")


def test_an_opt_out_and_a_consent_are_written_down_and_whoever_looks_is_known(
    staff: Page, evening: Evening
) -> None:
    staff.get_by_role("link", name="Opt-outs").click()
    looks_well(staff, "staff-wishes")
    staff.get_by_label("Telephone number").fill("01632 960011")
    staff.get_by_role("button", name="Look it up").click()
    looks_well(staff, "staff-number")
    assert "960011" not in staff.url
    staff.get_by_label("What was agreed to").fill("Please do ring me.")
    staff.get_by_label("When").fill("2026-11-17T14:30")
    staff.get_by_label("How it was given").fill("a form")
    staff.get_by_role("button", name="Record the consent").click()
    expect(staff.get_by_text("Calls are welcome", exact=True)).to_be_visible()
    staff.get_by_label("They asked for no more calls.").check()
    staff.get_by_role("button", name="No more calls").click()
    expect(staff.get_by_text("No more calls to that number, from this moment.")).to_be_visible()
    looks_well(staff, "staff-number-opted-out")
    for name in ("All opt-outs", "All consents"):
        staff.goto(f"{evening.base}/staff/wishes")
        staff.get_by_role("link", name=name).click()
        expect(staff.get_by_role("listitem").get_by_text("01632 960011")).to_be_visible()
        looks_well(staff, f"staff-{name.lower().replace(' ', '-')}")
    looks = evening.ledger("number:looked_up")
    assert len(looks) == 5
    assert all(one["data"]["by"].startswith("user ") for one in looks)


def test_a_volunteer_gets_another_pin_and_leaves(staff: Page, evening: Evening) -> None:
    evening.volunteer("Ann Price", "+441184960001")
    staff.goto(f"{evening.base}/staff/campaigns/saltmouth/volunteers")
    (before,) = evening.rows(Volunteer)
    staff.get_by_role("button", name="New PIN for Ann Price").click()
    expect(staff.get_by_text("Hand these on.")).to_be_visible()
    (after,) = evening.rows(Volunteer)
    assert after["pin_hash"] != before["pin_hash"]
    staff.get_by_role("button", name="Remove Ann Price").click()
    expect(staff.get_by_text("They no longer call for this campaign.")).to_be_visible()
    assert not evening.rows(Volunteer)[0]["active"]
    assert [one["kind"] for one in evening.ledger() if one["kind"].startswith("volunteer:")] == [
        "volunteer:added", "volunteer:pin_changed", "volunteer:removed",
    ]  # fmt: skip


PAGES = (
    "", "/new", "/campaigns/saltmouth", "/campaigns/saltmouth/settings", "/campaigns/saltmouth/contacts",
    "/campaigns/saltmouth/volunteers", "/wishes", "/registers",
)  # fmt: skip


@pytest.mark.parametrize("width", [320, 1280])
def test_no_page_of_staff_s_is_wider_than_the_screen(staff: Page, evening: Evening, width: int) -> None:
    evening.volunteer("Ann Price", "+441184960001")
    staff.set_viewport_size({"width": width, "height": 800})
    for path in PAGES:
        staff.goto(f"{evening.base}/staff{path}")
        assert staff.evaluate("document.documentElement.scrollWidth") <= width, path


def test_the_registers_say_their_age(staff: Page) -> None:
    staff.get_by_role("link", name="Registers").click()
    expect(staff.get_by_text("3 days of 28")).to_have_count(2)
    looks_well(staff, "staff-registers")
