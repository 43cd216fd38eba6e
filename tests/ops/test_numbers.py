"""`ringround numbers point` against the carrier in a box: what is set, what is kept, and how it goes back."""

import json
import stat
from urllib.parse import urlsplit

import pytest
from openapi_core import OpenAPI

from cli.carrier_numbers import AtCarrier, CarrierNumbers, Pointing
from rehearsal.exchange import ServiceNumber
from store import own_numbers
from tests.ops.conftest import Deployment
from tests.telephone.evening import SERVICE
from tests.telephone.test_wire_requests import Sent, description
from tests.telephone.town import CALLER_ID

__all__ = ["description"]

ELSEWHERE = "https://elsewhere.example/voice"


def at_carrier(deployment: Deployment) -> dict[str, ServiceNumber]:
    return deployment.evening.carrier.exchange.numbers


def kept(deployment: Deployment) -> bool:
    return (deployment.evening.folder / "numbers-before.json").exists()


def test_all_numbers_are_pointed_here_with_their_overrides_and_looked_at_again(
    deployment: Deployment,
) -> None:
    said = deployment.commands.done("numbers", "point")
    assert said.splitlines() == [
        "020 7946 0100: changed, and looked at again.",
        "020 7946 0101: changed, and looked at again.",
    ]
    for number in at_carrier(deployment).values():
        assert (
            number.voice_url == f"{deployment.evening.base}/twilio/voice#e=dublin&rc=2&rp=ct,5xx,rt&rt=5000"
        )
        assert number.voice_fallback_url.startswith(f"{deployment.evening.base}/twilio/fallback#e=dublin&")
        assert number.status_callback == (
            f"{deployment.evening.base}/twilio/status#e=dublin&rc=3&rp=all&ct=2000&rt=4000"
        )
    again = deployment.commands.read("numbers", "point")
    assert [one["state"] for one in again] == ["as_wanted", "as_wanted"]


def test_who_pointed_a_number_and_where_to_stands_in_the_ledger(deployment: Deployment) -> None:
    number = at_carrier(deployment)[SERVICE]
    number.voice_url = ELSEWHERE
    deployment.commands.done("numbers", "point")
    deployment.commands.done("numbers", "point", "--undo")
    entries = [entry["data"] for entry in deployment.evening.ledger("numbers:pointed")]
    here = urlsplit(deployment.evening.base).hostname
    assert [(one["to"], one["undone"]) for one in entries][::2] == [
        (here, False), ("elsewhere.example", True),
    ]  # fmt: skip
    assert len({one["sid"] for one in entries}) == 2
    assert all("at the command line" in one["by"] for one in entries)


def test_a_dry_run_says_what_would_change_and_changes_nothing(deployment: Deployment) -> None:
    before = dict(at_carrier(deployment))
    said = deployment.commands.done("numbers", "point", "--dry-run")
    assert said.splitlines()[0] == (
        "020 7946 0100: to be changed: voice_url, voice_fallback_url, status_callback."
    )
    assert at_carrier(deployment) == before
    assert not kept(deployment)
    assert {one.method for one in deployment.evening.carrier.requests} == {"GET"}


def test_what_was_there_is_put_back_even_after_our_own_overrides_changed(deployment: Deployment) -> None:
    number = at_carrier(deployment)[SERVICE]
    number.voice_url, number.voice_method = ELSEWHERE, "GET"
    deployment.commands.done("numbers", "point")
    result = deployment.commands.run("numbers", "point", RINGROUND__CARRIER__EDGE="ashburn")
    assert result.exit_code == 0
    assert "#e=ashburn" in number.voice_url
    file = deployment.evening.folder / "numbers-before.json"
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert "+44" not in file.read_text(encoding="utf-8")
    deployment.commands.done("numbers", "point", "--undo")
    assert (number.voice_url, number.voice_method) == (ELSEWHERE, "GET")
    assert not kept(deployment)
    assert "changed nothing" in deployment.commands.refusal("numbers", "point", "--undo")


def test_a_number_that_is_not_the_accounts_is_said_and_the_others_are_set(deployment: Deployment) -> None:
    del at_carrier(deployment)[SERVICE]
    result = deployment.commands.run("numbers", "point")
    assert result.exit_code == 1
    assert "020 7946 0100: not among the account's numbers" in result.stdout
    assert at_carrier(deployment)[CALLER_ID].voice_url.startswith(f"{deployment.evening.base}/twilio/voice#")


def test_a_number_with_a_trunk_is_left_alone(deployment: Deployment, monkeypatch: pytest.MonkeyPatch) -> None:
    found = AtCarrier("PN1", Pointing(ELSEWHERE, "", ""), elsewhere="TK1")
    monkeypatch.setattr(CarrierNumbers, "number", lambda *_: found)
    result = deployment.commands.run("numbers", "point")
    assert result.exit_code == 1
    assert "take it out there" in result.stdout
    assert "POST" not in {one.method for one in deployment.evening.carrier.requests}


@pytest.mark.parametrize(
    ("changed", "says"),
    [
        ({"TWILIO_AUTH_TOKEN": "another"}, "check TWILIO_ACCOUNT_SID and TWILIO_AUTH_TOKEN"),
        ({"RINGROUND__CARRIER__API_BASE_URL": "http://127.0.0.1:9"}, "The carrier does not answer"),
        ({"PUBLIC_BASE_URL": ""}, "PUBLIC_BASE_URL is not set"),
    ],
)
def test_a_carrier_that_cannot_be_asked_is_said_in_a_line(
    deployment: Deployment, changed: dict[str, str], says: str
) -> None:
    assert says in deployment.commands.refusal("numbers", "point", **changed)


def test_every_request_is_as_the_carrier_describes_it(
    deployment: Deployment,
    description: OpenAPI,
) -> None:
    deployment.commands.done("numbers", "point")
    asked = [one for one in deployment.evening.carrier.requests if "/IncomingPhoneNumbers" in one.path]
    assert [one.method for one in asked] == ["GET", "GET", "POST", "GET", "POST", "GET"]
    for request in asked:
        description.validate_request(Sent(request))


def test_a_damaged_file_of_what_was_there_is_said_with_the_remedy(deployment: Deployment) -> None:
    (deployment.evening.folder / "numbers-before.json").write_text(json.dumps(["no"]), encoding="utf-8")
    assert "is damaged" in deployment.commands.refusal("numbers", "point", "--undo")


def test_whether_each_number_is_answered_here_is_kept_for_the_policy(deployment: Deployment) -> None:
    db = deployment.evening.service.parts.db
    deployment.commands.done("numbers", "point", "--dry-run")
    with db.read() as tx:
        assert own_numbers.answered(tx, CALLER_ID) is None
    deployment.commands.done("numbers", "point")
    with db.read() as tx:
        assert own_numbers.answered(tx, CALLER_ID) is True
    deployment.commands.done("numbers", "point", "--undo")
    with db.read() as tx:
        assert own_numbers.answered(tx, CALLER_ID) is False
