"""Whoever saw a whole list of opt-outs or consents is told of to everybody who stood on it, and to nobody else."""

from typing import Any

from flask.testing import FlaskClient

from tests.console import signed
from tests.ops.a_life import AS_WRITTEN
from tests.ops.conftest import Deployment

CONSENT = ("--wording", "Do.", "--obtained-at", "2026-11-01", "--source", "form")
OTHER = "01632 960 077"
STOOD = ": a list on which it stood"
LISTS = ("optouts list", "consents list")
PAGES = ("staff's pages, the list of opt-outs", "staff's pages, the list of consents")


def staff(deployment: Deployment) -> FlaskClient:
    client = deployment.evening.service.web.test_client()
    client.set_cookie("ringround", signed.user(deployment.evening, "staff")[1])
    return client


def all_lists(deployment: Deployment, client: FlaskClient) -> None:
    for command in LISTS:
        deployment.commands.done(*command.split())
    for page in ("opt-outs", "consents"):
        assert client.get(f"/staff/wishes/{page}").status_code == 200


def seen(deployment: Deployment, number: str) -> list[str]:
    found: list[dict[str, Any]] = deployment.commands.read("people", "export", number)["seen_by"]
    assert [one["entry"] for one in found] == sorted(one["entry"] for one in found)
    return [one["where"].removesuffix(STOOD) for one in found if one["where"].endswith(STOOD)]


def test_who_saw_a_list_on_which_a_number_stood_is_told_with_the_number(deployment: Deployment) -> None:
    client, commands = staff(deployment), deployment.commands
    all_lists(deployment, client)
    deployment.evening.passes(1)
    commands.done("optouts", "add", AS_WRITTEN)
    commands.done("consents", "add", OTHER, *CONSENT)
    assert seen(deployment, AS_WRITTEN) == []
    all_lists(deployment, client)
    assert seen(deployment, AS_WRITTEN) == [LISTS[0], PAGES[0]]
    assert seen(deployment, OTHER) == [LISTS[1], PAGES[1]]
    assert "the account " in commands.done("people", "export", AS_WRITTEN)


def test_after_an_erasure_a_list_shows_the_number_to_nobody(deployment: Deployment) -> None:
    client, commands = staff(deployment), deployment.commands
    commands.done("optouts", "add", AS_WRITTEN)
    all_lists(deployment, client)
    deployment.evening.passes(1)
    commands.done("people", "erase", AS_WRITTEN, "--yes")
    deployment.evening.passes(1)
    all_lists(deployment, client)
    assert seen(deployment, AS_WRITTEN) == [LISTS[0], PAGES[0]]
