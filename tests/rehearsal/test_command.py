"""`python -m rehearsal`, started, asked and stopped as a process of its own."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest
import requests

from rehearsal.__main__ import main
from rehearsal.config import SAMPLE_SID
from tests.rehearsal.fake_service import BASE, LINE, TOKEN

ROOT = Path(__file__).parents[2]
WANTED = ["--number", LINE, "--voice-url", f"{BASE}/voice"]


@pytest.mark.parametrize("by_signal", [True, False])
def test_the_carrier_runs_by_itself_and_stops_when_told(*, by_signal: bool) -> None:
    command = [sys.executable, "-m", "rehearsal", "--bind", "127.0.0.1:0", "--auth-token-env", "TOKEN"]
    pipe = subprocess.PIPE
    with subprocess.Popen(
        [*command, "--until-stdin-closes", *WANTED],
        cwd=ROOT,
        env=os.environ | {"TOKEN": TOKEN},
        stdin=pipe,
        stderr=pipe,
        text=True,
    ) as process:
        assert process.stderr is not None
        assert process.stdin is not None
        url = process.stderr.readline().split()[-1]
        path = f"{url}/2010-04-01/Accounts/{SAMPLE_SID}.json"
        assert requests.get(path, auth=(SAMPLE_SID, TOKEN), timeout=10).json()["status"] == "active"
        if by_signal:
            process.send_signal(signal.SIGTERM)
        else:
            process.stdin.close()
        assert process.wait(10) == 0


@pytest.mark.parametrize(
    ("changed", "says"),
    [
        (["--number", "+12025550100"], "drama numbers only"),
        (["--calls-per-second", "0"], "above 0"),
        (["--auth-token-file", "nowhere"], "nowhere"),
    ],
)
def test_wrong_usage_is_told_in_one_sentence(
    changed: list[str], says: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("TOKEN", TOKEN)
    token = [] if "--auth-token-file" in changed else ["--auth-token-env", "TOKEN"]
    assert main([*token, *WANTED, *changed]) == 2
    assert says in capsys.readouterr().err
