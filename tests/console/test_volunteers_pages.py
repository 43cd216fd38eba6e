"""What a volunteer finds on the pages and may do there, on a browser without a script; the telephone is beside it."""

import re
from datetime import timedelta

import pytest
from sqlalchemy import update

from store import wards
from store.models import Answer, Campaign, Contact, FollowUp, OptOut, Volunteer
from tests.console import plain
from tests.console.plain import Plain
from tests.telephone.calls import ANN, MARY, TOM, set_up, talking
from tests.telephone.conftest import evening, evenings
from tests.telephone.evening import Evening
from tests.telephone.handset import Telephone

__all__ = ["evening", "evenings"]  # fixtures
pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)

NUMBER = re.compile(r"(?:\+44|\b0)[\d ]{9,}")


def _said(page: Plain) -> str:
    """The page's words."""
    return " ".join(re.sub(r"<[^>]+>", " ", page.text).split())


def _known(evening: Evening) -> None:
    """Mary's last voting intention is known."""
    with evening.service.parts.db.write() as tx:
        tx.execute(update(Contact).where(Contact.id == 1).values(last_voting_intention="Harbour Party"))


def _calls(evening: Evening, page: Plain, name: str) -> Plain:
    """They are called from the page."""
    page.presses(f"Call {name}")
    evening.settles()
    evening.passes(2)
    return page


def _ended(evening: Evening) -> tuple[Telephone, Plain]:
    """Ann has talked to Mary, who has hung up."""
    ann, mary = talking(evening)
    evening.passes(30)
    mary.hangs_up()
    evening.settles()
    return ann, plain.volunteer(evening).goes_to("/call/now")


def test_every_ward_is_found_page_by_page_and_those_without_numbers_say_so(evening: Evening) -> None:
    set_up(evening)
    names = [f"Ward {n:02}" for n in range(45)]
    with evening.service.parts.db.write() as tx:
        wards.note(tx, "saltmouth", [("Saltmouth", name, False) for name in names])
    page, found = plain.volunteer(evening).goes_to("/call/areas?q=ward"), list[str]()
    while True:
        found += re.findall(r"<strong>(Ward \d+)</strong>", page.text)
        assert page.text.count("No telephone numbers for this ward yet") == page.text.count("<strong>Ward")
        following = re.search(r'rel="next" href="([^"]+)"', page.text)
        if following is None:
            break
        page.goes_to(following[1].replace("&amp;", "&"))
    assert found == names
    assert not [words for words in page.buttons() if words.startswith("Call in")]


def test_where_no_ward_is_known_the_page_says_what_to_do_instead(evening: Evening) -> None:
    set_up(evening)
    page = plain.volunteer(evening)
    assert "call for the whole campaign" in _said(page.goes_to("/call/areas"))
    assert "Try a part of its name" in _said(page.goes_to("/call/areas?q=nowhere"))


def test_a_ward_is_called_from_the_page_of_areas(evening: Evening) -> None:
    set_up(evening)
    evening.contact("Jo Ash", "+441632960013", ward="Quay", area="Saltmouth")
    with evening.service.parts.db.write() as tx:
        wards.note(tx, "saltmouth", [("Saltmouth", "Quay", True)])
    evening.rings_in(ANN).presses("4826")
    page = plain.volunteer(evening).goes_to("/call/areas?q=saltmouth").presses("Call in Quay")
    assert "Call for Saltmouth voters, Quay" in _said(page)
    assert "Call Jo" in page.buttons()


def test_the_featured_campaign_comes_first(evening: Evening) -> None:
    set_up(evening)
    evening.second_campaign("Quayside", evening.rows(Volunteer)[0]["code"], "Jo Ash", "+441632960013")
    wanted = ["Call for Saltmouth voters", "Call for Quayside"]
    page = plain.volunteer(evening)
    assert [words for words in page.buttons() if words in wanted] == wanted
    with evening.service.parts.db.write() as tx:
        tx.execute(update(Campaign).where(Campaign.id == "second").values(featured=True))
    page.goes_to("/call")
    assert [words for words in page.buttons() if words in wanted] == wanted[::-1]


