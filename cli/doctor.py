"""`ringround doctor`: what is wrong with a deployment, and what to do about it, in sentences."""

from collections.abc import Callable, Iterator
from dataclasses import asdict
from typing import Final

import click

from app import Service
from app_pages import checks
from cli import diagnosis
from cli.context import composed, json_option, settings, show
from cli.errors import SPEAKING, sentence
from console import ops
from console.ops import Finding

LOOKS: Final[tuple[Callable[[Service], Iterator[Finding]], ...]] = (
    diagnosis.organisation,
    diagnosis.secrets,
    diagnosis.public_url,
    diagnosis.carrier_clock,
    diagnosis.numbers,
    diagnosis.disk,
    diagnosis.rights,
    diagnosis.ledger_role,
    diagnosis.seal,
)
"""What is looked at beside what `/readyz` looks at."""


@click.command()
@json_option
def doctor(*, as_json: bool) -> None:
    """Look for what is wrong: settings, database, queue, public address, signature, clock, registers, numbers, disk.

    Nothing is changed. Exit status 1 where something is wrong, each with its remedy.
    """
    found = list(_findings())
    if as_json:
        show({"good": all(one.good for one in found), "findings": [asdict(one) for one in found]})
    else:
        for one in found:
            click.echo(_line(one))
    if not all(one.good for one in found):
        raise SystemExit(1)


def _findings() -> Iterator[Finding]:
    """All that is looked at. Without settings nothing else can be known."""
    try:
        made = composed(settings())
    except SPEAKING as error:
        yield Finding("settings", good=False, said=sentence(error))
        return
    yield Finding("settings", good=True)
    try:
        yield from ops.findings(checks(made))
        for look in LOOKS:
            yield from look(made)
    finally:
        made.parts.db.dispose()


def _line(one: Finding) -> str:
    return f"{'good ' if one.good else 'WRONG'}  {one.name:<14} {one.said}".rstrip()
