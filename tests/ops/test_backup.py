"""A backup, what happens after it, and a restore: nobody who opted out meanwhile is called again."""

import json
import shutil
import stat
import tarfile
from pathlib import Path

import pytest
from sqlalchemy import func, insert, inspect, select, text

from cli.embedded import alone_in
from store import optouts
from store.backup import postgresql
from store.backup.errors import BackupError
from store.database import Database
from store.models import Base, Register
from store.numbers import number_id
from tests.cli.commands import CSV, Commands
from tests.cli.conftest import commands
from tests.ops.conftest import Deployment
from tests.support.postgres import Postgres
from tests.telephone.calls import talking

__all__ = ["commands"]

MARY, TOM, STRANGER = "01632 960 011", "01632 960 012", "01632 960 077"


def opted_out(commands: Commands, number: str) -> int:
    return len(commands.read("optouts", "show", number))


def contacts(commands: Commands) -> int:
    return int(commands.read("campaigns", "list")[0]["contacts"])


def journal(commands: Commands) -> Path:
    return commands.folder / "data" / "journal.jsonl"


@pytest.fixture
def backed_up(commands: Commands) -> str:
    """A service with two contacts, one of them opted out, and its backup."""
    commands.campaign()
    commands.done("contacts", "import", commands.file("list.csv", CSV), "--campaign", "spring")
    commands.done("optouts", "add", MARY)
    with commands.service() as made:
        made.sealer.seal()
        folder = made.settings.data_dir / "registers"
        folder.mkdir()
        (folder / "tps-1.register").write_bytes(b"numbers")
        with made.parts.db.write() as tx:
            now = made.parts.now()
            row = {"register": "tps", "produced_on": now.date(), "imported_at": now, "sha256": "", "count": 1}
            tx.execute(insert(Register), {**row, "path": "tps-1.register"})
    file = str(commands.folder / "spring.backup")
    commands.done("backup", file)
    return file


def test_a_restore_brings_back_what_was_and_forgets_no_opt_out_that_came_after(
    commands: Commands, backed_up: str
) -> None:
    commands.done("optouts", "add", TOM)
    commands.done("optouts", "add", STRANGER)
    commands.campaign("later")
    told = commands.read("restore", backed_up)
    assert (told["optouts_replayed"], told["journal_damaged"]) == (2, 0)
    assert [one["id"] for one in commands.read("campaigns", "list")] == ["spring"]
    assert [opted_out(commands, one) for one in (MARY, TOM, STRANGER)] == [1, 1, 1]
    late = commands.file("late.csv", CSV.splitlines()[0] + f"\nS9,Mr,A,B,{STRANGER},H9,S,H,,en,canvass\n")
    commands.done("contacts", "import", late, "--campaign", "spring")
    decision = commands.run("policy", "decide", STRANGER, "--campaign", "spring", "--json")
    assert (decision.exit_code, json.loads(decision.stdout)["verdict"]) == (1, "refuse")


def test_a_second_restore_of_the_same_backup_adds_nothing_twice(commands: Commands, backed_up: str) -> None:
    commands.done("optouts", "add", TOM)
    for _ in range(2):
        assert commands.read("restore", backed_up)["optouts_replayed"] == 1
        assert opted_out(commands, TOM) == 1
    commands.done("ledger", "verify")


def test_the_backup_is_its_owners_alone_and_holds_registers_and_keys_but_no_secret(backed_up: str) -> None:
    assert stat.S_IMODE(Path(backed_up).stat().st_mode) == 0o600
    with tarfile.open(backed_up) as tar:
        names = tar.getnames()
    assert {"manifest.json", "database", "registers/tps-1.register"} <= set(names)
    assert len([one for one in names if one.startswith("keys/")]) == 2
    assert b"a secret of the tests alone" not in Path(backed_up).read_bytes()


def test_on_another_machine_registers_and_keys_come_back_too(commands: Commands, backed_up: str) -> None:
    shutil.rmtree(commands.folder / "data")
    commands.done("restore", backed_up)
    assert (commands.folder / "data" / "registers" / "tps-1.register").read_bytes() == b"numbers"
    key = next((commands.folder / "data" / "keys").glob("*.public.pem"))
    assert stat.S_IMODE(key.stat().st_mode) == 0o600
    assert contacts(commands) == 2


def test_the_journal_holds_no_number_and_survives_a_line_cut_off(commands: Commands, backed_up: str) -> None:
    with journal(commands).open("a") as file:
        file.write('{"what": "opt')
    commands.done("optouts", "add", TOM)
    assert "1632960012" not in journal(commands).read_text()
    assert stat.S_IMODE(journal(commands).stat().st_mode) == 0o600
    told = commands.read("restore", backed_up)
    assert (told["optouts_replayed"], told["journal_damaged"]) == (1, 1)
    assert opted_out(commands, TOM) == 1


def _whole(file: Path) -> list[str]:
    return [line for line in file.read_text().splitlines() if line.endswith("}")]


def test_an_opt_out_is_in_the_journal_before_it_is_committed(commands: Commands, backed_up: str) -> None:
    assert backed_up
    before = len(_whole(journal(commands)))
    with commands.service() as made, made.parts.db.write() as tx:
        row = number_id(tx, "+441632960012", made.parts.terms.keys.numbers)
        optouts.add(tx, row, made.parts.now(), source="keypad")
        assert len(_whole(journal(commands))) == before + 1


def test_another_secret_key_is_refused(commands: Commands, backed_up: str) -> None:
    said = commands.refusal("restore", backed_up, RINGROUND_SECRET_KEY="quite another secret")
    assert "another RINGROUND_SECRET_KEY" in said


