"""From a step's table to a `Step`, by its kind."""

from collections.abc import Callable, Mapping
from typing import get_args

from ivr.flow import (
    Break,
    Choice,
    Days,
    End,
    Entry,
    Languages,
    Manner,
    Members,
    Menu,
    Offer,
    Questions,
    Review,
    Ring,
    Route,
    Say,
    Step,
    Takes,
    Times,
)
from ivr.prompts import Prompts
from ivr.tables import ID, NEVER_PLAYED, TO_CONTACTS, Table, nearest, not_an_id

SKIP, BACK = "#", "*"
TAKES: tuple[Takes, ...] = get_args(Takes)
KEYS = tuple("123456789")
MOST_WAIT = 60
"""Seconds: after a minute without a word somebody takes the line for dead."""
MOST_TURNS = 60
"""A break of so many waits lasts an hour; after that a forgotten telephone has to be free again."""
ENDS = ("no_answer", "busy", "failed", "cancelled", "lost", "machine")


def read_steps(table: Table, prompts: Prompts) -> Mapping[str, Step]:
    """All steps, by their ids."""
    tables = {id_: table.table(id_) for id_ in table.data}
    whole = [id_ for id_, one in tables.items() if "kind" in one]
    for id_, one in tables.items():
        if "kind" not in one:
            one.fault(
                f'the line has no step "{id_}", and one of your own needs its kind. {nearest(id_, whole)}',
                id_,
            )
    return {id_: _step(id_, one, prompts) for id_, one in tables.items()}


def _step(id_: str, table: Table, prompts: Prompts) -> Step:
    if not ID.fullmatch(id_):
        table.fault(not_an_id(id_), id_)
    kind = table.text("kind")
    reader = KINDS.get(kind)
    if reader is None:
        if "kind" in table:
            unknown = f'there is no kind of step "{kind}". {nearest(kind, KINDS)}'
            table.fault(NEVER_PLAYED if kind in TO_CONTACTS else unknown, kind, key="kind")
        return End(id_, ())
    if "title" in table:
        prompts.keep(f"{id_}.title", table.table("title"))
    step = reader(id_, table, prompts)
    table.done()
    return step


def _said(id_: str, table: Table, prompts: Prompts) -> tuple[str, ...]:
    """What the step says: its own sentence, or a list of others' keys."""
    if isinstance(table.data.get("say"), list):
        return table.strings("say")
    return (prompts.keep(id_, table.table("say")),) if "say" in table else ()


def _manner(id_: str, table: Table, prompts: Prompts) -> Manner:
    if "short" in table:
        prompts.keep(f"{id_}.short", table.table("short"))
    return Manner(
        wait=table.number("wait", 8, most=MOST_WAIT),
        tries=table.number("tries", 3),
        sorry=table.text("sorry", "sorry"),
        lost=table.text("lost") or None,
        help=table.text("help") or None,
    )


def _keys(id_: str, table: Table, prompts: Prompts) -> Mapping[str, Choice]:
    """The keys in the order of the file: `skip` is hash and `back` is star, whatever the step."""
    keys: dict[str, Choice] = {}
    for name in table.data:
        match name:
            case "skip":
                keys[SKIP] = prompts.choice(f"{id_}.{SKIP}", table.table(name))
            case "back":
                keys[BACK] = prompts.choice(f"{id_}.{BACK}", table.table(name))
            case "keys":
                keys |= _digits(id_, table.table(name), prompts)
            case _:
                pass
    return keys


def _digits(id_: str, table: Table, prompts: Prompts) -> Mapping[str, Choice]:
    for key in table.data:
        if key not in KEYS:
            table.fault(
                f"{key} can't be given a meaning here: use 1 to 9, or the step's skip or back.", key, key=key
            )
    return {key: prompts.choice(f"{id_}.{key}", table.table(key)) for key in table.data}


def _then(id_: str, table: Table, prompts: Prompts) -> Choice:
    """Where the step goes on to: a `then` table, or `go` and `do` in the step itself."""
    if "then" in table:
        return prompts.choice(f"{id_}.then", table.table("then"))
    within: dict[str, object] = {key: table.data[key] for key in ("go", "do") if key in table.data}
    table.read |= within.keys()
    return prompts.choice(f"{id_}.then", Table(within, table.path, table.faults))


def _back(id_: str, table: Table, prompts: Prompts) -> Choice | None:
    return prompts.choice(f"{id_}.{BACK}", table.table("back")) if "back" in table else None


def _route(id_: str, table: Table, prompts: Prompts) -> Step:
    to = tuple(prompts.choice(f"{id_}.to", one) for one in table.tables("to"))
    return Route(id_, to or (Choice(""),))


def _say(id_: str, table: Table, prompts: Prompts) -> Step:
    return Say(id_, _said(id_, table, prompts), _then(id_, table, prompts))


def _menu(id_: str, table: Table, prompts: Prompts) -> Step:
    keys = _keys(id_, table, prompts)
    manner = _extras(id_, table, prompts)
    return Menu(id_, _said(id_, table, prompts), keys, manner, _silence(id_, table, prompts, keys))