def test_voters_come_first_and_members_have_a_place_of_their_own(evening: Evening) -> None:
    set_up(evening)
    evening.second_campaign("Harbour members", evening.rows(Volunteer)[0]["code"], "Jo Ash", "+441632960013")
    with evening.service.parts.db.write() as tx:
        tx.execute(update(Campaign).where(Campaign.id == "second").values(purpose="membership"))
    page = plain.volunteer(evening)
    assert _said(page).index("Call voters") < _said(page).index("Call your members")
    assert _said(page).index("Call your members") < _said(page).index("Call for Harbour members")


def test_the_page_shows_who_it_is_and_what_to_say_and_never_a_number(evening: Evening) -> None:
    set_up(evening)
    _known(evening)
    ann = evening.rings_in(ANN).presses("4826")
    page = plain.volunteer(evening).presses("Call for Saltmouth voters")
    shown = [page.text]
    assert "Mary Ward Harbour Last voting intention Harbour Party" in _said(page)
    assert "Hughes" not in _said(page)
    assert "I am a volunteer ringing for Harbour Party." in _said(page)
    page.presses("Call Mary")
    evening.settles()
    shown.append(page.goes_to("/call/now").text)
    evening.telephone(MARY).answers().hangs_up()
    call = f"calls/{evening.attempts()[0]['id']}"
    shown += [page.goes_to(f"/call/{path}").text for path in ("now", "status", "calls", call)]
    ann.hangs_up()
    assert [NUMBER.findall(text) for text in shown] == [[]] * len(shown)


def test_the_words_follow_the_call_in_a_live_region(evening: Evening) -> None:
    set_up(evening)
    page = plain.volunteer(evening)
    heard, mark = [], ""

    def look() -> None:
        nonlocal mark
        found = re.search(r'role="status" id="words">([^<]*)', page.goes_to("/call/now").text)
        heard.append(found[1] if found else "")
        fresh = page.client.get("/call/status", headers={"If-None-Match": mark})
        assert fresh.get_json()["words"] == heard[-1], "what has changed is never answered with 304"
        mark = fresh.headers["ETag"]
        assert page.client.get("/call/status", headers={"If-None-Match": mark}).status_code == 304

    look()
    ann = evening.rings_in(ANN)
    look()
    ann.presses("4826").presses("1")
    look()
    ann.presses("1")
    look()
    mary = evening.telephone(MARY).answers()
    look()
    mary.hangs_up()
    look()
    assert [words.split(".")[0] for words in heard] == [
        "Your telephone is not connected", "Your telephone is connected", "Your telephone is connected",
        "Ringing", "Talking", "The call has ended",
    ]  # fmt: skip


def test_a_whole_survey_is_saved_with_a_question_that_is_passed_on(evening: Evening) -> None:
    ann, page = _ended(evening)
    page.presses(
        "Save survey", answer__council="7", answer__likely_to_vote="9", answer__voting_intention="1",
        answer__issues="2", answer__postal_vote="no", closing="1", pass_on="1", note="The sea wall",
    )  # fmt: skip
    evening.settles()
    ann.hears("Saved. One call.")
    assert evening.outcomes() == ["survey_complete"]
    assert [(row["kind"], row["note"]) for row in evening.rows(FollowUp)] == [("pass_on", "The sea wall")]
    home = _said(page.goes_to("/call"))
    assert "Calls 1 Surveys completed 1" in home


def test_a_volunteer_changes_over_from_the_keys_to_the_page_in_mid_call(evening: Evening) -> None:
    ann, page = _ended(evening)
    ann.presses("1").presses("1").presses("4").hears("Four.")
    page.goes_to("/call/now").presses("Save survey", answer__likely_to_vote="9")
    evening.settles()
    ann.hears("Saved. One call.")
    assert evening.outcomes() == ["survey_partial"]
    kept = [(row["value"], row["channel"], row["superseded_at"]) for row in evening.rows(Answer)]
    assert kept == [("4", "keypad", None), ("9", "page", None)]


