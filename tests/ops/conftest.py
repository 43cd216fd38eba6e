"""The commands of an operator, on a service that is served over HTTP and a carrier that is reached over HTTP."""

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.cli.commands import Commands
from tests.telephone.evening import Evening


@dataclass
class Deployment:
    """A service and its carrier, with the commands of whoever runs them."""

    evening: Evening
    commands: Commands


@pytest.fixture
def deployed(database_url: str, tmp_path: Path) -> Iterator[Callable[..., Deployment]]:
    """Gives a deployment by its environment."""
    folder = tmp_path / "data"
    folder.mkdir(mode=0o700)
    with Evening(database_url, folder) as evening:

        def make(**environment: str) -> Deployment:
            env = {
                "DATABASE_URL": database_url,
                "RINGROUND_SECRET_KEY": "a secret of the tests alone",
                "RINGROUND__DATA_DIR": json.dumps(str(folder)),
                "RINGROUND__NUMBERS__DIALABLE": "drama",
                "RINGROUND__NUMBERS__VOLUNTEER_LINES": json.dumps(["+442079460100"]),
                "RINGROUND__ORGANISATION__NAME": "Harbour Party",
                "RINGROUND__ORGANISATION__ADDRESS": "1 Quay Street, Saltmouth",
                "RINGROUND__CARRIER__API_BASE_URL": evening.carrier.url,
                "TWILIO_ACCOUNT_SID": evening.carrier.config.account_sid,
                "TWILIO_AUTH_TOKEN": "rehearsal-token",
                "PUBLIC_BASE_URL": evening.base,
            }
            return Deployment(evening, Commands(env | environment, tmp_path))

        yield make


@pytest.fixture
def deployment(deployed: Callable[..., Deployment]) -> Deployment:
    """An ordinary deployment."""
    return deployed()
