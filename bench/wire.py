"""Webhooks as the carrier sends them: a key pressed in a Gather, with the real form and the real signature."""

import base64
import hmac
import re
from typing import Final
from urllib.parse import urlencode

from bench.stage import ACCOUNT, BASE, SERVICE, TOKEN, Caller

ACTION: Final = re.compile(rb"/twilio/turn/(\w+)")
KEYS: Final = ("1", "*", "2", "*", "3", "*")
"""At the survey's first question: an answer, back, and a correction of it, over and over."""


class Telephone:
    """A volunteer's telephone at the carrier, pressing key after key: each request answers the turn heard last."""

    def __init__(self, caller: Caller, keys: tuple[str, ...] = KEYS) -> None:
        """`keys` come round again and again."""
        self._turn = caller.turn
        self._keys = keys
        self._pressed = 0
        self._form = {
            "AccountSid": ACCOUNT,
            "ApiVersion": "2010-04-01",
            "CallSid": caller.sid,
            "CallStatus": "in-progress",
            "Called": SERVICE,
            "CalledCountry": "GB",
            "Caller": caller.number,
            "CallerCountry": "GB",
            "Direction": "inbound",
            "FinishedOnKey": "",
            "From": caller.number,
            "FromCountry": "GB",
            "To": SERVICE,
            "ToCountry": "GB",
            "msg": "Gather End",
        }

    def request(self) -> tuple[str, bytes, str]:
        """The next key: path, form and signature."""
        keys = self._keys[self._pressed % len(self._keys)]
        self._pressed += 1
        form = {**self._form, "Digits": keys}
        path = f"/twilio/turn/{self._turn}"
        return path, urlencode(form).encode(), signature(BASE + path, form)

    def heard(self, reply: bytes) -> None:
        """Take the next turn from the TwiML. AssertionError where there is none."""
        found = ACTION.search(reply)
        assert found is not None, reply
        self._turn = found[1].decode()


def signature(url: str, form: dict[str, str]) -> str:
    """Twilio's: base64(HMAC-SHA1(token, URL and the sorted form))."""
    text = url + "".join(name + form[name] for name in sorted(form))
    return base64.b64encode(hmac.digest(TOKEN.encode(), text.encode(), "sha1")).decode()
