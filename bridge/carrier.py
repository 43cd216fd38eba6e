"""The Twilio client: requests with a time limit, to any Twilio-compatible API, and never a blind second try.

A request ends in one of a closed set of results. Only `NotNow` says for certain that nothing was done: 20429 was
never processed (Twilio, "Error 20429"), and a refused connection carried nothing. After `Unsure` the carrier may have
acted: whoever asked looks at the carrier before anything else.
"""

import logging
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from email.utils import parsedate_to_datetime
from itertools import takewhile
from typing import Any, Literal
from urllib.parse import urlsplit

from requests import RequestException
from requests.exceptions import ConnectionError as NoConnection
from requests.exceptions import ConnectTimeout
from twilio.base.exceptions import TwilioException, TwilioRestException
from twilio.http.http_client import TwilioHttpClient
from twilio.http.response import Response
from twilio.rest import Client
from twilio.rest.api.v2010.account.call import CallInstance
from urllib3.exceptions import NewConnectionError

from store.audit.reconcile import CarrierCall
from store.errors import RefusedError

MOST_A_PAGE = 1000
STATUS_EVENTS = ["initiated", "ringing", "answered", "completed"]

_silent = logging.getLogger("ringround.carrier.requests")
_silent.disabled = True  # the library logs request bodies, and those hold telephone numbers


@dataclass(frozen=True, slots=True)
class Done:
    """The carrier did it. `sid`: the leg's; `status`: the carrier's word for where it is now."""

    sid: str
    status: str = ""


@dataclass(frozen=True, slots=True)
class Rejected:
    """The carrier did nothing, and would not if asked again. `code`: its error code."""

    code: int


@dataclass(frozen=True, slots=True)
class NotNow:
    """The carrier certainly did nothing; it may be asked again."""


@dataclass(frozen=True, slots=True)
class Unsure:
    """No answer, or one that leaves open whether the carrier acted."""


Result = Done | Rejected | NotNow | Unsure


@dataclass(frozen=True, slots=True)
class Seen:
    """A leg as the carrier knows it now. `status`: its word; `seconds`, `ended_at` (its clock): once it has ended."""

    sid: str
    status: str
    seconds: int | None = None
    ended_at: datetime | None = None


class _Http(TwilioHttpClient):  # type: ignore[misc]  # the library is not typed
    """Twilio's own HTTP client, sent to `base`, with the carrier's clock read off each answer."""

    def __init__(self, base: str, timeout: float, clock: Callable[[], datetime]) -> None:
        super().__init__(timeout=timeout, logger=_silent)
        self._base = urlsplit(base)
        self._clock = clock
        self.skew_seconds: float | None = None

    def request(self, method: str, url: str, *args: Any, **kwargs: Any) -> Response:  # noqa: ANN401 (the library's signature)
        """Send the request to the configured scheme and host."""
        target = urlsplit(url)._replace(scheme=self._base.scheme, netloc=self._base.netloc).geturl()
        sent = self._clock()
        response = super().request(method, target, *args, **kwargs)
        date = (response.headers or {}).get("Date")
        if date:
            self.skew_seconds = skew(sent, self._clock(), parsedate_to_datetime(date))
        return response


def skew(sent: datetime, received: datetime, date: datetime) -> float:
    """Seconds by which this server's clock is ahead of the carrier's, 0.0 where both may be right.

    `Date` is cut to whole seconds and was written between `sent` and `received`: only what neither explains counts.
    """
    ahead = (sent - date - timedelta(seconds=1)).total_seconds()
    behind = (received - date).total_seconds()
    return ahead if ahead > 0 else min(behind, 0.0)


