"""Cells of CSV files as no spreadsheet runs them: a name or a note may begin like a formula."""

from typing import Final

_FORMULA: Final = ("=", "+", "-", "@", "\t", "\r")


def neutral(cell: str) -> str:
    """The cell as no spreadsheet runs it: what begins like a formula gets an apostrophe, which `plain` takes off."""
    return f"'{cell}" if cell.startswith(_FORMULA) else cell


def plain(cell: str) -> str:
    """The cell without the apostrophe that `neutral` gave it."""
    return cell[1:] if cell.startswith("'") and cell[1:].startswith(_FORMULA) else cell
