"""What is published, as far as this computer knows: a flow can be checked where there is no service at all."""

from pathlib import Path

from sqlalchemy import make_url
from sqlalchemy.exc import SQLAlchemyError

from bridge import publishing
from bridge.publishing import Given
from cli.context import say, service, settings
from cli.errors import CommandError, sentence
from ivr.flow import Flow
from settings import Settings, SettingsError


def known_versions(given: Given) -> list[Flow]:
    """The published versions in which the ids of the flow's questions have their meaning; none without a database.

    To look makes no database. One that is there and cannot be read is told of, and is no fault of the flow's.
    """
    try:
        chosen = settings()
        if _is_there(chosen):
            with service(chosen) as made, made.parts.db.read() as tx:
                return publishing.held_against(tx, given)
    except SettingsError:
        pass
    except (CommandError, SQLAlchemyError, OSError) as error:
        say(f"The flow is not held against what is published. {sentence(error)}")
    return []


def _is_there(chosen: Settings) -> bool:
    where = make_url(chosen.database_url)
    return where.get_backend_name() != "sqlite" or Path(where.database or "").is_file()
