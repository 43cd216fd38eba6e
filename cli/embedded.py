"""The embedded size: everything by one command, in one data folder. A rehearsal has a carrier and a sample as well."""

import fcntl
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import Connection, select

from app_start import begin
from bridge.publishing import Whole
from cli import kept, programs, sample_campaign
from cli.addresses import Address
from cli.context import composed
from cli.errors import CommandError
from cli.ownership import lay_out
from cli.supervise import Program
from policy.numbers import classify
from settings import Settings, load
from store.models import Campaign


@dataclass(frozen=True, slots=True)
class Embedded:
    """A service that is ready to be started, and the settings of all its processes."""

    settings: Settings
    programs: list[Program]


@contextmanager
def alone_in(folder: Path) -> Iterator[None]:
    """Hold the data folder: two services in one would each stop the other's queue."""
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / "serve.lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise CommandError(f"A service runs in {folder} already: stop it first (Ctrl-C).") from error
        yield


def prepared(
    settings: Settings, env: Mapping[str, str], address: Address, flow: Whole | None = None
) -> Embedded:
    """Lay out the database, publish the shipped flow, and say what is to run. `address`: the web server's.

    A rehearsal has the carrier in the box, and its sample campaign is made if it is not there; `flow`: for a
    new sample, in place of the shipped one.
    """
    box = Address.of(settings.rehearsal.bind).found() if settings.rehearsal.enabled else None
    if box is not None:
        values = kept.begun(settings, address.url, box.url, env.get(kept.OFFSET))
        env = kept.laid_over(env, values)
    env = kept.laid_over(env, {"REDIS_URL": programs.queue_url(settings.data_dir / "queue")})
    settings = load(env)
    refuse_what_is_missing(settings)
    numbers = _laid_out(settings, flow)
    carrier = [programs.carrier(settings, box, numbers, env)] if box is not None else []
    ready_at = "healthz" if box is None else "readyz"  # a live service may lack its registers yet, and say so
    return Embedded(
        settings,
        [
            programs.queue(settings.data_dir / "queue", env),
            *carrier,
            *programs.workers(env),
            programs.web_server(address, settings.data_dir / "metrics", env, ready_at=ready_at),
        ],
    )


def refuse_what_is_missing(settings: Settings) -> None:
    """CommandError where the service could not take a single call."""
    secrets = settings.secrets
    for name, value, what in (
        ("PUBLIC_BASE_URL", settings.public_base_url, "the address that the carrier calls"),
        ("TWILIO_ACCOUNT_SID", secrets.twilio_account_sid, "the carrier's account"),
        ("TWILIO_AUTH_TOKEN", secrets.twilio_auth_token, "the carrier's token"),
    ):
        if not value:
            raise CommandError(
                f"{name} is not set: give {what} in the environment, or run `make run` to try it."
            )


def _laid_out(settings: Settings, flow: Whole | None) -> list[str]:
    """Bring the data folder up to this release, and give the numbers that the carrier in the box has to know."""
    lay_out(settings)
    service = composed(settings)
    try:
        begin(service)
        if settings.rehearsal.enabled:
            sample_campaign.prepare(service, flow)
        with service.parts.db.read() as tx:
            return _own_numbers(tx, settings.numbers.volunteer_lines)
    finally:
        service.parts.db.dispose()


def _own_numbers(tx: Connection, lines: Sequence[str]) -> list[str]:
    """The volunteers' lines and the campaigns' caller numbers: the drama ones, or the carrier would not start."""
    found = [*lines, *tx.scalars(select(Campaign.caller_id).order_by(Campaign.created_at))]
    return [one for one in dict.fromkeys(found) if classify(one).drama]
