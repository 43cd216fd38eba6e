"""How long a decision takes, every rule reported, beside the least that any reported decision could cost.

A decision's baseline makes as many bare verdicts, without looking at a fact.
"""

import json
from collections.abc import Iterator
from dataclasses import asdict
from timeit import repeat

import phonenumbers

from bench.sizes import Sizes
from bench.table import Row
from policy import DialContact, Facts, RuleVerdict, decide
from policy.numbers import normalise
from tests.policy.good import FACTS, NOW, RULES

ROUNDS = 5


def rows(sizes: Sizes) -> Iterator[Row]:
    """A decision, and what is read and written of it."""
    rules = len(decide(DialContact(), FACTS, RULES, NOW).rules)
    recorded = json.dumps(FACTS.to_json())
    names: dict[str, object] = {
        "asdict": asdict,
        "count": rules,
        "decide": decide,
        "Facts": Facts,
        "facts": FACTS,
        "loads": json.loads,
        "normalise": normalise,
        "nothing": Facts(),
        "now": NOW,
        "parse": phonenumbers.parse,
        "recorded": json.loads(recorded),
        "request": DialContact(),
        "rules": RULES,
        "text": recorded,
        "verdicts": verdicts,
    }
    bare = (f"{rules} bare verdicts", "verdicts(count)")
    for what, statement, aim, (name, least) in (
        ("policy decision, permitted", "decide(request, facts, rules, now)", "20", bare),
        ("policy decision, everything refused", "decide(request, nothing, rules, now)", "", bare),
        ("its facts to JSON", "facts.to_json()", "", ("dataclasses.asdict", "asdict(facts)")),
        ("its facts from JSON", "Facts.from_json(recorded)", "", ("json.loads", "loads(text)")),
        (
            "a telephone number read",
            "normalise('01632 960123')",
            "4.7",
            ("phonenumbers alone", "parse('01632 960123', 'GB')"),
        ),
    ):
        took, beside = (microseconds(one, sizes.rounds, names) for one in (statement, least))
        yield Row(what, took, "µs", aim, (name, beside))
        if statement.startswith("decide(request, facts"):
            yield Row("policy decisions a second, one process", 1e6 / took, "", "", (name, 1e6 / beside))


def microseconds(statement: str, times: int, names: dict[str, object]) -> float:
    """Return the best of some rounds, in microseconds a time."""
    return min(repeat(statement, globals=names, number=times, repeat=ROUNDS)) / times * 1e6


def verdicts(count: int) -> list[RuleVerdict]:
    """Return bare verdicts: the baseline."""
    return [RuleVerdict("rule", "pass", "why") for _ in range(count)]
