"""Auditors' pages in a real browser: from a complaint to its answer, with the real service and rehearsal carrier."""

from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from playwright.sync_api import Browser, Page, expect
from sqlalchemy import insert

from store import consents, web_sessions
from store.models import User
from tests.console.looking import looks_well
from tests.ledger.asking import number_of
from tests.telephone.calls import ANN, MARY, TOM, set_up
from tests.telephone.conftest import evening, evenings
from tests.telephone.evening import Evening

__all__ = ["evening", "evenings"]  # fixtures
pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)

LONDON = ZoneInfo("Europe/London")
PATHS = (
    "",
    "/reports",
    "/reports/refusals",
    "/refusals",
    "/opt-outs",
    "/consents",
    "/registers",
    "/looks",
    "/proof",
)


@pytest.fixture
def complained(evening: Evening) -> Evening:
    """Mary was rung a minute before lines closed, and asked for no more calls; a minute later Tom was not rung."""
    set_up(evening)
    evening.becomes(datetime(2026, 11, 18, 20, 44, tzinfo=LONDON))
    ann = evening.rings_in(ANN)
    ann.presses("4826").presses("1").presses("1")
    mary = evening.telephone(MARY)
    evening.passes(6)
    mary.answers()
    evening.passes(20)
    mary.hangs_up()
    ann.presses("1").presses("4").presses("1")
    evening.passes(40)
    ann.presses("1")
    assert evening.ledger("decision:refused")
    evening.becomes(datetime(2026, 11, 18, 21, 0, 5, tzinfo=LONDON))
    with evening.service.parts.db.write() as tx:
        consents.add(
            tx, number_of(evening, TOM), evening.now(), wording="You may call me about the campaign.",
            obtained_at=evening.now() - timedelta(days=3), source="web page",
        )  # fmt: skip
    evening.service.sealer.seal()
    return evening


def _sign_in(page: Page, evening: Evening, *areas: str) -> Page:
    """An auditor who has signed in: how they do is another test's."""
    with evening.service.parts.db.write() as tx:
        values = {"email": "jo@harbour.example", "role": "auditor", "areas": list(areas)}
        now = {"created_at": evening.now(), "enrolled_at": evening.now()}
        user = tx.execute(insert(User).returning(User.id), values | now).scalar_one()
        token = web_sessions.start(tx, evening.now(), user=user)
    page.context.add_cookies([{"name": "ringround", "value": token, "url": evening.base}])
    page.set_default_timeout(20_000)
    page.goto(f"{evening.base}/audit")
    return page


@pytest.fixture
def auditor(page: Page, complained: Evening) -> Page:
    """An auditor of all areas, at the first page."""
    return _sign_in(page, complained)


def _searches(page: Page, number: str) -> None:
    page.get_by_label("Telephone number, with its area code").fill(number)
    page.get_by_label("Why do you look at this number?").select_option("A complaint")
    page.get_by_label("Reference, such as").fill("HP-12")
    page.get_by_role("button", name="Search").click()


