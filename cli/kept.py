"""What a rehearsal keeps in its data folder: secrets of its own, its clock's offset, where its parts are.

It is kept as environment variables by name, for its owner alone to read, so that all its processes and every other
command with the same RINGROUND_CONFIG find the same. A rehearsal never uses the secrets of a live service.
"""

import json
import math
import os
import secrets
from collections.abc import Mapping
from datetime import UTC, datetime, time, timedelta
from pathlib import Path
from typing import Final
from zoneinfo import ZoneInfo

from settings import Settings, SettingsError, load

OFFSET: Final = "RINGROUND__CLOCK__OFFSET"
LONDON: Final = ZoneInfo("Europe/London")
OPEN_FROM, OPEN_UNTIL, MOVED_TO = time(9, 15), time(19, 30), time(10)


def environment(env: Mapping[str, str]) -> dict[str, str]:
    """The environment to load settings from: a rehearsal's own values stand in place of any other.

    SettingsError where a rehearsal is pointed at a database other than its own.
    """
    settings = load(env)
    if not settings.rehearsal.enabled:
        return dict(env)
    if env.get("DATABASE_URL") or env.get("DATABASE_URL_FILE"):
        raise SettingsError("A rehearsal keeps its own database: unset DATABASE_URL.")
    return laid_over(env, read(settings.data_dir))


def laid_over(env: Mapping[str, str], over: Mapping[str, str]) -> dict[str, str]:
    """The environment with these values in place of its own, be they in a file."""
    replaced = {*over, *(f"{name}_FILE" for name in over)}
    return {name: value for name, value in env.items() if name not in replaced} | dict(over)


def read(folder: Path) -> dict[str, str]:
    """What is kept; nothing before the first start. Raises SettingsError where it cannot be read."""
    try:
        text = _file(folder).read_text(encoding="utf-8")
    except FileNotFoundError:
        return {}
    try:
        found = json.loads(text)
    except ValueError as error:
        raise SettingsError(f"{_file(folder)} is damaged: remove {folder} to start afresh.") from error
    return {str(name): str(value) for name, value in found.items()}


def write(folder: Path, values: Mapping[str, str]) -> None:
    """Keep the values, whole or not at all, readable by their owner alone."""
    folder.mkdir(parents=True, exist_ok=True)
    part = _file(folder).with_suffix(".part")
    with os.fdopen(
        os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w", encoding="utf-8"
    ) as file:
        json.dump(dict(values), file, indent=1)
    part.replace(_file(folder))


def begun(settings: Settings, base: str, carrier: str, given: str | None) -> dict[str, str]:
    """The values for this start: the secrets of the first one, and an offset at which lines are open.

    `base` and `carrier`: where the service and its carrier will be; `given`: an offset that was asked for.
    """
    values = {
        "RINGROUND_SECRET_KEY": secrets.token_urlsafe(32),
        "TWILIO_ACCOUNT_SID": f"AC{secrets.token_hex(16)}",
        "TWILIO_AUTH_TOKEN": secrets.token_hex(16),
    } | read(settings.data_dir)
    before = float(values.get(OFFSET, settings.clock.offset))
    values[OFFSET] = given or str(open_offset(datetime.now(UTC), before))
    values["PUBLIC_BASE_URL"], values["RINGROUND__CARRIER__API_BASE_URL"] = base, carrier
    write(settings.data_dir, values)
    return values


def open_offset(now: datetime, before: float) -> float:
    """The seconds to add to the clock so that lines are open. It never goes back: what is on record stays past.

    `now`: aware UTC. `before`: the offset so far, which stays where it is within the day.
    """
    shown = (now + timedelta(seconds=before)).astimezone(LONDON)
    if OPEN_FROM <= shown.time() <= OPEN_UNTIL:
        return before
    day = shown.date() if shown.time() < OPEN_FROM else shown.date() + timedelta(days=1)
    opening = datetime.combine(day, MOVED_TO, LONDON).astimezone(UTC)
    return float(math.ceil((opening - now).total_seconds()))


def _file(folder: Path) -> Path:
    return folder / "rehearsal.json"
