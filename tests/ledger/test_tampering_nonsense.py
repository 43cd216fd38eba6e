"""What a column never holds, put into one, is found and named with its place: it stops no verification."""

import json
from pathlib import Path
from typing import Final

import pytest

from store.sealing.export import export, live
from store.sealing.exported import Finding, Result
from store.sealing.proof import Head, canonical
from store.sealing.verify import file_source, verify
from tests.ledger.conftest import Office
from tests.ledger.tampering import entry_at, kept, unguarded
from tests.telephone.evening import Evening

__all__ = ["kept"]  # a fixture
MIDDLE: Final = 7
"""Between the heads at 4 and 9."""
CHANGED: Final = Finding("head changed", "", 9, 9)
EDITED: Final = Finding("edited", "", MIDDLE, MIDDLE)
ANYWHERE: Final = {
    "a head at no time": ("ledger_heads SET at = 'x'", CHANGED),
    "a head of another's size": ("ledger_heads SET previous = -1", CHANGED),
    "peaks that are no hashes": ("ledger_heads SET peaks = '[1]'", CHANGED),
    "peaks that are no list": ("ledger_heads SET peaks = 'null'", CHANGED),
    "peaks that are a word": ("""ledger_heads SET peaks = '"x"'""", CHANGED),
}
ON_SQLITE: Final = {
    "peaks that are no JSON": ("ledger_heads SET peaks = 'x'", CHANGED),
    "a blob for a root": ("ledger_heads SET root = X'00'", CHANGED),
    "a blob for a time": ("ledger_heads SET at = X'00'", CHANGED),
    "a text for a leaf": ("ledger_order SET leaf = 'text'", EDITED),
    "a blob for a campaign": ("ledger_entries SET campaign_id = X'ff'", EDITED),
    "a number for a kind": ("ledger_entries SET kind = X'00'", EDITED),
    "a blob for a time of an entry": ("ledger_entries SET at = X'00'", EDITED),
    "no JSON for the data": ("ledger_entries SET data = 'x'", EDITED),
}
"""It keeps anything in any column."""
KEYS: Final = {"ledger_heads": "size = 9", "ledger_order": f"place = {MIDDLE}"}


def found(result: Result) -> list[Finding]:
    """What is found but for the clock, without words."""
    return [Finding(one.kind, "", one.first, one.last) for one in result.findings if one.kind != "clock"]


@pytest.mark.parametrize("what", [*ANYWHERE, *ON_SQLITE])
def test_nonsense_is_found_where_it_is_live_and_in_an_export(
    office: Office, kept: Head, tmp_path: Path, what: str
) -> None:
    if what in ON_SQLITE and office.db.lock is None:
        return
    change, finding = {**ANYWHERE, **ON_SQLITE}[what]
    row = KEYS.get(change.split()[0], f"id = {entry_at(office.db, MIDDLE)}")
    unguarded(office.db, f"UPDATE {change} WHERE {row}")
    assert found(office.verify(kept)) == [finding]
    path = tmp_path / "ledger.jsonl"
    export(office.db, path, office.now, by="Ann")
    assert found(verify(file_source(path), None, [kept])) == [finding]


LINES: Final[tuple[object, ...]] = (
    {"unsealed": {"entry": None, "late": True}}, {"unsealed": None}, {"rules": {"rules": {}, "version": 1}},
    {"head": None}, {"head": {}}, {"head": {"size": "x"}}, [1], 1,
)  # fmt: skip


@pytest.mark.parametrize("line", LINES, ids=str)
def test_a_line_that_is_none_is_unreadable_and_the_others_are_read(
    office: Office, kept: Head, tmp_path: Path, line: object
) -> None:
    path = tmp_path / "ledger.jsonl"
    export(office.db, path, office.now, by="Ann")
    *lines, end = path.read_bytes().splitlines(keepends=True)
    path.write_bytes(b"".join([*lines, canonical(line) + b"\n", end]))
    result = verify(file_source(path), None, [kept])
    assert "unreadable" in {one.kind for one in result.findings}
    assert result.proven == kept.size


@pytest.mark.parametrize("key", ["x", {"public": 1}, {"previous": ["a"]}, {"at": float(1)}], ids=str)
def test_a_key_that_is_none_vouches_for_nothing(
    office: Office, kept: Head, tmp_path: Path, key: str | dict[str, object]
) -> None:
    path = tmp_path / "ledger.jsonl"
    export(office.db, path, office.now, by="Ann")
    lines = path.read_bytes().splitlines(keepends=True)
    changed = key if isinstance(key, str) else {**json.loads(lines[1])["key"], **key}
    path.write_bytes(b"".join([lines[0], canonical({"key": changed}) + b"\n", *lines[2:]]))
    assert {one.kind for one in verify(file_source(path), None, [kept]).findings} == {
        "key unknown",
        "kept head",
    }


def test_rules_that_are_gone_are_missed_where_a_decision_names_them(called: Evening) -> None:
    db, version = called.service.parts.db, called.service.parts.rules().version
    called.service.sealing.finish()
    assert verify(live(db, called.now())).holds
    unguarded(db, "DELETE FROM rule_books")
    (finding,) = verify(live(db, called.now())).findings
    assert (finding.kind, version in finding.sentence) == ("rules removed", True)
