"""Logs on standard error, without what an error's own words may hold: a number, a name, a statement's values."""

import logging
import re
import sys
import traceback
from types import TracebackType
from typing import Final

import structlog

KEPT_FRAMES: Final = 8
OWN: Final = "ringround"
_NUMBER: Final = re.compile(
    r"(?<![\w.])(?:\+|%2B|00?|44)(?:[ ()\u00a0-]{0,2}\d){9,15}(?![\w.])", re.IGNORECASE
)
"""As people and programs write a number; not the digits of an id or a time."""


def configure() -> None:
    """Send all logs of this process to standard error, errors by type and place alone."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(Reticent("%(asctime)s %(levelname)s %(name)s %(message)s"))
    handler.addFilter(tells)
    logging.basicConfig(level=logging.WARNING, handlers=[handler], force=True)
    structlog.configure(
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.LogfmtRenderer(key_order=("timestamp", "level", "event")),
        ],
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
    )


def told(error: BaseException) -> str:
    """An error as a log may hold it: its type, and where in this project it came from, the innermost place first."""
    frames = [
        frame for frame in traceback.extract_tb(error.__traceback__) if "-packages" not in frame.filename
    ]
    places = [
        f"{frame.filename.rpartition('/')[2]}:{frame.lineno}" for frame in reversed(frames[-KEPT_FRAMES:])
    ]
    return f"{type(error).__name__} at {' < '.join(places)}"


def tells(record: logging.LogRecord) -> bool:
    """Whether a line may be shown: libraries' own details hold statements' values, forms and addresses.

    So whatever level somebody sets, they only tell what is wrong; this project's own words are shown at any level.
    """
    return record.levelno >= logging.WARNING or record.name.partition(".")[0] == OWN


class Reticent(logging.Formatter):
    """Formats an exception by its type and place, and shows no telephone number, whoever wrote it into a line."""

    def format(self, record: logging.LogRecord) -> str:
        """The line, with what looks like a number left out."""
        return _NUMBER.sub("[number]", super().format(record))

    def formatException(  # noqa: N802 (logging's name)
        self,
        ei: tuple[type[BaseException], BaseException, TracebackType | None] | tuple[None, None, None],
    ) -> str:
        """The error's type and frames; never its words."""
        return told(ei[1]) if ei[1] is not None else ""
