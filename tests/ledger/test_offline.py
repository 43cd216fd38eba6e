"""The verifier stands alone: eight files, or one of them all, Python, and one crypto package, on any machine."""

import shutil
import subprocess
import sys
from pathlib import Path

from store.sealing.export import export
from store.sealing.verifier import MODULES, write
from tests.house.tree import ROOT
from tests.ledger.conftest import Office

ALONE = """
import runpy, sys
sys.path[:0] = [sys.argv.pop(1)]
try:
    runpy.run_module("store.sealing.verify", run_name="__main__")
except SystemExit as ended:
    assert not {"sqlalchemy", "store.models", "settings", "policy"} & set(sys.modules)
    raise
"""


def verified(elsewhere: Path, *words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-I", "-c", ALONE, str(elsewhere), *words],
        cwd=elsewhere, capture_output=True, text=True, check=False,
    )  # fmt: skip


def test_the_files_that_the_guide_names_verify_an_export_without_the_service(
    office: Office, tmp_path: Path
) -> None:
    office.sealed(5, 6)
    elsewhere = tmp_path / "elsewhere"
    (elsewhere / "store" / "sealing").mkdir(parents=True)
    for file in MODULES:
        shutil.copy(ROOT / file, elsewhere / file)
    head = office.sealed(1).write_head(elsewhere / "head.jsonl")
    export(office.db, elsewhere / "ledger.jsonl", office.now, by="Ann")
    key = str(office.folder.public_path(head.key))
    done = verified(elsewhere, "ledger.jsonl", "--key", key, "--head", "head.jsonl")
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.endswith("The ledger holds.\n")
    file_ = elsewhere / "ledger.jsonl"
    file_.write_bytes(file_.read_bytes().replace(b'"attempt_id":"a3"', b'"attempt_id":"a9"', 1))
    done = verified(elsewhere, "ledger.jsonl", "--key", key, "--head", "head.jsonl")
    assert done.returncode == 1
    assert "edited: the row at place" in done.stdout
    assert verified(elsewhere, "ledger.jsonl", "--key", "head.jsonl", "--head", "head.jsonl").returncode == 2


def test_the_verifier_in_one_file_does_the_same_and_is_the_same_each_time(
    office: Office, tmp_path: Path
) -> None:
    head = office.sealed(5, 6).write_head(tmp_path / "head.jsonl")
    export(office.db, tmp_path / "ledger.jsonl", office.now, by="Ann")
    for name in ("one.pyz", "other.pyz"):
        write(tmp_path / name)
    assert (tmp_path / "one.pyz").read_bytes() == (tmp_path / "other.pyz").read_bytes()
    key = str(office.folder.public_path(head.key))
    command = [sys.executable, "-I", "one.pyz", "ledger.jsonl", "--key", key, "--head", "head.jsonl"]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.endswith("The ledger holds.\n")


def test_the_guide_names_every_file_of_the_verifier() -> None:
    guide = (ROOT / "docs" / "auditors.md").read_text(encoding="utf-8")
    for file in MODULES:
        assert f"`{Path(file).name}`" in guide or f"`{file}`" in guide
