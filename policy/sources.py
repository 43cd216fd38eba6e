"""Where a contact's data came from, and which campaigns may use it.

Electoral data may be used for electoral purposes only (Representation of the People Regulations 2001), and
personal data only for purposes compatible with those it was collected for (UK GDPR art 5(1)(b)).
"""

import re
from dataclasses import dataclass

ELECTORAL_PURPOSES = frozenset({"voter_id", "turnout"})
PURPOSES = ELECTORAL_PURPOSES | {"membership", "fundraising"}
ELECTORAL_ONLY = frozenset({"electoral_register", "marked_register"})


@dataclass(frozen=True, slots=True)
class Source:
    """A source of contacts' data, by its id, and the purposes it may be used for."""

    name: str
    purposes: frozenset[str]


DEFAULT_SOURCES = (
    Source("electoral_register", ELECTORAL_PURPOSES),
    Source("marked_register", ELECTORAL_PURPOSES),
    Source("canvass", ELECTORAL_PURPOSES),
    Source("lookup", PURPOSES),
    Source("membership", PURPOSES),
    Source("supporter", PURPOSES),
    Source("donor", PURPOSES),
    Source("petition", PURPOSES),
    Source("event", PURPOSES),
    Source("website", PURPOSES),
)

_ALIASES = {
    "electoral": "electoral_register",
    "electoral_database": "electoral_register",
    "electoral_roll": "electoral_register",
    "register": "electoral_register",
    "roll": "electoral_register",
    "voter_file": "electoral_register",
    "canvassing": "canvass",
    "doorstep": "canvass",
    "telephone_lookup": "lookup",
    "telephone_look_up": "lookup",
    "phone_lookup": "lookup",
    "phone_look_up": "lookup",
    "look_up": "lookup",
    "telephone_match": "lookup",
    "directory": "lookup",
    "member": "membership",
    "members": "membership",
    "supporters": "supporter",
    "donors": "donor",
    "donation": "donor",
    "events": "event",
    "web": "website",
    "web_form": "website",
    "online_form": "website",
}


def source_id(text: str) -> str:
    """Return the id of a source as somebody wrote it: 'Electoral roll' is `electoral_register`.

    What is not known is returned in the form of an id; the policy refuses it.
    """
    plain = re.sub(r"[^a-z0-9]+", "_", text.strip().lower()).strip("_")
    return _ALIASES.get(plain, plain)
