"""`ringround numbers`: where the carrier sends the calls to the service's numbers."""

import json
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Literal, assert_never
from urllib.parse import urlsplit

import click

from app import Service
from cli.accountable import writing
from cli.carrier_numbers import AtCarrier, CarrierNumbers, Pointing, own_numbers
from cli.context import json_option, say, service, show
from cli.embedded import refuse_what_is_missing
from cli.errors import CommandError
from policy.numbers import display
from store import own_numbers as kept
from store.files import write_whole
from store.ledger import Kind, append


@click.group()
def numbers() -> None:
    """The service's own numbers, at the carrier."""


@numbers.command()
@click.option("--dry-run", is_flag=True, help="Say what would be changed, and change nothing.")
@click.option("--undo", is_flag=True, help="Put back what was there before.")
@json_option
def point(*, dry_run: bool, undo: bool, as_json: bool) -> None:
    """Send the calls to the service's numbers here: Voice, fallback and status URLs.

    What was there is kept in the data folder. Each number is looked at again afterwards. Exit status 1 where
    one of them is not the account's, or points elsewhere.
    """
    with service() as made:
        refuse_what_is_missing(made.settings)
        client, folder = CarrierNumbers.of(made), made.settings.data_dir
        wanted = _Before(folder).read() if undo else None
        steps = [_step(client, made, e164, wanted) for e164 in _numbers(made)]
        if not dry_run:
            steps = [_carried_out(made, client, step, undo=undo) for step in steps]
            _note(made, steps)
    if as_json:
        show([step.document() for step in steps])
    for step in steps:
        (say if as_json else click.echo)(step.sentence())
    if any(step.state in {"missing", "elsewhere", "differs"} for step in steps):
        raise SystemExit(1)


@dataclass(frozen=True, slots=True)
class Step:
    """What is to be done at one number, or was. `state`: to_do, done, as_wanted, or what is wrong."""

    e164: str
    state: Literal["to_do", "done", "as_wanted", "missing", "elsewhere", "differs"]
    now: AtCarrier | None
    wanted: Pointing

    def sentence(self) -> str:
        """The line for people, with the remedy."""
        return f"{display(self.e164)}: {self._said()}"

    def document(self) -> dict[str, Any]:
        """The same for programs."""
        now = asdict(self.now.pointing) if self.now else None
        return {"number": self.e164, "state": self.state, "now": now, "wanted": asdict(self.wanted)}

    def _said(self) -> str:
        match self.state:
            case "to_do":
                return f"to be changed: {', '.join(self._changes())}."
            case "done":
                return "changed, and looked at again."
            case "as_wanted":
                return "as it should be."
            case "missing":
                return "not among the account's numbers: buy it there, or correct the setting or campaign."
            case "elsewhere":
                return (
                    "it has an application or a trunk at the carrier, which comes first: take it out there."
                )
            case "differs":
                return "the carrier took the change and shows something else: look at the number there."
            case _:
                assert_never(self.state)

    def _changes(self) -> list[str]:
        now = asdict(self.now.pointing) if self.now else {}
        return [name for name, value in asdict(self.wanted).items() if now.get(name) != value]


class _Before:
    """What was set at the carrier before we changed it, by the number's SID there."""

    def __init__(self, folder: Path) -> None:
        self._file = folder / "numbers-before.json"

    def read(self) -> dict[str, Pointing]:
        """What is kept. CommandError where there is nothing, or it cannot be read."""
        try:
            found = json.loads(self._file.read_text(encoding="utf-8"))
            return {sid: Pointing(**one) for sid, one in found.items()}
        except FileNotFoundError as error:
            raise CommandError(
                "Nothing is kept to be put back: `numbers point` has changed nothing."
            ) from error
        except (ValueError, TypeError, AttributeError) as error:
            raise CommandError(
                f"{self._file} is damaged: set the numbers at the carrier by hand, and remove it."
            ) from error

    def keep(self, number: AtCarrier, wanted: Pointing) -> None:
        """Keep what is there, unless it is this service's own and what came before it is kept."""
        kept = self.read() if self._file.exists() else {}
        ours = _place(number.pointing.voice_url) == _place(wanted.voice_url)
        if not (ours and number.sid in kept):
            self._write(kept | {number.sid: number.pointing})

    def forget(self, sid: str) -> None:
        """It is back where it was."""
        self._write({one: kept for one, kept in self.read().items() if one != sid})

    def _write(self, kept: dict[str, Pointing]) -> None:
        if kept:
            write_whole(self._file, json.dumps({sid: asdict(one) for sid, one in kept.items()}).encode())
        else:
            self._file.unlink(missing_ok=True)


def _note(made: Service, steps: list[Step]) -> None:
    """Whether each is answered here now: no contact is rung from one that is not."""
    here = Pointing.at(made.parts.addresses)
    found = {one.e164: one.now is not None and standing(one.now, here) == "as_wanted" for one in steps}
    with writing(made) as tx:
        kept.note(tx, found, made.parts.now())


def _numbers(made: Service) -> list[str]:
    if not (found := own_numbers(made)):
        raise CommandError("The service has no number: set numbers.volunteer_lines, or add a campaign.")
    return found


def _step(client: CarrierNumbers, made: Service, e164: str, before: dict[str, Pointing] | None) -> Step:
    """What is to be done at a number. `before`: by SID, what to put back; None: it is to point here."""
    here, now = Pointing.at(made.parts.addresses), client.number(e164)
    if now is None:
        return Step(e164, "missing", None, here)
    if before is not None:
        wanted = before.get(now.sid, now.pointing)
        return Step(e164, "as_wanted" if now.pointing == wanted else "to_do", now, wanted)
    return Step(e164, standing(now, here), now, here)


def standing(now: AtCarrier, here: Pointing) -> Literal["as_wanted", "elsewhere", "to_do"]:
    """How a number stands that is to point here."""
    if now.elsewhere:
        return "elsewhere"
    return "as_wanted" if now.pointing == here else "to_do"


def _carried_out(made: Service, client: CarrierNumbers, step: Step, *, undo: bool) -> Step:
    """Change a number, what was there kept first, and look at it again. That is an entry."""
    if step.state != "to_do" or step.now is None:
        return step
    before = _Before(made.settings.data_dir)
    if not undo:
        before.keep(step.now, step.wanted)
    with writing(made) as tx:
        data = {"sid": step.now.sid, "to": urlsplit(step.wanted.voice_url).hostname, "undone": undo}
        append(tx, Kind.NUMBERS_POINTED, made.parts.now(), data=data)
    client.point(step.now.sid, step.wanted)
    now = client.number(step.e164)
    if now is None or now.pointing != step.wanted:
        return Step(step.e164, "differs", now, step.wanted)
    if undo:
        before.forget(now.sid)
    return Step(step.e164, "done", now, step.wanted)


def _place(url: str) -> str:
    """The URL without the overrides behind `#`, which may be changed by a setting."""
    return url.partition("#")[0]
