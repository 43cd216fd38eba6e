"""Words for what stands in a campaign's settings."""

from typing import Final

STATUSES: Final = {
    "draft": "Draft: it has not been started",
    "running": "Running",
    "paused": "Paused: no new calls",
    "stopped": "Stopped: no new calls",
}

PURPOSES: Final = {
    "voter_id": "Asking voters how they will vote",
    "turnout": "Getting voters to the poll",
    "membership": "Ringing our members",
    "fundraising": "Asking for gifts",
}

SOURCES: Final = {
    "electoral_register": "Electoral register",
    "marked_register": "Marked register",
    "canvass": "Canvass",
    "lookup": "Telephone look-up",
    "membership": "Membership",
    "supporter": "Supporters",
    "donor": "Donors",
    "petition": "Petition",
    "event": "Event",
    "website": "Web site",
}

WEEKDAYS: Final = tuple(
    enumerate(("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"), 1)
)

NATIONS: Final = (
    ("", "Not off"),
    ("england-and-wales", "Off, as in England and Wales"),
    ("scotland", "Off, as in Scotland"),
    ("northern-ireland", "Off, as in Northern Ireland"),
)

CALLING: Final = (
    ("attempts", "Tries of one number in 28 days"),
    ("busy_minutes", "Minutes until a busy number is tried again"),
    ("no_answer_hours", "Hours until a number that did not answer is tried again"),
    ("machine_hours", "Hours after an answering machine, 24 at least"),
    ("abandoned_hours", "Hours after an abandoned call, 72 at least"),
    ("call_back_hours", "Hours between two calls for other reasons"),
)

OPT_OUT_SOURCES: Final = {
    "keypad": "a volunteer's keypad",
    "page": "a volunteer's page",
    "ring_back": "ringing us back",
    "staff": "staff",
    "import": "an import",
}

COLUMNS: Final = {
    "id": "Their id",
    "title": "Title",
    "first_name": "First name",
    "last_name": "Last name",
    "phone": "Telephone",
    "household": "Household",
    "area": "Area",
    "ward": "Ward",
    "last_voting_intention": "Last voting intention",
    "language": "Language",
    "source": "Source of data",
    "priority": "Priority",
}
