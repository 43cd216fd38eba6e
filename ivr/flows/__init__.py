"""The flows that are shipped, as text."""

from functools import cache
from importlib.resources import files

LINE = "line.toml"
"""Everything on the line that no campaign has to say again."""


@cache
def text_of(name: str) -> str:
    """The text of a shipped flow. Raises KeyError if there is none of this name."""
    if name not in shipped_names():
        raise KeyError(name)
    return files(__name__).joinpath(name).read_text(encoding="utf-8")


@cache
def shipped_names() -> tuple[str, ...]:
    """The file names of all shipped flows, line.toml among them."""
    return tuple(sorted(file.name for file in files(__name__).iterdir() if file.name.endswith(".toml")))
