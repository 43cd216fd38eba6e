"""TPS and CTPS as the policy's facts: the row in force names the file, the file answers."""

from pathlib import Path

from sqlalchemy import Connection, select

from policy.facts import Listing
from store.models import Register
from store.registers import RegisterError, Shelf


class RegisterFacts:
    """Implements `bridge.parts.Registers` on the files under a directory."""

    def __init__(self, directory: Path) -> None:
        """`directory`: where imports put the files."""
        self._shelf = Shelf(directory)

    def listing(self, tx: Connection, register: str, e164: str) -> Listing | None:
        """What the register in force says of the number. A file that cannot be read is a register that is missing."""
        row = tx.execute(
            select(Register.path, Register.produced_on, Register.sha256).where(
                Register.register == register, Register.replaced_at.is_(None)
            )
        ).first()
        if row is None:
            return None
        try:
            listed = self._shelf.register(register, row.path).contains(e164)
        except RegisterError:
            return None
        return Listing(row.produced_on, listed, row.sha256)
