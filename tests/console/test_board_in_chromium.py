"""Staff watch the lines, work off what was asked of them, and read the results, in a real browser."""

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy import update

from store.models import Contact, FollowUp
from tests.console import signed
from tests.console.looking import looks_well
from tests.telephone.calls import ANN, MARY, set_up, talking
from tests.telephone.conftest import evening, evenings
from tests.telephone.evening import Evening

__all__ = ["evening", "evenings"]  # fixtures
BOB = "+441184960002"
pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


@pytest.fixture
def staff(page: Page, evening: Evening) -> Page:
    """Staff of Saltmouth, at their first page."""
    page.set_default_timeout(20_000)
    signed.sign_in(page, evening, "staff", "Saltmouth")
    return page


def _figure(page: Page, words: str) -> str:
    return page.locator("#board .figures div", has_text=words).locator("dd").inner_text()


def test_the_board_follows_a_call_by_itself(staff: Page, evening: Evening) -> None:
    set_up(evening)
    staff.goto(f"{evening.base}/staff/board")
    expect(staff.get_by_text("Nobody is on the line.")).to_be_visible()
    ann = evening.rings_in(ANN)
    ann.presses("4826").presses("1")
    evening.volunteer("Bob Lane", BOB, "1357")
    bob = evening.rings_in(BOB)
    bob.presses("1357").presses("1")
    row = staff.get_by_role("row", name="Ann Price")
    expect(row).to_contain_text("Waiting")
    ann.presses("1")
    expect(row).to_contain_text("Ringing")
    evening.telephone(MARY).answers()
    evening.passes(70)
    expect(row).to_contain_text("Talking")
    expect(row).to_contain_text("1:10")
    expect(staff.get_by_role("row", name="Bob Lane")).to_contain_text("Waiting")
    figures = [_figure(staff, name) for name in ("Waiting", "Talking", "Lines in use")]
    assert figures == ["1", "1", "3"]
    looks_well(staff, "board")
    ann.hangs_up()
    bob.hangs_up()
    evening.passes(5)
    expect(staff.get_by_text("Nobody is on the line.")).to_be_visible()


def test_staff_of_another_area_see_nobody(page: Page, evening: Evening) -> None:
    signed.sign_in(page, evening, "staff", "Elsewhere")
    talking(evening)
    page.goto(f"{evening.base}/staff/board")
    expect(page.get_by_text("Nobody is on the line.")).to_be_visible()


def _reports_a_worry(evening: Evening) -> None:
    """Ann has spoken to Mary, and is worried about her."""
    ann, mary = talking(evening)
    mary.hangs_up()
    evening.settles()
    for key in ("0", "3", "2"):
        ann.presses(key)


def test_a_worry_is_worked_off_and_the_contact_put_back(staff: Page, evening: Evening) -> None:
    _reports_a_worry(evening)
    (worry,) = evening.rows(FollowUp)
    staff.goto(f"{evening.base}/staff/requests")
    expect(staff.locator("main")).to_contain_text("Worried about them: Mary")
    expect(staff.locator("main")).not_to_contain_text("960011")
    looks_well(staff, "requests")
    staff.get_by_role("button", name="Show the number").click()
    expect(staff.locator("main")).to_contain_text("01632 960011")
    assert evening.ledger("number:looked_up")[-1]["data"]["by"] == "user 1"
    assert "960011" not in staff.url
    staff.get_by_label("What was done").fill("Rang her: she is well.")
    staff.get_by_label("They may be rung by volunteers again").check()
    staff.get_by_role("button", name="Done").click()
    expect(staff.get_by_text("It is done.")).to_be_visible()
    expect(staff.get_by_text("Nothing is open.")).to_be_visible()
    (after,) = evening.rows(FollowUp)
    assert (after["done_by"], after["done_at"], after["note"]) == (1, evening.now(), "Rang her: she is well.")
    assert worry["contact_id"] is not None
    assert evening.rows(Contact)[worry["contact_id"] - 1]["paused_at"] is None
    assert evening.ledger("follow_up:done")[0]["data"]["by"] == "user 1"
    assert evening.ledger("contact:resumed")


def _surveyed(evening: Evening) -> None:
    ann, mary = talking(evening)
    mary.hangs_up()
    evening.settles()
    for keys in ("1", "1", "7", "9", "3", "1#", "1", "2", "1"):
        ann.presses(keys)
    ann.hangs_up()
    evening.settles()


def test_results_are_counted_by_the_worker_and_fetched_for_a_spreadsheet(
    staff: Page, evening: Evening
) -> None:
    _surveyed(evening)
    with evening.service.parts.db.write() as tx:
        tx.execute(update(Contact).values(ward="=HARBOUR()"))
    staff.goto(f"{evening.base}/staff/campaigns/saltmouth/results")
    expect(staff.get_by_text("They are being counted.")).to_be_visible()
    evening.service.tasks.drain()
    expect(staff.get_by_role("heading", name="By outcome")).to_be_visible()
    expect(staff.get_by_role("row", name="3, undecided")).to_contain_text("1")
    expect(staff.get_by_role("row", name="18:00 to 19:00")).to_contain_text("1")
    looks_well(staff, "results")
    with staff.expect_download() as fetched:
        staff.get_by_role("link", name="Wards (CSV)").click()
    text = fetched.value.path().read_text("utf-8-sig")
    assert text.splitlines()[0] == "Ward,Area,Surveys,Calls"
    assert "'=HARBOUR()" in text, "no spreadsheet runs what stands in a list"
    (fetched_entry,) = evening.ledger("results:exported")
    assert fetched_entry["data"] == {"by": "user 1", "table": "wards"}
