"""Every route of the web service, and who may use it. What is not in this table is refused to everybody."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Final, Literal, TypeAlias

Role: TypeAlias = Literal["anybody", "volunteer", "signing_in", "staff", "auditor"]
"""`signing_in`: staff or an auditor whose password was right, and who owes the second factor."""


@dataclass(frozen=True, slots=True)
class Route:
    """Who may use a route. `own_door`: it is guarded otherwise, and its posts are no forms of our pages.

    `looks_on`: a page asks by itself, again and again, which does not keep a session from ending. `largest`: how many
    bytes may be sent there; None: as few as anywhere.
    """

    roles: frozenset[Role]
    own_door: bool = False
    looks_on: bool = False
    largest: int | None = None


_OPEN: Final = Route(frozenset({"anybody"}))
_OWN_DOOR: Final = Route(frozenset({"anybody"}), own_door=True)
_VOLUNTEER: Final = Route(frozenset({"volunteer"}))
_SIGNING_IN: Final = Route(frozenset({"signing_in"}))
_STAFF: Final = Route(frozenset({"staff"}))
_AUDITOR: Final = Route(frozenset({"auditor"}))
_USERS: Final = Route(frozenset({"staff", "auditor"}))

_CARRIER: Final = (
    "voice", "ring", "turn", "present", "hold", "abandoned", "fallback", "status", "ring_status", "leg", "machine",
    "room", "tone",
)  # fmt: skip
_CALL: Final = (
    "home", "sign_out", "now", "start", "connect", "next_contact", "dial", "skip", "end", "save", "opt_out",
    "areas", "calls", "edit",
)  # fmt: skip

_STAFF_PAGES: Final = (
    "home", "new", "campaign", "settings", "start", "pause", "stop",
    "begin_import", "imported", "refused_rows",
    "volunteers", "new_pin", "remove",
    "wishes", "opt_outs", "consent_list", "opt_out", "consent", "withdraw", "registers",
    "board", "requests", "request_number", "request_done", "results", "results_csv",
    "flow_shelf", "flow_version", "check_version", "flow_sheet", "flow_draft_sheet", "publish_flow",
    "remove_flow_draft",
)  # fmt: skip
LARGEST_FILE: Final = 512 * 1024 * 1024
"""Some two million contacts."""
LARGEST_FLOW: Final = 32 * 1024 * 1024
"""A call flow, its rehearsals and some minutes of sound."""
_AUDIT_PAGES: Final = (
    "home", "seek", "number", "found", "take", "call", "record", "decision", "refusals", "opt_outs", "consents",
    "registers", "looks", "reports", "report", "table", "proof", "ask", "head", "key", "fetch",
)  # fmt: skip

ACCESS: Final[Mapping[str, Route]] = {
    "console.home": _OPEN,
    "console.static": _OPEN,
    **{f"hold.{name}": _OPEN for name in ("piece", "sound", "own_piece")},
    # Operators' figures: no person and no number is in them.
    "ops.healthz": _OPEN,
    "ops.readyz": _OPEN,
    "ops.metrics": _OPEN,
    # There only where the rehearsal carrier runs; its posts need a header that no other site's page can send.
    **{f"rehearsal.{name}": _OWN_DOOR for name in ("page", "record", "ringing", "look", "act")},
    "rehearsal.flow": replace(_OWN_DOOR, largest=LARGEST_FLOW),
    # The carrier signs what it sends.
    **{f"twilio.{name}": _OWN_DOOR for name in _CARRIER},
    "call.sign_in": _OPEN,
    "call.status": Route(frozenset({"volunteer"}), looks_on=True),
    **{f"call.{name}": _VOLUNTEER for name in _CALL},
    "users.sign_in": _OPEN,
    "users.begin": _OPEN,
    "users.code": _SIGNING_IN,
    "users.enrol": _SIGNING_IN,
    "users.arrive": _USERS,
    "users.sign_out": _USERS,
    **{
        f"staff.{name}": Route(frozenset({"staff"}), largest=LARGEST_FLOW)
        for name in ("new_flow", "flow_draft")
    },
    "staff.board_now": Route(frozenset({"staff"}), looks_on=True),
    "staff.results_status": Route(frozenset({"staff"}), looks_on=True),
    **{
        f"staff.{name}": Route(frozenset({"staff"}), looks_on=True)
        for name in ("flow_draft_status", "flow_version_status")
    },
    **{f"staff.{name}": _STAFF for name in _STAFF_PAGES},
    "staff.contacts": Route(frozenset({"staff"}), largest=LARGEST_FILE),
    "staff.import_status": Route(frozenset({"staff"}), looks_on=True),
    **{f"audit.{name}": _AUDITOR for name in _AUDIT_PAGES},
    "audit.task": Route(frozenset({"auditor"}), looks_on=True),
}
"""By endpoint. A volunteer's routes show and change what is that volunteer's own alone, those of staff and auditors
of an area that area's campaigns alone: what is not theirs is not there (404)."""
