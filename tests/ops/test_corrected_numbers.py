"""A file gives a known person another number: what was said at the old one is not told, nor forgotten, as the new's."""

import pytest
from sqlalchemy import func, select

from store.models import Answer, Salt
from tests.ops.a_life import ANSWERS, AS_WRITTEN, lived
from tests.ops.conftest import Deployment

NEW = "01632 960 066"
CORRECTED = f"id,first_name,phone,source\nS1-77,Zoe,{NEW},canvass\n"


@pytest.fixture
def corrected(deployment: Deployment) -> Deployment:
    """Mary was surveyed, and then her row in the file has another number."""
    lived(deployment)
    commands = deployment.commands
    commands.done("contacts", "import", commands.file("new.csv", CORRECTED), "--campaign", "saltmouth")
    return deployment


def rows(deployment: Deployment) -> tuple[int, int]:
    with deployment.evening.service.parts.db.read() as tx:
        answers, salts = (
            tx.scalar(select(func.count()).select_from(one)) or 0
            for one in (Answer.__table__, Salt.__table__)
        )
    return answers, salts


def test_the_answers_and_the_decisions_stay_with_the_number_that_was_rung(corrected: Deployment) -> None:
    read = corrected.commands.read
    stranger, mary = read("people", "export", NEW), read("people", "export", AS_WRITTEN)
    assert [stranger[one] for one in ("answers", "calls", "decisions", "ledger")] == [[], [], [], []]
    assert [(one["first_name"], one["id_in_the_file"]) for one in stranger["contacts"]] == [("Zoe", "S1-77")]
    assert {one["question"] for one in mary["answers"]} == set(ANSWERS)
    assert ("Mary", "S1-77~was-1") in [(one["first_name"], one["id_in_the_file"]) for one in mary["contacts"]]
    assert read("ledger", "explain", NEW)["decisions"] == []
    assert "PERMITTED" in corrected.commands.done("ledger", "explain", AS_WRITTEN)


def test_to_forget_whoever_has_the_new_number_forgets_nothing_of_who_was_rung(corrected: Deployment) -> None:
    before = rows(corrected)
    corrected.commands.done("people", "erase", NEW, "--yes")
    assert rows(corrected) == before
    corrected.commands.done("people", "erase", AS_WRITTEN, "--yes")
    assert rows(corrected)[0] == 0
