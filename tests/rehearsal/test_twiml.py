"""TwiML read strictly: the service must never send what a real carrier would ignore or stumble over."""

import pytest

from rehearsal.faults import TwimlFaultError
from rehearsal.schema import DOCUMENT, WAITING
from rehearsal.twiml import parse

BRIDGE = """<Response><Dial hangupOnStar="true" action="https://s.example/turn" timeLimit="7200">
<Conference beep="false" startConferenceOnEnter="true" endConferenceOnExit="true" maxParticipants="4"
participantLabel="volunteer" jitterBufferSize="small" waitUrl="https://s.example/hold"
statusCallback="https://s.example/events" statusCallbackEvent="start end join leave">room-1</Conference>
</Dial></Response>"""


def test_the_bridge_of_this_service_is_good_twiml() -> None:
    """The bridge that this service uses: volunteer's leg."""
    (dial,) = parse(BRIDGE, DOCUMENT)
    (conference,) = dial.children
    assert conference.text == "room-1"
    assert conference.get("participantLabel") == "volunteer"


@pytest.mark.parametrize(
    ("inside", "code"),
    [
        ("<Speak>Hello</Speak>", 12200),
        ("<say>Hello</say>", 12200),
        ("<Say langauge='en-GB'>Hello</Say>", 12200),
        ("<Say language='en-UK'>Hello</Say>", 13511),
        ("<Say voice='Amy'>Hello</Say>", 13511),
        ("<Say></Say>", 13511),
        ("<Say><Play>x</Play></Say>", 13320),
        ("<Gather input='speech'/>", 13310),
        ("<Gather numDigits='0'/>", 13310),
        ("<Gather finishOnKey='##'/>", 13310),
        ("<Gather><Redirect>/x</Redirect></Gather>", 13320),
        ("<Gather>text</Gather>", 12200),
        ("<Pause length='long'/>", 13610),
        ("<Play loop='-1'>/x</Play>", 13410),
        ("<Redirect method='PUT'>/x</Redirect>", 13710),
        ("<Dial hangUpOnStar='true'>+442079460100</Dial>", 12200),
        ("<Dial hangupOnStar='yes'>+442079460100</Dial>", 13212),
        ("<Dial><Conference jitterBufferSize='tiny'>r</Conference></Dial>", 13230),
        ("<Dial><Conference maxParticipants='1'>r</Conference></Dial>", 13230),
        ("<Dial><Conference statusCallbackEvent='begin'>r</Conference></Dial>", 13230),
        ("<Dial><Conference/></Dial>", 13230),
        ("<Hangup/>and text", 12200),
    ],
)
def test_what_is_unknown_misspelt_or_out_of_range_is_an_error(inside: str, code: int) -> None:
    with pytest.raises(TwimlFaultError) as caught:
        parse(f"<Response>{inside}</Response>", DOCUMENT)
    assert caught.value.code == code


@pytest.mark.parametrize("text", ["", "<Response>", "<Reply/>", "hello"])
def test_what_is_no_twiml_at_all_is_a_parse_failure(text: str) -> None:
    with pytest.raises(TwimlFaultError) as caught:
        parse(text, DOCUMENT)
    assert caught.value.code == 12100


@pytest.mark.parametrize("verb", ["<Gather/>", "<Dial>+442079460100</Dial>", "<Hangup/>"])
def test_hold_music_holds_play_say_pause_and_redirect_only(verb: str) -> None:
    """`waitUrl` plays (only Play, Say, Pause, Redirect in it; **no Gather**)."""
    with pytest.raises(TwimlFaultError, match="not allowed"):
        parse(f"<Response>{verb}</Response>", WAITING)


def test_speech_markup_is_read_as_its_words() -> None:
    (say,) = parse(
        "<Response><Say>One <break time='1s'/> <emphasis>two</emphasis></Say></Response>", DOCUMENT
    )
    assert say.text == "One two"
