"""Names that a flow gives to its parts: what is misspelt or given twice is told on its line, with the remedy."""

import pytest

from ivr.examine import examine
from ivr.flows import text_of
from tests.ivr.test_broken_flows import GOOD, laid

WELL = 'kind = "yes_no"\nen = "Well?"\ncy = "Wel?"'
TWICE_AND_DEPENDED_ON = (
    f'[[questions]]\nid = "mood"\n{WELL}\n[[questions]]\nid = "more"\n{WELL}\nwhen = {{ mood = "7" }}\n'
)
BROKEN = {
    "an id twice that another depends on": (TWICE_AND_DEPENDED_ON, 'id = "mood"', 'two questions have the id "mood"'),
    "an id with a full stop": (f'[[questions]]\nid = "a.b"\n{WELL}', 'id = "a.b"', 'such as "a_b"'),
    "an id like the help of another": (f'[[questions]]\nid = "mood.help"\n{WELL}', "mood.help", 'such as "mood_help"'),
    "an id of several words": (f'[[questions]]\nid = "Bus well?"\n{WELL}', "Bus well?", 'such as "bus_well"'),
    "an id that says nothing": (f'[[questions]]\nid = ""\n{WELL}', 'id = ""', '"" is no id: use small letters'),
    "a step of several words": ('[steps."my step"]\nkind = "end"', "my step", 'such as "my_step"'),
}  # fmt: skip


@pytest.mark.parametrize("broken", sorted(BROKEN))
@pytest.mark.parametrize("flow", ["small", "voter-id"])
def test_a_name_that_will_not_do_is_told_on_its_line(flow: str, broken: str) -> None:
    patch, at, message = BROKEN[broken]
    good = GOOD if flow == "small" else text_of(f"{flow}.toml")
    text = laid(good, patch.replace("mood", "mood" if flow == "small" else "council"))
    at, message = (one.replace("mood", "mood" if flow == "small" else "council") for one in (at, message))
    report = examine(text)
    found = [one for one in report.of("error") if message in one.message]
    assert found, report.problems
    assert at in text.splitlines()[found[0].line - 1]
    assert report.of("warning") == ()


def test_a_flows_own_id_is_a_name_too() -> None:
    report = examine(GOOD.replace('id = "small"', 'id = "a = b"'))
    assert [(one.line, one.message) for one in report.of("error")] == [
        (2, '"a = b" is no id: use small letters, figures, _ and -, and begin with a letter, such as "a_b".')
    ]
