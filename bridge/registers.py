"""TPS and CTPS as the policy's facts: the row in force names the file, the file answers."""

from contextlib import suppress
from pathlib import Path
from typing import Final

from sqlalchemy import Connection, select

from policy.facts import Listing
from store.models import Register
from store.registers import RegisterError, Shelf

_IN_FORCE: Final = select(Register.register, Register.path, Register.produced_on, Register.sha256).where(
    Register.replaced_at.is_(None)
)


class RegisterFacts:
    """Implements `bridge.parts.Registers` on the files under a directory."""

    def __init__(self, directory: Path) -> None:
        """`directory`: where imports put the files."""
        self._shelf = Shelf(directory)

    def listings(self, tx: Connection, e164: str) -> dict[str, Listing]:
        """What the registers in force say of the number. A file that cannot be read is a register that is missing."""
        found = {}
        for row in tx.execute(_IN_FORCE):
            with suppress(RegisterError):
                listed = self._shelf.register(row.register, row.path).contains(e164)
                found[row.register] = Listing(row.produced_on, listed, row.sha256)
        return found
