"""Flows that would go wrong on the line: each is refused, with its line and the remedy."""

import pytest

from ivr.flows import shipped_names, text_of
from ivr.load import FlowError, load, shipped

GOOD = """
id = "small"
title = { en = "Small", cy = "Bach" }

[script.introduction]
en = "I am ringing for {organisation}."
cy = "Rwy'n ffonio ar ran {organisation}."
[script.closing]
en = "Thank you. We keep your answers."
cy = "Diolch. Rydym yn cadw eich atebion."

[[questions]]
id = "mood"
kind = "scale"
en = "How are they?"
cy = "Sut maen nhw?"
low = { en = "Bad", cy = "Gwael" }
high = { en = "good", cy = "da" }
"""

BROKEN = {
    "no TOML at all": ("[steps", "this line can't be read as TOML"),
    "a key twice": (
        (
            '[steps.campaign.keys]\n1 = { en = "To go, press 1.", cy = "I fynd, pwyswch 1.", go = "ready" }\n'
            '1 = { en = "To go, press 1.", cy = "I fynd, pwyswch 1.", go = "ready" }'
        ),
        "this stands here twice",
    ),
    "an unknown target": (
        '[steps.campaign.keys.1]\ngo = "raedy"',
        'there is no step "raedy". Did you mean "ready"?',
    ),
    "an unknown role": ('[roles]\nhelp = "halp"', 'there is no step "halp". Did you mean "help"?'),
    "an unknown target of a refusal": ('[refusals.stopped]\ngo = "campain"', 'Did you mean "campaign"?'),
    "an unreachable step": ('[steps.island]\nkind = "end"', 'nothing leads to "island"'),
    "no way out": (
        (
            '[steps.campaign.keys.2]\ngo = "trap"\n[steps.trap]\nkind = "menu"\n'
            '[steps.trap.keys.1]\nen = "Again, press 1."\ncy = "Eto, pwyswch 1."\ngo = "trap"'
        ),
        'there is no way out of "trap"',
    ),
    "a circle without a key": ('[steps.script]\ngo = "script"', "comes back to itself without waiting"),
    "a reserved key": (
        '[steps.campaign.keys.0]\nen = "For jam, press 0."\ncy = "Am jam, pwyswch 0."\ngo = "ready"',
        "0 can't be given a meaning here",
    ),
    "an unknown kind": ('[steps.campaign]\nkind = "menue"', 'Did you mean "menu"?'),
    "an unknown field": ("[steps.campaign]\nwiat = 9", 'Did you mean "wait"?'),
    "an unknown action": ('[steps.script]\ndo = ["finnished"]', 'Did you mean "finished"?'),
    "an unknown condition": ('[steps.campaign.keys.1]\nwhen = "shut"', 'there is no "shut" here'),
    "an unknown outcome": (
        '[steps.spoke.keys.1]\noutcome = "answerd"',
        'there is no outcome "answerd". Did you mean "answered"?',
    ),
    "a number in quotation marks": ('[steps.campaign]\nwait = "8"', "this has to be a whole number"),
    "no wait at all": ("[steps.campaign]\nwait = 0", "this has to be 1 or more"),
    "no try at all": ("[steps.campaign]\ntries = 0", "this has to be 1 or more"),
    "an empty prompt": ('[steps.campaign]\nsay.en = ""', 'the words in "en" are missing'),
    "an unfilled placeholder": (
        '[steps.campaign]\nsay.en = "{campain}."\nsay.cy = "{campain}."',
        'nothing fills {campain}. Did you mean "campaign"?',
    ),
    "languages that fill in different things": (
        '[steps.hello]\nsay.cy = "Helo."',
        "the languages fill in different things",
    ),
    "words that name another key": (
        '[steps.campaign.keys.1]\nen = "To start, press 2."',
        "these words name another key than 1",
    ),
    "a key that nobody is told of": (
        '[steps.campaign.keys.5]\ngo = "ready"',
        "nobody is told of key 5",
    ),
    "words that tell of a key that is not there": (
        '[steps.resume]\nsay.en = "{contact}: press 7."\nsay.cy = "{contact}: pwyswch 7."',
        "key 7 is told of and is not there",
    ),
    "silence that stands for no key": ('[steps.opt_out]\nsilence = "8"', "silence stands for 8"),
    "an introduction that does not say who calls": (
        '[script.introduction]\nen = "Hello there."\ncy = "Helo."',
        "the introduction does not say who calls",
    ),
    "keys in the hold music": (
        '[hold.still]\nen = "Still ringing. To stop, press 1."\ncy = "Yn dal i ganu."',
        "keys are not heard in the hold music",
    ),
    "an offer that does not call": ('[steps.ready.keys.1]\ngo = "campaign"', "key 1 of an offer calls"),
    "a route that may lead nowhere": (
        '[steps.between]\nto = [{ when = "closed", go = "closed_menu" }, { when = "last", go = "next" }]',
        "the last way of a route must hold always",
    ),
    "a borrowed sentence that is not there": (
        '[steps.script]\nsay = ["script.intro"]',
        'there is no sentence "script.intro"',
    ),
    "a question's id twice": (
        '[[questions]]\nid = "bus"\nkind = "yes_no"\nen = "Well?"\ncy = "Wel?"\n' * 2,
        'two questions have the id "bus"',
    ),
    "a scale past 9": (
        (
            '[[questions]]\nid = "long"\nkind = "scale"\ntop = 10\nen = "How?"\ncy = "Sut?"\n'
            'low = { en = "Bad", cy = "Gwael" }\nhigh = { en = "good", cy = "da" }'
        ),
        "a scale ends at 9",
    ),
    "a question of no kind": (
        '[[questions]]\nid = "odd"\nkind = "essay"\nen = "Why?"\ncy = "Pam?"',
        'there is no "essay" here',
    ),
    "a choice without options": (
        '[[questions]]\nid = "odd"\nkind = "choice"\nen = "Which?"\ncy = "Pa un?"',
        "a choice needs options",
    ),
    "a code that reads the list": (
        (
            '[[questions]]\nid = "odd"\nkind = "choice"\nen = "Which?"\ncy = "Pa un?"\n'
            'options.0 = { en = "none", cy = "dim" }'
        ),
        '"0" can\'t be keyed',
    ),
    "codes of two lengths": (
        (
            '[[questions]]\nid = "odd"\nkind = "choice"\nen = "Which?"\ncy = "Pa un?"\n'
            'options.1 = { en = "a", cy = "a" }\noptions.12 = { en = "b", cy = "b" }'
        ),
        "codes have to be of one length",
    ),
    "a question without its Welsh": (
        '[[questions]]\nid = "odd"\nkind = "yes_no"\nen = "Well?"',
        'the words in "cy" are missing: add cy = "…".',
    ),
    "no closing statement in one language": ('[script.closing]\ncy = ""', 'the words in "cy" are missing'),
}


