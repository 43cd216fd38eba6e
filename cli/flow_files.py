"""Call flows by what people write: a file, or the name of one that is shipped."""

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path

from cli.context import say, show
from cli.errors import CommandError
from ivr.examine import Campaign, Report, examine
from ivr.flow import Flow
from ivr.flows import LINE, REHEARSALS, rehearsals_of, shipped_names, text_of
from ivr.load import FlowError, Problem, load
from ivr.rehearse import Missed, names, rehearse
from ivr.sounds import check_sounds, sounded
from ivr.sounds import names as sound_names


@dataclass(frozen=True, slots=True)
class FlowFile:
    """A flow that is whole, with its text and its name."""

    name: str
    text: str
    flow: Flow
    sounds: Mapping[str, bytes] = field(default_factory=dict)
    """The sound files that it names."""


def read_flow(given: str) -> FlowFile:
    """The flow. FlowError where it is broken, OSError where it cannot be read.

    CommandError where there is none, or a sound file of its is not there or cannot be played.
    """
    name, text = read_text(given)
    flow = load(text, name)
    files = _sounds(Path(given))
    for fault in check_sounds(flow, files):
        if fault.grade == "error":
            raise CommandError(f"The flow is not used: {name}: {fault.message}")
    named = {one: files[one] for _at, one in sound_names(flow)}
    return FlowFile(flow.id, text, sounded(flow, named), named)


def read_text(given: str) -> tuple[str, str]:
    """A flow's file name and text: a file of that name goes before a shipped flow. Errors as in `read_flow`."""
    path = Path(given)
    if path.is_file():
        try:
            return path.name, path.read_text(encoding="utf-8")
        except UnicodeDecodeError as error:
            raise CommandError(f"{path} is not UTF-8: save it as UTF-8.") from error
    if f"{given}.toml" in shipped_names() and f"{given}.toml" != LINE:
        return f"{given}.toml", text_of(f"{given}.toml")
    known = ", ".join(name.removesuffix(".toml") for name in shipped_names() if name != LINE)
    raise CommandError(f"There is no flow '{given}': name a file, or one that is shipped: {known}.")


@dataclass(frozen=True, slots=True)
class Rehearsed:
    """How a flow's rehearsals went. `file`: theirs; `count`: how many there are."""

    file: str
    count: int
    missed: tuple[Missed, ...]

    def sentences(self) -> list[str]:
        """What went otherwise than expected, line by line."""
        return [f"{self.file}:{one.line}: {one.rehearsal}: {one.message}" for one in self.missed]


def examined(given: str, earlier: Iterable[Flow] = (), campaign: Campaign | None = None) -> Report:
    """Everything that is to be said of a flow. `earlier`: its published versions. Errors as in `read_text`."""
    name, text = read_text(given)
    return examine(text, name, earlier=earlier, campaign=campaign, sounds=_sounds(Path(given)))


def tell(report: Report, what: str, *, as_json: bool) -> None:
    """Say all that was found, and end with status 1 where something keeps it from being played."""
    found = {grade: [_shown(one) for one in report.of(grade)] for grade in ("error", "warning", "note")}
    if as_json:
        version = report.flow.version if report.flow else None
        told = {"problems": found["error"], "warnings": found["warning"], "notes": found["note"]}
        show({"holds": report.flow is not None, "version": version, **told})
    for one in report.problems:
        say(str(one))
    say(f"{what} holds." if report.flow else f"{what} has {_faults(len(found['error']))}, and is not played.")
    if report.flow is None:
        raise SystemExit(1)


def _shown(problem: Problem) -> dict[str, object]:
    return asdict(problem) | {"sentence": str(problem)}


def _faults(count: int) -> str:
    return "one fault" if count == 1 else f"{count} faults"


def rehearsed(given: str, flow: Flow) -> Rehearsed:
    """The rehearsals that stand beside the flow's file, played."""
    path = Path(given)
    beside = path.with_name(path.name.removesuffix(".toml") + REHEARSALS)
    if path.is_file():
        text = beside.read_text(encoding="utf-8") if beside.is_file() else ""
    else:
        text = rehearsals_of(f"{given}.toml")
    return Rehearsed(beside.name, len(names(text)), tuple(rehearse(flow, text)))


def whole(given: str, earlier: Iterable[Flow]) -> Report:
    """A flow that may be published. FlowError where it has a fault, CommandError where a rehearsal goes otherwise."""
    report = examined(given, earlier)
    if report.flow is None:
        raise FlowError(report.of("error"))
    played = rehearsed(given, report.flow)
    if played.missed:
        raise CommandError(f"A rehearsal goes otherwise: {played.sentences()[0]}")
    return report


def _sounds(flow: Path) -> Mapping[str, bytes]:
    """The sound files beside a flow, by name. A shipped flow has none."""
    return {file.name: file.read_bytes() for file in flow.parent.glob("*.wav")} if flow.is_file() else {}
