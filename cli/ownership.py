"""Whose tables these are: the owner brings them up to the release, and the service's own role gets its rights."""

from sqlalchemy import make_url

from cli.errors import CommandError
from settings import Settings
from store.database import Database
from store.grants import grant
from store.migrate import upgrade


def lay_out(chosen: Settings) -> None:
    """Bring the tables up to this release, as their owner, and give the service's role its rights."""
    upgrade(chosen.owner_url)
    give_rights(chosen)


def give_rights(chosen: Settings) -> None:
    """Give the role of DATABASE_URL its rights, if another owns the tables. CommandError where it cannot be."""
    if not chosen.secrets.database_owner_url:
        return
    role = make_url(chosen.database_url).username
    if not role or role == make_url(chosen.owner_url).username:
        raise CommandError(
            "DATABASE_URL must name a role other than DATABASE_OWNER_URL's: the service's own."
        )
    owner = Database(chosen.owner_url)
    try:
        with owner.alter() as tx:
            grant(tx, role)
    except LookupError as error:
        said = f"There is no role {role}: make it with CREATE ROLE {role} LOGIN, and migrate again."
        raise CommandError(said) from error
    finally:
        owner.dispose()
