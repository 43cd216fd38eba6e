"""Flows made at random: the good small one with questions, branches and steps of one's own, and now and then bent."""

from hypothesis import strategies as st

from tests.ivr.test_broken_flows import GOOD

BETWEEN_CALLS = ("campaign", "ready", "break", "finish")
STEPS = (*BETWEEN_CALLS, "next", "spoke", "spoke_yes", "opt_out", "help", "work", "saved", "pass_on")
OWN = tuple(f"own_{n}" for n in range(3))
target = st.sampled_from((*BETWEEN_CALLS, *OWN[:1]))
BENT = (*("",) * 8, "campaign.keys.9", "pass_on.keys.2", "spoke.keys.2", "next.keys.3")


def told(at: str, pressed: str, go: str) -> str:
    """A key of a step."""
    words = f'en = "For this, press {pressed}."\ncy = "Am hyn, pwyswch {pressed}."'
    return f'[steps.{at}.keys.{pressed}]\n{words}\ngo = "{go}"\n'


@st.composite
def steps(draw: st.DrawFn, id_: str, following: str) -> str:
    """A step of one's own, that leads to the following one, and a menu elsewhere too."""
    words = f'say = {{ en = "This is {id_}.", cy = "Dyma {id_}." }}'
    match draw(st.sampled_from(("say", "menu", "menu", "route"))):
        case "say":
            return f'[steps.{id_}]\nkind = "say"\n{words}\ngo = "{following}"\n'
        case "route":
            to = f'{{ when = "closed", go = "closed_menu" }}, {{ go = "{following}" }}'
            return f'[steps.{id_}]\nkind = "route"\nto = [{to}]\n'
        case _:
            lost = draw(st.sampled_from(("", "", "break", *OWN[:1])))
            line = f'lost = "{lost}"\n' if lost else ""
            keys = told(id_, "1", following) + told(id_, "2", draw(target))
            return f'[steps.{id_}]\nkind = "menu"\n{words}\n{line}{keys}'


@st.composite
def questions(draw: st.DrawFn) -> str:
    """Up to four questions more; each may depend on one before it."""
    made: list[tuple[str, list[str]]] = [("mood", ["1", "5", "9"])]
    text = []
    for place in range(draw(st.integers(1, 4))):
        id_, kind = f"made_{place}", draw(st.sampled_from(("yes_no", "scale", "choice", "several", "number")))
        fields, values = {
            "yes_no": ("", ["yes", "no"]),
            "scale": ("low = { en = 'Bad', cy = 'Gwael' }\nhigh = { en = 'good', cy = 'da' }\n", ["1", "9"]),
            "choice": (_options(), ["1", "2"]),
            "several": (_options(), ["1", "2"]),
            "number": ("least = 0\nmost = 12\n", []),
        }[kind]
        when = ""
        if draw(st.booleans()):
            asked, possible = draw(st.sampled_from([one for one in made if one[1]]))
            when = f'when = {{ {asked} = "{draw(st.sampled_from(possible))}" }}\n'
        text.append(
            f'[[questions]]\nid = "{id_}"\nkind = "{kind}"\nen = "About {id_}?"\ncy = "Am {id_}?"\n{fields}{when}'
        )
        made.append((id_, values))
    return "\n".join(text)


def _options() -> str:
    return "".join(f"options.{n} = {{ en = 'Word {n}', cy = 'Gair {n}' }}\n" for n in (1, 2))


@st.composite
def flows(draw: st.DrawFn) -> str:
    """Questions, a chain of steps with a key that leads to it, and now and then another way that is bent."""
    chain = OWN[: draw(st.integers(1, len(OWN)))]
    own = [
        draw(steps(id_, following)) for id_, following in zip(chain, (*chain[1:], "campaign"), strict=True)
    ]
    start = told(draw(st.sampled_from(("campaign", "next"))), "7", chain[0])
    bent = draw(st.sampled_from(BENT))
    bend = f'[steps.{bent}]\ngo = "{draw(st.sampled_from(STEPS))}"\n' if bent else ""
    return GOOD + "\n".join([draw(questions()), *own, start, bend])
