"""What is held about a number, told and forgotten: after an erasure no row of any table says anything of a person."""

import json
from collections.abc import Iterator

import pytest
from sqlalchemy import func, select, update

from bridge import unfinished
from store import requests
from store.audit import lists
from store.audit.sight import EVERYTHING
from store.ledger import Kind, append
from store.models import Answer, Base, Contact, Entry, FollowUp, Number, Salt, Session, Volunteer
from store.numbers import suppression
from tests.cli.commands import CSV
from tests.ops.a_life import ANSWERS, AS_WRITTEN, NAMES, TYPED, lived, number_row
from tests.ops.conftest import Deployment
from tests.telephone.calls import ANN, MARY, rung, talking
from tests.telephone.sheet import signs_in

TOMS = [("contacts.last_name", "Hughes"), ("contacts.key", "Hughes"), ("households.key", "Quay Lane 12")]
"""Tom Hughes, who lives with her, has not asked to be forgotten: his name and their address stay."""
BUSY = "Somebody is on the telephone to or from that number"


def cells(deployment: Deployment) -> Iterator[tuple[str, str]]:
    """Every value of every column of every table, as text, with its column's name."""
    with deployment.evening.service.parts.db.read() as tx:
        for table in Base.metadata.sorted_tables:
            for row in tx.execute(select(table)).mappings():
                for name, value in row.items():
                    yield (
                        f"{table.name}.{name}",
                        value if isinstance(value, str) else json.dumps(value, default=str),
                    )


def holding(deployment: Deployment, *words: str) -> list[tuple[str, str]]:
    """The columns that hold one of these words."""
    return sorted({(name, word) for name, text in cells(deployment) for word in words if word in text})


def salts_about(deployment: Deployment, number: int) -> int:
    """How many salts there are of entries about Mary's contacts, their calls, or her number."""
    with deployment.evening.service.parts.db.read() as tx:
        rows = tx.execute(
            select(Entry.data, Entry.contact_id, Entry.attempt_id).join(Salt, Salt.entry_id == Entry.id)
        )
        return sum(
            row.contact_id is not None or row.attempt_id is not None or row.data.get("number") == number
            for row in rows
        )


@pytest.fixture
def mary(deployment: Deployment) -> Deployment:
    """The evening when all of it was written down is over."""
    lived(deployment)
    return deployment


def test_after_an_erasure_no_column_of_any_table_says_anything_of_her(mary: Deployment) -> None:
    before = holding(mary, MARY, "1632960011", *NAMES, *TYPED)
    assert {word for _, word in before} >= {MARY, *NAMES, *TYPED}
    number = number_row(mary)
    assert salts_about(mary, number) > len(ANSWERS)
    mary.commands.done("people", "erase", AS_WRITTEN, "--yes")
    assert [one for one in holding(mary, MARY, "1632960011", *NAMES, *TYPED) if one not in TOMS] == []
    assert salts_about(mary, number) == 0
    with mary.evening.service.parts.db.read() as tx:
        assert tx.scalar(select(func.count()).select_from(Answer)) == 0
        assert [state for state in tx.scalars(select(Session.state)) if '"answers":[[' in state] == []
        assert tx.scalar(select(Number.hmac).where(Number.id == number)) == suppression(
            MARY, mary.evening.service.parts.terms.keys.numbers
        )


def test_what_was_said_of_another_in_her_call_can_be_opened_no_more(mary: Deployment) -> None:
    evening, call = mary.evening, mary.evening.attempts()[0]
    with evening.service.parts.db.write() as tx:
        tom = tx.scalar(
            select(Contact.id).where(Contact.id != call["contact_id"], Contact.first_name == "Tom")
        )
        about = {"attempt": call["id"], "contact": tom, "personal": {"value": "4"}}
        said = append(tx, Kind.ANSWER_GIVEN, evening.now(), **about)
    mary.commands.done("people", "erase", AS_WRITTEN, "--yes")
    with evening.service.parts.db.read() as tx:
        assert tom is not None
        assert tx.scalar(select(func.count()).select_from(Salt).where(Salt.entry_id == said)) == 0


def test_who_looked_at_whoever_was_erased_stays_without_what_was_typed(mary: Deployment) -> None:
    number = number_row(mary)
    mary.commands.done("people", "erase", AS_WRITTEN, "--yes")
    with mary.evening.service.parts.db.read() as tx:
        looks = [one for one in lists.looks(tx, EVERYTHING, number=number) if one.by == "an auditor"]
    assert [(one.kind, one.reason) for one in looks] == [
        ("search:exported", "A complaint"),
        ("number:looked_up", "A complaint"),
    ]


