"""The verbs on one leg: what is heard, how long it takes, and which key goes where."""

import pytest

from rehearsal.wire import HttpReply
from tests.rehearsal.fake_service import BASE, START, World, make_world, tune

MENU = (
    "<Gather numDigits='1' action='/key' timeout='8'><Say language='en-GB'>To call, press 1.</Say></Gather>"
)


def test_what_is_said_is_heard_in_its_language_and_takes_its_time(world: World) -> None:
    phone = world.ring_in("<Say language='cy-GB' voice='Polly.Gwyneth'>Helo bawb</Say><Say>Two</Say>")
    assert phone.heard == ["Helo bawb"]
    assert phone.playing is not None
    assert phone.playing.language == "cy-GB"
    world.carrier.advance(1)
    assert phone.heard == ["Helo bawb"]
    world.carrier.advance(0.2)
    assert phone.heard == ["Helo bawb", "Two"]


def test_a_sound_plays_as_long_as_its_file_and_as_often_as_its_loop(world: World) -> None:
    world.service.pages["/beep.wav"] = tune(2)
    phone = world.ring_in("<Play loop='2'>/beep.wav</Play><Say>After</Say>")
    world.carrier.advance(3.9)
    assert phone.heard == ["♪ beep.wav", "♪ beep.wav"]
    world.carrier.advance(0.2)
    assert phone.heard[-1] == "After"


def test_a_sound_without_end_plays_without_end(world: World) -> None:
    phone = world.ring_in("<Play loop='0'>/hold.wav</Play>")
    world.carrier.advance(3600)
    assert len(phone.heard) == 121
    assert phone.state == "live"


@pytest.mark.parametrize(
    ("page", "code"), [(HttpReply(404, "", b""), 11200), (HttpReply(200, "text/html", b"x"), 12300)]
)
def test_a_sound_that_is_not_there_is_an_error(world: World, page: HttpReply, code: int) -> None:
    world.service.pages["/gone.wav"] = page
    world.ring_in("<Play>/gone.wav</Play>")
    assert world.codes == [code]


def test_a_key_barges_in_and_goes_to_the_action(world: World) -> None:
    phone = world.ring_in(MENU + "<Say>Nothing keyed.</Say>", key="<Say>Calling.</Say>")
    phone.press("1")
    assert phone.heard == ["To call, press 1.", "Calling."]
    assert world.service.last("/key")["Digits"] == "1"
    assert world.clock.now() == START


def test_silence_goes_on_with_the_next_verb_after_the_timeout(world: World) -> None:
    phone = world.ring_in(MENU + "<Say>Nothing keyed.</Say>")
    phone.listen()
    world.carrier.advance(7.9)
    assert phone.heard == ["To call, press 1."]
    world.carrier.advance(0.2)
    assert phone.heard[-1] == "Nothing keyed."


def test_silence_asks_the_action_where_an_empty_result_is_wanted(world: World) -> None:
    gather = "<Gather action='/key' actionOnEmptyResult='true' timeout='8'/>"
    world.ring_in(gather, key="<Hangup/>")
    world.carrier.advance(8)
    assert world.service.last("/key")["Digits"] == ""


def test_keys_are_gathered_until_there_are_enough(world: World) -> None:
    phone = world.ring_in("<Gather numDigits='4' action='/pin'/>", pin="<Hangup/>")
    phone.press("12")
    world.carrier.advance(4)
    phone.press("34")
    assert world.service.last("/pin")["Digits"] == "1234"


def test_hash_finishes_by_default_and_is_not_sent(world: World) -> None:
    phone = world.ring_in("<Gather action='/key'/>", key="<Hangup/>")
    phone.press("12#")
    assert world.service.last("/key")["Digits"] == "12"
    assert world.service.last("/key")["FinishedOnKey"] == "#"


def test_with_no_finishing_key_star_and_hash_are_keys_like_others(world: World) -> None:
    phone = world.ring_in("<Gather finishOnKey='' numDigits='2' action='/key'/>", key="<Hangup/>")
    phone.press("*#")
    assert world.service.last("/key")["Digits"] == "*#"


