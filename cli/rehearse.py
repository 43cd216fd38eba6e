"""`ringround rehearse`: a call in the terminal, on a service of its own that is gone afterwards."""

import os
import signal
import sys
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import fields
from pathlib import Path
from typing import Final

import click

from bridge.publishing import Whole, whole
from cli import embedded
from cli.addresses import Address
from cli.context import composed, say
from cli.flow_files import read_file
from cli.handsets import Handsets
from cli.supervise import Supervisor
from cli.terminal import HELP, Call, keyboard
from console.record import Record, read_record
from scheduler.sample import VOLUNTEERS
from settings import DEFAULTS, Secrets, Settings, load
from settings_reader import PREFIX

CONFIG: Final = DEFAULTS.parent / "deploy" / "rehearsal.toml"
OTHERS: Final = ("RINGROUND_CONFIG", "PUBLIC_BASE_URL", *(one.name.upper() for one in fields(Secrets)))


@click.command()
@click.argument("flow", required=False, metavar="[FLOW.toml]")
def rehearse(flow: str | None) -> None:
    """Try a call flow: what the line says, and you type keys.

    You are a volunteer, and whoever is rung as well. FLOW.toml: a file, or a shipped flow's name.
    """
    tried = whole(read_file(flow)) if flow else None
    for number in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, lambda *_: sys.exit(1))  # on the way out, the service is stopped
    with (
        tempfile.TemporaryDirectory(prefix="ringround-") as folder,
        _running(Path(folder), tried) as settings,
    ):
        one = VOLUNTEERS[0]
        click.echo(f"You are {one.name}, a volunteer; the PIN is {one.pin}.\n{HELP}\n")
        service = composed(settings)

        def record(session: str, after: int) -> Record:
            with service.parts.db.read() as tx:
                return read_record(tx, session, after)

        try:
            with Handsets(settings) as handsets:
                call = Call(handsets, one.phone, record, click.echo)
                call.ring_in(settings.numbers.volunteer_lines[0])
                call.go_on(keyboard())
        finally:
            service.parts.db.dispose()


@contextmanager
def _running(folder: Path, flow: Whole | None) -> Iterator[Settings]:
    """A whole service in the folder, while it lasts; what its processes say is kept there, and shown if it fails."""
    say("One moment: a service of its own is started for this rehearsal.")
    env = _environment(os.environ, folder)
    address = Address("127.0.0.1", 0).found()
    ready = embedded.prepared(load(env), env, address, flow)
    with (folder / "output.log").open("w+b") as output:
        supervisor = Supervisor(ready.programs, say, output.fileno())
        try:
            supervisor.start()
            yield ready.settings
        except Exception:
            output.seek(0)
            say(output.read().decode(errors="replace"))
            raise
        finally:
            supervisor.stop()


def _environment(env: Mapping[str, str], folder: Path) -> dict[str, str]:
    """This environment without any setting of another service: a rehearsal has its own."""
    dropped = {*OTHERS, *(f"{name}_FILE" for name in OTHERS)}
    kept = {name: value for name, value in env.items() if name not in dropped and not name.startswith(PREFIX)}
    return kept | {
        "RINGROUND_CONFIG": str(CONFIG),
        "RINGROUND__DATA_DIR": f'"{folder}"',
        "RINGROUND__WEB__WORKERS": "1",
    }
