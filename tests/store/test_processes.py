"""SQLite in several processes: what one wrote, the others see, whoever came and went meanwhile."""

import subprocess
import sys
from pathlib import Path

from sqlalchemy import text

from store.database import Database
from tests.house.tree import ROOT

ANOTHER = """
import sys
from sqlalchemy import text
from store.database import Database
database = Database(sys.argv[1])
with database.write() as tx:
    tx.execute(text("INSERT INTO seen VALUES (1)"))
with database.read() as tx:
    print(tx.scalar(text("SELECT count(*) FROM seen")))
database.dispose()
"""


def rows_seen_by_another(url: str) -> int:
    done = subprocess.run(
        [sys.executable, "-c", ANOTHER, url], cwd=ROOT, capture_output=True, text=True, check=True
    )
    return int(done.stdout)


def test_looking_at_the_database_a_second_time_gives_up_no_lock(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'ringround.db'}"
    first = Database(url)
    with first.write() as tx:
        tx.execute(text("CREATE TABLE seen (n INTEGER)"))
    Database(url).dispose()  # as a look whether migrations are pending
    assert (
        rows_seen_by_another(url) == 1
    )  # the last to close takes the WAL away, unless others hold the database
    with first.write() as tx:
        tx.execute(text("INSERT INTO seen VALUES (2)"))
    assert rows_seen_by_another(url) == 3
    first.dispose()