def test_a_complaint_of_a_call_at_nine_at_night_is_answered(auditor: Page, complained: Evening) -> None:
    looks_well(auditor, "audit-home")
    _searches(auditor, "01632 960011")
    expect(auditor.get_by_role("heading", level=1)).to_have_text("All about 01632 960011")
    main = auditor.locator("main")
    expect(main).to_contain_text("Every call to it was rung between 09:00:00 and 20:45:00, London time")
    expect(main).to_contain_text("Wednesday 18 November 2026 at 20:44")
    expect(main).to_contain_text("No more calls")
    expect(main).to_contain_text("jo@harbour.example: looked at number")
    expect(main).to_contain_text("A complaint, HP-12")
    assert "960011" not in auditor.url
    looks_well(auditor, "audit-found")

    auditor.get_by_role("link", name="The whole call").first.click()
    expect(main).to_contain_text("20:44:00 on Wednesday is within 09:00 to 20:45.", use_inner_text=False)
    expect(main).to_contain_text("The contact's telephone was answered.")
    expect(main).to_contain_text("no more calls")
    assert "960011" not in auditor.content()
    assert "Mary" not in auditor.content()
    auditor.get_by_text("Every rule and every fact").last.click()
    looks_well(auditor, "audit-call")

    auditor.get_by_role("link", name="Proof").click()
    auditor.get_by_role("button", name="Compare").click()
    auditor.get_by_role("button", name="Verify the ledger").click()
    auditor.get_by_role("button", name="Decide again").click()
    complained.service.tasks.drain()
    expect(main).to_contain_text("The ledger holds.")
    expect(main).to_contain_text("2 calls at the carrier, 2 here; 0 differences.")
    expect(main).to_contain_text("0 differ")
    looks_well(auditor, "audit-proof-done")
    looked = complained.ledger("number:looked_up")
    assert [entry["data"]["where"] for entry in looked] == ["a search"]  # the call was opened within the hour


def test_a_number_is_not_looked_at_without_a_reason(auditor: Page, complained: Evening) -> None:
    auditor.get_by_label("Telephone number, with its area code").fill("01632 960011")
    auditor.get_by_role("button", name="Search").click()
    expect(auditor.get_by_role("alert")).to_have_text(
        "Looking at a number needs a reason: choose one of the list."
    )
    expect(auditor.get_by_label("Telephone number, with its area code")).to_have_value("01632 960011")
    auditor.get_by_label("Why do you look at this number?").select_option("A quality check")
    auditor.get_by_label("Reference, such as").fill("see 01632 960012")
    auditor.get_by_role("button", name="Search").click()
    expect(auditor.get_by_role("alert")).to_contain_text("Leave telephone numbers out of the reference")
    assert complained.ledger("number:looked_up") == []
    looks_well(auditor, "audit-home-refused")


def test_a_refusal_leads_to_every_rule_and_to_the_number(auditor: Page, complained: Evening) -> None:
    _refused(complained)
    auditor.get_by_role("link", name="Refusals").click()
    auditor.get_by_role("button", name="Show them This number has asked for no more calls.").click()
    auditor.get_by_role("link", name="Why").first.click()
    main = auditor.locator("main")
    expect(main).to_contain_text("This number has asked for no more calls.")
    expect(main).to_contain_text("Source of the rule: PECR 2003 reg 21(1)(a)")
    looks_well(auditor, "audit-decision")
    auditor.get_by_text("Show the number and all about it").click()
    auditor.get_by_label("Why do you look at this number?").select_option("A quality check")
    auditor.get_by_role("button", name="Show it").click()
    expect(auditor.get_by_role("heading", level=1)).to_have_text("All about 01632 960011")
    with auditor.expect_download() as taken:
        auditor.get_by_role("button", name="Take it all away as CSV").click()
    rows = taken.value.path().read_text(encoding="utf-8").splitlines()
    assert rows[0].startswith("entry,place,time_utc,time_london,what,reason")
    assert any(",opted_out," in row for row in rows)
    assert "960011" not in "".join(rows)
    assert complained.ledger("search:exported")[0]["data"]["form"] == "csv"


def _refused(evening: Evening) -> None:
    from bridge.decisions import About, ask  # noqa: PLC0415
    from bridge.facts import contact_facts  # noqa: PLC0415
    from policy import DialContact  # noqa: PLC0415

    parts, contact = evening.service.parts, evening.attempts()[0]["contact_id"]
    with parts.db.write() as tx:
        facts = contact_facts(tx, parts, contact, evening.now())
        ask(tx, parts, DialContact(), facts, evening.now(), About("saltmouth", contact=contact, volunteer=1))


