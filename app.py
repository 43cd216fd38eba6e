"""The composition root: the only place that picks parts. Web, worker and commands all begin with `compose`."""

import os
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Final

from flask import Flask
from redis import Redis

import console
import webhooks
from bridge.flow_shelf import FlowShelf
from bridge.line import Line
from bridge.parts import Addresses, JobQueue, Parts
from bridge.registers import RegisterFacts
from console import ops
from ivr.load import shipped
from policy import Rules
from scheduler.calling_list import CallingList
from scheduler.contacts_import import Importer
from scheduler.jobs import NoQueue, RqQueue
from settings import Settings, load
from settings_for_rooms import calling_rules, options_of, retention_of, rules_of, terms_of, ways_of
from store.database import Database
from store.journal import FILE as JOURNAL_FILE
from store.users.door import Door

if TYPE_CHECKING:
    from bridge.carrier import Carrier
    from scheduler.seal import SealingJob
    from scheduler.sweep import Sweep
    from scheduler.tasks import Tasks
    from store.sealing.seal import Sealer

DEFAULT_FLOW: Final = "voter-id"


@dataclass(frozen=True)
class Service:
    """All parts, put together by `compose`. What talks to the carrier is made only when it is asked for."""

    settings: Settings
    parts: Parts
    calling_list: CallingList
    real_clock: Callable[[], datetime]
    sleep: Callable[[float], None]

    @cached_property
    def line(self) -> Line:
        """The handlers of the carrier's requests."""
        return Line(self.parts)

    @cached_property
    def carrier(self) -> "Carrier":
        """The client of the carrier's API. Imported late: web processes have no use for it, and it is heavy."""
        from bridge.carrier import Carrier  # noqa: PLC0415

        secrets, carrier = self.settings.secrets, self.settings.carrier
        return Carrier(
            secrets.twilio_account_sid,
            secrets.twilio_auth_token,
            carrier.api_base_url,
            carrier.timeout,
            self.real_clock,
        )

    @cached_property
    def sweep(self) -> "Sweep":
        """The worker's loop, with its worker."""
        from bridge.worker import Worker  # noqa: PLC0415
        from scheduler.sweep import Sweep  # noqa: PLC0415

        worker = Worker(self.parts, self.carrier, self.sleep)
        return Sweep(self.parts, self.carrier, worker, self.calling_list, self.sealing)

    @cached_property
    def sealer(self) -> "Sealer":
        """Who seals the ledger. Imported late, like all that only workers and commands have a use for."""
        from store.sealing.keys import KeyFolder  # noqa: PLC0415
        from store.sealing.seal import Sealer  # noqa: PLC0415

        folder = self.settings.ledger.keys_dir or str(self.settings.data_dir / "keys")
        return Sealer(self.parts.db, KeyFolder(Path(folder)), self.parts.now)

    @cached_property
    def sealing(self) -> "SealingJob":
        """The job that seals the ledger and hands its heads on."""
        from scheduler.seal import SealingJob  # noqa: PLC0415

        every = timedelta(seconds=self.settings.ledger.seal_seconds)
        return SealingJob(
            self.parts.db, self.sealer, self.parts.now, every=every, ways=ways_of(self.settings)
        )

    @cached_property
    def tasks(self) -> "Tasks":
        """The slow queue's worker: what pages ask for that takes long."""
        from scheduler.checks import Checks  # noqa: PLC0415
        from scheduler.flow_checks import FlowChecks  # noqa: PLC0415
        from scheduler.imports import Imports  # noqa: PLC0415
        from scheduler.results import Counting  # noqa: PLC0415
        from scheduler.retention import Retention  # noqa: PLC0415
        from scheduler.tasks import Tasks  # noqa: PLC0415

        checks = Checks(self.parts, self.sealer, lambda: self.carrier, exports_folder(self.settings))
        imports = Imports(self.importer, uploads_folder(self.settings))
        retention = Retention(self.parts.db, self.parts.now, retention_of(self.settings))

        def forget(task: str) -> None:
            checks.forget(task)
            imports.forget(task)

        return Tasks(
            self.parts.db,
            self.parts.now,
            {
                **checks.works(),
                **imports.works(),
                **FlowChecks(self.parts.db).works(),
                **Counting(self.parts.db).works(),
                **retention.works(),
            },
            forget,
            daily=list(retention.works()) if self.settings.retention.daily else (),
        )

    @cached_property
    def importer(self) -> Importer:
        """What contacts are imported into."""
        parts, drama = self.parts, self.settings.numbers.dialable == "drama"
        return Importer(
            parts.db,
            self.calling_list,
            parts.terms.keys.numbers,
            parts.now,
            drama,
            opinions=not parts.terms.organisation.charity,
        )

    @cached_property
    def users_door(self) -> Door:
        """How staff and auditors sign in."""
        offset = self.parts.terms.clock_offset
        organisation = self.settings.organisation.name
        return Door(
            self.parts.db,
            self.parts.now,
            lambda: self.parts.now() - offset,
            self.parts.terms.keys,
            organisation,
        )

    @cached_property
    def web(self) -> Flask:
        """The web application: Twilio's door and the pages."""
        from app_pages import checks, console_context  # noqa: PLC0415

        web = Flask("ringround", static_folder=None)
        web.config["MAX_CONTENT_LENGTH"] = webhooks.LARGEST
        organisation = self.parts.terms.organisation
        door = webhooks.Door(
            self.line,
            self.parts.now,
            organisation,
            self.parts.addresses.base,
            self.settings.secrets.twilio_auth_token,
        )
        web.register_blueprint(webhooks.blueprint(door))
        for page in console.blueprints(console_context(self)):
            web.register_blueprint(page)
        web.register_blueprint(ops.blueprint(checks(self)))
        return web


