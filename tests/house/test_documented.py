"""What outsiders rely on is documented: each reason for a refusal, each kind of ledger entry, each outcome."""

import re
from pathlib import Path

import pytest

from ivr.load import shipped
from policy import REASONS, Reason
from scheduler.retries import AFTER
from store.kinds import Kind
from tests.house.tree import project_files

ROOT = Path(__file__).parents[2]
COMPLIANCE = (ROOT / "docs" / "compliance.md").read_text(encoding="utf-8")
LISTED = Path("store", "kinds.py")
OUTCOMES = sorted(AFTER)


@pytest.mark.parametrize("reason", list(Reason))
def test_each_reason_stands_in_the_compliance_page_with_its_sentence_and_remedy(reason: Reason) -> None:
    said = REASONS[reason]
    assert f"| `{reason.value}` | {said.sentence} | {said.remedy} | {said.source} |" in COMPLIANCE


@pytest.mark.parametrize("kind", list(Kind))
def test_each_kind_of_ledger_entry_stands_in_the_compliance_page_with_its_meaning(kind: Kind) -> None:
    assert f"| `{kind.value}` | {kind.meaning} |" in COMPLIANCE


def test_each_kind_of_ledger_entry_is_written_somewhere() -> None:
    ours = [path.relative_to(ROOT) for path in project_files("*.py")]
    writers = [path for path in ours if path.parts[0] not in ("tests", "console") and path != LISTED]
    source = "\n".join((ROOT / path).read_text(encoding="utf-8") for path in writers)
    named = set(re.findall(r"\bKind\.([A-Z_]+)\b", source))
    assert {kind.name for kind in Kind} - named == set()


@pytest.mark.parametrize("outcome", OUTCOMES)
def test_each_outcome_of_the_public_surface_has_words_in_every_language(outcome: str) -> None:
    flow = shipped("voter-id")
    assert set(flow.outcomes[outcome]) >= set(flow.languages)
