"""One turn's share of pure Python and of the ledger: `advance`, the state written and read, an entry appended."""

import json
from collections.abc import Callable, Iterator
from dataclasses import replace
from time import perf_counter
from typing import Final

from sqlalchemy import insert

from bench import servers
from bench.contacts import database
from bench.picking import NOW
from bench.sizes import Sizes
from bench.table import Row
from ivr.advance import advance
from ivr.codec import from_json, to_json
from ivr.events import Digits, Person
from ivr.load import shipped
from ivr.state import Call, State
from store.ledger import Kind, append
from store.models import Entry

ROUNDS: Final = 3
EMPTY: Final = {"at": NOW, "kind": "call:joined", "data": {}}


def rows(sizes: Sizes) -> Iterator[Row]:
    """Microseconds each."""
    flow = shipped("voter-id")
    call = Call(Person("7"), attempt="a" * 24, phase="ended", outcome="answered", answers=(("council", "3"),))
    state = State("survey", known=True, signed_in=True, campaigns=("saltmouth",), call=call)
    kept = to_json(state)
    copied = ("the state copied once", _each(lambda: replace(state, errors=1), sizes.rounds))
    answer = _each(lambda: advance(flow, state, Digits("4")), sizes.rounds)
    yield Row("advance, a survey answer", answer, "µs", "", copied)
    bare = ("json alone", _each(lambda: json.dumps(json.loads(kept)), sizes.rounds))
    both = _each(lambda: from_json(to_json(state)), sizes.rounds)
    yield Row("the state to JSON and back", both, "µs", "", bare)
    assert from_json(kept) == state
    with servers.folder() as folder, servers.database("sqlite", folder) as url:
        yield _appending(url, sizes.entries)


def _appending(url: str, count: int) -> Row:
    """Entries of one transaction, beside bare rows put in the same table by one statement each."""
    db = database(url)
    with db.write() as tx:
        ours = _each(lambda: append(tx, Kind.CALL_JOINED, NOW, data={"ms_since_answer": 240}), count, 1)
    with db.write() as tx:
        bare = insert(Entry).returning(Entry.id)
        least = _each(lambda: tx.execute(bare, EMPTY).scalar_one(), count, 1)
    db.dispose()
    return Row("ledger entry appended", ours, "µs", "6", ("a bare row", least), servers.own_memory())


def _each(work: Callable[[], object], times: int, rounds: int = ROUNDS) -> float:
    """The best of some rounds, in microseconds a time."""
    best = float("inf")
    for _ in range(rounds):
        began = perf_counter()
        for _ in range(times):
            work()
        best = min(best, perf_counter() - began)
    return best / times * 1e6
