"""What the pages' tests share: a database on both kinds, an application made of the pages, and its client."""

from collections.abc import Callable, Iterator

import pytest
from flask import Flask
from flask.testing import FlaskClient

from console import CarrierAccess, ConsoleContext, SampleVolunteer, blueprints
from store.database import Database
from tests.console import rows

ALEX = SampleVolunteer("Alex Reed", "+447700900123", "314159", "2718")
SERVICE = "+442079460000"

MakeApp = Callable[[CarrierAccess | None], Flask]


@pytest.fixture
def db(database_url: str) -> Iterator[Database]:
    """A database with a campaign, a volunteer and two contacts."""
    database = Database(database_url)
    with database.write() as tx:
        rows.lay_out(tx)
    yield database
    database.dispose()


@pytest.fixture
def make_app(db: Database) -> MakeApp:
    """Makes the application: with access to a rehearsal carrier it is a rehearsal, without it is real."""

    def make(rehearsal: CarrierAccess | None) -> Flask:
        app = Flask("pages", static_folder=None)
        context = ConsoleContext(
            db=db,
            clock=lambda: rows.NOW,
            organisation="Harbour Party",
            service_number=SERVICE,
            rehearsal=rehearsal,
            offset_seconds=-(5 * 3600 + 12 * 60),
            sample_volunteers=(ALEX,),
        )
        for blueprint in blueprints(context):
            app.register_blueprint(blueprint)
        return app

    return make


@pytest.fixture
def client(make_app: MakeApp) -> FlaskClient:
    """A client of the rehearsal's pages, whose carrier does not answer."""
    return make_app(CarrierAccess("http://127.0.0.1:9", "AC", "secret")).test_client()
