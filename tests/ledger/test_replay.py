"""Every recorded decision is decided so again, and one that is not is named; an evening is sealed as it goes."""

from dataclasses import replace
from typing import Any

from sqlalchemy import insert

from policy import DialContact, Facts, decide
from store.audit.replay import replay
from store.models import Entry, RuleBook
from store.sealing.export import live
from store.sealing.verify import verify
from tests.telephone.evening import Evening


def test_every_decision_of_an_evening_is_decided_so_again(called: Evening) -> None:
    with called.service.parts.db.read() as tx:
        result = replay(tx)
    assert result.decisions >= 3
    assert result.differences == []


def forged(evening: Evening, **changes: Any) -> str:  # noqa: ANN401 (parts of a decision's data)
    """Write a decision that the policy never made, and give what replay says of it."""
    (entry, *_) = evening.ledger("decision:permitted")
    data = {**entry["data"], **changes}
    with evening.service.parts.db.write() as tx:
        tx.execute(insert(Entry), {"at": entry["at"], "kind": entry["kind"], "data": data})
    with evening.service.parts.db.read() as tx:
        (difference,) = replay(tx).differences
    return difference.sentence


def test_a_decision_that_the_policy_would_not_make_is_reported(called: Evening) -> None:
    facts = called.ledger("decision:permitted")[0]["data"]["facts"]
    said = forged(called, facts={**facts, "opted_out": {"at": called.now().isoformat()}})
    assert "recorded is permit (no reason), decided again it is refuse (opted_out)" in said


def test_a_rule_that_says_something_else_is_reported(called: Evening) -> None:
    decision = called.ledger("decision:permitted")[0]["data"]["decision"]
    rules = [{**decision["rules"][0], "why": "Because."}, *decision["rules"][1:]]
    assert "not what is said of stopped" in forged(called, decision={**decision, "rules": rules})


def test_rules_that_are_not_kept_and_engines_of_another_release_are_reported(called: Evening) -> None:
    decision = called.ledger("decision:permitted")[0]["data"]["decision"]
    said = forged(called, decision={**decision, "policy_version": "1-other"})
    assert "the rules of version 1-other are not kept" in said


def test_a_version_of_another_engine_is_not_decided_by(called: Evening) -> None:
    decision = called.ledger("decision:permitted")[0]["data"]["decision"]
    with called.service.parts.db.write() as tx:
        rules = called.service.parts.rules().to_json()
        tx.execute(insert(RuleBook).values(version="0-old", rules=rules, first_used_at=called.now()))
    assert "does not decide by" in forged(called, decision={**decision, "policy_version": "0-old"})


def test_a_decision_of_the_engine_before_is_decided_again_as_it_was_then(called: Evening) -> None:
    (entry, *_) = called.ledger("decision:permitted")
    facts = {name: fact for name, fact in entry["data"]["facts"].items() if name != "paused"}
    rules = replace(called.service.parts.rules(), engine=1)
    made = decide(DialContact(), Facts.from_json(facts), rules, entry["at"])
    assert made.permitted
    data = {**entry["data"], "facts": facts, "decision": made.to_json()}
    with called.service.parts.db.write() as tx:
        book = {"version": rules.version, "rules": rules.to_json(), "first_used_at": called.now()}
        tx.execute(insert(RuleBook).values(book))
        tx.execute(insert(Entry), {"at": entry["at"], "kind": entry["kind"], "data": data})
    with called.service.parts.db.read() as tx:
        assert replay(tx).differences == []


def test_an_evening_is_sealed_as_it_goes_and_verifies(called: Evening) -> None:
    called.service.sealing.finish()
    result = verify(live(called.service.parts.db, called.now()))
    assert result.holds, result.sentences()
    assert result.size == len(called.ledger())
    assert result.heads >= 5
