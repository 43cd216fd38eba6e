"""Frozen dataclasses to JSON and back, exactly, by their annotations.

`decode` reads a key that is absent as the field's default, and refuses where there is none. Keys it does not
know it passes over, so that records of a later release can still be read.
"""

import hashlib
import json
import types
from dataclasses import MISSING, Field, fields, is_dataclass
from datetime import date, datetime, time
from enum import Enum
from functools import cache
from typing import Any, Union, get_args, get_origin, get_type_hints

Json = None | bool | int | float | str | list["Json"] | dict[str, "Json"]
Kind = Any  # an annotation: a class, or an `X | None`, `tuple[X, ...]` or `frozenset[X]`


def encode(value: object) -> Json:
    """Return `value` as JSON values. Sets are sorted, so that equal values read the same."""
    match value:
        case Enum():
            return str(value.value)
        case None | bool() | int() | float() | str():
            return value
        case datetime() | date() | time():
            return value.isoformat()
        case tuple():
            return [encode(item) for item in value]
        case frozenset():
            return sorted((encode(item) for item in value), key=str)
        case _:
            return {name: encode(getattr(value, name)) for name in field_types(type(value))}


def decode(kind: Kind, data: Json) -> Any:  # noqa: ANN401, PLR0911 - one line a kind, and it returns that kind
    """Return the value of `kind` that `encode` made `data` from. Raises ValueError if it did not."""
    origin: Any = get_origin(kind)
    if origin in (Union, types.UnionType):
        inner = next(item for item in get_args(kind) if item is not types.NoneType)
        return None if data is None else decode(inner, data)
    if origin in (tuple, frozenset):
        return origin(decode(get_args(kind)[0], item) for item in _expect(list, data))
    if is_dataclass(kind):
        return _decode_dataclass(kind, _expect(dict, data))
    if issubclass(kind, Enum):
        return kind(data)
    if issubclass(kind, (date, time)):
        return kind.fromisoformat(_expect(str, data))
    if kind is float and type(data) is int:
        return float(data)
    return _expect(kind, data)


def field_types(cls: Kind) -> dict[str, Kind]:
    """Return the dataclass's fields with their types, in order."""
    return _field_types(cls)


@cache
def _field_types(cls: Kind) -> dict[str, Kind]:
    hints = get_type_hints(cls)
    return {field.name: hints[field.name] for field in fields(cls)}


def canonical(data: Json) -> bytes:
    """Return the one byte form of JSON values: sorted keys, no white space, UTF-8."""
    return json.dumps(data, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()


def digest(data: Json) -> str:
    """Return the SHA-256 of the canonical form, in hexadecimal."""
    return hashlib.sha256(canonical(data)).hexdigest()


def _decode_dataclass(cls: Kind, data: dict[str, Json]) -> object:
    kinds = field_types(cls)
    present = {name: decode(kind, data[name]) for name, kind in kinds.items() if name in data}
    missing = [field.name for field in fields(cls) if field.name not in present and _required(field)]
    if missing:
        message = f"{cls.__name__} lacks {', '.join(missing)}."
        raise ValueError(message)
    return cls(**present)


def _required(field: Field[object]) -> bool:
    return field.default is MISSING and field.default_factory is MISSING


def _expect(kind: type, data: Json) -> Any:  # noqa: ANN401 - the value is of `kind`
    if type(data) is not kind:
        message = f"Expected {kind.__name__}, found {type(data).__name__}."
        raise ValueError(message)
    return data
