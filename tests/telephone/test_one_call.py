"""One whole call, from ringing in to the goodbye."""

from app_start import begin
from tests.telephone.evening import Evening

MARY = "+441632960011"


def test_a_volunteer_rings_in_talks_to_a_contact_and_keys_the_survey(evening: Evening) -> None:
    evening.volunteer("Ann Price")
    evening.contact("Mary Hughes", MARY)

    ann = evening.rings_in()
    ann.hears("Hello Ann. Please enter your four-digit PIN.")
    ann.presses("4826").hears("Saltmouth voters. To start, press 1.")
    ann.presses("1").hears("Next, Mary Hughes, Harbour. To call, press 1.")
    ann.presses("1").hears("Ringing. When the music stops, say hello.")
    mary = evening.telephone(MARY)
    assert mary.rings
    mary.answers()
    assert sorted(mary.talks_with) == ["contact", "volunteer"]
    evening.passes(60)
    mary.hangs_up()
    ann.hears("Call ended. Did you speak to Mary Hughes?")
    ann.presses("2").hears("For an answering machine")
    ann.presses("3").hears("Saved. One call.")
    ann.presses("9").hears("Goodbye.")
    assert not ann.is_live
    assert evening.outcomes() == ["wrong_number"]


def test_a_start_leaves_its_settings_in_the_ledger_without_secrets_or_numbers(evening: Evening) -> None:
    begin(evening.service)
    (entry,) = evening.ledger("settings:loaded")
    assert entry["data"]["carrier"]["ring_timeout"] == 25
    assert entry["data"]["numbers"] == {"dialable": "drama"}
    assert set(entry["data"]["committed"]) == {"address", "phone", "volunteer_lines"}
    assert "rehearsal-token" not in str(entry["data"])
