"""Proofs that fit in an e-mail: one entry under a head, and a ledger that only grew; checked with what is kept."""

import json
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path
from typing import Any, Final

import pytest

from store.errors import RefusedError
from store.ledger import Kind, append
from store.sealing import keys, proving
from store.sealing.proof import Head
from store.sealing.proofs import check, read_proof
from store.sealing.seal import last_head
from store.sealing.verify import main
from tests.cli.commands import Commands
from tests.ledger.conftest import Office
from tests.ledger.test_commands import commands

__all__ = ["commands"]  # a fixture
Proof = dict[str, Any]


def head_of(office: Office) -> Head:
    with office.db.read() as tx:
        head = last_head(tx)
    assert head is not None
    return head


def through_json(proof: Proof) -> Proof:
    read: Proof = json.loads(json.dumps(proof))
    return read


def proven(office: Office, entry: int, *kept: Head) -> Proof:
    with office.db.read() as tx:
        return through_json(proving.inclusion(tx, entry, kept))


def grown(office: Office, *kept: Head) -> Proof:
    with office.db.read() as tx:
        return through_json(proving.consistency(tx, kept))


def key_of(office: Office, head: Head) -> bytes:
    return office.folder.public_path(head.key).read_bytes()


def kinds(proof: Proof, key: bytes | None = None, *kept: Head) -> list[str]:
    return [one.kind for one in check(proof, key, kept)[1]]


def test_every_entry_is_proven_under_the_newest_head_and_under_one_that_is_kept(office: Office) -> None:
    office.sealed(3)
    kept = head_of(office)
    office.sealed(6)
    newest = head_of(office)
    for entry in range(1, newest.size + 1):
        assert kinds(proven(office, entry), key_of(office, newest), newest) == []
    for entry in range(1, kept.size + 1):
        assert kinds(proven(office, entry, kept), key_of(office, kept), kept) == []
    said, _ = check(proven(office, 2), None, ())
    assert said[0].startswith("Entry 2 (outcome:set, 2026-05-04T18:30:")
    assert said[-1] == "The proof holds."


def test_that_the_ledger_only_grew_is_proven_from_every_head(office: Office) -> None:
    heads = []
    for count in (1, 2, 4, 3):
        office.sealed(count)
        heads.append(head_of(office))
    for head in heads:
        proof = grown(office, head)
        assert kinds(proof, key_of(office, head), head) == []
        assert proof["first"]["size"] == head.size


Change = Callable[[Proof], object]
COLUMNS: Final = (
    "at", "attempt_id", "campaign_id", "contact_id", "data", "id", "kind", "session_id", "volunteer_id",
)  # fmt: skip
CHANGES: Final[dict[str, tuple[Change, str]]] = {
    "its place": (lambda p: p.update(place=3), "edited"),
    "a step": (lambda p: p["path"].reverse(), "edited"),
    "a step less": (lambda p: p["path"].pop(), "edited"),
    "the head's root": (lambda p: p["head"].update(root="00" * 32), "edited"),
    "the head's time": (lambda p: p["head"].update(at="2026-05-04T18:31:00+00:00"), "key unknown"),
    "no path": (lambda p: p.pop("path"), "unreadable"),
    "no hash": (lambda p: p.update(path=["nonsense"]), "unreadable"),
}


@pytest.mark.parametrize(("change", "kind"), CHANGES.values(), ids=CHANGES)
def test_a_proof_that_was_changed_does_not_hold(office: Office, change: Change, kind: str) -> None:
    office.sealed(7)
    head = head_of(office)
    proof = proven(office, 4)
    change(proof)
    assert kind in kinds(proof, key_of(office, head), head)


def test_a_proof_of_an_entry_that_was_changed_in_any_column_does_not_hold(office: Office) -> None:
    office.sealed(7)
    head = head_of(office)
    assert proven(office, 4)["entry"].keys() == set(COLUMNS)
    for column in COLUMNS:
        proof = proven(office, 4)
        proof["entry"][column] = "other"
        assert kinds(proof, key_of(office, head), head) == ["edited"]


def test_a_proof_of_growth_from_another_history_does_not_hold(office: Office) -> None:
    office.sealed(3)
    kept = head_of(office)
    office.sealed(4)
    proof = grown(office, kept)
    proof["first"]["root"] = "00" * 32
    assert set(kinds(proof, key_of(office, kept), kept)) == {"rewritten", "key unknown", "kept head"}


def test_a_head_that_is_not_kept_and_a_key_that_is_not_are_said(office: Office, tmp_path: Path) -> None:
    office.sealed(3)
    kept = head_of(office)
    office.sealed(2)
    assert kinds(proven(office, 2), key_of(office, kept), kept) == ["kept head"]
    stranger = keys.KeyFolder(tmp_path / "other")
    other = stranger.public_path(stranger.make()).read_bytes()
    assert kinds(proven(office, 2), other) == ["key unknown"]


def test_what_cannot_be_proven_is_refused_with_the_remedy(office: Office) -> None:
    office.sealed(2)
    kept = head_of(office)
    with office.db.write() as tx:
        entry = append(tx, Kind.FAULT_REPORTED, office.now)
    with pytest.raises(RefusedError, match="There is no entry 999"):
        proven(office, 999)
    with pytest.raises(RefusedError, match="not yet under that head"):
        proven(office, entry)
    office.sealed(1)
    with pytest.raises(RefusedError, match="not yet under that head"):
        proven(office, entry, kept)


def test_the_offline_verifier_takes_a_proof_for_what_it_is(
    office: Office, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    office.sealed(3)
    head = head_of(office)
    proof = json.dumps(proven(office, 3)).encode()
    files = {"key": key_of(office, head), "head": json.dumps(asdict(head)).encode(), "proof": proof}
    for name, content in {**files, "bad": proof.replace(b"no_answer", b"machine")}.items():
        (tmp_path / name).write_bytes(content)
    kept = ("--key", str(tmp_path / "key"), "--head", str(tmp_path / "head"))
    assert main([str(tmp_path / "proof"), *kept]) == 0
    assert capsys.readouterr().out.endswith("The proof holds.\n")
    assert main([str(tmp_path / "bad"), *kept]) == 1
    assert "THE PROOF DOES NOT HOLD." in capsys.readouterr().out
    (tmp_path / "bad").write_text("{}")
    assert read_proof(tmp_path / "bad") is None


def test_proofs_by_command(commands: Commands) -> None:
    commands.done("ledger", "seal")
    head = commands.file("head.jsonl", commands.done("ledger", "head"))
    key = commands.read("ledger", "key")["file"]
    commands.done("optouts", "add", "01632 960 012")
    for words in (("1", "--head", head), ("--since", head)):
        proof = commands.file("proof.json", commands.done("ledger", "prove", *words))
        assert commands.read("ledger", "verify", proof, "--key", key, "--head", head)["holds"]
    edited = commands.done("ledger", "prove", "1").replace('"kind": "', '"kind": "x')
    assert commands.run("ledger", "verify", commands.file("edited.json", edited)).exit_code == 1
    assert "There is no entry 99" in commands.refusal("ledger", "prove", "99")
    assert commands.run("ledger", "prove").exit_code == 2
    commands.done("ledger", "verifier", str(commands.folder / "verifier.pyz"))
