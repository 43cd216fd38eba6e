"""Call flows by what people write: a file, or the name of one that is shipped."""

from dataclasses import dataclass
from pathlib import Path

from cli.errors import CommandError
from ivr.flow import Flow
from ivr.flows import LINE, shipped_names, text_of
from ivr.load import load


@dataclass(frozen=True, slots=True)
class FlowFile:
    """A flow that is whole, with its text and its name."""

    name: str
    text: str
    flow: Flow


def read_flow(given: str) -> FlowFile:
    """The flow. FlowError where it is broken, CommandError where there is none, OSError where it cannot be read."""
    name, text = read_text(given)
    flow = load(text, name)
    return FlowFile(flow.id, text, flow)


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
