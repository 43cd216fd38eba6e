"""Conferences: the bridge of this service, and every fact of it that a carrier embodies."""

import pytest

from rehearsal import Receiver
from rehearsal.wire import HttpReply
from tests.rehearsal.fake_service import BASE, CONTACT, VOLUNTEER, World

VOLUNTEER_DIAL = (
    "<Dial hangupOnStar='true' action='/turn' timeLimit='7200'><Conference beep='false' "
    "startConferenceOnEnter='true' endConferenceOnExit='true' maxParticipants='4' "
    "participantLabel='volunteer' jitterBufferSize='small' waitUrl='/hold' statusCallback='/events' "
    "statusCallbackEvent='start end join leave'>room-1</Conference></Dial>"
)
CONTACT_DIAL = (
    f"<Dial><Conference endConferenceOnExit='true' beep='false' participantLabel='contact' "
    f"waitUrl='{BASE}/nobody' statusCallback='{BASE}/other' statusCallbackEvent='join'>room-1"
    "</Conference></Dial>"
)
HOLD = "<Play>/hold.wav</Play><Redirect>/hold</Redirect>"
AFTER = "<Gather numDigits='1' action='/key'><Say>Call ended.</Say></Gather>"
OTHER_PHONE = "+447700900003"


def enter(world: World, **pages: str) -> Receiver:
    """The volunteer rings in and waits in the room."""
    return world.ring_in(VOLUNTEER_DIAL, **{"hold": HOLD, "turn": AFTER, "nobody": "<Say>Us.</Say>"} | pages)


def join(world: World, number: str = CONTACT, dial: str = CONTACT_DIAL) -> Receiver:
    """Someone else rings in, to TwiML that puts them into the room."""
    world.pages(voice=dial)
    return world.carrier.ring_in(number)


def events(world: World, path: str = "/events") -> list[str]:
    return [one.params["StatusCallbackEvent"] for one in world.service.at(path)]


def test_alone_a_participant_hears_the_hold_music_over_and_over(world: World) -> None:
    """The conference starts when the second participant joins; until then `waitUrl` plays."""
    volunteer = enter(world)
    world.carrier.advance(61)
    assert volunteer.heard == ["♪ hold.wav"] * 3
    assert volunteer.playing is not None
    assert volunteer.playing.url == f"{BASE}/hold.wav"
    assert events(world) == ["participant-join"]
    assert world.service.last("/hold")["FriendlyName"] == "room-1"


def test_the_second_participant_starts_it_and_ends_the_music(world: World) -> None:
    volunteer = enter(world)
    contact = join(world)
    assert volunteer.playing is None
    assert contact.heard == []
    assert events(world) == ["participant-join", "participant-join", "conference-start"]
    contact.speak("Hello?")
    volunteer.speak("Good evening.")
    assert volunteer.heard == ["♪ hold.wav", "Hello?"]
    assert contact.heard == ["Good evening."]
    assert volunteer.room == ["volunteer", "contact"]


def test_a_participant_who_starts_nothing_waits_with_the_others(world: World) -> None:
    volunteer = world.ring_in(VOLUNTEER_DIAL.replace("Enter='true'", "Enter='false'"), hold=HOLD)
    contact = join(
        world, dial=CONTACT_DIAL.replace("<Conference", "<Conference startConferenceOnEnter='false'")
    )
    volunteer.speak("Is anybody there?")
    assert contact.heard == []


def test_only_the_first_joiners_callback_counts(world: World) -> None:
    """Only the first joiner's `statusCallback` counts."""
    enter(world)
    join(world)
    assert world.service.at("/other") == []


def test_a_label_can_be_used_once(world: World) -> None:
    """A duplicate label is error 16025."""
    enter(world)
    second = join(world, OTHER_PHONE, CONTACT_DIAL.replace("'contact'", "'volunteer'"))
    assert world.codes == [16025]
    assert second.state == "ended"


def test_a_full_room_takes_nobody_else(world: World) -> None:
    """`maxParticipants` 4 leaves room for a co-ordinator."""
    world.ring_in(VOLUNTEER_DIAL.replace("maxParticipants='4'", "maxParticipants='2'"), hold=HOLD)
    join(world)
    join(world, OTHER_PHONE, CONTACT_DIAL.replace("'contact'", "'third'"))
    assert world.codes == [16020]


def test_the_star_leaves_the_room_ends_it_and_asks_the_action(world: World) -> None:
    """The volunteer presses `*`: leaves the room, the contact's leg ends with it, and `action` is asked."""
    volunteer, contact = enter(world), join(world)
    volunteer.press("*")
    assert contact.state == "ended"
    assert volunteer.heard[-1] == "Call ended."
    asked = world.service.last("/turn")
    assert asked["DialCallStatus"] == "answered"
    assert "DialCallSid" not in asked
    end = world.service.last("/events")
    assert end["ReasonConferenceEnded"] == "participant-with-end-conference-on-exit-left"


