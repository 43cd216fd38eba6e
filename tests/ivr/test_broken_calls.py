"""Flows whose words are right and whose calls would go wrong: each is refused at the one place that is at fault."""

import pytest

from ivr.events import Digits
from ivr.examine import Report, examine
from ivr.flows import LINE
from ivr.load import load
from tests.ivr.line import Line

SPRING = """
id = "spring"
title.en = "Spring survey"
languages = ["en"]
script.introduction.en = "Hello, I am a volunteer ringing for {organisation}. May I ask you three questions?"
script.closing.en = "Thank you. We keep your answers to plan our work. You can ask us to stop at any time."

[[questions]]
id = "bus"
kind = "yes_no"
en = "Do they take the bus?"
[[questions]]
id = "bus_well"
kind = "scale"
en = "How well does it run?"
low.en = "Very badly"
high.en = "very well"
when = { bus = "yes" }
"""
MORE = (
    '[steps.next.keys.4]\nen = "For more, press 4."\nwhen = "no_campaign"\ngo = "more"\n'
    '[steps.more]\nkind = "say"\nsay.en = "More."\ngo = "next"'
)
HUNG_UP_ON = "somebody who is lost is hung up on here"
LEFT = "a call is left here that was not finished"
NO_CALL = "this is about a call, and there is none here"
AGAIN = "the next contact is asked for again and again"
FOR_EVER = "whoever presses nothing goes round for ever here"

BROKEN = {
    "the lost led to an end": ('[steps.spoke]\nlost = "finish"', HUNG_UP_ON, 'lost = "finish"'),
    "the lost led to an end from a question": (
        '[steps.survey]\nlost = "finish"',
        HUNG_UP_ON,
        'lost = "finish"',
    ),
    "the lost led to an end by words of one's own": (
        '[steps.spoke]\nlost = "mine"\n[steps.mine]\nkind = "say"\nsay.en = "Well."\ngo = "finish"',
        HUNG_UP_ON,
        'lost = "mine"',
    ),
    "all the lost led to an end": ('[roles]\nlost = "finish"', HUNG_UP_ON, 'lost = "finish"'),
    "help that hangs up": ('[steps.spoke]\nhelp = "finish"', HUNG_UP_ON, 'help = "finish"'),
    "a silence that hangs up": ('[steps.next.silence]\ngo = "finish"', HUNG_UP_ON, "[steps.next.silence]"),
    "calls that are never finished": ("[steps.saved]\ndo = []", LEFT, "[steps.saved]"),
    "a survey after which the call is left": (
        '[steps.after_survey]\nto = [{ go = "next" }]',
        LEFT,
        "[steps.after_survey]",
    ),
    "an unanswered call that is left": (
        '[steps.ringing.ends.no_answer]\ngo = "ready"',
        LEFT,
        "[steps.ringing.ends.no_answer]",
    ),
    "a machine after which the line hangs up": (
        '[steps.ringing.ends.machine]\ngo = "finish"',
        LEFT,
        "[steps.ringing.ends.machine]",
    ),
    "engaged saved as answered": (
        '[steps.ringing.ends.busy]\noutcome = "answered"',
        'what became of the call is kept as it is: outcome = "busy".',
        'outcome = "answered"',
    ),
    "a survey without a call": (
        '[steps.campaign.keys.4]\ngo = "survey"',
        NO_CALL,
        "[steps.campaign.keys.4]",
    ),
    "no more calls to nobody": (
        '[steps.campaign.keys.4]\ngo = "opt_out"',
        NO_CALL,
        "[steps.campaign.keys.4]",
    ),
    "the end of no call": ('[steps.campaign.keys.4]\ngo = "spoke"', NO_CALL, "[steps.campaign.keys.4]"),
    "no key to correct between calls": (
        "[steps.next.keys.2]\ndo = []",
        "no key takes up the last call again",
        "do = []",
    ),
    "a key to correct that is never there": (
        '[steps.next.keys.2]\nwhen = "no_campaign"',
        "no key takes up the last call again",
        'when = "no_campaign"',
    ),
    "a key for a break that is never there": (
        '[steps.next.keys.3]\nwhen = "no_campaign"',
        "no key leads to a break",
        'when = "no_campaign"',
    ),
    "a key for no more calls that is never there": (
        '[steps.spoke_yes.keys.4]\nwhen = "closed"',
        '"spoke_yes" has no key for no more calls',
        'when = "closed"',
    ),
    "no more calls that are not kept": (
        "[steps.opt_out.keys.1]\ndo = []",
        "has no key for no more calls",
        "do = []",
    ),
    "a refusal that asks again": ('[refusals.nobody]\ngo = "ready"', AGAIN, "[refusals.nobody]"),
    "an end without a word": (
        "[steps.finish]\nsay = []",
        "a wait without a word: give the step something to say.",
        "say = []",
    ),
    "a silence that comes back for ever": ('[steps.spoke]\nlost = "spoke"', FOR_EVER, 'lost = "spoke"'),
}