def test_a_volunteer_changes_over_from_the_page_to_the_keys_in_mid_call(evening: Evening) -> None:
    set_up(evening)
    ann = evening.rings_in(ANN).presses("4826")
    page = _calls(evening, plain.volunteer(evening).presses("Call for Saltmouth voters"), "Mary")
    evening.telephone(MARY).answers().hangs_up()
    ann.hears("Did you speak to Mary Hughes?").presses("1").presses("3").presses("1").hears("One call.")
    assert evening.outcomes() == ["declined"]
    assert "Your last call, to Mary: They declined." in _said(page.goes_to("/call/now"))


def test_an_opt_out_on_the_page_has_to_be_confirmed(evening: Evening) -> None:
    _, page = _ended(evening)
    page.presses("No more calls")
    assert page.status == 422
    assert "Nothing was changed: tick that they asked for no more calls" in _said(page)
    assert evening.rows(OptOut) == []
    page.presses("No more calls", confirmed="1")
    assert len(evening.rows(OptOut)) == 1
    assert evening.outcomes() == ["opted_out"]


def test_whose_answers_they_are_is_switched_on_the_page(evening: Evening) -> None:
    set_up(evening, household="1 Quay Street")
    evening.rings_in(ANN).presses("4826").presses("1").presses("1")
    evening.telephone(MARY).answers().hangs_up()
    page = plain.volunteer(evening).goes_to("/call/now?member=1")
    assert "What Tom said" in _said(page)
    page.presses("Save survey", answer__council="7")
    tom = next(row["id"] for row in evening.rows(Contact) if row["first_name"] == "Tom")
    assert [row["contact_id"] for row in evening.rows(Answer)] == [tom]


def test_an_older_call_is_put_right_and_what_was_said_before_is_kept(evening: Evening) -> None:
    _, page = _ended(evening)
    page.presses("Save survey", answer__council="4")
    (attempt,) = evening.attempts()
    evening.becomes(evening.now() + timedelta(minutes=50))
    page.goes_to(f"/call/calls/{attempt['id']}").presses("Save survey", answer__council="7")
    assert "Saved." in _said(page)
    kept = [(row["value"], row["superseded_at"] is None) for row in evening.rows(Answer)]
    assert kept == [("4", False), ("7", True)]


def test_the_last_ten_calls_are_there_and_each_may_be_put_right(evening: Evening) -> None:
    evening.volunteer("Ann Price", ANN)
    for place in range(11):
        evening.contact(f"Person{place:02} Ash", f"+4416329600{place + 20}", priority=11 - place)
    evening.rings_in(ANN).presses("4826")
    page = plain.volunteer(evening)
    for place in range(11):
        _calls(evening, page.goes_to("/call").presses("Call for Saltmouth voters"), f"Person{place:02}")
        evening.telephone(f"+4416329600{place + 20}").answers().hangs_up()
        page.goes_to("/call/now").presses("Save outcome", outcome="declined")
        evening.settles()
    page.goes_to("/call/calls")
    names = re.findall(r"<strong>(Person\d\d)</strong>", page.text)
    assert names == [f"Person{place:02}" for place in range(10, 0, -1)]
    for path in re.findall(r'href="(/call/calls/\w+)"', page.text):
        assert "Save survey" in Plain(page.client).goes_to(path).buttons()


def test_the_policy_s_refusal_is_told_on_the_page_in_its_words(evening: Evening) -> None:
    set_up(evening)
    evening.rings_in(ANN).presses("4826")
    page = plain.volunteer(evening).presses("Call for Saltmouth voters")
    with evening.service.parts.db.write() as tx:
        tx.execute(update(Campaign).values(status="stopped"))
    page.presses("Call Mary")
    evening.settles()
    assert evening.attempts() == []
    assert "stopped" in _said(page)


def test_a_machine_is_the_same_for_the_page_as_for_the_keys(evening: Evening) -> None:
    set_up(evening)
    evening.carrier.become(MARY, "machine")
    ann = evening.rings_in(ANN).presses("4826")
    page = plain.volunteer(evening).presses("Call for Saltmouth voters").presses("Call Mary")
    evening.settles()
    evening.passes(30)
    ann.hears("machine")
    assert evening.outcomes() == ["machine"]
    assert "machine" in _said(page.goes_to("/call/now"))
    assert TOM not in {leg.to for leg in evening.carrier.calls()}
