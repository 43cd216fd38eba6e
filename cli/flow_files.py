"""Call flows by what people write: a file, or the name of one that is shipped."""

from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path

from bridge.publishing import Given
from cli.context import say, show
from cli.errors import CommandError
from ivr.examine import Report
from ivr.flow import Flow
from ivr.flows import LINE, REHEARSALS, rehearsals_of, shipped_names, text_of
from ivr.load import Problem, load
from ivr.sounds import check_sounds, sounded


def read_flow(given: str) -> Flow:
    """The flow, to look at: nothing is proved. FlowError where it is broken, OSError where it cannot be read.

    CommandError where there is none, or a sound file of its is not there or cannot be played.
    """
    file = read_file(given)
    flow = load(file.text, file.file)
    for fault in check_sounds(flow, file.sounds):
        if fault.grade == "error":
            raise CommandError(f"The flow is not used: {file.file}: {fault.message}")
    return sounded(flow, file.sounds)


def read_file(given: str) -> Given:
    """A flow with what stands beside it: its sound files and its rehearsals. Errors as in `read_text`."""
    file, text = read_text(given)
    path = Path(given)
    beside = path.with_name(path.name.removesuffix(".toml") + REHEARSALS)
    shipped = "" if path.is_file() else rehearsals_of(file)
    rehearsals = decoded(beside) if path.is_file() and beside.is_file() else shipped
    return Given(file, text, _sounds(path), rehearsals, beside.name)


def read_text(given: str) -> tuple[str, str]:
    """A flow's file name and text: a file of that name goes before a shipped flow. Errors as in `read_flow`."""
    path = Path(given)
    if path.is_file():
        return path.name, decoded(path)
    if f"{given}.toml" in shipped_names() and f"{given}.toml" != LINE:
        return f"{given}.toml", text_of(f"{given}.toml")
    known = ", ".join(name.removesuffix(".toml") for name in shipped_names() if name != LINE)
    raise CommandError(f"There is no flow '{given}': name a file, or one that is shipped: {known}.")


def decoded(path: Path) -> str:
    """A file's text; some editors begin one with a mark. CommandError where it is not UTF-8."""
    try:
        return path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        raise CommandError(f"{path} is not UTF-8: save it as UTF-8.") from error


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


def _sounds(flow: Path) -> Mapping[str, bytes]:
    """The sound files beside a flow, by name. A shipped flow has none."""
    return {file.name: file.read_bytes() for file in flow.parent.glob("*.wav")} if flow.is_file() else {}
