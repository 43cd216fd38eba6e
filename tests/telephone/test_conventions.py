"""What holds at every menu: barge-in, errors, help, slow mode, breaks; and a fault that loses nothing."""

from datetime import timedelta

from store.models import FollowUp
from tests.telephone.calls import ANN, MARY
from tests.telephone.evening import Evening
from tests.telephone.sheet import (
    BREAK,
    COUNCIL,
    HELP,
    LIKELY,
    NEXT,
    NO,
    SAVED,
    SPOKE,
    TOLD,
    TOM,
    keys,
    signs_in,
    surveying,
    talked,
    talks_again,
)

CHOICES = "Yes, press 1. No, press 2."


def test_a_key_cuts_every_prompt_short(evening: Evening) -> None:
    evening.contact("Mary Hughes", MARY)
    evening.volunteer()
    before = evening.now()
    ann = evening.rings_in().presses("4826").presses("1").presses("1").hears("Ringing.")
    assert evening.now() - before < timedelta(seconds=15), "only the words about the music were listened to"
    evening.telephone(MARY).answers().hangs_up()
    now = evening.now()
    for key in ("1", "1", "7", "9", "3"):
        ann.presses(key)
    assert evening.now() == now
    ann.hears("Three, undecided.")


def test_errors_are_forgiven_and_a_lost_volunteer_is_given_a_break_not_hung_up_on(evening: Evening) -> None:
    ann = talked(evening).hears(SPOKE)
    ann.presses("7").hears_just(f"Sorry. {SPOKE}")
    ann.presses("8").hears_just(f"Sorry. {CHOICES}")
    ann.says_nothing(8.5).hears(f"{TOLD} {BREAK}")
    assert ann.is_live
    assert [one["why"] for one in evening.rows(FollowUp)] == ["lost"]
    ann.presses("1").hears_just(SPOKE)
    ann.presses("2").hears_just(NO)
    assert evening.outcomes() == [None]


def test_a_good_key_ends_a_run_of_errors(evening: Evening) -> None:
    ann = surveying(evening)
    hint = "Very badly, 1, to very well, 9."
    ann.says_nothing(8.5).hears_just(f"Sorry. {COUNCIL}")
    ann.says_nothing(8.5).hears_just(f"Sorry. {hint}")
    ann.presses("7").hears_just(f"Seven. {LIKELY}")
    ann.says_nothing(8.5).hears_just(f"Sorry. {LIKELY}")


def test_the_wait_is_eight_seconds_and_sixteen_in_slow_mode(evening: Evening) -> None:
    evening.contact("Mary Hughes", MARY)
    evening.volunteer(slow=True)
    evening.volunteer("Bob Lane", "+441184960002", "7351")
    ann = signs_in(evening).hears("Saltmouth voters.")
    bob = evening.rings_in("+441184960002").hears("Hello Bob.").presses("7351").hears("Saltmouth voters.")
    bob.says_nothing(7).hears_just("")
    bob.says_nothing(1.5).hears("Sorry. Saltmouth voters.")
    ann = evening.rings_in(ANN).hears("Hello Ann.").presses("4826").hears("Saltmouth voters.")
    ann.says_nothing(15).hears_just("")
    ann.says_nothing(1.5).hears("Sorry. Saltmouth voters.")


def test_help_is_there_on_0_and_leads_back(evening: Evening) -> None:
    ann = talked(evening).hears(SPOKE)
    ann.presses("0").hears_just(HELP)
    ann.presses("1").hears_just(SPOKE)
    ann.presses("0").hears_just(HELP)
    ann.presses("*").hears_just(SPOKE)
    ann.presses("0").hears_just(HELP)
    ann.presses("2").hears_just(f"{TOLD} You can also ring 020 7946 0199. {SPOKE}")
    ann.presses("0").hears_just(HELP)
    ann.presses("4").hears_just(f"Thank you. We will look into it. {SPOKE}")
    asked = [(row["kind"], row["note"]) for row in evening.rows(FollowUp)]
    assert asked == [("coordinator", ""), ("fault", "spoke")]
    ann.presses("2").hears_just(NO)


def test_a_break_has_music_and_lasts_a_quarter_of_an_hour(evening: Evening) -> None:
    ann = talked(evening).hears(SPOKE)
    keys(ann, "2", "3", "3").hears(BREAK, "♪")
    evening.becomes(evening.now() + timedelta(minutes=13))
    assert ann.is_live
    evening.becomes(evening.now() + timedelta(minutes=3))
    ann.hears("Thank you. One call, no surveys completed. Goodbye.")
    assert not ann.is_live


def test_a_break_ends_with_1_and_leads_to_the_next_call(evening: Evening) -> None:
    evening.contact("Tom Reed", TOM)
    ann = talked(evening).hears(SPOKE)
    keys(ann, "2", "3", "3").hears(BREAK)
    evening.passes(20)
    ann.presses("1").hears_just("Next, Tom Reed, Harbour. To call, press 1. To skip, press hash.")


def test_a_break_can_be_the_end(evening: Evening) -> None:
    ann = talked(evening).hears(SPOKE)
    keys(ann, "2", "3", "3").hears(BREAK)
    ann.presses("9").hears_just("Thank you. One call, no surveys completed. Goodbye.")


def test_a_fault_is_said_and_what_was_keyed_is_kept(evening: Evening) -> None:
    ann = surveying(evening)
    ann.presses("7").hears_just(f"Seven. {LIKELY}")
    web, failing = evening.service.web, evening.service.line
    before = failing.turn
    try:
        failing.turn = _fails  # type: ignore[method-assign,assignment]  # the fault
        web.config["PROPAGATE_EXCEPTIONS"] = False
        ann.presses("9").hears("Sorry, there is a fault. Your answers are saved. Please ring again.")
    finally:
        failing.turn = before  # type: ignore[method-assign]
    assert not ann.is_live
    again = signs_in(evening)
    again.hears_just(
        "Your call to Mary Hughes was not finished. To finish it, press 1. To leave it, press 2."
    )
    again.presses("1").hears_just(LIKELY)


def _fails(*_: object) -> str:
    raise RuntimeError("a fault")


def test_the_tally_counts_calls_and_surveys(evening: Evening) -> None:
    ann = surveying(evening)
    keys(ann, "7", "9", "3", "1", "#", "1", "2", "1").hears_just(SAVED)
    evening.contact("Tom Reed", TOM)
    talks_again(evening, ann, TOM).hears("Call ended. Did you speak to Tom Reed?")
    keys(ann, "2", "1").hears_just(f"Saved. Two calls. {NEXT}")
    ann.presses("9").hears_just("Thank you. Two calls, one survey completed. Goodbye.")
    assert not ann.is_live
