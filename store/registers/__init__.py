"""The registers of numbers that must not be called (TPS, CTPS): import, look-up and age.

A register is one file, made at import and never changed: readers map it and share its memory. Which file is
in force is said by the database row that names it.
"""

from store.registers.errors import RegisterError
from store.registers.file import KINDS, Register
from store.registers.importing import Imported, InForce, import_register
from store.registers.shelf import Shelf, age_days, remove_superseded
from store.registers.standing import STALE_AFTER, in_force, standings

__all__ = [
    "KINDS",
    "STALE_AFTER",
    "Imported",
    "InForce",
    "Register",
    "RegisterError",
    "Shelf",
    "age_days",
    "import_register",
    "in_force",
    "remove_superseded",
    "standings",
]
