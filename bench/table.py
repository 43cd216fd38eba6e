"""The table: each figure beside its baseline of the same run, their ratio, the aim, and the peak memory."""

from dataclasses import dataclass
from typing import Final

HEADER: Final = ("what", "measured", "baseline", "ratio", "aim", "peak memory")


@dataclass(frozen=True, slots=True)
class Row:
    """One figure. `baseline`: its name and its value in the same unit; `memory`: megabytes, all processes."""

    what: str
    measured: float
    unit: str
    aim: str = ""
    baseline: tuple[str, float] | None = None
    memory: float | None = None

    def cells(self) -> tuple[str, ...]:
        """As text, by the header's columns."""
        name, value = self.baseline or ("", 0.0)
        return (
            self.what,
            f"{figure(self.measured)} {self.unit}",
            f"{figure(value)} ({name})" if name else "",
            f"{self.measured / value:.3g}" if value else "",
            self.aim,
            f"{self.memory:,.0f} MB" if self.memory else "",
        )


def figure(value: float) -> str:
    """A number with three figures that count."""
    return f"{value:,.0f}" if value >= 100 else f"{value:.3g}"  # noqa: PLR2004 (three figures)


def table(rows: list[Row]) -> str:
    """The rows as a Markdown table with straight columns."""
    cells = [HEADER, *(row.cells() for row in rows)]
    widths = [max(len(line[column]) for line in cells) for column in range(len(HEADER))]
    lines = [
        " | ".join(text.ljust(width) for text, width in zip(line, widths, strict=True)) for line in cells
    ]
    ruler = "-|-".join("-" * width for width in widths)
    return "\n".join(f"| {line} |" for line in (lines[0], ruler, *lines[1:]))
