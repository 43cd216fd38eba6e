"""The guide for staff does what it says: its flow is checked, rehearsed, and in step with what is shipped."""

import re
import textwrap

from bridge.publishing import rehearsed
from ivr.examine import examine
from ivr.load import load
from ivr.rehearsal_file import names
from tests.house.tree import ROOT

GUIDE = (ROOT / "docs" / "staff.md").read_text(encoding="utf-8")


def block(start: str) -> str:
    """The indented block of the guide that begins with these words."""
    found = re.search(rf"^    {re.escape(start)}.*?(?=^\S)", GUIDE, re.MULTILINE | re.DOTALL)
    assert found, f"the guide has no block that begins with {start!r}"
    return textwrap.dedent(found[0])


def test_the_flow_of_the_guide_is_good_without_a_warning() -> None:
    assert examine(block('id = "spring"'), "spring.toml").problems == ()


def test_the_rehearsals_of_the_guide_hold() -> None:
    text = block("## Somebody who takes the bus")
    assert len(names(text)) == 2
    assert rehearsed(load(block('id = "spring"')), text) == []


def test_the_fault_of_the_guide_is_told_as_it_says() -> None:
    flow = block('id = "spring"').replace('kind = "choice"', 'kind = "choise"')
    (told,) = examine(flow, "spring.toml").of("error")
    assert str(told) == block("spring.toml:").strip()
