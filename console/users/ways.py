"""The links of staff's and auditors' pages: endpoint and words, in their order."""

from typing import Final

Ways = tuple[tuple[str, str], ...]

WAYS: Final[dict[str, Ways]] = {
    "staff": (
        ("staff.home", "Campaigns"),
        ("staff.board", "Live"),
        ("staff.requests", "Requests"),
        ("staff.flow_shelf", "Call flows"),
        ("staff.wishes", "Opt-outs"),
        ("staff.registers", "Registers"),
    ),
    "auditor": (
        ("audit.home", "Search"),
        ("audit.reports", "Reports"),
        ("audit.refusals", "Refusals"),
        ("audit.opt_outs", "Opt-outs"),
        ("audit.registers", "Registers"),
        ("audit.looks", "Who saw what"),
        ("audit.proof", "Proof"),
    ),
    "signing_in": (),
}
"""At the head of every page, by role."""

CAMPAIGN_WAYS: Final[Ways] = (
    ("staff.campaign", "Overview"),
    ("staff.settings", "Settings"),
    ("staff.contacts", "Contacts"),
    ("staff.volunteers", "Volunteers"),
    ("staff.results", "Results"),
)
"""At the head of every page of one campaign: their addresses take `campaign`."""