def test_an_auditor_takes_away_the_head_the_key_and_an_export_that_verify(
    auditor: Page, complained: Evening, tmp_path: Path
) -> None:
    from store.sealing.verify import file_source, read_heads, verify  # noqa: PLC0415

    auditor.goto(f"{complained.base}/audit/proof")
    files = {}
    for name, link in (("head", "Download the head"), ("key", "Download the public key")):
        files[name] = _downloads(auditor, link, tmp_path / name)
    auditor.get_by_role("button", name="Make an export").click()
    complained.service.tasks.drain()
    files["export"] = _downloads(auditor, "Download it", tmp_path / "export")
    result = verify(file_source(files["export"]), files["key"].read_bytes(), read_heads(files["head"]))
    assert result.holds
    assert result.proven > 20

    auditor.get_by_text("Hold it against the head and the key").click()
    auditor.get_by_label("Heads that you keep").fill(files["head"].read_text())
    auditor.get_by_label("The public key that you keep").fill(files["key"].read_text())
    auditor.get_by_role("button", name="Verify the ledger").click()
    complained.service.tasks.drain()
    expect(auditor.locator("main")).to_contain_text("by the heads that you keep")
    assert complained.ledger("ledger:exported")[0]["data"]["by"] == "user 1"


def _downloads(page: Page, link: str, to: Path) -> Path:
    with page.expect_download() as taken:
        page.get_by_role("link", name=link).click()
    taken.value.save_as(to)
    return to


def test_no_page_has_a_fault_that_axe_finds_or_is_wider_than_a_small_screen(
    auditor: Page, complained: Evening
) -> None:
    auditor.goto(f"{complained.base}/audit/reports")
    auditor.get_by_role("button", name="Count all for the last week").click()
    complained.service.tasks.drain()
    expect(auditor.locator("main")).to_contain_text("0 dials of 1 outside 09:00 to 20:45, London.")
    _searches_nobody(auditor, complained)
    for path in PATHS:
        auditor.goto(f"{complained.base}/audit{path}")
        looks_well(auditor, f"audit-{path.strip('/').replace('/', '-') or 'first'}")
        auditor.set_viewport_size({"width": 320, "height": 700})
        wide = "[...document.querySelectorAll('*')].filter(one => one.getBoundingClientRect().right > 320)"
        assert auditor.evaluate(f"{wide}.map(one => one.outerHTML.slice(0, 80))") == [], path
        auditor.set_viewport_size({"width": 1280, "height": 720})


def _searches_nobody(page: Page, evening: Evening) -> None:
    page.goto(f"{evening.base}/audit")
    _searches(page, "01632 960999")
    expect(page.locator("main")).to_contain_text("is on no list that you may see")
    assert evening.ledger("number:looked_up")[-1]["data"]["number"] is None


def test_the_pages_work_without_javascript(browser: Browser, complained: Evening) -> None:
    context: Any = browser.new_context(java_script_enabled=False, locale="en-GB")
    page = _sign_in(context.new_page(), complained)
    _searches(page, "01632 960011")
    page.get_by_role("link", name="The whole call").first.click()
    assert "Permitted" in (page.text_content("main") or "")
    page.get_by_role("link", name="Proof").click()
    page.get_by_role("button", name="Verify the ledger").click()
    complained.service.tasks.drain()
    page.get_by_role("link", name="Look again").click()
    assert "The ledger holds." in (page.text_content("main") or "")
    context.close()


def test_an_auditor_of_another_area_finds_nothing(page: Page, complained: Evening) -> None:
    _sign_in(page, complained, "Inland")
    page.get_by_role("button", name="Search").click()
    expect(page.locator("main")).to_contain_text("Nothing is on record that fits.")
    _searches_elsewhere(page, complained)
    page.get_by_role("link", name="Proof").click()
    assert page.get_by_role("button", name="Make an export").count() == 0


def _searches_elsewhere(page: Page, evening: Evening) -> None:
    page.goto(f"{evening.base}/audit")
    _searches(page, "01632 960011")
    expect(page.locator("main")).not_to_contain_text("20:44")
    expect(page.locator("main")).to_contain_text("is on no list that you may see")