def laid(text: str, patch: str) -> str:
    """The good flow with a patch; a table that is patched is taken out of it first."""
    for name in ("introduction", "closing"):
        if f"[script.{name}]" in patch:
            head, _, rest = text.partition(f"[script.{name}]\n")
            text = head + rest.split("\n", 2)[2]
    return text + patch + "\n"


def test_the_small_flow_is_good() -> None:
    assert load(GOOD).questions[0].id == "mood"


@pytest.mark.parametrize("name", [name for name in shipped_names() if name != "line.toml"])
def test_every_shipped_flow_is_good(name: str) -> None:
    assert shipped(name.removesuffix(".toml")).steps


@pytest.mark.parametrize("name", sorted(BROKEN))
def test_a_broken_flow_is_refused_with_its_line_and_the_remedy(name: str) -> None:
    patch, message = BROKEN[name]
    text = laid(GOOD, patch)
    with pytest.raises(FlowError) as refused:
        load(text, "small.toml")
    found = [one for one in refused.value.problems if message in one.message]
    assert found, f"{message!r} is not among:\n{refused.value}"
    assert found[0].file == "small.toml"
    assert text.splitlines().index(patch.splitlines()[0]) < found[0].line <= len(text.splitlines())
    assert str(found[0]).startswith(f"small.toml:{found[0].line}:")


def test_a_flow_without_a_script_is_told_what_to_add() -> None:
    with pytest.raises(FlowError, match=r"the script has no closing: add \[script.closing\]"):
        load('id = "bare"\ntitle = { en = "Bare", cy = "Moel" }', "bare.toml")


def test_a_fault_is_found_on_its_very_line() -> None:
    text = laid(GOOD, '[steps.campaign.keys.1]\nen = "To start, press 1."\ngo = "raedy"')
    with pytest.raises(FlowError) as refused:
        load(text, "small.toml")
    problem = refused.value.problems[0]
    assert text.splitlines()[problem.line - 1] == 'go = "raedy"'
    assert problem.words == "raedy"


def test_every_fault_is_told_and_not_only_the_first() -> None:
    with pytest.raises(FlowError) as refused:
        load(laid(GOOD, "[steps.campaign]\nwiat = 3\n[steps.next]\nwiat = 3"))
    assert len(refused.value.problems) == 2


def test_a_campaigns_flow_replaces_prompts_keys_and_waits_of_the_line() -> None:
    words = '[steps.machine.keys.1]\nen = "A person? Press 1."\ncy = "Person? Pwyswch 1."'
    flow = load(laid(GOOD, f"[steps.machine]\nwait = 5\n{words}"))
    step = flow.steps["machine"]
    assert step.manner.wait == 5  # type: ignore[union-attr]  # it is a menu
    assert flow.prompts["machine.1"]["en"] == "A person? Press 1."
    assert shipped("voter-id").prompts["machine.1"]["en"] == "If it was a person, press 1."


def test_a_flows_version_is_by_its_content() -> None:
    assert load(GOOD).version == load(f"# a comment\n{GOOD}").version
    assert load(GOOD).version != load(GOOD.replace("good", "well")).version


def test_a_version_keeps_the_line_that_it_was_published_with() -> None:
    then = text_of("line.toml").replace('en = "Engaged."', 'en = "That line was engaged."')
    flow = load(GOOD, "small.toml", line=then)
    assert flow.prompts["ringing.busy"]["en"] == "That line was engaged."
    assert flow.version != load(GOOD).version


def test_a_fault_of_the_lines_own_part_is_told_with_its_file() -> None:
    then = text_of("line.toml").replace('talked = "spoke"', 'talked = "spok"')
    with pytest.raises(FlowError, match=r'line.toml:\d+: steps.ringing.talked: .* Did you mean "spoke"'):
        load(GOOD, "small.toml", line=then)


def test_line_toml_alone_is_no_campaigns_flow() -> None:
    with pytest.raises(FlowError, match='"id" is missing'):
        load(text_of("line.toml"), "line.toml")


def test_a_flow_that_is_not_shipped_is_not_found() -> None:
    with pytest.raises(KeyError):
        shipped("../../settings")
