"""Who may import whom: the contracts are kept, and each would notice being broken."""

import ast
import shutil
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.house.tree import ROOT

CONTRACTS = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["importlinter"]
ROOMS: tuple[str, ...] = tuple(CONTRACTS["root_packages"])
SINGLE_FILES = {
    "app",
    "app_pages",
    "app_start",
    "settings",
    "settings_for_rooms",
    "settings_reader",
    "webhooks",
}

# One import for each contract that breaks it.
BREACHES = {
    "layers": ("store", "bridge"),
    "scheduler-below": ("bridge", "scheduler"),
    "scheduler-above": ("scheduler", "console"),
    "rehearsal-alone": ("rehearsal", "webhooks"),
    "rehearsal-over-http": ("cli", "rehearsal"),
    "settings": ("console", "settings"),
    "pure": ("policy", "sqlalchemy"),
    "flow-knows-no-numbers": ("ivr", "phonenumbers"),
}


def contracts_kept(tree: Path) -> subprocess.CompletedProcess[str]:
    command = "from importlinter.cli import lint_imports_command; lint_imports_command()"
    return subprocess.run(
        [sys.executable, "-c", command, "--config", "pyproject.toml", "--no-cache"],
        cwd=tree, env={"PYTHONPATH": str(tree), "COLUMNS": "200"},
        capture_output=True, text=True, check=False,
    )  # fmt: skip


def imports_of(source: str) -> Iterator[str]:
    """The first part of the name of every module that the source imports."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            yield from (alias.name.partition(".")[0] for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield (node.module or "").partition(".")[0]


@pytest.fixture
def empty_rooms(tmp_path: Path) -> Path:
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    for name in SINGLE_FILES:
        (tmp_path / f"{name}.py").touch()
    for room in ROOMS:
        (tmp_path / room).mkdir()
        (tmp_path / room / "__init__.py").touch()
    (tmp_path / "scheduler" / "jobs.py").touch()
    return tmp_path


def test_each_room_imports_only_what_it_may() -> None:
    done = contracts_kept(ROOT)
    assert done.returncode == 0, done.stdout + done.stderr


def test_rooms_that_import_nothing_keep_the_contracts(empty_rooms: Path) -> None:
    done = contracts_kept(empty_rooms)
    assert done.returncode == 0, done.stdout + done.stderr


def test_a_breach_of_each_contract_is_noticed(empty_rooms: Path) -> None:
    assert set(BREACHES) == {contract["id"] for contract in CONTRACTS["contracts"]}
    for importer, imported in BREACHES.values():
        with (empty_rooms / importer / "__init__.py").open("a", encoding="utf-8") as room:
            room.write(f"import {imported}\n")
    report = contracts_kept(empty_rooms).stdout
    assert [c["name"] for c in CONTRACTS["contracts"] if f"{c['name']} BROKEN" not in report] == []


@pytest.mark.parametrize(
    ("module", "allowed"),
    [
        ("webhooks", {"bridge", "store", "ivr", "policy"}),
        ("settings", {"settings_reader"}),
        ("settings_reader", set[str]()),
        ("settings_for_rooms", {"settings", "bridge", "policy", "scheduler", "store"}),
        ("app_pages", {*ROOMS, *SINGLE_FILES} - {"rehearsal"}),
        ("app_start", {*ROOMS, *SINGLE_FILES} - {"rehearsal"}),
        ("app", {*ROOMS, *SINGLE_FILES} - {"rehearsal"}),
    ],
)
def test_a_single_file_imports_only_what_it_may(module: str, allowed: set[str]) -> None:
    imported = set(imports_of((ROOT / f"{module}.py").read_text(encoding="utf-8")))
    assert imported & {*ROOMS, *SINGLE_FILES} <= allowed
