"""The links at the head of staff's and auditors' pages: endpoint and words, in their order."""

from typing import Final

WAYS: Final[dict[str, tuple[tuple[str, str], ...]]] = {
    "staff": (("staff.home", "Campaigns"),),
    "auditor": (("audit.home", "Records"),),
    "signing_in": (),
}
