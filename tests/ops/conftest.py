"""The commands of an operator, on a service that is served over HTTP and a carrier that is reached over HTTP."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from pathlib import Path

import pytest

from app import compose
from tests.cli.commands import Commands
from tests.telephone.evening import SERVICE, Evening


@dataclass
class Deployment:
    """A service and its carrier, with the commands of whoever runs them, whose clock is `ahead` of the carrier's."""

    evening: Evening
    commands: Commands
    ahead: timedelta = timedelta(0)


@pytest.fixture
def environment() -> dict[str, str]:
    """What a test has otherwise than usual."""
    return {}


@pytest.fixture
def deployment(
    database_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, environment: dict[str, str]
) -> Iterator[Deployment]:
    """An ordinary deployment, on an ordinary Wednesday."""
    folder = tmp_path / "data"
    folder.mkdir(mode=0o700)
    with Evening(database_url, folder, environment=environment) as evening:
        commands = Commands(_environment(evening, database_url, folder) | environment, tmp_path)
        made = Deployment(evening, commands)
        clocked = partial(compose, real_clock=lambda: evening.now() + made.ahead)
        monkeypatch.setattr("cli.context.compose", clocked)
        yield made


def _environment(evening: Evening, database_url: str, folder: Path) -> dict[str, str]:
    return {
        "DATABASE_URL": database_url,
        "RINGROUND_SECRET_KEY": "a secret of the tests alone",
        "RINGROUND__DATA_DIR": json.dumps(str(folder)),
        "RINGROUND__NUMBERS__DIALABLE": "drama",
        "RINGROUND__NUMBERS__VOLUNTEER_LINES": json.dumps([SERVICE]),
        "RINGROUND__ORGANISATION__NAME": "Harbour Party",
        "RINGROUND__ORGANISATION__ADDRESS": "1 Quay Street, Saltmouth",
        "RINGROUND__ORGANISATION__PHONE": '"020 7946 0199"',
        "RINGROUND__CARRIER__API_BASE_URL": evening.carrier.url,
        "TWILIO_ACCOUNT_SID": evening.carrier.config.account_sid,
        "TWILIO_AUTH_TOKEN": "rehearsal-token",
        "PUBLIC_BASE_URL": evening.base,
    }
