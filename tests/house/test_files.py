"""What every file owes its reader, and the files and commands that a newcomer looks for."""

import ast
import re
import shutil
import subprocess

import pytest

from tests.house.tree import ROOT, project_files

DOCUMENTS = ("README.md", "ARCHITECTURE.md", "CONTRIBUTING.md", "CHANGELOG.md")
LOCKS = ("run", "dev")


def make(target: str) -> str:
    """What `make TARGET` says, without doing it."""
    found = shutil.which("make")
    assert found, "make is missing: install Debian's make."
    done = subprocess.run(
        [found, "--no-print-directory", "--dry-run", "--always-make", target],
        cwd=ROOT, capture_output=True, text=True, check=True,
    )  # fmt: skip
    return done.stdout


def test_every_python_file_says_what_it_is() -> None:
    silent = [
        str(path.relative_to(ROOT))
        for path in project_files("*.py")
        if not ast.get_docstring(ast.parse(path.read_text(encoding="utf-8")))
    ]
    assert silent == []


@pytest.mark.parametrize("name", DOCUMENTS)
def test_a_newcomer_finds_the_document(name: str) -> None:
    assert (ROOT / name).read_text(encoding="utf-8").startswith("# ")


def test_make_help_lists_every_target() -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    phony = re.search(r"^\.PHONY: (.*)$", makefile, re.MULTILINE)
    assert phony is not None
    listed = subprocess.run(
        ["make", "--no-print-directory"], cwd=ROOT, capture_output=True, text=True, check=True
    ).stdout
    assert [line.split()[0] for line in listed.splitlines()] == phony[1].split()


def test_continuous_integration_runs_what_a_person_runs() -> None:
    assert "make test" in (ROOT / ".ci" / "run").read_text(encoding="utf-8")


@pytest.mark.parametrize("check", ["ruff check", "ruff format --check", "mypy", "lint-imports", "pytest"])
def test_make_test_runs_every_check(check: str) -> None:
    assert check in make("test")


@pytest.mark.parametrize("name", LOCKS)
def test_every_requirement_is_pinned_with_its_hash_and_names_no_host(name: str) -> None:
    lines = (ROOT / "requirements" / f"{name}.txt").read_text(encoding="utf-8").splitlines()
    pinned = [line for line in lines if re.match(r"\w", line)]
    assert all(re.fullmatch(r"[\w.-]+==\S+ (?:; .* )?\\", line) for line in pinned)
    assert not [line for line in lines if "://" in line or line.startswith("--")]


@pytest.mark.parametrize("name", LOCKS)
def test_every_requirement_that_is_named_is_locked(name: str) -> None:
    folder = ROOT / "requirements"
    named = re.findall(r"^([\w-]+)", (folder / f"{name}.in").read_text(encoding="utf-8"), re.MULTILINE)
    locked = re.findall(r"^([\w-]+)==", (folder / f"{name}.txt").read_text(encoding="utf-8"), re.MULTILINE)
    assert set(named) - {"-c"} <= set(locked)