def test_the_finishing_key_alone_is_an_empty_result(world: World) -> None:
    phone = world.ring_in("<Gather action='/key'/><Say>Empty.</Say>")
    phone.press("#")
    assert phone.heard == ["Empty."]


def test_keys_time_out_after_the_last_one(world: World) -> None:
    phone = world.ring_in("<Gather action='/key' timeout='3'/>", key="<Hangup/>")
    phone.press("7")
    world.carrier.advance(3)
    assert world.service.last("/key")["Digits"] == "7"


def test_keys_outside_a_gather_go_nowhere(world: World) -> None:
    phone = world.ring_in("<Say>Listen to this.</Say>" + MENU, key="<Hangup/>")
    phone.press("1")
    phone.listen()
    assert world.service.at("/key") == []
    assert phone.heard[-1] == "To call, press 1."


def test_a_gather_without_an_action_asks_its_own_document(world: World) -> None:
    phone = world.ring_in("<Gather numDigits='1'/>")
    phone.press("5")
    assert world.service.last("/voice")["Digits"] == "5"


def test_a_rejected_call_is_never_answered(world: World) -> None:
    phone = world.ring_in("<Reject reason='busy'/>")
    assert phone.state == "ended"
    assert phone.leg.status == "busy"
    assert phone.leg.answered_at is None


def test_the_end_of_the_document_ends_the_call(world: World) -> None:
    phone = world.ring_in("<Pause length='3'/>")
    world.carrier.advance(3)
    assert phone.state == "ended"
    assert world.service.last("/status")["CallDuration"] == "3"


def test_documents_that_redirect_for_ever_are_stopped(world: World) -> None:
    phone = world.ring_in("<Redirect/>")
    assert phone.state == "ended"
    assert world.codes == [12200]


def test_hanging_up_stops_everything(world: World) -> None:
    phone = world.ring_in(MENU)
    phone.hang_up()
    world.carrier.run_until_idle()
    assert phone.state == "ended"
    assert world.service.at("/key") == []
    assert phone.leg.status == "completed"


def test_a_number_is_dialled_and_joined_and_a_star_ends_it() -> None:
    """`<Dial hangupOnStar><Number machineDetection…>` from the volunteer's leg."""
    world = make_world()
    world.carrier.become("+447700900002", "person")
    phone = world.ring_in(
        "<Dial hangupOnStar='true' action='/done' timeout='25'><Number statusCallback='/events' "
        "statusCallbackEvent='initiated ringing answered completed'>+447700900002</Number></Dial>",
        done="<Say>Call ended.</Say>",
    )
    world.carrier.advance(4)
    assert "Hello?" in phone.heard
    other = world.carrier.handset("+447700900002")
    phone.speak("Good evening.")
    assert other.heard == ["Good evening."]
    phone.press("*")
    assert phone.heard[-1] == "Call ended."
    assert other.state == "ended"
    assert world.service.last("/done")["DialCallStatus"] == "completed"
    assert world.service.last("/done")["DialCallSid"] == other.call_sid
    assert [one.params["CallStatus"] for one in world.service.at("/events")] == [
        "initiated", "ringing", "in-progress", "completed",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("persona", "status"), [("busy", "busy"), ("no-answer", "no-answer"), ("failed", "failed")]
)
def test_a_number_that_is_not_reached_says_why(world: World, persona: str, status: str) -> None:
    world.carrier.become("+447700900002", persona)
    world.ring_in("<Dial action='/done' timeout='25'>+447700900002</Dial>", done="<Hangup/>")
    world.carrier.advance(26)
    assert world.service.last("/done")["DialCallStatus"] == status


def test_only_drama_numbers_are_dialled(world: World) -> None:
    """13224 … (the number)."""
    world.ring_in(f"<Dial action='{BASE}/done'>+12025550100</Dial>")
    assert world.codes == [13224]
