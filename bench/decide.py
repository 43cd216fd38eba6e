"""How long a decision takes, every rule reported, beside the least that any reported decision could cost.

Run it: `python -m bench.decide`. The baseline makes as many bare verdicts, without looking at a fact.
"""

import json
from timeit import repeat

from policy import DialContact, Facts, RuleVerdict, decide
from policy.numbers import normalise
from tests.policy.good import FACTS, NOW, RULES

ROUNDS = 5
TIMES = 5_000


def microseconds(statement: str, **names: object) -> float:
    """Return the best of some rounds, in microseconds a time."""
    return min(repeat(statement, globals=names, number=TIMES, repeat=ROUNDS)) / TIMES * 1e6


def verdicts(count: int) -> list[RuleVerdict]:
    """Return bare verdicts: the baseline."""
    return [RuleVerdict("rule", "pass", "why") for _ in range(count)]


def main() -> None:
    """Print the table."""
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
    for what, statement, aim in (
        (f"baseline: {rules} bare verdicts", "verdicts(count)", ""),
        ("decide, permitted", "decide(request, facts, rules, now)", "aim 20"),
        ("decide, everything refused", "decide(request, nothing, rules, now)", ""),
        ("facts to JSON", "facts.to_json()", ""),
        ("facts from JSON", "Facts.from_json(recorded)", ""),
        ("a number read", "normalise('01632 960123')", "aim 4.7"),
    ):
        print(f"{what:34} {microseconds(statement, **names):8.1f} µs  {aim}")


if __name__ == "__main__":
    main()
