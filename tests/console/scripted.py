"""A tiny service behind the rehearsal carrier: a PIN, one contact, a room, one question. Without HTTP."""

from collections.abc import Mapping
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import requests
from twilio.twiml.voice_response import Dial, Gather, VoiceResponse

from console.sounds import SHIPPED_TUNE
from console.sounds.pieces import cut
from rehearsal.carrier import Carrier
from rehearsal.wire import Answer, HttpReply, HttpRequest

BASE = "http://service.test"
CONTACT = "+441632960001"
CALLER_ID = "+442079460000"


class ScriptedService:
    """Answers the carrier's webhooks, as its transport."""

    def __init__(self) -> None:
        """Begin without a carrier: it is handed over once it runs."""
        self.carrier: Carrier | None = None

    def send(self, request: HttpRequest) -> Answer:
        """Answer one request."""
        path = urlsplit(request.url).path
        if path.endswith(".wav"):
            return HttpReply(200, "audio/wav", cut(Path(SHIPPED_TUNE))[0])
        form = {key: values[0] for key, values in parse_qs(request.body.decode()).items()}
        return HttpReply(200, "text/xml", str(self._answer(path, form)).encode())

    def _answer(self, path: str, form: Mapping[str, str]) -> VoiceResponse:
        match path, form.get("Digits", ""):
            case "/voice", _:
                return _ask("Hello Alex. Please enter your four-digit PIN.", "pin", 4)
            case "/pin", _:
                return _ask("Next, Mary Evans, Northgate. To call, press 1. To skip, press hash.", "ready", 1)
            case "/ready", "1":
                self._dial()
                return _room("volunteer", "hold", "outcome")
            case "/hold", _:
                return _hold()
            case "/outcome", "":
                return _ask(
                    "Call ended. Did you speak to Mary Evans? Yes, press 1. No, press 2.", "outcome", 1
                )
            case _:
                return _goodbye()

    def _dial(self) -> None:
        assert self.carrier is not None
        account = self.carrier.config.account_sid
        room = str(_room("contact", "hold", "gone"))
        with requests.Session() as session:
            session.trust_env = False
            session.post(
                f"{self.carrier.url}/2010-04-01/Accounts/{account}/Calls.json",
                data={"To": CONTACT, "From": CALLER_ID, "Twiml": room, "Timeout": "25"},
                auth=(account, self.carrier.config.auth_token),
                timeout=5,
            ).raise_for_status()


def _ask(words: str, then: str, digits: int) -> VoiceResponse:
    response = VoiceResponse()
    gather = Gather(
        input="dtmf", num_digits=digits, timeout=60, action=f"{BASE}/{then}", method="POST", finish_on_key=""
    )
    gather.say(words, language="en-GB", voice="Polly.Amy")
    response.append(gather)
    return response


def _room(label: str, wait: str, then: str) -> VoiceResponse:
    response = VoiceResponse()
    dial = Dial(hangup_on_star=True, action=f"{BASE}/{then}", method="POST")
    dial.conference(
        "room",
        beep="false",
        start_conference_on_enter=True,
        end_conference_on_exit=True,
        participant_label=label,
        wait_url=f"{BASE}/{wait}",
        wait_method="POST",
    )
    response.append(dial)
    return response


def _hold() -> VoiceResponse:
    response = VoiceResponse()
    response.say("Ringing. When the music stops, say hello.", language="en-GB")
    response.play(f"{BASE}/static/sounds/hold/0.wav")
    response.redirect(f"{BASE}/hold", method="POST")
    return response


def _goodbye() -> VoiceResponse:
    response = VoiceResponse()
    response.say("Saved. One call. Thank you. Goodbye.", language="en-GB")
    response.hangup()
    return response