class Carrier:
    """The requests that the service makes of the carrier. Thread-safe as the library is."""

    def __init__(
        self, account: str, token: str, base: str, timeout: float, clock: Callable[[], datetime]
    ) -> None:
        """`base`: scheme and host of the API; `timeout`: seconds for connecting and for each read.

        `clock`: this server's own clock, without any offset, which is held against the carrier's.
        """
        self._http = _Http(base, timeout, clock)
        self._client = Client(account, token, http_client=self._http)

    def create_call(self, **parameters: object) -> Result:
        """Ring a number. Only `bridge.dial` and `bridge.ring` call this."""
        return _result(lambda: self._client.calls.create(**parameters))

    def move(self, sid: str, url: str) -> Result:
        """Send a live leg to `url` for its next TwiML. Rejected(21220): the leg has just ended."""
        return _result(lambda: self._client.calls(sid).update(url=url, method="POST"))

    def end(self, sid: str, status: Literal["completed", "canceled"]) -> Result:
        """End a leg: `canceled` only while it is queued or rings, `completed` also in a conversation."""
        return _result(lambda: self._client.calls(sid).update(status=status))

    def announce(self, room: str, sid: str, url: str) -> Result:
        """Play what `url` says to this leg alone, in the conference of that name. Rejected(404): it is over."""

        def request() -> CallInstance:
            rooms = self._client.conferences.list(friendly_name=room, status="in-progress", limit=1)
            if not rooms:
                raise TwilioRestException(404, url, "no such conference is going on")
            self._client.conferences(rooms[0].sid).participants(sid).update(
                announce_url=url, announce_method="POST"
            )
            return self._client.calls(sid).fetch()

        return _result(request)

    def look(self, sid: str) -> Seen | None:
        """The leg as the carrier knows it; None where it could not be asked."""
        try:
            return _seen(self._client.calls(sid).fetch())
        except TwilioRestException as error:
            return Seen(sid, "failed") if error.status == 404 else None  # noqa: PLR2004 (HTTP's Not Found)
        except (TwilioException, RequestException):
            return None

    def find(self, to: str, caller_id: str, since: datetime) -> list[Seen] | None:
        """The legs from `caller_id` to `to` started since then, newest first; None where it could not be asked.

        The carrier could look for the number itself, but would be told it in an address, which proxies write down.
        """
        try:
            listed = self._client.calls.stream(start_time_after=_midnight(since), page_size=MOST_A_PAGE)
            recent = takewhile(lambda call: _not_before(call.date_updated, since), listed)
            return [
                _seen(call)
                for call in recent
                if (call.to, call._from) == (to, caller_id) and _not_before(call.date_created, since)  # noqa: SLF001 (a word of Python)
            ]
        except (TwilioException, RequestException):
            return None

    def calls(self, since: datetime, until: datetime) -> Iterator[CarrierCall]:
        """All calls of the account asked for between the two times, by the carrier's clock. RefusedError: no answer."""
        try:
            for call in self._client.calls.stream(
                start_time_after=_midnight(since),
                start_time_before=_midnight(until) + timedelta(days=1),
                page_size=MOST_A_PAGE,
            ):
                if since <= call.date_created < until:
                    yield _listed(call)
        except (TwilioException, RequestException) as error:
            raise RefusedError("The carrier's list of calls could not be read: try again.") from error

    def measure_clock(self) -> float | None:
        """Ask the carrier for anything, and give this clock's lead over its `Date` in seconds; None: no answer."""
        self._http.skew_seconds = None
        with suppress(TwilioException, RequestException):
            self._client.api.v2010.accounts(self._client.account_sid).fetch()
        return self._http.skew_seconds


def _midnight(at: datetime) -> datetime:
    return at.replace(hour=0, minute=0, second=0, microsecond=0)


def _listed(call: CallInstance) -> CarrierCall:
    return CarrierCall(
        sid=str(call.sid),
        to=str(call.to),
        caller=str(call._from),  # noqa: SLF001 (the library's name for what is a word of Python)
        direction=str(call.direction),
        status=str(call.status),
        created_at=call.date_created,
        seconds=_seen(call).seconds,
    )


def _not_before(at: object, since: datetime) -> bool:
    """Whether a time of the carrier's, if it gives one, is so late. It is in whole seconds, so a second is allowed.

    The list begins with what was last made or changed: past a call that was not changed since, none was made since.
    """
    return not isinstance(at, datetime) or at + timedelta(seconds=1) >= since


def _seen(call: CallInstance) -> Seen:
    seconds = int(call.duration) if call.duration not in (None, "") else None
    ended_at = call.end_time if isinstance(call.end_time, datetime) else None
    return Seen(str(call.sid), str(call.status), seconds, ended_at)


def _result(request: Callable[[], CallInstance]) -> Result:
    try:
        call = request()
        return Done(str(call.sid), str(call.status))
    except TwilioRestException as error:
        if error.status == 429:  # noqa: PLR2004 (HTTP's Too Many Requests)
            return NotNow()
        return Unsure() if error.status >= 500 else Rejected(error.code or error.status)  # noqa: PLR2004 (HTTP's server errors)
    except ConnectTimeout:
        return NotNow()
    except NoConnection as error:
        return NotNow() if _was_refused(error) else Unsure()
    except (TwilioException, RequestException):
        return Unsure()


def _was_refused(error: NoConnection) -> bool:
    """Whether no connection came about at all, so that nothing can have been sent."""
    cause = error.args[0] if error.args else None
    return isinstance(getattr(cause, "reason", None), NewConnectionError)
