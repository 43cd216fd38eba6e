"""Webhooks as the carrier sends them: a key pressed in a Gather, with the real form and the real signature."""

import base64
import hmac
import re
from typing import Final
from urllib.parse import urlencode

from bench.stage import ACCOUNT, BASE, SERVICE, TOKEN, Caller

HOST: Final = BASE.removeprefix("https://")
ACTION: Final = re.compile(rb"/twilio/turn/(\w+)")
KEYS: Final = ("1", "*", "2", "*", "3", "*")
"""At the survey's first question: an answer, back, and a correction of it, over and over."""


class Telephone:
    """A volunteer's telephone at the carrier, pressing key after key: each request answers the turn heard last."""

    good: tuple[int, ...] = (200,)

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

    def request(self) -> bytes:
        """The next key, as the carrier posts it."""
        keys = self._keys[self._pressed % len(self._keys)]
        self._pressed += 1
        form = {**self._form, "Digits": keys}
        path = f"/twilio/turn/{self._turn}"
        return post(path, form, f"X-Twilio-Signature: {signature(BASE + path, form)}")

    def heard(self, head: bytes, body: bytes) -> None:  # noqa: ARG002 (the Asker's)
        """Take the next turn from the TwiML. AssertionError where there is none."""
        found = ACTION.search(body)
        assert found is not None, body
        self._turn = found[1].decode()


def post(path: str, form: dict[str, str], header: str) -> bytes:
    """A form that is posted, with one header more."""
    body = urlencode(form)
    kind = "application/x-www-form-urlencoded"
    return (
        f"POST {path} HTTP/1.1\r\nHost: {HOST}\r\n{header}\r\n"
        f"Content-Type: {kind}\r\nContent-Length: {len(body)}\r\n\r\n{body}"
    ).encode()


def signature(url: str, form: dict[str, str]) -> str:
    """Twilio's: base64(HMAC-SHA1(token, URL and the sorted form))."""
    text = url + "".join(name + form[name] for name in sorted(form))
    return base64.b64encode(hmac.digest(TOKEN.encode(), text.encode(), "sha1")).decode()
