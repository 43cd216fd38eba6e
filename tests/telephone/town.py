"""Saltmouth before the evening begins: the registers of numbers, the flow and the campaign."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from sqlalchemy import insert

from ivr.flows import LINE, text_of
from ivr.load import load, shipped
from store import campaigns, flows
from store.database import Database
from store.models import Register
from store.registers import import_register

LONDON = ZoneInfo("Europe/London")
CALLER_ID = "+442079460101"


@dataclass(frozen=True)
class Town:
    """Writes the town's rows, all of them at one moment (UTC)."""

    db: Database
    now: datetime

    def register(self, folder: Path, listed: Iterable[str], age: timedelta) -> None:
        """Import a TPS and a CTPS file of that age with these numbers."""
        lines = "".join(f"0{number.removeprefix('+44')}\r\n" for number in (*listed, "+441134960999"))
        produced = (self.now - age).astimezone(LONDON).date()
        for kind in ("tps", "ctps"):
            source = folder / f"{kind}.txt"
            source.write_text(lines)
            made = import_register(
                source,
                folder / "registers",
                kind=kind,
                produced_on=produced,
                today=self.now.date(),
                in_force=None,
            )
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
