"""What `deploy/` says is what the service understands, and no secret stands in it."""

import re
from pathlib import Path

import pytest
import yaml

from cli.root import GROUPS
from settings import Secrets, load

ROOT = Path(__file__).parents[2]
DEPLOY = ROOT / "deploy"
FILES = sorted(path for path in DEPLOY.rglob("*") if path.is_file() and path.name != ".gitignore")
DRAMA = {"RINGROUND__NUMBERS__DIALABLE": "drama", "RINGROUND__CARRIER__API_BASE_URL": "http://127.0.0.1:9"}


def text(name: str) -> str:
    return (DEPLOY / name).read_text(encoding="utf-8")


def test_every_setting_that_compose_gives_is_one(tmp_path: Path) -> None:
    given = dict(re.findall(r"^    (RINGROUND__\w+): (\S+)$", text("compose.yaml"), re.MULTILINE))
    assert given.keys() >= {"RINGROUND__DATA_DIR", "RINGROUND__WEB__BIND"}
    secret = tmp_path / "secret"
    secret.write_text("held in a file")
    settings = load(DRAMA | given | {"TWILIO_AUTH_TOKEN_FILE": str(secret)})
    assert settings.data_dir == Path("/var/lib/ringround")
    assert settings.secrets.twilio_auth_token == "held in a file"


@pytest.mark.parametrize("file", ["compose.yaml", "systemd/ringround-.service.d/common.conf"])
def test_secrets_come_from_files_alone(file: str) -> None:
    named = {name.lower() for name in re.findall(r"\b([A-Z_]+)_FILE\b", text(file))}
    assert named >= {"twilio_auth_token", "ringround_secret_key", "database_url"}
    assert named <= {*Secrets.__slots__, "postgres_password"}


def test_only_what_migrates_knows_the_owner_of_the_tables() -> None:
    services = text("compose.yaml").partition("\nsecrets:")[0].split("\n\n")
    assert [one.split(":")[0].strip() for one in services if "database_owner_url" in one] == ["migrate"]
    assert "OWNER" not in text("systemd/ringround-.service.d/common.conf")


def test_compose_names_nothing_that_it_does_not_have() -> None:
    made = yaml.safe_load(text("compose.yaml"))
    for name, service in made["services"].items():
        assert set(service.get("secrets", ())) <= made["secrets"].keys(), name
        assert set(service.get("depends_on", ())) <= made["services"].keys(), name
        kept = {volume.partition(":")[0] for volume in service.get("volumes", ())}
        assert {one for one in kept if not one.startswith(".")} <= made["volumes"].keys(), name


@pytest.mark.parametrize("name", ["migrate", "web", "work"])
def test_what_compose_runs_of_ours_can_write_nothing_but_its_data_and_gains_no_rights(name: str) -> None:
    service = yaml.safe_load(text("compose.yaml"))["services"][name]
    assert (service["read_only"], service["cap_drop"]) == (True, ["ALL"])
    assert "no-new-privileges:true" in service["security_opt"]


@pytest.mark.parametrize(
    "wall",
    ["NoNewPrivileges=yes", "CapabilityBoundingSet=", "ProtectSystem=strict", "ProtectHome=yes",
     "PrivateDevices=yes", "PrivateTmp=yes", "PrivateUsers=yes", "RestrictNamespaces=yes",
     "SystemCallFilter=@system-service", "UMask=0077"],
)  # fmt: skip
def test_each_unit_stands_behind_its_walls(wall: str) -> None:
    """`systemd-analyze security` rates what they leave open at 1.4 of 10."""
    assert wall in text("systemd/ringround-.service.d/common.conf").splitlines()
    assert all(path.name.startswith("ringround-") for path in DEPLOY.glob("systemd/*.service"))


def test_the_worker_of_what_takes_long_may_make_way_for_calls() -> None:
    allowed = [
        line for line in text("systemd/ringround-.service.d/common.conf").splitlines() if "Filter=" in line
    ]
    assert "@resources" in allowed[-2]  # which os.nice is one of
    assert allowed[-1] == "SystemCallFilter=setpriority"


def test_what_is_started_are_commands() -> None:
    units = "".join(path.read_text(encoding="utf-8") for path in DEPLOY.glob("systemd/*.service"))
    started = re.findall(r"^ExecStart=\S+/ringround (\w+)", units, re.MULTILINE)
    started += re.findall(r"^    command: \[(\w+)\]$", text("compose.yaml"), re.MULTILINE)
    assert sorted(started) == ["migrate", "serve", "serve", "work", "work"]
    assert set(started) <= GROUPS.keys()


@pytest.mark.parametrize("file", FILES, ids=lambda path: str(path.relative_to(DEPLOY)))
def test_each_file_says_what_it_is_in_its_first_line(file: Path) -> None:
    assert re.match(r"# \w", file.read_text(encoding="utf-8"))


def test_secrets_reach_neither_the_repository_nor_the_image() -> None:
    assert "secrets/" in text(".gitignore").splitlines()
    assert "deploy/secrets" in text("Dockerfile.dockerignore").splitlines()


def test_every_figure_stands_in_the_page_for_operators() -> None:
    page = (ROOT / "docs" / "operators.md").read_text(encoding="utf-8")
    sources = [(ROOT / name).read_text(encoding="utf-8") for name in ("console/metrics.py", "webhooks.py")]
    figures = re.findall(r'"(ringround_\w+)"', "".join(sources))
    assert [name for name in figures if name not in page] == []
