"""What can be refused, in one clear line with the remedy. Nothing here shows a number or a secret."""

from dataclasses import replace
from typing import Final

from redis.exceptions import RedisError
from sqlalchemy.exc import ArgumentError, SQLAlchemyError

from ivr.load import FlowError
from scheduler.contacts_import import FileRefusedError
from settings import SettingsError
from store.errors import RefusedError
from store.ledger import TelephoneNumberError
from store.registers import RegisterError


class CommandError(Exception):
    """A command cannot be done; the message is one sentence with the remedy."""


SPEAKING: Final = (CommandError, SettingsError, RefusedError, RegisterError, FileRefusedError)
"""Their messages are made for people."""
KNOWN: Final = (*SPEAKING, FlowError, TelephoneNumberError, SQLAlchemyError, RedisError, OSError)


def sentence(error: Exception) -> str:
    """The line that says what is wrong, and what to do."""
    match error:
        case FlowError(problems=problems):
            more = f" ({len(problems) - 1} more: `ringround flows check`.)" if len(problems) > 1 else ""
            return f"The flow is not used: {replace(problems[0], transcript=())}{more}"
        case SQLAlchemyError() if not isinstance(error, ArgumentError):
            kind = type(error).__name__
            return f"The database does not answer as it should ({kind}): check DATABASE_URL, or try again."
        case OSError():
            where = f"{error.filename}: " if error.filename else ""
            return f"{where}{error.strerror or type(error).__name__}: correct the path, or its permissions."
        case _:
            return next((said for kind, said in _SAID.items() if isinstance(error, kind)), str(error))


_SAID: Final[dict[type[Exception], str]] = {
    TelephoneNumberError: "A title, source or area looks like a telephone number: leave numbers out of them.",
    ArgumentError: "DATABASE_URL cannot be read: use sqlite:///FILE or postgresql+psycopg://….",
    RedisError: "The queue does not answer: check REDIS_URL.",
}
"""Errors whose own words are not for people, or may hold what is not to be shown."""
