"""The job seals at its time and at the end, hands heads on, and says what it cannot do without stopping calls."""

import json
import logging
from datetime import timedelta
from pathlib import Path

import pytest
import requests

from scheduler.head_ways import ToFile, ToWeb, Way
from scheduler.seal import AGAIN, LEASE, SealingJob
from store.sealing import handing_on
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


def job_of(office: Office, folder: Path, *taker: Taker) -> SealingJob:
    ways: list[Way] = [ToFile(folder / "heads" / "heads.jsonl")]
    ways += [ToWeb("https://auditor.example/heads", one.take) for one in taker]
    return SealingJob(office.db, office.sealer, lambda: office.now, every=timedelta(seconds=2), ways=ways)


def failing(office: Office) -> list[tuple[str, str]]:
    with office.db.read() as tx:
        return [(one.way, one.error) for one in handing_on.failing(tx)]


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
    assert [head.size for head in heads] == [2, 3, 5, 7]
    assert office.verify(*heads).proven == 7


def test_a_head_is_sent_each_minute_and_again_until_it_is_taken(office: Office, tmp_path: Path) -> None:
    taker = Taker()
    job = job_of(office, tmp_path, taker)
    for _ in range(3):
        office.write(1)
        job.finish()
    assert [head.size for head in taker.taken] == [2]
    taker.away = True
    office.now += AGAIN
    job.finish()
    assert failing(office) == [("web", "ConnectionError")]
    taker.away = False
    office.now += AGAIN
    job.finish()
    assert [head.size for head in taker.taken] == [2, 4]
    office.now += AGAIN
    job.finish()
    assert len(taker.taken) == 2
    assert failing(office) == []


def test_a_file_that_cannot_be_written_gets_all_heads_once_it_can(office: Office, tmp_path: Path) -> None:
    blocked = tmp_path / "heads"
    blocked.touch()
    job = job_of(office, tmp_path)
    for _ in range(2):
        office.write(1)
        job.seal()
    assert failing(office) == [("file", "FileExistsError")]
    blocked.unlink()
    office.now += AGAIN
    job.seal()
    assert failing(office) == []
    assert [head.size for head in read_heads(blocked / "heads.jsonl")] == [1, 2, 3]


def test_of_two_workers_one_sends(office: Office, tmp_path: Path) -> None:
    taker = Taker()
    jobs = [job_of(office, tmp_path, taker) for _ in range(2)]
    office.write(1)
    for job in jobs:
        job.finish()
    assert len(taker.taken) == 1
    assert len(read_heads(tmp_path / "heads" / "heads.jsonl")) == 2


def test_a_turn_that_a_worker_died_in_ends_by_itself(office: Office, tmp_path: Path) -> None:
    taker = Taker()
    job = job_of(office, tmp_path, taker)
    with office.db.write() as tx:
        assert handing_on.take_turn(tx, "web", office.now, office.now + LEASE)
    office.write(1)
    job.finish()
    assert taker.taken == []
    office.now += LEASE
    job.finish()
    assert [head.size for head in taker.taken] == [2]


def test_how_long_entries_wait_for_their_seal_is_known(office: Office) -> None:
    office.write(2)
    with office.db.read() as tx:
        assert handing_on.unsealed_since(tx) == office.now - timedelta(seconds=1)
    office.seal()
    with office.db.read() as tx:
        assert handing_on.unsealed_since(tx) is None


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
    first, *_ = (tmp_path / "heads" / "heads.jsonl").read_text().splitlines()
    assert set(json.loads(first)) == {"size", "root", "at", "key", "previous", "peaks", "signature"}
