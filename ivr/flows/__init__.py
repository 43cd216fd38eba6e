"""The flows that are shipped, as text."""

from functools import cache
from importlib.resources import files

LINE = "line.toml"
"""Everything on the line that no campaign has to say again."""
REHEARSALS = ".rehearsals.md"
"""How the file beside a flow ends that holds its rehearsals."""


@cache
def text_of(name: str) -> str:
    """The text of a shipped flow. Raises KeyError if there is none of this name."""
    if name not in shipped_names():
        raise KeyError(name)
    return files(__name__).joinpath(name).read_text(encoding="utf-8")


@cache
def rehearsals_of(name: str) -> str:
    """The rehearsals of a shipped flow, by its file name; empty where it has none."""
    file = files(__name__).joinpath(name.removesuffix(".toml") + REHEARSALS)
    return file.read_text(encoding="utf-8") if file.is_file() else ""


@cache
def shipped_names() -> tuple[str, ...]:
    """The file names of all shipped flows, line.toml among them."""
    return tuple(sorted(file.name for file in files(__name__).iterdir() if file.name.endswith(".toml")))