def test_the_ledger_of_an_erased_person_verifies_replays_and_explains(mary: Deployment) -> None:
    commands = mary.commands
    commands.done("ledger", "seal")
    head = commands.file("head.jsonl", commands.done("ledger", "head"))
    decided = len(commands.read("ledger", "explain", AS_WRITTEN)["decisions"])
    assert decided > 1
    commands.done("people", "erase", AS_WRITTEN, "--yes")
    commands.done("ledger", "seal")
    commands.done("ledger", "verify", "--head", head)
    export, key = str(commands.folder / "ledger.jsonl"), commands.read("ledger", "key")["file"]
    commands.done("ledger", "export", export)
    assert commands.read("ledger", "verify", export, "--key", key, "--head", head)["holds"]
    assert commands.read("ledger", "replay")["differences"] == []
    explained = commands.read("ledger", "explain", AS_WRITTEN)
    assert len(explained["decisions"]) == decided
    assert len(explained["wishes"]) == 2
    mary.evening.service.parts.db.dispose()


def test_an_erased_number_is_still_refused_whoever_gives_it_again(mary: Deployment) -> None:
    commands = mary.commands
    commands.done("people", "erase", AS_WRITTEN, "--yes")
    asked = commands.run("policy", "decide", AS_WRITTEN, "--campaign", "saltmouth", "--json")
    assert json.loads(asked.stdout)["reason"] == "opted_out"
    told = commands.read("contacts", "import", commands.file("list.csv", CSV), "--campaign", "saltmouth")
    assert (told["accepted"], told["refusals"]) == (1, {"number_invalid": 1, "opted_out": 1})
    assert [name for name, _ in holding(mary, MARY, "1632960011")] == []
    with mary.evening.service.parts.db.read() as tx:
        assert tx.scalar(select(Contact.id).where(Contact.first_name == "Mary")) is None
    commands.done(
        "consents", "add", AS_WRITTEN, "--wording", "Do.", "--obtained-at", "2026-11-01", "--source", "form"
    )
    asked = commands.run("policy", "decide", AS_WRITTEN, "--campaign", "saltmouth", "--json")
    assert json.loads(asked.stdout)["reason"] == "opted_out"


def test_to_erase_again_changes_nothing_and_a_stranger_is_said_to_be_one(mary: Deployment) -> None:
    commands = mary.commands
    commands.done("people", "erase", AS_WRITTEN, "--yes")
    again = commands.read("people", "erase", AS_WRITTEN, "--yes")
    assert again["answers"] == 0
    assert "Nothing is held" in commands.refusal("people", "erase", "0118 496 0777", "--yes")
    assert "Nothing is held" in commands.refusal("people", "export", "0118 496 0777")


def test_her_rows_go_from_the_refused_rows_of_files_that_staff_sent(mary: Deployment) -> None:
    sent = mary.commands.folder / "data" / "uploads" / "a1" / "refused.csv"
    sent.parent.mkdir(parents=True)
    kept = "id,phone,refused_reason\r\nS9,0161 496 0123,too_long\r\n"
    sent.write_text(f"{kept}S1,'+44 (0)1632-960011,too_long\r\n", encoding="utf-8-sig", newline="")
    mary.commands.done("people", "erase", AS_WRITTEN, "--yes")
    assert sent.read_text(encoding="utf-8-sig").replace("\n", "\r\n") == kept


def test_nobody_is_erased_without_a_yes(mary: Deployment) -> None:
    asked = mary.commands.run("people", "erase", AS_WRITTEN)
    assert asked.exit_code == 1
    assert holding(mary, MARY)


def test_whoever_is_on_the_telephone_is_not_erased(deployment: Deployment) -> None:
    ann, _ = talking(deployment.evening)
    erasure = ("people", "erase", AS_WRITTEN, "--yes")
    assert BUSY in deployment.commands.refusal(*erasure)
    ann.presses("*").presses("1")
    assert BUSY in deployment.commands.refusal(*erasure)
    ann.hangs_up()
    deployment.evening.passes(5)
    deployment.commands.done(*erasure)
    again = signs_in(deployment.evening)
    again.does_not_hear("Mary")


def test_whoever_is_offered_to_a_volunteer_is_not_erased_at_that_moment(deployment: Deployment) -> None:
    deployment.evening.volunteer("Ann Price", ANN)
    deployment.evening.contact("Mary Hughes", MARY)
    ann = signs_in(deployment.evening).presses("1").hears("Next, Mary Hughes")
    assert BUSY in deployment.commands.refusal("people", "erase", AS_WRITTEN, "--yes")
    ann.hangs_up()
    deployment.evening.passes(5)
    deployment.commands.done("people", "erase", AS_WRITTEN, "--yes")
    assert holding(deployment, "Mary", "Hughes") == []


def test_a_volunteer_who_is_still_on_the_line_is_told_no_erased_name(deployment: Deployment) -> None:
    ann, _ = talking(deployment.evening)
    ann.presses("*").presses("1").presses("3").presses("1").presses("1").hears("Next, Tom Reed")
    deployment.commands.done("people", "erase", AS_WRITTEN, "--yes")
    assert holding(deployment, "Mary", "Hughes") == []
    ann.presses("1").hears("Ringing.")