def _extras(id_: str, table: Table, prompts: Prompts) -> Manner:
    if "unheard" in table:
        prompts.keep(f"{id_}.unheard", table.table("unheard"))
    return _manner(id_, table, prompts)


def _silence(id_: str, table: Table, prompts: Prompts, keys: Mapping[str, Choice]) -> Choice | None:
    """What a silence means: a table of its own, or the key that it stands for."""
    if not isinstance(table.data.get("silence"), str):
        return prompts.choice(f"{id_}.silence", table.table("silence")) if "silence" in table else None
    key = table.text("silence")
    if key not in keys:
        table.fault(f"silence stands for {key}, which is no key here: name one of them.", key, key="silence")
    return keys.get(key)


def _entry(id_: str, table: Table, prompts: Prompts) -> Step:
    takes = table.one_of("takes", TAKES)
    if takes is None:
        table.fault('an entry needs what it takes: takes = "pin", "volunteer" or "number".', id_)
    if "wrong" in table:
        prompts.keep(f"{id_}.wrong", table.table("wrong"))
    return Entry(
        id_,
        _said(id_, table, prompts),
        takes or "number",
        table.number("digits", 1) if "digits" in table else None,
        table.number("least", 1),
        _then(id_, table, prompts),
        _manner(id_, table, prompts),
        table.needed("failed") if takes == "pin" else "",
    )


def _offer(id_: str, table: Table, prompts: Prompts) -> Step:
    for detail in ("intention", "household", "nothing"):
        prompts.keep(f"{id_}.{detail}", table.table(detail))
    keys = _keys(id_, table, prompts)
    for key, name in (("1", "keys.1"), (SKIP, "skip"), (BACK, "back")):
        if key not in keys:
            table.fault(f"an offer needs {name}: add it.", name)
    return Offer(id_, _said(id_, table, prompts), keys, _manner(id_, table, prompts))


def _call(id_: str, table: Table, prompts: Prompts) -> Step:
    ends = table.table("ends")
    choices = {name: prompts.choice(f"{id_}.{name}", ends.table(name)) for name in ENDS}
    ends.done()
    return Ring(id_, table.needed("talked"), choices)


def _questions(id_: str, table: Table, prompts: Prompts) -> Step:
    then, back = _then(id_, table, prompts), _back(id_, table, prompts)
    return Questions(id_, _said(id_, table, prompts), then, back, _manner(id_, table, prompts))


def _review(id_: str, table: Table, prompts: Prompts) -> Step:
    then, back = _then(id_, table, prompts), _back(id_, table, prompts)
    who = prompts.keep(f"{id_}.who", table.table("who")) if "who" in table else ""
    return Review(id_, _said(id_, table, prompts), then, back, _manner(id_, table, prompts), who)


def _members(id_: str, table: Table, prompts: Prompts) -> Step:
    keys = _keys(id_, table, prompts)
    if SKIP not in keys:
        table.fault("a members step needs skip, for nobody: add it.", "skip")
    return Members(
        id_,
        _said(id_, table, prompts),
        prompts.keep(f"{id_}.each", table.table("each")),
        prompts.choice(f"{id_}.chosen", table.table("chosen")),
        keys,
        _manner(id_, table, prompts),
    )


def _languages(id_: str, table: Table, prompts: Prompts) -> Step:
    return Languages(
        id_,
        _said(id_, table, prompts),
        prompts.keep(f"{id_}.each", table.table("each")),
        _then(id_, table, prompts),
        _keys(id_, table, prompts),
        _manner(id_, table, prompts),
    )


def _times(id_: str, table: Table, prompts: Prompts) -> Step:
    return Times(id_, _then(id_, table, prompts), prompts.choice(f"{id_}.none", table.table("none")))


def _days(id_: str, table: Table, prompts: Prompts) -> Step:
    return Days(
        id_,
        _said(id_, table, prompts),
        prompts.keep(f"{id_}.closed", table.table("closed")),
        _then(id_, table, prompts),
        _back(id_, table, prompts),
        _manner(id_, table, prompts),
    )


def _break(id_: str, table: Table, prompts: Prompts) -> Step:
    keys, then = _keys(id_, table, prompts), _then(id_, table, prompts)
    return Break(
        id_,
        _said(id_, table, prompts),
        keys,
        table.number("turns", 15, most=MOST_TURNS),
        then,
        _manner(id_, table, prompts),
    )


def _end(id_: str, table: Table, prompts: Prompts) -> Step:
    return End(id_, _said(id_, table, prompts))


KINDS: Mapping[str, Callable[[str, Table, Prompts], Step]] = {
    "route": _route,
    "say": _say,
    "menu": _menu,
    "entry": _entry,
    "offer": _offer,
    "call": _call,
    "questions": _questions,
    "members": _members,
    "languages": _languages,
    "review": _review,
    "times": _times,
    "days": _days,
    "break": _break,
    "end": _end,
}
