"""`ringround doctor` on a deployment that is well, and on one with each thing wrong in turn."""

import shutil
from datetime import timedelta
from types import SimpleNamespace

import pytest
from sqlalchemy import delete, select

from store.models import CarrierClock, Entry
from tests.ops.conftest import Deployment
from tests.telephone.evening import SERVICE

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


@pytest.fixture
def well(deployment: Deployment) -> Deployment:
    """A deployment with nothing wrong."""
    deployment.commands.done("numbers", "point")
    for file in deployment.commands.folder.glob("ringround.db*"):
        file.chmod(0o600)  # the tests' copy of a database; the service makes its own so
    return deployment


def wrong(deployment: Deployment, **env: str) -> dict[str, str]:
    """What the doctor finds wrong, with its sentences."""
    result = deployment.commands.run("doctor", **env)
    lines = [line for line in result.stdout.splitlines() if line.startswith("WRONG")]
    assert result.exit_code == (1 if lines else 0)
    return {line[7:21].strip(): line[22:] for line in lines}


def test_a_deployment_that_is_well_is_found_well_and_nothing_is_changed_by_looking(well: Deployment) -> None:
    with well.evening.service.parts.db.read() as tx:
        before = tx.execute(select(Entry.id)).all()
    assert wrong(well) == {}
    told = well.commands.read("doctor")
    assert told["good"] is True
    assert {one["name"] for one in told["findings"]} == {
        "settings", "database", "queue", "tps", "ctps", "carrier", "flow", "organisation", "secrets",
        "public url", "door", "signature", "clock", "numbers", "disk", "rights", "seal", "heads",
    }  # fmt: skip
    with well.evening.service.parts.db.read() as tx:
        assert tx.execute(select(Entry.id)).all() == before


def test_what_is_wrong_in_the_settings_is_said_alone(well: Deployment) -> None:
    assert wrong(well, RINGROUND__WEB__BIND="nowhere").keys() == {"settings"}
    assert "too short" in wrong(well, RINGROUND_SECRET_KEY="short")["settings"]


@pytest.mark.parametrize(
    ("env", "name", "says"),
    [
        ({"TWILIO_AUTH_TOKEN": ""}, "secrets", "Set TWILIO_AUTH_TOKEN."),
        ({"TWILIO_AUTH_TOKEN": "another"}, "signature", "A signed request is answered 403"),
        ({"TWILIO_AUTH_TOKEN": "another"}, "numbers", "check TWILIO_ACCOUNT_SID and TWILIO_AUTH_TOKEN"),
        ({"PUBLIC_BASE_URL": "http://127.0.0.1:9"}, "public url", "does not answer from here"),
        ({"RINGROUND__CARRIER__API_BASE_URL": "http://127.0.0.1:9"}, "clock", "does not answer"),
        ({"RINGROUND__CARRIER__EDGE": "ashburn"}, "numbers", "run `ringround numbers point`"),
        ({"RINGROUND__ORGANISATION__ADDRESS": '""'}, "organisation", "Set organisation.address"),
        ({"RINGROUND__DATA_DIR": '"/nowhere/at/all"'}, "data folder", "There is no /nowhere/at/all"),
        ({"REDIS_URL": "redis://127.0.0.1:9"}, "queue", "It does not answer"),
    ],
)
def test_each_thing_that_is_set_wrong_is_found_with_its_remedy(
    well: Deployment, env: dict[str, str], name: str, says: str
) -> None:
    assert says in wrong(well, **env)[name]


def test_a_proxy_that_changes_the_path_is_found_by_the_signature(well: Deployment) -> None:
    assert "signature" in wrong(well, PUBLIC_BASE_URL=well.evening.base.replace("127.0.0.1", "localhost"))


def test_a_clock_that_is_wrong_is_found(well: Deployment) -> None:
    well.ahead = timedelta(seconds=5)
    assert "+4.0 seconds" in wrong(well)["clock"]


def test_registers_that_are_too_old_are_found(well: Deployment) -> None:
    well.evening.clock.move_to(well.evening.now() + timedelta(days=40))
    assert {"tps", "ctps"} <= wrong(well).keys()


def test_workers_that_do_not_run_are_found(well: Deployment) -> None:
    with well.evening.service.parts.db.write() as tx:
        tx.execute(delete(CarrierClock))
    assert "look at the workers" in wrong(well)["carrier"]


def test_a_number_that_the_account_has_not_got_is_found(well: Deployment) -> None:
    del well.evening.carrier.exchange.numbers[SERVICE]
    assert "020 7946 0100 is not among" in wrong(well)["numbers"]


def test_a_database_without_this_releases_tables_is_found(well: Deployment) -> None:
    url = f"sqlite:///{well.commands.folder / 'empty.db'}"
    assert "run `ringround migrate`" in wrong(well, DATABASE_URL=url)["database"]


def test_a_disk_that_is_nearly_full_is_found(well: Deployment, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shutil, "disk_usage", lambda _: SimpleNamespace(free=5 << 20))
    assert wrong(well)["disk"].startswith("5 MB are free")


def test_a_private_file_that_others_may_read_is_found(well: Deployment) -> None:
    file = well.evening.folder / "numbers-before.json"
    file.chmod(0o644)
    assert "numbers-before.json" in wrong(well)["rights"]
