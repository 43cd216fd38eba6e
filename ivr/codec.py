"""The state as JSON, and back: exact, and tolerant of what an earlier or a later release wrote."""

import json
from collections.abc import Callable, Mapping
from dataclasses import fields
from typing import Any

from ivr.effects import Slot, Utterance
from ivr.events import Person
from ivr.state import Call, State

Read = Callable[[Any], Any]
NAMES: Mapping[type, tuple[str, ...]] = {
    kind: tuple(field.name for field in fields(kind)) for kind in (State, Call, Person, Utterance)
}


def to_json(state: State) -> str:
    """The state as one line of JSON."""
    return _encoder.encode(state)


def _fields(value: Call | Person | State | Utterance) -> dict[str, Any]:
    """A value's fields as they are; what they hold in turn is asked for by the encoder."""
    return {name: getattr(value, name) for name in NAMES[type(value)]}


_encoder = json.JSONEncoder(default=_fields, ensure_ascii=False, separators=(",", ":"))


def from_json(text: str) -> State:
    """The state again. Fields that are not known are left out, missing ones have their default.

    Raises ValueError if the text is no JSON object.
    """
    data = json.loads(text)
    if not isinstance(data, dict):
        raise ValueError("a state has to be a JSON object")  # noqa: TRY004, what was read is at fault, not its type
    return State(**{"step": "arrive"} | _known(State, data, STATE))


def _known(kind: type, data: Mapping[str, Any], readers: Mapping[str, Read]) -> dict[str, Any]:
    return {name: readers.get(name, _plain)(data[name]) for name in NAMES[kind] if name in data}


def _plain(value: object) -> object:
    """Lists were tuples."""
    return tuple(_plain(one) for one in value) if isinstance(value, list) else value


def _person(data: Mapping[str, Any]) -> Person:
    return Person(data["id"])


def _people(data: list[Mapping[str, Any]]) -> tuple[Person, ...]:
    return tuple(_person(one) for one in data)


def _slot(data: str | Mapping[str, Any]) -> Slot:
    return data if isinstance(data, str) else _person(data)


def _utterances(data: list[Mapping[str, Any]]) -> tuple[Utterance, ...]:
    return tuple(
        Utterance(
            one["prompt"],
            tuple((name, _slot(slot)) for name, slot in one.get("slots", ())),
            one.get("language"),
        )
        for one in data
    )


def _call(data: Mapping[str, Any]) -> Call:
    return Call(**_known(Call, data, CALL))


def _if_there(read: Read) -> Read:
    return lambda data: None if data is None else read(data)


def _by_person(data: list[list[Any]]) -> tuple[tuple[Person, Any], ...]:
    return tuple((_person(person), _plain(answers)) for person, answers in data)


CALL: Mapping[str, Read] = {
    "contact": _person,
    "household": _people,
    "about": _if_there(_person),
    "surveyed": _people,
    "kept": _by_person,
}
STATE: Mapping[str, Read] = {
    "call": _if_there(_call),
    "last": _if_there(_call),
    "pending": _utterances,
}
