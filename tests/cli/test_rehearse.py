"""A call in the terminal, with its keys piped in."""

import os
import subprocess
import sys
from pathlib import Path

from tests.cli.commands import Commands
from tests.house.tree import ROOT

KEYS = "1592\n5\n1\n1\na\nh\n2\n3\n9\n"


def test_a_flow_is_tried_with_keys_from_a_file() -> None:
    env = {name: value for name, value in os.environ.items() if not name.startswith(("RINGROUND", "TWILIO"))}
    done = subprocess.run(
        [sys.executable, "-m", "cli", "rehearse", "voter-id"],
        input=KEYS, cwd=ROOT, env=env, capture_output=True, text=True, check=False, timeout=200,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    said = done.stdout
    places = [said.find(words) for words in (
        "the PIN is 1592", "Hello Mair.", "To check your telephone", "Next, ", "rings: a, b, n or m?",
        "hear each other", "Call ended.", "wrong number", "Goodbye.", "The call is over.",
    )]  # fmt: skip
    assert -1 not in places
    assert places == sorted(places)


def test_a_broken_flow_is_not_rehearsed(commands: Commands, tmp_path: Path) -> None:
    broken = tmp_path / "broken.toml"
    broken.write_text("id = \n")
    assert "broken.toml:1" in commands.refusal("rehearse", str(broken))
