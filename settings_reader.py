"""How settings are read: layers of keys, each checked against what is known and turned into its type.

Knows nothing of any one setting; settings.py says which there are.
"""

import difflib
import math
import re
import tomllib
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, fields, is_dataclass
from datetime import time
from pathlib import Path
from typing import (
    TYPE_CHECKING,
    Annotated,
    Any,
    Final,
    Literal,
    TypeVar,
    get_args,
    get_origin,
    get_type_hints,
)

if TYPE_CHECKING:
    from _typeshed import DataclassInstance

PREFIX: Final = "RINGROUND__"

T = TypeVar("T", bound="DataclassInstance")
Hints = Mapping[str, Any]


class SettingsError(Exception):
    """A setting is unknown, wrong, or contradicts another; the message is one sentence to act on."""


class _Unfit(Exception):  # noqa: N818 (never leaves this module)
    """A value is not what its setting wants; says what is wanted."""


@dataclass(frozen=True, slots=True)
class Between:
    """The bounds of a number, both allowed."""

    low: float
    high: float = math.inf

    def check(self, value: float) -> None:
        """Raise when the value lies outside."""
        if not self.low <= value <= self.high:
            upper = f" and at most {self.high:g}" if self.high < math.inf else ""
            raise _Unfit(f"a number of at least {self.low:g}{upper}")


@dataclass(frozen=True, slots=True)
class Matching:
    """The form of a text, and how to say it."""

    pattern: str
    wanted: str

    def check(self, value: str) -> None:
        """Raise when the whole text does not have the form."""
        if not re.fullmatch(self.pattern, value):
            raise _Unfit(self.wanted)


@dataclass(frozen=True, slots=True)
class Layer:
    """Values from one place by dotted key, and how that place spells a key."""

    values: Mapping[str, object]
    spelt: Callable[[str], str]

    @classmethod
    def of_file(cls, path: Path) -> "Layer":
        """The keys of a TOML file; raises SettingsError when it cannot be read."""
        try:
            document = tomllib.loads(path.read_text(encoding="utf-8"))
        except OSError as error:
            raise SettingsError(f"The settings file {path} cannot be read ({error.strerror}).") from error
        except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
            raise SettingsError(f"The settings file {path} is not valid TOML: {error}.") from error
        return cls(dict(_flat(document)), lambda key: f"{key} in {path.name}")

    @classmethod
    def of_environment(cls, env: Mapping[str, str]) -> "Layer":
        """The keys of RINGROUND__SECTION__KEY variables, as raw text."""
        keys = {name.removeprefix(PREFIX): raw for name, raw in env.items() if name.startswith(PREFIX)}
        return cls(
            {name.lower().replace("__", "."): _Raw(raw) for name, raw in keys.items()},
            lambda key: PREFIX + key.upper().replace(".", "__"),
        )


class _Raw(str):
    """Text from the environment: TOML if it reads as the type that is wanted, else itself."""

    __slots__ = ()


def read(shape: type[T], layers: Iterable[Layer], **given: object) -> T:
    """A frozen value of that shape, from layers of which the later ones win, and fields that are given.

    Raises SettingsError for a key that the shape does not have or a value of the wrong type.
    """
    hints = _known(shape, without=given)
    values: dict[str, object] = {}
    for layer in layers:
        for key, value in layer.values.items():
            values[key] = _checked(key, value, hints, layer)
    return _assemble(shape, values, given)


def from_environment(env: Mapping[str, str], name: str) -> str:
    """The variable's value, or the text of the file that NAME_FILE names; empty when neither is set.

    Raises SettingsError when both are set or the file cannot be read or is empty. The value is never shown.
    """
    value, path = env.get(name, ""), env.get(f"{name}_FILE", "")
    if not path:
        return value
    if value:
        raise SettingsError(f"Both {name} and {name}_FILE are set: unset one of them.")
    try:
        value = Path(path).read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError) as error:
        raise SettingsError(f"The file that {name}_FILE names cannot be read: correct the path.") from error
    if not value:
        raise SettingsError(f"The file that {name}_FILE names is empty: write the value into it.")
    return value


def _flat(document: Mapping[str, object]) -> Iterable[tuple[str, object]]:
    for name, value in document.items():
        if isinstance(value, dict):
            yield from ((f"{name}.{key}", inner) for key, inner in value.items())
        else:
            yield name, value


