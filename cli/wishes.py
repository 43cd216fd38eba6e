"""`list` and `show`, which opt-outs and consents have alike: what is on record of all numbers, or of one."""

from collections.abc import Callable, Sequence
from dataclasses import asdict
from typing import Any, ClassVar, Protocol, TypeVar

import click
from sqlalchemy import Connection

from cli.accountable import looking_at, looking_at_all
from cli.context import json_option, number, say, service, show
from policy.numbers import display


class Wish(Protocol):
    """A row of the list, a dataclass; `e164` is None after an erasure."""

    __dataclass_fields__: ClassVar[dict[str, Any]]

    @property
    def e164(self) -> str | None:
        """Whose it is."""


W = TypeVar("W", bound=Wish)


class Kept(Protocol[W]):
    """Where they are kept: `store.optouts` or `store.consents`."""

    def listing(self, tx: Connection, /) -> list[W]:
        """All, the first one first."""

    def of(self, tx: Connection, number: int, /) -> list[W]:
        """Those of one number, by its row's id."""


def add_reading(
    group: click.Group, kept: Kept[W], line: Callable[[W], str], *, every: str, one: str, none: str
) -> None:
    """Add `list` and `show`. `line`: what stands beside the number; the helps of both, and what is said of none."""

    @group.command("list", help=every)
    @json_option
    def list_(*, as_json: bool) -> None:
        with service() as made:
            looking_at_all(made, f"{group.name} list")
            with made.parts.db.read() as tx:
                found = kept.listing(tx)
        tell(found, as_json=as_json)

    @group.command("show", help=one)
    @click.argument("number_", metavar="NUMBER")
    @json_option
    def show_(number_: str, *, as_json: bool) -> None:
        e164 = number(number_)
        with service() as made:
            known = looking_at(made, e164, f"{group.name} show")
            with made.parts.db.read() as tx:
                found = [] if known is None else kept.of(tx, known)
        tell(found, as_json=as_json)

    def tell(found: Sequence[W], *, as_json: bool) -> None:
        if as_json:
            show([asdict(wish) for wish in found])
            return
        for wish in found:
            shown = display(wish.e164) if wish.e164 else "(erased)"
            click.echo(f"{shown:<16} {line(wish)}".rstrip())
        if not found:
            say(none)
