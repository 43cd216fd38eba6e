"""Staff watch the lines, work off what was asked of them, and read the results, in a real browser."""

import pytest
from playwright.sync_api import Locator, Page, expect
from sqlalchemy import update

from console.staff import board
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


def test_what_happens_is_on_the_board_within_two_seconds(
    staff: Page, evening: Evening, monkeypatch: pytest.MonkeyPatch
) -> None:
    """By the page's own clock; the half second for which a look is good for others, too, comes on top."""
    monkeypatch.setattr(board, "GOOD_FOR", 0.0)
    set_up(evening)
    staff.clock.install()
    staff.goto(f"{evening.base}/staff/board")
    staff.clock.pause_at(staff.evaluate("Date.now()") + 1)
    ann, row = evening.rings_in(ANN), staff.get_by_role("row", name="Ann Price")

    def within(locator: Locator, words: str) -> None:
        staff.clock.run_for(2000 - 500)
        expect(locator).to_contain_text(words)

    ann.presses("4826")
    within(row, "Waiting")
    on_the_line = staff.get_by_role("region", name="Who is on the line")
    on_the_line.focus()
    ann.presses("0").presses("2")
    wanting = staff.get_by_role("region", name="Would like a co-ordinator")
    within(
        wanting,
        "Ann Price, telephone ending 001 Asked for a co-ordinator. Waiting for 0:00. Saltmouth voters",
    )
    ann.presses("1").presses("1")
    within(row, "Ringing")
    evening.telephone(MARY).answers()
    within(row, "Talking")
    expect(on_the_line).to_be_focused()
    staff.clock.resume()
    looks_well(staff, "board-co-ordinator")


def test_the_board_follows_a_call_by_itself(staff: Page, evening: Evening) -> None:
    set_up(evening)
    staff.goto(f"{evening.base}/staff/board")
    expect(staff.get_by_text("Nobody is on the line.")).to_be_visible()
    ann = evening.rings_in(ANN)
    ann.presses("4826").presses("1")
    evening.volunteer("Bob Lane", BOB, "1357")
    bob = evening.rings_in(BOB)
    bob.presses("1357").presses("0").presses("2").presses("1")
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


def test_a_volunteer_who_asked_for_a_co_ordinator_is_rung_and_worked_off(
    staff: Page, evening: Evening
) -> None:
    set_up(evening)
    evening.rings_in(ANN).presses("4826").presses("0").presses("2").hangs_up()
    staff.goto(f"{evening.base}/staff/board")
    staff.get_by_role("link", name="Ann Price").click()
    one = staff.get_by_role("listitem").filter(has_text="Ring the volunteer: Ann Price, telephone ending 001")
    expect(one).to_contain_text("Asked for a co-ordinator.")
    expect(staff.locator("main")).not_to_contain_text("960001")
    one.get_by_role("button", name="Show the volunteer's number").click()
    expect(one).to_contain_text("0118 496 0001")
    assert evening.ledger("number:looked_up")[-1]["data"]["by"] == "user 1"
    one.get_by_role("button", name="Done").click()
    expect(staff.get_by_text("Nothing is open.")).to_be_visible()
    staff.goto(f"{evening.base}/staff/board")
    expect(staff.locator("main")).not_to_contain_text("co-ordinator")


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
    texts = {name: _fetched(staff, name) for name in ("Outcomes", "Questions", "Wards", "Hours")}
    assert {name: text.splitlines()[0] for name, text in texts.items()} == {
        "Outcomes": "Outcome,Calls",
        "Questions": "Question,Answer,Given",
        "Wards": "Ward,Area,Surveys,Calls",
        "Hours": "London time,Answered,Calls",
    }
    assert "'=HARBOUR()" in texts["Wards"], "no spreadsheet runs what stands in a list"
    assert texts["Hours"].splitlines()[1:] == ["18:00 to 19:00,1,1"]
    tables = [{"by": "user 1", "table": name.lower()} for name in texts]
    assert [entry["data"] for entry in evening.ledger("results:exported")] == tables


def _fetched(page: Page, name: str) -> str:
    with page.expect_download() as fetched:
        page.get_by_role("link", name=f"{name} (CSV)").click()
    return fetched.value.path().read_text("utf-8-sig")
