"""Canonical JSON: one text for one value, so that it can be hashed."""

import json
from typing import Any

_encoder = json.JSONEncoder(ensure_ascii=False, allow_nan=False, sort_keys=True, separators=(",", ":"))


class Canonical(str):
    """A text that is canonical JSON already: what was looked at is what is stored, and it is made once."""

    __slots__ = ()


def canonical(value: Any) -> str:  # noqa: ANN401 (any JSON value)
    """Keys sorted, no spaces, no needless escapes. TypeError or ValueError for what is no JSON value."""
    return value if isinstance(value, Canonical) else _encoder.encode(value)