def _known(shape: type, without: Iterable[str] = ()) -> dict[str, Any]:
    """The dotted keys of a shape and the types of their values."""
    known: dict[str, Any] = {}
    for name, hint in get_type_hints(shape, include_extras=True).items():
        if name in without:
            continue
        if is_dataclass(hint) and isinstance(hint, type):
            known |= {f"{name}.{key}": inner for key, inner in _known(hint).items()}
        else:
            known[name] = hint
    return known


def _checked(key: str, value: object, hints: Hints, layer: Layer) -> object:
    if key not in hints:
        nearest = difflib.get_close_matches(key, hints, n=1, cutoff=0)[0]
        raise SettingsError(f"There is no setting {layer.spelt(key)}: did you mean {layer.spelt(nearest)}?")
    try:
        return _converted_raw(value, hints[key]) if isinstance(value, _Raw) else _converted(value, hints[key])
    except _Unfit as error:
        raise SettingsError(f"The setting {layer.spelt(key)} must be {error}.") from error


def _converted_raw(raw: _Raw, hint: Any) -> object:  # noqa: ANN401 (a type, or what typing makes of one)
    """TOML, so that lists and numbers can be given; but +44… is a telephone number where text is wanted."""
    try:
        value = tomllib.loads(f"value = {raw}")["value"]
    except tomllib.TOMLDecodeError:
        value = str(raw)
    if _wants_text(hint) and not isinstance(value, str):
        value = str(raw)
    return _converted(value, hint)


def _wants_text(hint: Any) -> bool:  # noqa: ANN401 (as above)
    if get_origin(hint) is Annotated:
        return _wants_text(get_args(hint)[0])
    return get_origin(hint) is Literal or hint in {str, Path, time}


def _converted(value: object, hint: Any) -> object:  # noqa: ANN401 (as above)
    origin, arguments = get_origin(hint), get_args(hint)
    if origin is Annotated:
        converted = _converted(value, arguments[0])
        for check in arguments[1:]:
            check.check(converted)
        return converted
    if origin is Literal:
        return _one_of(value, arguments)
    if origin is tuple:
        return _each(value, arguments[0])
    return _PLAIN[hint](value)


def _one_of(value: object, allowed: Sequence[object]) -> object:
    if value not in allowed:
        raise _Unfit(" or ".join(f'"{choice}"' for choice in allowed))
    return value


def _each(value: object, hint: Any) -> tuple[object, ...]:  # noqa: ANN401 (as above)
    if not isinstance(value, list):
        raise _Unfit("a list in square brackets")
    try:
        return tuple(_converted(item, hint) for item in value)
    except _Unfit as error:
        raise _Unfit(f"a list, each item of it {error}") from error


def _flag(value: object) -> bool:
    if not isinstance(value, bool):
        raise _Unfit("true or false")
    return value


def _whole(value: object) -> int:
    if not isinstance(value, int) or isinstance(value, bool):
        raise _Unfit("a whole number")
    return value


def _number(value: object) -> float:
    if not isinstance(value, int | float) or isinstance(value, bool) or not math.isfinite(value):
        raise _Unfit("a number")
    return float(value)


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise _Unfit("text in quotation marks")
    return value


def _path(value: object) -> Path:
    if not isinstance(value, str) or not value:
        raise _Unfit("a path in quotation marks")
    return Path(value)


def _time_of_day(value: object) -> time:
    if not isinstance(value, str) or not re.fullmatch(r"([01]\d|2[0-3]):[0-5]\d(:[0-5]\d)?", value):
        raise _Unfit('a time of day such as "09:30"')
    return time.fromisoformat(value)


_PLAIN: Final[Mapping[type, Callable[[object], object]]] = {
    bool: _flag,
    int: _whole,
    float: _number,
    str: _text,
    Path: _path,
    time: _time_of_day,
}


def _assemble(shape: type[T], values: Mapping[str, object], given: Mapping[str, object], at: str = "") -> T:
    hints = get_type_hints(shape)
    arguments = dict(given)
    for name in (field.name for field in fields(shape) if field.name not in given):
        hint = hints[name]
        if is_dataclass(hint) and isinstance(hint, type):
            arguments[name] = _assemble(hint, values, {}, f"{name}.")
        else:
            arguments[name] = values[at + name]
    return shape(**arguments)