def test_a_call_to_whoever_was_erased_cannot_be_corrected(deployment: Deployment) -> None:
    ann, _ = talking(deployment.evening)
    ann.presses("*").presses("1").presses("3").presses("1").hears("Saved.").hangs_up()
    deployment.evening.passes(5)
    again = signs_in(deployment.evening).presses("1").hears("Next, Tom Reed")
    again.hangs_up()
    deployment.evening.passes(5)
    deployment.commands.done("people", "erase", AS_WRITTEN, "--yes")
    with deployment.evening.service.parts.db.read() as tx:
        assert unfinished.last_today(tx, 1, deployment.evening.now()) is None
        assert unfinished.of(tx, 1) is None


def test_a_withdrawn_consent_ends_what_rings_there(deployment: Deployment) -> None:
    deployment.commands.done(
        "consents", "add", AS_WRITTEN, "--wording", "Do.", "--obtained-at", "2026-11-01", "--source", "form"
    )
    rung(deployment.evening)
    assert deployment.evening.telephone(MARY).rings
    deployment.commands.done("consents", "withdraw", AS_WRITTEN, "--source", "a call to the office")
    deployment.evening.passes(2)
    assert not deployment.evening.telephone(MARY).rings
    assert deployment.evening.attempts()[0]["answered_at"] is None


def test_a_volunteer_is_forgotten_with_their_number(mary: Deployment) -> None:
    with mary.evening.service.parts.db.write() as tx:
        requests.want_coordinator(tx, 1, None, "lost", mary.evening.now())
        tx.execute(update(FollowUp).where(FollowUp.kind == "coordinator").values(note="she was tired"))
    told = mary.commands.read("people", "export", "0118 496 0001")
    assert [(one["kind"], one["why"]) for one in told["follow_ups"]] == [("coordinator", "lost")]
    mary.commands.done("people", "erase", "0118 496 0001", "--yes")
    with mary.evening.service.parts.db.read() as tx:
        row = tx.execute(select(Volunteer.__table__).where(Volunteer.id == 1)).one()
    assert (row.name, row.pin_hash, row.number_id, row.active) == ("", "", None, False)
    assert holding(mary, "Ann Price", ANN, "she was tired") == []
    assert holding(mary, "Mary Hughes")


def test_a_restored_backup_erases_again_before_anybody_dials(mary: Deployment) -> None:
    commands, backup = mary.commands, str(mary.commands.folder / "evening.backup")
    commands.done("backup", backup)
    commands.done("people", "erase", AS_WRITTEN, "--yes")
    mary.evening.service.parts.db.dispose()
    commands.done("restore", backup)
    assert [one for one in holding(mary, MARY, *NAMES, *TYPED) if one not in TOMS] == []
    asked = commands.run("policy", "decide", AS_WRITTEN, "--campaign", "saltmouth", "--json")
    assert json.loads(asked.stdout)["reason"] == "opted_out"
    mary.evening.service.parts.db.dispose()
    assert commands.read("restore", backup)["optouts_replayed"] == 1


def test_an_export_says_all_that_is_held_and_who_has_seen_it(mary: Deployment) -> None:
    told = mary.commands.read("people", "export", AS_WRITTEN)
    assert told["number"] == MARY
    assert [one["first_name"] for one in told["contacts"]] == ["Mary", "Maria"]
    assert [one["campaign"] for one in told["contacts"]] == ["saltmouth", "second"]
    assert {one["question"] for one in told["answers"]} == {*ANSWERS}
    assert [one["outcome"] for one in told["calls"]] == ["survey_complete"]
    assert told["outcomes"][-1]["outcome"] == "survey_complete"
    assert [one["source"] for one in told["opt_outs"]] == ["staff"]
    assert [(one["wording"], one["source"]) for one in told["consents"]] == [
        ("said at her door", "a form at the fair")
    ]
    assert {one["kind"] for one in told["follow_ups"]} == {"pass_on", "call_again"}
    assert len(told["permits"]) == len(told["rang_us"]) == 1
    assert {one["verdict"] for one in told["decisions"]} == {"permit"}
    seen = [(one["by"], one["where"]) for one in told["seen_by"]]
    assert ("an auditor", "a page") in seen
    assert ("an auditor", "took away what a search had found") in seen
    why = [one["reason"] for one in told["seen_by"] if "reason" in one]
    assert why == ["A complaint, her sister wrote", "A complaint, letter of the 3rd"]
    assert ("volunteer 1", "offered on the line or at the volunteer's page") in seen
    assert seen[-1][1] == "people export"
    said = mary.commands.done("people", "export", AS_WRITTEN)
    for words in (
        "Prof. Mary Hughes",
        "voting intention: 3",
        "a form at the fair",
        "by staff",
        "an auditor (a page), because: A complaint, her sister wrote",
    ):
        assert words in said, words
