"""From the first ring to the campaign menu: volunteers who ring in or are rung, and people ringing back."""

from ivr.effects import (
    CallAgain,
    CheckPin,
    ChooseCampaign,
    Finished,
    Gather,
    KeysWork,
    OptOut,
    OptOutCaller,
    RingMe,
    SaveOutcome,
    SessionEnds,
    WantCoordinator,
)
from ivr.events import Arrived, Person, SignedIn, SignInFailed, Unfinished
from tests.ivr.line import ANN, CAMPAIGN, PIN, SPOKE, TOM, Line

ENTER_PIN = "Please enter your four-digit PIN."
ENTER_NUMBER = "Please enter your six-digit volunteer number."
WRONG = "That didn't match. Please try again."
RING = "Please ring 01632 960 100. Goodbye. (gone)"
RINGING_BACK = "This is Harbour Party. We rang you about the coming election. For no more calls, press 1."
CLOSED = "Lines open from nine until quarter to nine in the evening."


def account(**changes: object) -> SignedIn:
    plain = {"campaigns": ("voters",), "key_tested": True, "open": True, "language": "en"}
    return SignedIn(**(plain | changes))  # type: ignore[arg-type]  # the test names only what it changes


def unfinished(outcome: str | None = None, answers: tuple[tuple[str, str], ...] = ()) -> Unfinished:
    return Unfinished("a9", ANN, (TOM,), ANN, outcome, answers)


def test_a_known_number_is_greeted_and_asked_for_the_pin() -> None:
    line = Line()
    assert line.event(Arrived("in", known=True, open=True, language="en")) == f"Hello Jo. {ENTER_PIN}"
    assert line.key(PIN) == CAMPAIGN
    assert line.asked == [CheckPin(None, PIN)]
    assert line.records == [ChooseCampaign("voters")]


def test_an_unknown_number_keys_the_volunteer_number_first() -> None:
    line = Line()
    assert line.event(Arrived("in", known=False, open=True)) == ENTER_NUMBER
    assert line.key("123456") == ENTER_PIN
    assert line.key(PIN) == CAMPAIGN
    assert line.asked == [CheckPin("123456", PIN)]


def test_a_wrong_volunteer_number_sounds_the_same_as_a_wrong_pin_and_both_are_asked_for_again() -> None:
    line = Line()
    line.event(Arrived("in", known=False, open=True))
    line.key("999999")
    assert line.key("0000") == f"{WRONG} {ENTER_NUMBER}"
    line.key("123456")
    assert line.key(PIN) == CAMPAIGN


def test_the_third_wrong_pin_leads_to_the_co_ordinator() -> None:
    line = Line()
    line.event(Arrived("in", known=True, open=True, language="en"))
    assert [line.key("0000") for _ in range(3)] == [WRONG, WRONG, RING]
    assert line.records == [SessionEnds()]


def test_a_locked_volunteer_number_leads_to_the_co_ordinator_at_once() -> None:
    line = Line()
    line.event(Arrived("in", known=True, open=True, language="en"))
    assert line.event(SignInFailed(locked=True)) == RING


def test_star_clears_the_pin_without_a_sorry() -> None:
    line = Line()
    line.event(Arrived("in", known=True, open=True, language="en"))
    assert line.key("12*3") == ENTER_PIN
    gather = line.effects[-1]
    assert isinstance(gather, Gather)
    assert (gather.digits, gather.finish_key) == (4, "*")
    assert line.key("12") == ENTER_PIN, "star ended the turn: what was keyed before it is dropped"


def test_a_lost_caller_before_the_pin_is_given_the_co_ordinators_number() -> None:
    line = Line()
    line.event(Arrived("in", known=True, open=True, language="en"))
    assert [line.wait() for _ in range(3)] == [f"Sorry. {ENTER_PIN}", f"Sorry. {ENTER_PIN}", RING]