def exports_folder(settings: Settings) -> Path:
    """Where the ledger's exports wait to be fetched: of the data folder, which web servers and workers share."""
    return settings.data_dir / "exports"


def uploads_folder(settings: Settings) -> Path:
    """Where files that staff send wait for the worker."""
    return settings.data_dir / "uploads"


def web() -> Flask:
    """The web application by the environment's settings: what the web server's processes call, once each.

    Raises SettingsError where they are wrong.
    """
    return compose(load(os.environ)).web


def compose(
    settings: Settings,
    *,
    real_clock: Callable[[], datetime] | None = None,
    sleep: Callable[[float], None] = time.sleep,
    queue: JobQueue | None = None,
) -> Service:
    """Put the parts together. `real_clock`: this server's own; the service's is `clock.offset` ahead of it.

    Raises SettingsError where the settings are looser than the law or a secret is missing.
    """
    clock = real_clock or _utc_now
    offset = timedelta(seconds=settings.clock.offset)
    db = Database(settings.database_url)
    db.keep_journal(settings.data_dir / JOURNAL_FILE)
    calling_list = CallingList(calling_rules(settings))
    parts = Parts(
        db=db,
        now=lambda: clock() + offset,
        calling_list=calling_list,
        queue=queue or job_queue(settings),
        registers=RegisterFacts(settings.data_dir / "registers"),
        flows=FlowShelf(shipped(DEFAULT_FLOW).version),
        rules=_constant(rules_of(settings)),
        addresses=Addresses(
            settings.public_base_url,
            options_of(settings, settings.carrier.twiml_url_options),
            options_of(settings, settings.carrier.status_url_options),
        ),
        terms=terms_of(settings, offset),
    )
    return Service(settings, parts, calling_list, clock, sleep)


def job_queue(settings: Settings) -> JobQueue:
    """RQ on the Redis that is set; without one nobody is woken."""
    if not settings.secrets.redis_url:
        return NoQueue()
    return RqQueue(Redis.from_url(settings.secrets.redis_url))


def _constant(rules: Rules) -> Callable[[], Rules]:
    return lambda: rules


def _utc_now() -> datetime:
    return datetime.now(UTC)