def test_what_is_no_backup_or_is_cut_off_is_refused_and_changes_nothing(
    commands: Commands, backed_up: str
) -> None:
    whole = Path(backed_up).read_bytes()
    for wrong in (b"", b"no backup", whole[:700], whole[: len(whole) // 2]):
        file = commands.folder / "wrong.backup"
        file.write_bytes(wrong)
        assert "is no backup of Ringround's" in commands.refusal("restore", str(file)), len(wrong)
    assert contacts(commands) == 2
    assert "No such file" in commands.refusal("restore", str(commands.folder / "nowhere"))


def test_a_file_that_is_there_is_not_overwritten(commands: Commands, backed_up: str) -> None:
    assert "is there already" in commands.refusal("backup", backed_up)


def test_a_service_that_runs_here_is_not_restored_under(commands: Commands, backed_up: str) -> None:
    with alone_in(commands.folder / "data"):
        assert "stop it first" in commands.refusal("restore", backed_up)


# --- PostgreSQL ------------------------------------------------------------------------------------------


only_postgresql = pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
only_sqlite = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


@only_postgresql
def test_a_database_that_others_use_is_not_restored_under(commands: Commands, backed_up: str) -> None:
    with commands.service() as made, made.parts.db.read():
        assert "stop `serve` and `work`" in commands.refusal("restore", backed_up)
    assert contacts(commands) == 2


@only_postgresql
def test_nothing_starts_on_a_restore_that_died_before_the_journal_was_replayed(
    commands: Commands, backed_up: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    commands.done("optouts", "add", TOM)
    with monkeypatch.context() as dying:
        dying.setattr(postgresql, "open_gate", _die)
        dying.setattr(postgresql, "put_back", lambda _: None)
        with pytest.raises(_DiedError):
            commands.run("restore", backed_up)
    assert "run `ringround migrate`" in commands.refusal("campaigns", "list")
    commands.done("restore", backed_up)
    assert opted_out(commands, TOM) == 1


@only_postgresql
def test_a_restore_that_fails_leaves_what_was_there(
    commands: Commands, backed_up: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(postgresql, "restore", _fail)
    assert "pg_restore" in commands.refusal("restore", backed_up)
    assert contacts(commands) == 2


@only_postgresql
def test_without_the_client_programs_one_sentence_says_so(
    commands: Commands, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", "/nowhere")
    assert "pg_dump is missing" in commands.refusal("backup", str(commands.folder / "b"))


@only_sqlite
def test_a_service_grows_from_sqlite_to_postgresql_with_all_its_rows(
    commands: Commands, backed_up: str, postgres: Postgres
) -> None:
    commands.done("optouts", "add", TOM)
    postgres.create("grown", "template0")
    try:
        grown = Commands(commands.env | {"DATABASE_URL": postgres.url("grown")}, commands.folder)
        assert grown.read("restore", backed_up)["optouts_replayed"] == 1
        assert contacts(grown) == 2
        assert [opted_out(grown, one) for one in (MARY, TOM)] == [1, 1]
        grown.done("ledger", "verify")
        grown.campaign("later")
        grown.done("optouts", "add", STRANGER)
        _assert_guarded(postgres.url("grown"))
    finally:
        postgres.drop("grown")


@only_sqlite
def test_calls_with_their_permits_come_along_and_the_ledger_still_verifies(
    deployment: Deployment, postgres: Postgres
) -> None:
    ann, _ = talking(deployment.evening)
    ann.presses("*").presses("1")
    deployment.evening.service.sealer.seal()
    file = str(deployment.commands.folder / "evening.backup")
    deployment.commands.done("backup", file)
    postgres.create("evening", "template0")
    url = postgres.url("evening")
    try:
        grown = Commands(deployment.commands.env | {"DATABASE_URL": url}, deployment.commands.folder)
        grown.done("restore", file)
        grown.done("ledger", "verify")
        before = _rows(deployment.commands.env["DATABASE_URL"])
        assert _rows(url) == before | {"ledger_entries": before["ledger_entries"] + 1}  # that it was restored
        assert _rows(url)["permits"] == 1
        _assert_guarded(url)
    finally:
        postgres.drop("evening")


def _rows(url: str) -> dict[str, int]:
    """How many rows each table has."""
    db = Database(url)
    with db.read() as tx:
        found = {
            table.name: tx.execute(select(func.count()).select_from(table)).scalar_one()
            for table in Base.metadata.sorted_tables
        }
    db.dispose()
    return found


def _assert_guarded(url: str) -> None:
    """The triggers are awake again, and the circular key is back."""
    db = Database(url)
    with db.read() as tx:
        asleep = "SELECT count(*) FROM pg_trigger WHERE NOT tgisinternal AND tgenabled = 'D'"
        assert tx.scalar(text(asleep)) == 0
        referred = [one["referred_table"] for one in inspect(tx).get_foreign_keys("attempts")]
        assert "permits" in referred
    db.dispose()


@only_postgresql
def test_a_backup_of_postgresql_is_not_taken_for_sqlites(commands: Commands, backed_up: str) -> None:
    url = f"sqlite:///{commands.folder / 'small.db'}"
    assert "PostgreSQL's" in commands.refusal("restore", backed_up, DATABASE_URL=url)


class _DiedError(BaseException):
    """The process was killed here."""


def _die(*_: object) -> None:
    raise _DiedError


def _fail(*_: object) -> None:
    raise BackupError("pg_restore ended with status 1: try again.")
