"""Webhooks on their way: signed, sent, tried again as the URL's overrides say, and rained on."""

import uuid
from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING
from urllib.parse import urlencode

from rehearsal import overrides
from rehearsal.faults import TwimlFaultError
from rehearsal.process import Fetch, Steps, Wait
from rehearsal.signing import signature
from rehearsal.wire import SOUND_LIMIT, TWIML_LIMIT, Answer, HttpFailure, HttpReply, HttpRequest

if TYPE_CHECKING:
    from rehearsal.exchange import Exchange

FETCH_FAILED = 11200
NO_CONNECTION = 11205
BAD_URL = 11100
TOO_LARGE = 11750
_FIRST_BAD_STATUS = 300


class Post:
    """The carrier's way of reaching the service."""

    def __init__(self, exchange: "Exchange") -> None:
        """Deliver for one exchange."""
        self._exchange = exchange

    def callback(self, url: str, method: str, params: Mapping[str, str]) -> None:
        """Send a notice whose reply is not run; weather may lose, delay or double it."""
        token = str(uuid.uuid4())
        for delay in self._exchange.sky.callback_delays():
            self._exchange.engine.spawn(self._notify(url, method, params, token, delay))

    def _notify(
        self, url: str, method: str, params: Mapping[str, str], token: str, delay: float
    ) -> Steps[None]:
        yield Wait(delay)
        try:
            yield from self._deliver(url, method, params, token=token)
        except TwimlFaultError as fault:
            self._exchange.note(fault, params.get("CallSid", ""))

    def document(self, url: str, method: str, params: Mapping[str, str]) -> Steps[HttpReply]:
        """Ask for TwiML; raise TwimlFaultError if none comes."""
        return self._deliver(url, method, params, rained_on=self._exchange.sky.repeats_twiml())

    def sound(self, url: str) -> Steps[HttpReply]:
        """Fetch a sound file; raise TwimlFaultError if it is not there."""
        return self._deliver(url, "GET", {})

    def _deliver(
        self,
        url: str,
        method: str,
        params: Mapping[str, str],
        *,
        token: str = "",
        rained_on: bool = False,
    ) -> Steps[HttpReply]:
        plain, how = _split(url)
        late = HttpFailure("rt")
        request = replace(
            self._request(plain, method, params, token or str(uuid.uuid4())),
            connect_timeout=how.connect,
            read_timeout=min(how.read, how.total),
        )
        answer: Answer = late
        for attempt in range(how.retries + 1):
            answer = _as_answer((yield Fetch(request)))
            if rained_on and attempt == 0 and how.retries and how.retries_after(late):
                answer = late
            if not how.retries_after(answer):
                break
        return _accepted(answer, url)

    def _request(self, url: str, method: str, params: Mapping[str, str], token: str) -> HttpRequest:
        headers = {"I-Twilio-Idempotency-Token": token, "User-Agent": "TwilioProxy/1.1"}
        body = b""
        signed: Mapping[str, str] = {}
        if method == "GET":
            url += ("&" if "?" in url else "?") + urlencode(params) if params else ""
        else:
            signed, body = params, urlencode(params).encode()
            headers["Content-Type"] = "application/x-www-form-urlencoded; charset=utf-8"
        headers["X-Twilio-Signature"] = signature(self._exchange.config.auth_token, url, signed)
        return HttpRequest(method, url, headers, body)


def _split(url: str) -> tuple[str, overrides.Overrides]:
    if not url.startswith(("http://", "https://")):
        raise TwimlFaultError(BAD_URL, "Invalid URL format: an absolute http or https URL is needed.", url)
    try:
        return overrides.split(url)
    except overrides.BadOverrideError as error:
        raise TwimlFaultError(BAD_URL, str(error), url) from error


def _as_answer(value: object) -> Answer:
    if not isinstance(value, HttpReply | HttpFailure):
        message = f"An HTTP answer was expected, not {value!r}"
        raise TypeError(message)
    return value


def _most(reply: HttpReply) -> int:
    return SOUND_LIMIT if reply.media_type.startswith("audio/") else TWIML_LIMIT


def _accepted(answer: Answer, url: str) -> HttpReply:
    match answer:
        case HttpFailure("ct"):
            raise TwimlFaultError(NO_CONNECTION, "HTTP connection failure.", url)
        case HttpFailure():
            raise TwimlFaultError(FETCH_FAILED, "The service did not answer in time.", url)
        case HttpReply(status) if status >= _FIRST_BAD_STATUS:
            raise TwimlFaultError(FETCH_FAILED, f"Got HTTP {status} in answer.", url)
        case HttpReply(_, _, body) if len(body) > (most := _most(answer)):
            raise TwimlFaultError(TOO_LARGE, f"The answer is larger than {most} bytes.", url)
        case HttpReply():
            return answer
