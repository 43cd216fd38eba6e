"""What may be asked of the policy: a closed union of small requests."""

from dataclasses import dataclass
from enum import StrEnum, unique

from policy.codec import Json, decode, encode, field_types


@unique
class Recording(StrEnum):
    """What somebody wants to play to a contact."""

    ABANDONED_MESSAGE = "abandoned_message"
    HOLD_MUSIC = "hold_music"
    PROMPT = "prompt"
    SCRIPT = "script"


@dataclass(frozen=True, slots=True)
class DialContact:
    """Ask whether a contact may be dialled.

    Asked when the contact is offered, and again at the moment of dialling. `with_permit` is set when a permit
    made earlier is about to be spent: it must then still be good.
    """

    with_permit: bool = False


@dataclass(frozen=True, slots=True)
class PlayToContact:
    """Ask whether something recorded may be played to a contact who has answered."""

    recording: Recording


@dataclass(frozen=True, slots=True)
class StayOnMachine:
    """Ask whether the line may be kept open on an answering machine, as for leaving a message."""


@dataclass(frozen=True, slots=True)
class RingVolunteer:
    """Ask whether a volunteer, who asked for it, may be rung."""


Request = DialContact | PlayToContact | StayOnMachine | RingVolunteer


class UnknownRequestError(ValueError):
    """A recorded request is of no kind that this release knows."""


_KINDS: dict[str, type[Request]] = {
    "dial_contact": DialContact,
    "play_to_contact": PlayToContact,
    "stay_on_machine": StayOnMachine,
    "ring_volunteer": RingVolunteer,
}
_NAMES = {kind: name for name, kind in _KINDS.items()}


def request_to_json(request: Request) -> dict[str, Json]:
    """Return the request as JSON values, with its kind under `request`."""
    own = {name: encode(getattr(request, name)) for name in field_types(type(request))}
    return {"request": _NAMES[type(request)], **own}


def request_from_json(data: dict[str, Json]) -> Request:
    """Return the request that `request_to_json` wrote. Raises UnknownRequestError."""
    kind = _KINDS.get(str(data.get("request")))
    if kind is None:
        message = f"'{data.get('request')}' is no request that the policy knows."
        raise UnknownRequestError(message)
    request: Request = decode(kind, data)
    return request
