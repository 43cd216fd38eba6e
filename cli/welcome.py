"""What `serve` says when everything runs: for a stranger, what it is, where to look, and how to stop it."""

from datetime import UTC, datetime, timedelta

from app_pages import sample_volunteers
from cli.addresses import Address
from cli.context import LONDON, composed
from cli.sample_campaign import CALLER_ID, TITLE
from console import SampleVolunteer
from policy.numbers import display
from scheduler.sample import CONTACTS, USERS
from settings import Settings

MINUTE = 60


def welcome(settings: Settings, address: Address) -> str:
    """All of it, several lines. A rehearsal's volunteers are invented, so their PINs are no secret."""
    if not settings.rehearsal.enabled:
        return f"Ringround listens on {address}. Press Ctrl-C to stop it."
    rows = "\n".join(
        f"    {one.name:<8} {display(one.number):<15} volunteer number {one.code}   PIN {one.pin}"
        for one in _volunteers(settings)
    )
    users = "\n".join(f"    {one.role:<8} {one.email:<25} password {one.password}" for one in USERS)
    return f"""
Ringround is running, as a rehearsal: everything is real but the telephone network, and no telephone rings.

    Open {address.url}/rehearsal

The page shows two telephones: a volunteer's, and that of whoever is being rung. You play both.
{_clock(settings)}

Volunteers ring {display(settings.numbers.volunteer_lines[0])} from one of these telephones:

{rows}

They call for "{TITLE}": {CONTACTS} invented contacts, who see {display(CALLER_ID)}.

Who runs the campaign, and who looks at it, sign in at {address.url}/sign-in (the code comes on its second page):

{users}

What is keyed is kept in {settings.data_dir}. In a terminal instead: ringround rehearse

Press Ctrl-C to stop everything.
"""


def _volunteers(settings: Settings) -> tuple[SampleVolunteer, ...]:
    service = composed(settings)
    try:
        return sample_volunteers(service)
    finally:
        service.parts.db.dispose()


def _clock(settings: Settings) -> str:
    now = datetime.now(UTC) + timedelta(seconds=settings.clock.offset)
    shown = f"{now.astimezone(LONDON):%A %-d %B, %H:%M}"
    if abs(settings.clock.offset) < MINUTE:
        return f"It is {shown}, and lines are open."
    return f"The service's clock is set forward, so that lines are open: it thinks it is {shown}."
