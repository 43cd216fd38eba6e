"""The links at the head of staff's and auditors' pages: endpoint and words, in their order."""

from typing import Final

WAYS: Final[dict[str, tuple[tuple[str, str], ...]]] = {
    "staff": (("staff.home", "Campaigns"),),
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
