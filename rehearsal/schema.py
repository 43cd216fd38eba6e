"""The TwiML that is executed here, as data: each verb's attributes, what it may hold, and its error code."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TypeAlias

Check: TypeAlias = Callable[[str], bool]

LANGUAGES = frozenset(
    [
        "en-GB",
        "en-US",
        "en-AU",
        "en-IE",
        "en-IN",
        "en-NZ",
        "en-ZA",
        "cy-GB",
        "ar-AE",
        "da-DK",
        "de-DE",
        "es-ES",
        "es-US",
        "fr-CA",
        "fr-FR",
        "hi-IN",
        "it-IT",
        "ja-JP",
        "ko-KR",
        "nb-NO",
        "nl-NL",
        "pl-PL",
        "pt-BR",
        "pt-PT",
        "ro-RO",
        "ru-RU",
        "sv-SE",
        "tr-TR",
        "zh-CN",
        "zh-HK",
    ]
)
SSML = frozenset(["break", "emphasis", "lang", "p", "phoneme", "prosody", "s", "say-as", "sub", "w"])


def anything(_value: str) -> bool:
    """Take any value."""
    return True


def one_of(*values: str) -> Check:
    """Take these values and no others."""
    return lambda value: value in values


def some_of(*values: str) -> Check:
    """Take one or more of these, separated by blanks."""
    return lambda value: bool(value.split()) and set(value.split()) <= set(values)


def whole(low: int, high: int) -> Check:
    """Take a whole number from ``low`` to ``high``."""
    return lambda value: value.isdigit() and low <= int(value) <= high


def like(pattern: str) -> Check:
    """Take what matches the whole pattern."""
    return lambda value: re.fullmatch(pattern, value) is not None


_flag = one_of("true", "false")
_method = one_of("GET", "POST")
_day = 86_400
_end_of_call = some_of("initiated", "ringing", "answered", "completed")


@dataclass(frozen=True, slots=True)
class Rule:
    """What one element may be. ``text``: none, may or must; ``code``: Twilio's for a bad value."""

    code: int
    attributes: Mapping[str, Check]
    children: frozenset[str] = frozenset()
    text: str = "none"


_detection: dict[str, Check] = {
    "machineDetection": one_of("Enable", "DetectMessageEnd"),
    "machineDetectionTimeout": whole(3, 59),
    "machineDetectionSpeechThreshold": whole(1000, 6000),
    "machineDetectionSpeechEndThreshold": whole(500, 5000),
    "machineDetectionSilenceTimeout": whole(2000, 10_000),
    "amdStatusCallback": anything,
    "amdStatusCallbackMethod": _method,
}

RULES: Mapping[str, Rule] = {
    "Say": Rule(
        13511,
        {
            "language": LANGUAGES.__contains__,
            "voice": like(r"man|woman|alice|Polly\.[A-Z][a-zé]+(-Neural|-Generative)?|Google\.[\w-]+"),
            "loop": whole(0, 1000),
        },
        SSML,
        "must",
    ),
    "Play": Rule(13410, {"loop": whole(0, 1000), "digits": like(r"[0-9*#wW]+")}, text="may"),
    "Pause": Rule(13610, {"length": whole(0, _day)}),
    "Gather": Rule(
        13310,
        {
            "input": one_of("dtmf"),
            "numDigits": whole(1, 1000),
            "finishOnKey": like(r"[0-9*#]?"),
            "timeout": whole(1, 3600),
            "actionOnEmptyResult": _flag,
            "action": anything,
            "method": _method,
        },
        frozenset({"Say", "Play", "Pause"}),
    ),
    "Redirect": Rule(13710, {"method": _method}, text="may"),
    "Hangup": Rule(12200, {}),
    "Reject": Rule(13810, {"reason": one_of("rejected", "busy")}),
    "Dial": Rule(
        13212,
        {
            "hangupOnStar": _flag,
            "action": anything,
            "method": _method,
            "timeLimit": whole(1, _day),
            "timeout": whole(1, 600),
            "callerId": like(r"\+\d{7,15}"),
        },
        frozenset({"Conference", "Number"}),
        "may",
    ),
    "Conference": Rule(
        13230,
        {
            "beep": one_of("true", "false", "onEnter", "onExit"),
            "startConferenceOnEnter": _flag,
            "endConferenceOnExit": _flag,
            "muted": _flag,
            "maxParticipants": whole(2, 250),
            "participantLabel": like(r".{1,128}"),
            "jitterBufferSize": one_of("large", "medium", "small", "off"),
            "waitUrl": anything,
            "waitMethod": _method,
            "statusCallback": anything,
            "statusCallbackMethod": _method,
            "statusCallbackEvent": some_of("start", "end", "join", "leave", "mute", "hold", "announcement"),
        },
        text="must",
    ),
    "Number": Rule(
        13223,
        {
            "statusCallback": anything,
            "statusCallbackMethod": _method,
            "statusCallbackEvent": _end_of_call,
            **_detection,
        },
        text="must",
    ),
}

DOCUMENT = frozenset({"Say", "Play", "Pause", "Gather", "Redirect", "Hangup", "Reject", "Dial"})
# What may stand in a waitUrl's or an announcement's document.
WAITING = frozenset({"Say", "Play", "Pause", "Redirect"})