def errors(report: Report, text: str) -> list[tuple[str, str]]:
    """The message of each, and its line's words; or the file, where it is not the flow's."""
    lines = text.splitlines()
    return [
        (one.message, lines[one.line - 1] if one.file == "flow.toml" else one.file)
        for one in report.of("error")
    ]


@pytest.mark.parametrize("broken", sorted(BROKEN))
def test_one_cause_is_told_once_and_at_its_own_line(broken: str) -> None:
    patch, message, at = BROKEN[broken]
    text = f"{SPRING}{patch}\n"
    told = errors(examine(text), text)
    assert len(told) == 1, told
    assert message in told[0][0]
    assert told[0][1] == at


def test_what_shows_it_is_the_shortest_call_that_leaves_the_call_unfinished() -> None:
    patch = BROKEN["a machine after which the line hangs up"][0]
    (problem,) = examine(SPRING + patch).of("error")
    assert problem.transcript[-1].startswith("answering machine: Thank you. No calls,")


def test_a_key_that_is_never_there_and_what_is_behind_it_are_told() -> None:
    text = SPRING + MORE
    assert errors(examine(text), text) == [
        (
            'key 4 is never there, as "no_campaign" never holds here: change that, or take it out.',
            'when = "no_campaign"',
        ),
        (
            'nobody ever comes to "more": what leads to it never holds. Change that, or take it out.',
            "[steps.more]",
        ),
    ]


def test_a_menu_where_no_key_is_told_of_is_refused() -> None:
    text = SPRING + "".join(f'[steps.campaign.keys.{key}]\nwhen = "closed"\n' for key in "1234")
    (problem, *_others) = examine(text).of("error")
    assert problem.message == "no key is told of here: let one be there whatever holds."
    assert problem.transcript[-1] == "pin: Saltmouth voters."


def test_faults_of_every_sort_are_told_in_one_pass() -> None:
    text = SPRING.replace('kind = "yes_no"', 'kind = "choise"') + (
        "[steps.campaign]\nwiat = 3\n"
        '[steps.next.keys.3]\ngo = "ready"\n'
        '[steps.spoke]\nlost = "spoke"\n'
        '[steps.spoke_yes.keys.4]\nwhen = "closed"\n'
        '[steps.spoke_no.keys.4]\nwhen = "no_campaign"\n'
        '[steps.pass_on.keys.2]\ngo = "closnig"\n'
        '[refusals.nobody]\ngo = "ready"\n'
    )
    assert [line for _message, line in errors(examine(text), text)] == [
        'kind = "choise"',
        "wiat = 3",
        'go = "ready"',
        'lost = "spoke"',
        'when = "closed"',
        'when = "no_campaign"',
        'go = "closnig"',
        "[refusals.nobody]",
    ]


def test_what_comes_of_a_misspelt_name_alone_is_not_told() -> None:
    text = SPRING + (
        '[steps.next.keys.4]\nen = "For a joke, press 4."\ngo = "jkoe"\n'
        '[steps.joke]\nkind = "say"\nsay.en = "A joke."\ngo = "next"\n'
    )
    assert errors(examine(text), text) == [('there is no step "jkoe". Did you mean "joke"?', 'go = "jkoe"')]


# --- what may be left out of the line -----------------------------------------------------------------------

LEFT_OUT = {
    "a sentence of the hold music": '[hold]\norder = ["ringing", "still"]',
    "a step that nothing leads to any more": '[steps.campaign.keys.4]\ngo = "ready"',
    "a key": "[steps.campaign.keys]\n4 = false",
    "a silence": "[steps.next]\nsilence = false",
    "all that a step of another kind had": (
        '[steps.script]\nkind = "menu"\nsay = ["script.introduction"]\n'
        'keys.1 = { en = "To go back, press 1.", go = "campaign" }'
    ),
}


@pytest.mark.parametrize("left_out", sorted(LEFT_OUT))
def test_what_a_flow_leaves_out_of_the_line_is_no_fault(left_out: str) -> None:
    text = f"{SPRING}{LEFT_OUT[left_out]}\n"
    assert errors(examine(text), text) == []


def test_a_key_that_is_taken_out_is_not_offered() -> None:
    line = Line(flow=load(SPRING + LEFT_OUT["a key"]))
    assert line.signed_in() == "Saltmouth voters. To start, press 1. To hear the script, press 2."
    assert line.event(Digits("4")).startswith("Sorry.")


def test_what_the_line_does_not_have_cannot_be_taken_out() -> None:
    text = SPRING + "[steps.campaign.keys]\n7 = false\n"
    assert any("this has to be a table" in message for message, _line in errors(examine(text), text))


def test_nothing_of_the_line_itself_is_of_no_use() -> None:
    report = examine(SPRING.replace('languages = ["en"]\n', ""))
    assert [one for one in report.of("error") if one.file == LINE] == []
