"""What the carrier's tests share: a carrier on a virtual clock, with its HTTP server where it is needed."""

from collections.abc import Iterator

import pytest
import requests

from rehearsal.config import SAMPLE_SID
from tests.rehearsal.api import Api
from tests.rehearsal.fake_service import TOKEN, World, make_world


@pytest.fixture
def world() -> World:
    return make_world()


@pytest.fixture
def api(world: World) -> Iterator[Api]:
    with world.carrier, requests.Session() as session:
        session.auth = (SAMPLE_SID, TOKEN)
        session.trust_env = False
        yield Api(world, session)