def test_the_contact_hanging_up_ends_the_room_and_asks_the_same_action(world: World) -> None:
    """The contact hangs up: the room ends, and the same `action` URL is asked."""
    volunteer, contact = enter(world), join(world)
    contact.hang_up()
    assert volunteer.heard[-1] == "Call ended."
    assert volunteer.state == "live"
    assert events(world)[3:] == ["participant-leave", "participant-leave", "conference-end"]
    left = world.service.at("/events")[3].params
    assert (left["ParticipantLabel"], left["ReasonParticipantLeft"]) == ("contact", "participant_hung_up")


def test_events_carry_what_they_are_about(world: World) -> None:
    """With `ConferenceSid FriendlyName SequenceNumber Timestamp`, and for participants `CallSid …`."""
    volunteer = enter(world)
    join(world)
    volunteer.press("*")
    for n, one in enumerate(world.service.at("/events"), 1):
        assert {"ConferenceSid", "FriendlyName", "Timestamp"} <= set(one.params)
        assert one.params["SequenceNumber"] == str(n)
        if one.params["StatusCallbackEvent"].startswith("participant"):
            assert {"CallSid", "ParticipantLabel", "EndConferenceOnExit"} <= set(one.params)
    assert volunteer.call_sid == world.service.at("/events")[0].params["CallSid"]


def test_other_keys_in_a_conference_reach_no_webhook(world: World) -> None:
    """Keys pressed in a conference reach no webhook, except `*` through `hangupOnStar` on `<Dial>`."""
    volunteer, contact = enter(world), join(world)
    before = len(world.service.seen)
    volunteer.press("12#0")
    contact.press("*")
    world.carrier.advance(1)
    assert len(world.service.seen) == before
    assert contact.state == "live"


def test_the_star_leaves_the_music_too(world: World) -> None:
    volunteer = enter(world)
    volunteer.press("*")
    assert volunteer.heard[-1] == "Call ended."
    assert world.service.last("/events")["ReasonConferenceEnded"].startswith("participant-with-end")


def test_a_wait_url_whose_verbs_run_out_goes_silent(world: World) -> None:
    """A `waitUrl` whose verbs run out goes silent."""
    volunteer = enter(world, hold="<Say>Ringing.</Say>")
    world.carrier.advance(60)
    assert volunteer.heard == ["Ringing."]
    assert volunteer.lines()[-1].verb == "silence"
    assert volunteer.room == ["volunteer"]


@pytest.mark.parametrize("page", [HttpReply(500, "", b""), "<Gather><Say>Press 1.</Say></Gather>"])
def test_a_wait_url_that_fails_ends_the_stay(world: World, page: str | HttpReply) -> None:
    """A `waitUrl` that fails ends the stay; no Gather in it."""
    world.service.pages["/hold"] = page
    world.pages(voice=VOLUNTEER_DIAL, turn=AFTER)
    volunteer = world.carrier.ring_in(VOLUNTEER)
    assert len(world.codes) == 1
    assert volunteer.heard == ["Call ended."]
    assert volunteer.room == []


def test_without_a_wait_url_the_carriers_own_music_plays(world: World) -> None:
    """Alone in the room, it is what the contact hears (the default is Twilio's music)."""
    contact = join(world, dial="<Dial><Conference>room-2</Conference></Dial>")
    assert contact.playing is not None
    assert "twilio" in contact.playing.url


def test_the_contact_alone_in_the_room_hears_its_own_wait_url(world: World) -> None:
    """The contact's own `<Conference>` has a static `waitUrl` too: alone in the room, it is what it hears."""
    world.pages(nobody="<Say>This is Harbour Party. Sorry to have troubled you.</Say>")
    contact = join(world)
    assert contact.heard == ["This is Harbour Party. Sorry to have troubled you."]


def test_a_wait_url_may_be_a_sound_itself(world: World) -> None:
    volunteer = world.ring_in(VOLUNTEER_DIAL.replace("'/hold'", "'/hold.wav'"))
    world.carrier.advance(31)
    assert volunteer.heard == ["♪ hold.wav", "♪ hold.wav"]


def test_a_stay_ends_at_its_time_limit(world: World) -> None:
    volunteer = world.ring_in(VOLUNTEER_DIAL.replace("7200", "60"), hold=HOLD, turn=AFTER)
    world.carrier.advance(60)
    assert volunteer.heard[-1] == "Call ended."


def test_a_beep_is_heard_unless_it_is_turned_off(world: World) -> None:
    volunteer = enter(world)
    join(world, dial=CONTACT_DIAL.replace(" beep='false'", ""))
    assert volunteer.heard[-1] == "beep"


def test_a_muted_participant_is_not_heard(world: World) -> None:
    volunteer = enter(world)
    contact = join(world, dial=CONTACT_DIAL.replace("<Conference", "<Conference muted='true'"))
    contact.speak("Hello?")
    assert "Hello?" not in volunteer.heard


def test_the_last_to_leave_ends_it_and_the_name_is_free_again(world: World) -> None:
    first = join(world, dial="<Dial><Conference waitUrl=''>room-3</Conference></Dial>")
    first.hang_up()
    join(world, dial="<Dial><Conference waitUrl=''>room-3</Conference></Dial>")
    rooms = list(world.carrier.exchange.conferences.all.values())
    assert [room.status for room in rooms] == ["completed", "init"]
    assert rooms[0].reason_ended == "last-participant-left"