def test_we_ring_a_volunteer_and_name_nobody_before_the_pin() -> None:
    line = Line()
    rung = "This is Harbour Party. If you are expecting our call, press 1."
    assert line.event(Arrived("out", known=True, open=True)) == rung
    assert line.key("1") == ENTER_PIN
    assert line.key(PIN) == CAMPAIGN


def test_two_silences_end_the_call_to_a_volunteer_and_nothing_is_said() -> None:
    line = Line()
    line.event(Arrived("out", known=True, open=True))
    line.wait()
    assert line.wait() == " (gone)"


def test_whoever_rings_back_opts_out_with_one_key() -> None:
    line = Line()
    assert (
        line.event(Arrived("back", known=False, open=False))
        == f"{RINGING_BACK} For us to ring again, press 2."
    )
    assert line.key("1") == "You will get no more calls from us. Goodbye. (gone)"
    assert line.records == [OptOutCaller(None), SessionEnds()]


def test_whoever_rings_back_may_ask_for_another_call() -> None:
    line = Line()
    line.event(Arrived("back", known=False, open=True))
    line.key("2")
    assert line.records == [CallAgain(None), SessionEnds()]


def test_whoever_rings_back_hears_the_address_on_0() -> None:
    line = Line()
    line.event(Arrived("back", known=False, open=True))
    assert line.key("0").startswith("Harbour Party, 1 Quay Street, Saltmouth. This is Harbour Party.")


def test_a_withheld_number_keys_itself_in_to_opt_out() -> None:
    line = Line()
    line.event(Arrived("back", known=False, open=True, number=False))
    ask = "Please enter your telephone number, then press hash."
    assert line.key("1") == ask
    assert line.key("123") == ask, "too short to be a number"
    line.key("01632960200#")
    assert line.records == [OptOutCaller("01632960200"), SessionEnds()]


def test_a_volunteer_on_the_caller_numbers_line_presses_3() -> None:
    line = Line()
    heard = line.event(Arrived("back", known=False, open=True, volunteers_too=True))
    assert heard.endswith("If you are one of our volunteers, press 3.")
    assert line.key("3") == ENTER_NUMBER
    line.key("123456")
    assert line.key(PIN) == CAMPAIGN


def test_key_3_is_wrong_where_volunteers_have_a_line_of_their_own() -> None:
    line = Line()
    line.event(Arrived("back", known=False, open=True))
    assert line.key("3").startswith("Sorry.")


def test_the_keys_are_tested_once() -> None:
    line = Line(account=account(key_tested=False))
    assert line.signed_in() == "To check your telephone, press 5."
    assert line.key("5") == CAMPAIGN
    assert line.records == [KeysWork()]


def test_keys_that_are_not_heard_lead_to_the_co_ordinator_and_never_to_a_hang_up() -> None:
    line = Line(account=account(key_tested=False))
    line.signed_in()
    assert line.wait() == "We can't hear your keys. To check your telephone, press 5."
    line.wait()
    heard = (
        "We can't hear your keys. We have told a co-ordinator, who will ring you. You're on a break."
        " When you are ready, press 1. For another language, press 2."
    )
    assert line.wait() == f"{heard} (music)"
    assert line.records == [WantCoordinator("keys")]
    assert line.key("1") == "To check your telephone, press 5."


def test_when_lines_are_closed_the_volunteer_hears_so_and_signs_in_all_the_same() -> None:
    line = Line(account=account(open=False, last=Unfinished("a9", ANN, (), ANN, "declined", ())))
    assert (
        line.event(Arrived("in", known=True, open=False, language="en")) == f"{CLOSED} Hello Jo. {ENTER_PIN}"
    )
    heard = "To correct your call to Ann Reed, press 2. For no more calls to Ann Reed, press 3."
    assert line.key(PIN) == f"{heard} To finish, press 9."


def test_after_closing_time_the_last_call_is_corrected() -> None:
    line = Line(account=account(open=False, last=Unfinished("a9", ANN, (), ANN, "declined", ())))
    line.signed_in()
    assert line.key("2") == "They declined. To keep it, press hash. To change it, press 1."
    assert line.key("1") == SPOKE


