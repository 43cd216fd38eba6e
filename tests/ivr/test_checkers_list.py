"""What a flow must always leave a volunteer, and its call backs: what is taken away is told on the very line."""

from itertools import cycle

import pytest

from ivr.examine import examine
from ivr.flows import LINE, shipped_names, text_of
from ivr.load import read
from tests.ivr.test_broken_flows import laid

OWN = '[steps.coordinator]\ngo = "own"\n[steps.own]\n'
DETAILS = "".join(f'{one} = {{ en = "a", cy = "a" }}\n' for one in ("intention", "household", "nothing"))
CALLS = '[steps.own.keys.1]\nen = "To call, press 1."\ncy = "I alw, pwyswch 1."\ngo = "ringing"'
OFFER = f'{OWN}kind = "offer"\nsay.en = "O."\nsay.cy = "O."\n{DETAILS}{CALLS}'
DAYS = (
    f'{OWN}kind = "days"\ngo = "call_back_part"\nsay.en = "How many days? Press 2 to 9."\n'
    'say.cy = "Sawl diwrnod? Pwyswch 2 i 9."\nclosed = { en = "Shut.", cy = "Ar gau." }'
)
NO_UNDO = "".join(
    f"[steps.{place}]\ndo = []\n" for place in ("next.keys.2", "closed_menu.keys.2", "closed_menu.keys.3")
)

TAKEN = {
    "no skip": (OFFER, "an offer needs skip: add it.", "[steps.own]"),
    "no way back from an offer": (OFFER, "an offer needs back: add it.", "[steps.own]"),
    "no undo": (NO_UNDO, "no key takes up the last call again", "do = []"),
    "no break": (
        '[steps.next.keys.3]\ngo = "finish"\n[steps.next.silence]\ngo = "finish"',
        "no key leads to a break",
        'go = "finish"',
    ),
    "no way back from the days": (DAYS, "star leads nowhere", "[steps.own]"),
    "no words for a closed day": (
        DAYS.replace('closed = { en = "Shut.", cy = "Ar gau." }', 'back.go = "call_back_day"'),
        'the words in "en" are missing',
        "[steps.own]",
    ),
    "no such step where there is no time": (
        '[steps.call_back]\nnone.go = "no_cal_back"',
        'Did you mean "no_call_back"?',
        "none.go",
    ),
    "times that are asked for ever": (
        '[steps.call_back]\nnone.go = "call_back"',
        '"call_back" comes back to itself without waiting',
        "[steps.call_back]",
    ),
    "a time of day without its Welsh": (
        '[times]\ntoday_evening = { en = "this evening", cy = "" }',
        'the words in "cy" are missing',
        "today_evening",
    ),
    "a key for a call back that another names": (
        '[steps.call_back_part.keys.2]\nen = "Afternoon, 3."',
        "these words name another key than 2",
        'en = "Afternoon, 3."',
    ),
    "a concern that nobody is told the key of": (
        '[steps.report.keys.3]\ndo = ["report_worry"]\ngo = "reported"',
        "nobody is told of key 3",
        "[steps.report.keys.3]",
    ),
    "hold music that is no name": ("[hold]\nmusic = 3", "this has to be words", "music = 3"),
}  # fmt: skip

SHIPPED = [name for name in shipped_names() if name != LINE]


@pytest.mark.parametrize(("taken", "name"), [*zip(sorted(TAKEN), cycle(SHIPPED))])
def test_what_is_taken_away_is_told_on_its_line(taken: str, name: str) -> None:
    patch, message, at = TAKEN[taken]
    text = laid(text_of(name), patch)
    made = read(text, name)
    problems = made.problems(made.faults) or examine(text, name).of(
        "error"
    )  # without the proofs where they can be
    found = [one for one in problems if message in one.message]
    assert found, taken
    assert at in text.splitlines()[found[0].line - 1]
    assert found[0].file == name
