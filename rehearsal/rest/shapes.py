"""Resources as Twilio's JSON has them, and its pages of lists."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from email.utils import format_datetime
from typing import TypeAlias
from urllib.parse import urlencode

from rehearsal.conference import Conference, Member
from rehearsal.exchange import Exchange, ServiceNumber
from rehearsal.faults import BAD_PARAMETER, RestRefusalError
from rehearsal.legs import Leg

Json: TypeAlias = dict[str, object]
VERSION = "2010-04-01"
_PAGE = 50
_LARGEST_PAGE = 1000


def base(exchange: Exchange) -> str:
    """Give the path under which the account's resources stand."""
    return f"/{VERSION}/Accounts/{exchange.config.account_sid}"


def when(moment: datetime | None) -> str | None:
    """Write a moment as Twilio does (RFC 2822, UTC)."""
    return None if moment is None else format_datetime(moment)


def call(leg: Leg) -> Json:
    """Give a Call resource."""
    path = f"{base(leg.exchange)}/Calls/{leg.sid}"
    waited = int(((leg.dialled_at or leg.created) - leg.created).total_seconds() * 1000)
    return {
        "sid": leg.sid,
        "date_created": when(leg.created),
        "date_updated": when(leg.ended_at or leg.answered_at or leg.created),
        "parent_call_sid": leg.parent.sid if leg.parent else None,
        "account_sid": leg.exchange.config.account_sid,
        "to": leg.to,
        "to_formatted": leg.to,
        "from": leg.from_,
        "from_formatted": leg.from_,
        "phone_number_sid": None,
        "status": leg.status,
        "start_time": when(leg.dialled_at),
        "end_time": when(leg.ended_at),
        "duration": str(leg.duration) if leg.over else None,
        "price": None,
        "price_unit": "USD",
        "direction": leg.direction,
        "answered_by": leg.answered_by,
        "api_version": VERSION,
        "forwarded_from": None,
        "group_sid": None,
        "caller_name": None,
        "queue_time": str(waited),
        "trunk_sid": None,
        "uri": f"{path}.json",
        "subresource_uris": {"notifications": f"{path}/Notifications.json"},
    }


def conference(one: Conference) -> Json:
    """Give a Conference resource."""
    path = f"{base(one.exchange)}/Conferences/{one.sid}"
    return {
        "sid": one.sid,
        "account_sid": one.exchange.config.account_sid,
        "date_created": when(one.created),
        "date_updated": when(one.updated),
        "api_version": VERSION,
        "friendly_name": one.friendly_name,
        "region": "ie1",
        "status": one.status,
        "uri": f"{path}.json",
        "subresource_uris": {"participants": f"{path}/Participants.json"},
        "reason_conference_ended": one.reason_ended,
        "call_sid_ending_conference": one.ended_by,
    }


def participant(one: Conference, member: Member) -> Json:
    """Give a Participant resource."""
    path = f"{base(one.exchange)}/Conferences/{one.sid}/Participants/{member.leg.sid}"
    return {
        "account_sid": one.exchange.config.account_sid,
        "call_sid": member.leg.sid,
        "label": member.label or None,
        "call_sid_to_coach": None,
        "coaching": False,
        "conference_sid": one.sid,
        "date_created": when(member.leg.created),
        "date_updated": when(one.updated),
        "end_conference_on_exit": member.ends,
        "muted": member.muted,
        "hold": False,
        "start_conference_on_enter": member.starts,
        "status": "connected",
        "queue_time": None,
        "uri": f"{path}.json",
    }


def number(exchange: Exchange, one: ServiceNumber) -> Json:
    """Give an IncomingPhoneNumber resource."""
    return {
        "sid": one.sid,
        "account_sid": exchange.config.account_sid,
        "friendly_name": one.number,
        "phone_number": one.number,
        "api_version": VERSION,
        "origin": "twilio",
        "status": "in-use",
        "beta": False,
        "capabilities": {"voice": True, "sms": False, "mms": False, "fax": False},
        "voice_url": one.voice_url,
        "voice_method": one.voice_method,
        "voice_fallback_url": one.voice_fallback_url,
        "voice_fallback_method": one.voice_fallback_method,
        "status_callback": one.status_callback,
        "status_callback_method": one.status_callback_method,
        "uri": f"{base(exchange)}/IncomingPhoneNumbers/{one.sid}.json",
    }


def account(exchange: Exchange) -> Json:
    """Give the Account resource."""
    return {
        "sid": exchange.config.account_sid,
        "friendly_name": "Rehearsal",
        "status": "active",
        "type": "Trial",
        "owner_account_sid": exchange.config.account_sid,
        "uri": f"{base(exchange)}.json",
    }


def page(key: str, items: Sequence[Json], path: str, args: Mapping[str, str]) -> Json:
    """Give one page of a list; ``args`` are the query's, with Page (from 0) and PageSize (at most 1000)."""
    size = min(_count(args, "PageSize", _PAGE), _LARGEST_PAGE)
    here = _count(args, "Page", 0)
    start = here * size
    shown = list(items[start : start + size])

    def uri(number: int) -> str:
        return f"{path}?{urlencode({**args, 'PageSize': str(size), 'Page': str(number)})}"

    return {
        key: shown,
        "page": here,
        "page_size": size,
        "start": start,
        "end": start + max(len(shown) - 1, 0),
        "uri": uri(here),
        "first_page_uri": uri(0),
        "next_page_uri": uri(here + 1) if start + size < len(items) else None,
        "previous_page_uri": uri(here - 1) if here else None,
    }


def _count(args: Mapping[str, str], name: str, default: int) -> int:
    text = args.get(name, str(default))
    if not text.isdigit() or (name == "PageSize" and int(text) == 0):
        raise RestRefusalError(BAD_PARAMETER, f"Invalid {name}: a whole number is needed.")
    return int(text)
