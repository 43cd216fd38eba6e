"""The service's own numbers at the carrier: where their calls go, and how that is changed.

Twilio, "IncomingPhoneNumber resource": a TwiML application or a trunk of a number comes before its URLs.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, fields
from typing import Any, Final, Self

from requests import RequestException
from sqlalchemy import select
from twilio.base.exceptions import TwilioException, TwilioRestException
from twilio.http.response import Response

from app import Service
from bridge.carrier import MOST_A_PAGE, Carrier
from bridge.parts import Addresses
from cli.errors import CommandError
from store.models import Campaign

NOT_LET_IN: Final = (401, 403)


@dataclass(frozen=True, slots=True)
class Pointing:
    """Where the carrier sends what happens at a number; the names are those of its API."""

    voice_url: str
    voice_fallback_url: str
    status_callback: str
    voice_method: str = "POST"
    voice_fallback_method: str = "POST"
    status_callback_method: str = "POST"

    @classmethod
    def at(cls, addresses: Addresses) -> Self:
        """To this service, with the carrier's connection overrides behind `#`."""
        return cls(addresses.twiml("voice"), addresses.twiml("fallback"), addresses.status("status"))


@dataclass(frozen=True, slots=True)
class AtCarrier:
    """A number as the carrier has it. `elsewhere`: its application or trunk, which comes before the URLs."""

    sid: str
    pointing: Pointing
    elsewhere: str


class CarrierNumbers(Carrier):
    """The carrier's client, for the account's numbers. CommandError where it cannot be asked, or refuses."""

    @classmethod
    def of(cls, service: Service) -> Self:
        """The client by the service's settings."""
        secrets, carrier = service.settings.secrets, service.settings.carrier
        return cls(
            secrets.twilio_account_sid,
            secrets.twilio_auth_token,
            carrier.api_base_url,
            carrier.timeout,
            service.real_clock,
        )

    def number(self, e164: str) -> AtCarrier | None:
        """The number as the carrier has it; None where it is not the account's. It is told in no address."""
        with _in_a_sentence():
            listed = self._client.incoming_phone_numbers.stream(page_size=MOST_A_PAGE)
            return next((_found(one) for one in listed if one.phone_number == e164), None)

    def point(self, sid: str, pointing: Pointing) -> None:
        """Set where a number's calls go."""
        with _in_a_sentence():
            self._client.incoming_phone_numbers(sid).update(**asdict(pointing))


def own_numbers(service: Service) -> list[str]:
    """The volunteers' lines and the campaigns' caller numbers, E.164: people ring all of them."""
    with service.parts.db.read() as tx:
        shown = tx.scalars(select(Campaign.caller_id).order_by(Campaign.created_at)).all()
    return list(dict.fromkeys([*service.settings.numbers.volunteer_lines, *shown]))


def _found(one: Any) -> AtCarrier:  # noqa: ANN401 (the library is not typed)
    present = {field.name: getattr(one, field.name) or "" for field in fields(Pointing)}
    return AtCarrier(str(one.sid), Pointing(**present), one.trunk_sid or one.voice_application_sid or "")


@contextmanager
def _in_a_sentence() -> Iterator[None]:
    """The library's own words may hold a number or an address."""
    try:
        yield
    except (TwilioException, RequestException) as error:
        raise CommandError(_sentence(_status(error))) from error


def _status(error: Exception) -> int | None:
    """The HTTP status of the carrier's answer; None where there was none. A page of a list has it elsewhere."""
    if isinstance(error, TwilioRestException):
        return int(error.status)
    return next((one.status_code for one in error.args if isinstance(one, Response)), None)


def _sentence(status: int | None) -> str:
    if status is None:
        return "The carrier does not answer: check carrier.api_base_url, or try again."
    if status in NOT_LET_IN:
        return "The carrier does not let us in: check TWILIO_ACCOUNT_SID and TWILIO_AUTH_TOKEN."
    return f"The carrier refused (its status {status}): try again, or look it up there."
