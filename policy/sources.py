"""Where a contact's data came from, and which campaigns may use it.

Electoral data may be used for electoral purposes only (Representation of the People Regulations 2001), and
personal data only for purposes compatible with those it was collected for (UK GDPR art 5(1)(b)).
"""

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

# What people write, by a word in it; the first that fits counts, so the stricter stand first.
_WORDS = (
    ("marked", "marked_register"),
    ("elector", "electoral_register"),
    ("roll", "electoral_register"),
    ("voter", "electoral_register"),
    ("member", "membership"),
    ("canvass", "canvass"),
    ("doorstep", "canvass"),
    ("look", "lookup"),
    ("directory", "lookup"),
    ("petition", "petition"),
    ("donor", "donor"),
    ("donation", "donor"),
    ("supporter", "supporter"),
    ("volunteer", "supporter"),
    ("event", "event"),
    ("web", "website"),
    ("online", "website"),
    ("register", "electoral_register"),
)
OTHER = "other"


def source_id(text: str) -> str:
    """Return the id of a source as somebody wrote it: 'Electoral roll' is `electoral_register`.

    What is not known is `other`, never the text itself, which might hold anything; the policy refuses it
    unless the organisation has named purposes for `other` in the rules.
    """
    plain = text.lower()
    return next((name for word, name in _WORDS if word in plain), OTHER)
