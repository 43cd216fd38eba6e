"""Bring a database's tables up to this release. Safe when several processes start at once."""

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection

from store.database import Database


def upgrade(url: str) -> None:
    """Run the migrations that the database lacks, in one transaction. A newer release's is left alone."""
    database = Database(url)
    try:
        with database.alter() as tx:
            bring_up(tx)
    finally:
        database.dispose()


def bring_up(tx: Connection) -> None:
    """The same in a transaction of the caller's, which `Database.alter` gave."""
    if _lacks_some(tx):
        config = _config()
        config.attributes["connection"] = tx
        command.upgrade(config, "head")


def revision(tx: Connection) -> str | None:
    """The migration that the database stands at; None before the first."""
    return MigrationContext.configure(tx).get_current_revision()


def pending(url: str) -> bool:
    """Whether the database lacks migrations of this release."""
    database = Database(url)
    try:
        with database.read() as tx:
            return _lacks_some(tx)
    finally:
        database.dispose()


def _lacks_some(tx: Connection) -> bool:
    """A revision not known here is a newer release's, whose tables are only wider: nothing is lacking."""
    current = revision(tx)
    known = {script.revision: script for script in ScriptDirectory.from_config(_config()).walk_revisions()}
    return current is None or (current in known and not known[current].is_head)


def _config() -> Config:
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).with_name("migrations")).replace("%", "%%"))
    return config
