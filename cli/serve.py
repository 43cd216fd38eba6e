"""`ringround serve`, `work` and `migrate`: what an operator keeps running."""

import os
import sys
from collections.abc import Callable
from pathlib import Path
from socket import gethostname

import click

from app_start import begin, keep_shipped_flow
from cli import embedded, kept, logs, programs, web
from cli.addresses import Address
from cli.context import composed, say, service, settings
from cli.ownership import lay_out
from cli.supervise import Program, Supervisor, end_with_whoever_started_this, run
from cli.welcome import welcome
from cli.worker import QueueWorker
from scheduler.jobs import QUEUES
from settings import Settings

watched = click.option("--watched", is_flag=True, hidden=True, help="End when standard input closes.")


@click.command()
@click.option("--bind", metavar="HOST:PORT", help="Where to listen; by default web.bind.")
@watched
def serve(bind: str | None, *, watched: bool) -> None:
    """Run the web service.

    In the embedded size (REDIS_URL is not set) the queue and the workers as well, and in a rehearsal the carrier
    in a box. Ctrl-C or SIGTERM stops everything.
    """
    chosen = settings()
    address = Address.of(bind or chosen.web.bind)
    if watched:
        end_with_whoever_started_this()
        logs.configure()
        web.listen(address, chosen.web.workers)
        return
    address = address.found()
    if chosen.secrets.redis_url and not chosen.rehearsal.enabled:
        _serve_scaled(chosen, address)
    else:
        _serve_embedded(chosen, address)


@click.command()
@click.option("--queue", type=click.Choice(QUEUES), help="One queue alone; by default a process for each.")
@watched
def work(queue: str | None, *, watched: bool) -> None:
    """Run the workers: dials and hang-ups, and a look each second at what was lost."""
    if queue is None:
        with service():
            pass  # what is missing is said once, not by every process
        _supervise(programs.workers(kept.environment(os.environ)), lambda: say("The workers run."))
        return
    if watched:
        end_with_whoever_started_this()
    logs.configure()
    with service() as made:
        QueueWorker(made, queue).run()


@click.command()
def migrate() -> None:
    """Bring the database up to this release, and keep the shipped call flow in it. Safe at any time.

    With DATABASE_OWNER_URL the tables are the owner's, and DATABASE_URL's role gets its rights: it may add to the
    ledger, and not change it.
    """
    chosen = settings()
    made = composed(chosen)
    try:
        lay_out(chosen)
        keep_shipped_flow(made)
    finally:
        made.parts.db.dispose()
    say("The database is up to date.")


def _serve_scaled(chosen: Settings, address: Address) -> None:
    embedded.refuse_what_is_missing(chosen)
    with service(chosen) as made:
        begin(made)
    server = programs.web_server(address, own_metrics(chosen.data_dir, address), os.environ)
    _supervise([server], lambda: say(f"Ringround listens on {address}."))


def own_metrics(data_dir: Path, address: Address) -> Path:
    """Where this host's web service on this port counts: the data folder may be several hosts'."""
    return data_dir / f"metrics-{gethostname()}-{address.port}"


def _serve_embedded(chosen: Settings, address: Address) -> None:
    with embedded.alone_in(chosen.data_dir):
        ready = embedded.prepared(chosen, kept.environment(os.environ), address)
        _supervise(ready.programs, lambda: say(welcome(ready.settings, address)))


def _supervise(wanted: list[Program], started: Callable[[], None]) -> None:
    run(Supervisor(wanted, say, sys.stderr.fileno()), started)
