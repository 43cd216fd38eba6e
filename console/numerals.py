"""Whole numbers of an address or a form."""

from typing import Final

from werkzeug.datastructures import MultiDict

LARGEST: Final = 2**31 - 1
"""PostgreSQL's integers."""


def whole(fields: MultiDict[str, str], name: str) -> int | None:
    """The field's whole number; None where it has none, or one that no database keeps."""
    value = fields.get(name, type=int)
    return value if value is None or abs(value) <= LARGEST else None
