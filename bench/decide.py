"""How long a decision takes, every rule reported, beside the least that any reported decision could cost.

The baseline makes as many bare verdicts, without looking at a fact.
"""

import json
from collections.abc import Iterator
from timeit import repeat

from bench import servers
from bench.sizes import Sizes
from bench.table import Row
from policy import DialContact, Facts, RuleVerdict, decide
from policy.numbers import normalise
from tests.policy.good import FACTS, NOW, RULES

ROUNDS = 5


def rows(sizes: Sizes) -> Iterator[Row]:
    """A decision, and what is read and written of it."""
    rules = len(decide(DialContact(), FACTS, RULES, NOW).rules)
    names: dict[str, object] = {
        "count": rules,
        "decide": decide,
        "Facts": Facts,
        "facts": FACTS,
        "normalise": normalise,
        "nothing": Facts(),
        "now": NOW,
        "recorded": json.loads(json.dumps(FACTS.to_json())),
        "request": DialContact(),
        "rules": RULES,
        "verdicts": verdicts,
    }
    baseline = (f"{rules} bare verdicts", microseconds("verdicts(count)", sizes.rounds, names))
    for what, statement, aim in (
        ("policy decision, permitted", "decide(request, facts, rules, now)", "20"),
        ("policy decision, everything refused", "decide(request, nothing, rules, now)", ""),
        ("its facts to JSON", "facts.to_json()", ""),
        ("its facts from JSON", "Facts.from_json(recorded)", ""),
        ("a telephone number read", "normalise('01632 960123')", "4.7"),
    ):
        took = microseconds(statement, sizes.rounds, names)
        yield Row(what, took, "µs", aim, baseline if "decide" in statement else None, servers.own_memory())


def microseconds(statement: str, times: int, names: dict[str, object]) -> float:
    """Return the best of some rounds, in microseconds a time."""
    return min(repeat(statement, globals=names, number=times, repeat=ROUNDS)) / times * 1e6


def verdicts(count: int) -> list[RuleVerdict]:
    """Return bare verdicts: the baseline."""
    return [RuleVerdict("rule", "pass", "why") for _ in range(count)]
