"""The job seals at its time and at the end, hands heads on, and says what it cannot do without stopping calls."""

import json
import logging
from datetime import timedelta
from pathlib import Path

import pytest
import requests

from scheduler.seal import SEND_EVERY, SealingJob
from store.sealing.proof import Head
from store.sealing.verify import read_heads
from tests.ledger.conftest import Office


class Taker:
    """Somebody who takes heads over the web, or does not."""

    def __init__(self) -> None:
        self.taken: list[Head] = []
        self.away = False

    def take(self, url: str, head: Head) -> None:
        assert url == "https://auditor.example/heads"
        if self.away:
            raise requests.ConnectionError
        self.taken.append(head)


def job_of(office: Office, folder: Path, taker: Taker | None = None) -> SealingJob:
    return SealingJob(
        office.sealer,
        lambda: office.now,
        every=timedelta(seconds=2),
        heads_file=folder / "heads" / "heads.jsonl",
        heads_url="https://auditor.example/heads" if taker else "",
        send=taker.take if taker else Taker().take,
    )


def test_it_seals_when_it_is_time_and_at_the_end(office: Office, tmp_path: Path) -> None:
    job = job_of(office, tmp_path)
    office.write(1)
    job.look()
    sealed = office.verify().size
    office.write(1)
    job.look()
    assert office.verify().size == sealed
    job.finish()
    assert office.verify().unsealed == 0


def test_the_heads_in_the_file_are_those_that_an_auditor_keeps(office: Office, tmp_path: Path) -> None:
    job = job_of(office, tmp_path)
    for _ in range(3):
        office.write(2)
        job.seal()
    heads = read_heads(tmp_path / "heads" / "heads.jsonl")
    assert len(heads) == 3
    assert office.verify(*heads).proven == 7


def test_a_head_is_sent_each_minute_and_again_until_it_is_taken(office: Office, tmp_path: Path) -> None:
    taker = Taker()
    job = job_of(office, tmp_path, taker)
    for _ in range(3):
        office.write(1)
        job.finish()
    assert [head.size for head in taker.taken] == [2]
    taker.away = True
    office.now += SEND_EVERY
    job.finish()
    taker.away = False
    office.now += SEND_EVERY
    job.finish()
    assert [head.size for head in taker.taken] == [2, 4]
    office.now += SEND_EVERY
    job.finish()
    assert len(taker.taken) == 2


def test_without_its_key_it_says_so_and_lets_the_calls_go_on(
    office: Office, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    office.sealed(1)
    for path in office.folder.folder.iterdir():
        path.unlink()
    office.write(1)
    job = job_of(office, tmp_path)
    with caplog.at_level(logging.ERROR):
        job.seal()
        job.seal()
    assert caplog.text.count("copy its file") == 1


def test_what_is_sent_holds_nothing_but_the_head(office: Office, tmp_path: Path) -> None:
    office.write(1)
    job_of(office, tmp_path).seal()
    line = json.loads((tmp_path / "heads" / "heads.jsonl").read_text())
    assert set(line) == {"size", "root", "at", "key", "previous", "peaks", "signature"}
