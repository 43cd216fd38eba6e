"""Between and beside the calls: breaks, and help from wherever the line stands."""

from ivr.effects import ReportFault, WantCoordinator
from tests.ivr.line import BREAK, READY, SPOKE, TOLD, Line

HELP = (
    "To hear that again, press 1. For a co-ordinator, press 2. To report abuse or a worry, press 3. "
    "For a fault, press 4."
)


def test_a_break_plays_music_until_a_key() -> None:
    line = Line()
    line.called().ends("busy")
    assert line.key("3") == BREAK
    assert line.wait() == " (music)"
    assert line.key("1") == READY


def test_silence_between_calls_is_a_break_and_after_fifteen_turns_the_session_ends() -> None:
    line = Line()
    line.called().ends("busy")
    assert line.wait() == BREAK
    heard = [line.wait() for _ in range(15)]
    assert set(heard[:14]) == {" (music)"}
    assert heard[14].startswith("Thank you. One call")


def test_wrong_keys_do_not_make_a_break_longer() -> None:
    line = Line()
    line.called().ends("busy")
    line.key("3")
    assert line.press("5" * 15).startswith("Thank you. One call")


def test_9_ends_the_session_from_a_break() -> None:
    line = Line()
    line.called().ends("busy")
    line.key("3")
    assert line.key("9").startswith("Thank you. One call")


def test_0_is_help_and_star_returns() -> None:
    line = Line()
    line.talked()
    assert line.key("0") == HELP
    assert line.key("*") == SPOKE
    line.key("0")
    assert line.key("1") == SPOKE


def test_help_tells_a_co_ordinator_and_gives_their_number() -> None:
    line = Line()
    line.talked()
    line.key("0")
    assert line.key("2") == f"{TOLD} You can also ring 01632 960 100. {SPOKE}"
    assert line.records == [WantCoordinator("asked")]


def test_a_fault_is_reported_from_where_it_was_met() -> None:
    line = Line()
    line.talked()
    line.key("0")
    assert line.key("4").endswith(SPOKE)
    assert line.records == [ReportFault("spoke")]


def test_somebody_lost_in_help_gets_a_break_and_comes_back_to_where_they_were() -> None:
    line = Line()
    line.talked()
    line.press("0777")
    assert line.state.step == "break"
    assert line.key("1") == SPOKE


def test_somebody_lost_after_a_call_is_never_hung_up_on() -> None:
    line = Line()
    line.talked()
    assert line.key("7") == f"Sorry. {SPOKE}"
    assert line.wait() == "Sorry. Yes, press 1. No, press 2."
    assert line.wait() == f"{TOLD} {BREAK}"
    assert line.records == [WantCoordinator("lost")]
    assert line.key("1") == SPOKE
