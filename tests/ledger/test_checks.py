"""An auditor's long checks as the slow worker does them: what holds, what does not, and what cannot be read."""

from dataclasses import asdict
from datetime import timedelta
from typing import Any

from sqlalchemy import insert, text

from store import tasks
from store.ledger import Kind, append
from store.models import Leg
from store.sealing import keys
from store.sealing.seal import last_head
from store.tasks import Asked
from tests.telephone.evening import Evening


def done(evening: Evening, kind: str, **given: Any) -> Asked:  # noqa: ANN401 (JSON values)
    """The task, asked for and done."""
    db = evening.service.parts.db
    with db.write() as tx:
        task = tasks.ask(tx, kind, evening.now(), user=None, given=given)
    evening.service.tasks.drain()
    with db.read() as tx:
        found = tasks.get(tx, task)
    assert found is not None
    assert not found.open
    return found


def result(evening: Evening, kind: str, **given: Any) -> dict[str, Any]:  # noqa: ANN401 (JSON values)
    task = done(evening, kind, **given)
    assert task.result is not None, task.trouble
    return task.result


def period(evening: Evening) -> dict[str, str]:
    until = evening.now() + timedelta(hours=1)
    return {"since": (until - timedelta(days=1)).isoformat(), "until": until.isoformat()}


def test_a_ledger_that_holds_is_verified_against_the_head_and_the_key_that_are_kept(called: Evening) -> None:
    called.service.sealer.seal()
    with called.service.parts.db.read() as tx:
        head, key = last_head(tx), keys.public_pem(tx)
    assert head is not None
    assert key is not None
    own = result(called, tasks.VERIFY)
    assert (own["holds"], own["kept"], own["size"], own["proven"]) == (True, 0, head.size, head.size)
    assert own["head"]["root"] == head.root
    kept = result(called, tasks.VERIFY, heads=[asdict(head)], key=key.decode())
    assert (kept["holds"], kept["kept"], kept["proven"]) == (True, 1, head.size)


def test_an_entry_that_was_edited_is_found(called: Evening) -> None:
    called.service.sealer.seal()
    with called.service.parts.db.alter() as tx:
        postgresql = tx.dialect.name != "sqlite"
        for name in _triggers(called):
            tx.execute(text(f"DROP TRIGGER {name}" + (" ON ledger_entries" if postgresql else "")))
        tx.execute(text("UPDATE ledger_entries SET kind = 'call:finished' WHERE id = 5"))
    found = result(called, tasks.VERIFY)
    assert not found["holds"]
    assert {one["kind"] for one in found["findings"]} == {"edited"}
    assert found["sentences"][-1].startswith("THE LEDGER DOES NOT HOLD")


def _triggers(evening: Evening) -> list[str]:
    sqlite = "SELECT name FROM sqlite_master WHERE type = 'trigger' AND tbl_name = 'ledger_entries'"
    postgresql = (
        "SELECT tgname FROM pg_trigger WHERE tgrelid = 'ledger_entries'::regclass AND NOT tgisinternal"
    )
    with evening.service.parts.db.read() as tx:
        return list(tx.execute(text(sqlite if tx.dialect.name == "sqlite" else postgresql)).scalars())


def test_heads_and_keys_that_are_none_are_refused_in_a_sentence(called: Evening) -> None:
    for given in ({"heads": [{"size": 1}]}, {"heads": [], "key": "no key"}, {"heads": ["x"]}):
        assert done(called, tasks.VERIFY, **given).trouble.startswith("The key or the heads cannot be read")


def test_before_the_first_sealing_there_is_neither_key_nor_head(evening: Evening) -> None:
    assert result(evening, tasks.VERIFY)["head"] is None
    with evening.service.parts.db.read() as tx:
        assert keys.public_pem(tx) is None


def test_every_decision_is_decided_again(called: Evening) -> None:
    told = result(called, tasks.REPLAY)
    assert (told["holds"], told["decisions"], told["sentences"]) == (True, 3, [])


def test_a_call_that_no_entry_tells_of_is_found_and_one_that_the_carrier_does_not_know(
    called: Evening,
) -> None:
    assert result(called, tasks.RECONCILE, **period(called))["holds"]
    unknown = {"role": "contact", "sid": "CA" + "0" * 32, "status": "completed", "seconds": 9}
    leg = {"sid": "CA" + "1" * 32, "role": "contact", "status": "completed", "created_at": called.now()}
    with called.service.parts.db.write() as tx:
        append(tx, Kind.LEG_ENDED, called.now(), data=unknown)
        tx.execute(insert(Leg), leg)
    told = result(called, tasks.RECONCILE, **period(called))
    assert (told["holds"], told["carrier"], told["ledger"], told["differences"]) == (False, 2, 3, 2)
    assert {one["kind"] for one in told["mismatches"]} == {"only here", "not in the ledger"}


def test_all_reports_are_counted_for_those_areas_that_may_be_seen(called: Evening) -> None:
    all_, none = (
        result(called, tasks.COUNT, areas=areas, **period(called))["found"] for areas in ([], ["Inland"])
    )
    assert all_["outside-hours"].startswith("0 dials of 1 ")
    assert none["outside-hours"].startswith("0 dials of 0 ")


def test_an_export_is_written_for_its_owner_alone_and_goes_with_its_task(called: Evening) -> None:
    task = done(called, tasks.EXPORT)
    path = tasks.file_of(called.folder / "exports", task.id)
    assert path.parent.stat().st_mode & 0o077 == 0
    assert task.result is not None
    assert path.stat().st_size == task.result["bytes"]
    assert called.ledger("ledger:exported")[0]["data"]["entries"] == task.result["entries"]
    called.becomes(called.now() + tasks.KEPT + timedelta(hours=1))
    called.service.tasks.look()
    assert not path.exists()