def test_after_closing_time_an_opt_out_is_taken() -> None:
    line = Line(account=account(open=False, last=Unfinished("a9", ANN, (), ANN, "declined", ())))
    line.signed_in()
    assert line.key("3") == "No more calls to Ann Reed. To confirm, press 1. To go back, press star."
    assert line.key("1").startswith("Saved. No calls. To correct your call to Ann Reed, press 2.")
    assert line.records == [OptOut("a9", ANN, "contact"), SaveOutcome("a9", "opted_out"), Finished("a9")]


def test_an_unfinished_call_is_finished_where_it_was_left() -> None:
    line = Line(account=account(unfinished=unfinished()))
    heard = "Your call to Ann Reed was not finished. To finish it, press 1. To leave it, press 2."
    assert line.signed_in() == heard
    assert line.key("1") == SPOKE


def test_an_unfinished_survey_goes_on_at_the_first_question_without_an_answer() -> None:
    line = Line(account=account(unfinished=unfinished("survey_partial", (("council", "7"),))))
    line.signed_in()
    assert line.key("1").startswith("Question 2 of 5.")


def test_an_unfinished_call_that_is_left_counts_as_cut_off() -> None:
    line = Line(account=account(unfinished=unfinished()))
    line.signed_in()
    assert line.key("2") == CAMPAIGN
    assert line.records == [SaveOutcome("a9", "dropped"), Finished("a9")]


def test_an_unfinished_call_can_be_finished_after_closing_time() -> None:
    line = Line(account=account(open=False, unfinished=unfinished("answered")))
    line.signed_in()
    assert line.key("*") == "To finish your call to Ann Reed, press 1. To finish, press 9."
    assert line.key("1").startswith("For survey answers, press 1.")


def test_another_campaign_is_offered_only_where_there_is_one() -> None:
    line = Line(account=account(campaigns=("voters", "members")))
    assert "For another campaign, press 3." in line.signed_in()
    line.key("3")
    assert line.records == [ChooseCampaign("members")]
    line.key("3")
    assert line.records == [ChooseCampaign("voters")]


def test_a_volunteer_without_a_campaign_is_told_so_and_kept() -> None:
    line = Line(account=account(campaigns=()))
    heard = "There is no campaign for you now. Please ring 01632 960 100. You're on a break."
    assert line.signed_in().startswith(heard)
    assert line.key("1").startswith(heard)


def test_the_script_is_read_and_the_menu_comes_again() -> None:
    line = Line()
    line.signed_in()
    heard = line.key("2")
    assert "ringing for Harbour Party" in heard
    assert heard.endswith(CAMPAIGN)


def test_a_volunteer_may_ask_to_be_rung() -> None:
    line = Line()
    line.signed_in()
    assert line.key("4").endswith("(gone)")
    assert line.records == [RingMe(), SessionEnds()]


def test_welsh_is_spoken_to_a_volunteer_who_chose_it() -> None:
    line = Line(account=account(language="cy"))
    assert line.signed_in().startswith("Saltmouth voters. I ddechrau, pwyswch 1.")


def test_a_language_that_the_flow_lacks_leaves_the_line_as_it_was() -> None:
    line = Line(account=account(language="fr"))
    assert line.signed_in() == CAMPAIGN


def test_slow_mode_waits_twice_as_long() -> None:
    line = Line(account=account(slow=True))
    line.signed_in()
    gather = line.effects[-1]
    assert isinstance(gather, Gather)
    assert gather.wait == 16


def test_the_household_member_whose_answers_were_being_keyed_is_remembered() -> None:
    left = Unfinished("a9", ANN, (TOM,), TOM, "someone_else", (("council", "7"),))
    line = Line(account=account(unfinished=left))
    line.signed_in()
    line.key("1")
    line.key("5")
    assert line.answers == [(Person("tom").id, "likely_to_vote", "5")]
