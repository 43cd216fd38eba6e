"""The replies in TwiML, through Twilio's own library, and the fixed ones that need no session."""

from collections.abc import Sequence
from typing import Final
from xml.etree import ElementTree as ET

from twilio.twiml.voice_response import Dial, VoiceResponse
from twilio.twiml.voice_response import Gather as GatherVerb

from bridge.parts import Addresses, Organisation, Parts
from ivr.effects import Gather
from ivr.speak import Spoken

TALK_LIMIT: Final = 4 * 60 * 60
"""Seconds: the carrier's own longest call. A conversation is never cut off by us."""
ROOM_EVENTS: Final = "start end join leave"
FAULT: Final = "Sorry, there is a fault. Your answers are saved. Please ring again."
OWN_MUSIC: Final = "hold"
"""Where the service's own hold music is, among its sounds."""
ABANDONED_SECONDS: Final = 20
"""Seconds that the message of an abandoned call takes, its pause and a margin included."""

LINGERS: Final = 3
"""Seconds that a contact's leg outlasts its room, unless it is hung up: long enough to be sent to the message."""


def gather(voice: Gather, spoken: Sequence[Spoken], turn: str, parts: Parts, music: str = OWN_MUSIC) -> str:
    """A menu: the words stand inside the Gather, so that a key cuts them short. Silence asks the same URL.

    `music`: where the pieces of the hold music are.
    """
    response = VoiceResponse()
    verb = GatherVerb(
        input="dtmf",
        num_digits=voice.digits,
        finish_on_key=voice.finish_key,
        timeout=1 if voice.music else voice.wait,
        action=parts.addresses.twiml(f"turn/{turn}"),
        method="POST",
        action_on_empty_result=True,
    )
    _say(verb, spoken, parts.addresses)
    if voice.music:
        for piece in range(max(1, voice.wait // HOLD_SECONDS)):
            verb.play(parts.addresses.sound(f"{music}/{piece}.wav"))
    response.append(verb)
    return _text(response)


HOLD_SECONDS: Final = 12
"""Length of a piece of hold music, about: with its words, under fifteen seconds from one 'Still ringing' on."""


def room(attempt: str, turn: str, parts: Parts) -> str:
    """The volunteer's way into the attempt's room. Star brings the volunteer out of it."""
    addresses = parts.addresses
    response = VoiceResponse()
    dial = Dial(
        hangup_on_star=True, action=addresses.twiml(f"turn/{turn}"), method="POST", time_limit=TALK_LIMIT
    )
    dial.conference(
        attempt,
        beep="false",
        start_conference_on_enter=True,
        end_conference_on_exit=True,
        max_participants=4,
        participant_label="volunteer",
        jitter_buffer_size="small",
        wait_url=addresses.twiml(f"hold/{turn}"),
        wait_method="POST",
        status_callback=addresses.status(f"room/{attempt}"),
        status_callback_event=ROOM_EVENTS,
        status_callback_method="POST",
    )
    response.append(dial)
    return _text(response)


def contact_room(attempt: str, addresses: Addresses) -> str:
    """The contact's way into the room, given inline at the dial: nothing is fetched between answer and voice.

    Its `waitUrl` is the message of an abandoned call: heard at once if the volunteer is gone, and never otherwise.
    After the room comes a short silence, and the end: a volunteer whose line dropped at the very answer has taken
    the room along, and the leg has to last until it is sent to that message.
    """
    response = VoiceResponse()
    dial = Dial(time_limit=TALK_LIMIT)
    dial.conference(
        attempt,
        beep="false",
        start_conference_on_enter=True,
        end_conference_on_exit=True,
        max_participants=4,
        participant_label="contact",
        jitter_buffer_size="small",
        wait_url=addresses.twiml("abandoned"),
        wait_method="POST",
        status_callback=addresses.status(f"room/{attempt}"),
        status_callback_event=ROOM_EVENTS,
        status_callback_method="POST",
    )
    response.append(dial)
    response.pause(length=LINGERS)
    return _text(response)


def hold(spoken: Sequence[Spoken], turn: str, piece: int, parts: Parts, music: str = OWN_MUSIC) -> str:
    """The `piece`-th piece of hold music, after some words, and then again: verbs that run out leave silence."""
    response = VoiceResponse()
    _say(response, spoken, parts.addresses)
    response.play(parts.addresses.sound(f"{music}/{piece}.wav"))
    response.redirect(parts.addresses.twiml(f"hold/{turn}"), method="POST")
    return _text(response)


def hang_up(spoken: Sequence[Spoken], parts: Parts) -> str:
    """Say, and end the call."""
    response = VoiceResponse()
    _say(response, spoken, parts.addresses)
    response.hangup()
    return _text(response)


def tone(addresses: Addresses) -> str:
    """The soft tone at nine minutes, for the volunteer's ear alone: calls are best under ten."""
    response = VoiceResponse()
    response.play(addresses.sound("nine-minutes.wav"))
    return _text(response)


def abandoned(organisation: Organisation) -> str:
    """The information message of an abandoned call: who rang and how to opt out, and no marketing (Ofcom).

    The second's pause covers a contact who answers while the volunteer's own leg is still on its way into the room.
    """
    response = VoiceResponse()
    response.pause(length=1)
    response.say(
        f"This is {organisation.name}. We rang you, and nobody is free to speak to you now. We are sorry. "
        "If you would like no more calls from us, ring this number back and press 1. Goodbye.",
        language="en-GB",
        voice="Polly.Amy",
    )
    response.pause(length=ABANDONED_SECONDS)
    return _text(response)


def fault(organisation: Organisation) -> str:
    """What is said when the service itself cannot answer. Needs neither database nor queue."""
    response = VoiceResponse()
    response.say(FAULT, language="en-GB", voice="Polly.Amy")
    if organisation.phone:
        response.say(f"For help, ring {organisation.phone}.", language="en-GB", voice="Polly.Amy")
    response.hangup()
    return _text(response)


def gone() -> str:
    """A reply to a leg that is no longer ours to speak to."""
    response = VoiceResponse()
    response.hangup()
    return _text(response)


def _text(response: VoiceResponse) -> str:
    """The document. As the library's own `str`, but put together as text and not as bytes, which takes longer."""
    return f'<?xml version="1.0" encoding="UTF-8"?>{ET.tostring(response.xml(), encoding="unicode")}'


def _say(verb: VoiceResponse | GatherVerb, spoken: Sequence[Spoken], addresses: Addresses) -> None:
    for one in spoken:
        if one.sound:
            verb.play(addresses.sound(one.sound))
        else:
            verb.say(one.text, language=one.language, voice=one.voice)
