"""Saltmouth before the evening begins: the registers of numbers, the flow and the campaign."""

import atexit
import tempfile
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Final
from zoneinfo import ZoneInfo

from sqlalchemy import insert

from ivr.flows import LINE, text_of
from ivr.load import load, shipped
from store import campaigns, flows
from store.database import Database
from store.models import Register
from store.registers import Imported, import_register

LONDON = ZoneInfo("Europe/London")
CALLER_ID = "+442079460101"
_FILES: Final = tempfile.TemporaryDirectory(prefix="ringround-registers-")
"""The registers' files of this process, taken away at its end."""
atexit.register(_FILES.cleanup)


@dataclass(frozen=True)
class Town:
    """Writes the town's rows, all of them at one moment (UTC)."""

    db: Database
    now: datetime

    def register(self, folder: Path, listed: Iterable[str], age: timedelta) -> None:
        """Import a TPS and a CTPS file of that age with these numbers."""
        produced = (self.now - age).astimezone(LONDON).date()
        (folder / "registers").mkdir(exist_ok=True)
        for kind in ("tps", "ctps"):
            made = _imported(kind, produced, self.now.date(), tuple(listed))
            (folder / "registers" / made.path.name).symlink_to(made.path)
            with self.db.write() as tx:
                tx.execute(
                    insert(Register).values(
                        register=kind,
                        produced_on=produced,
                        imported_at=self.now,
                        sha256=made.sha256,
                        count=made.count,
                        path=made.path.name,
                    )
                )

    def campaign(self, flow: str | None) -> None:
        """Publish the flow (TOML; None: the shipped voter identification) and make the campaign of it."""
        text = flow if flow is not None else text_of("voter-id.toml")
        version = load(text).version if flow is not None else shipped("voter-id").version
        with self.db.write() as tx:
            flows.publish(tx, text, line=text_of(LINE), name="test", version=version, by="test", now=self.now)
            campaigns.create(
                tx,
                "saltmouth",
                self.now,
                title="Saltmouth voters",
                flow_version=version,
                caller_id=CALLER_ID,
                area="Saltmouth",
                purpose="voter_id",
            )


@cache
def _imported(kind: str, produced: date, today: date, listed: tuple[str, ...]) -> Imported:
    """A register's file, made once a process: evenings that have the same one read the same."""
    folder = Path(_FILES.name) / str(len(list(Path(_FILES.name).iterdir())))
    folder.mkdir()
    source = folder / f"{kind}.txt"
    source.write_text("".join(f"0{number.removeprefix('+44')}\r\n" for number in (*listed, "+441134960999")))
    return import_register(source, folder, kind=kind, produced_on=produced, today=today, in_force=None)
