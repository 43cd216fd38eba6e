"""A report: a table, what it counted, and from what; as text, as CSV, as JSON, and as bars to look at."""

import csv
import io
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Final

from store.audit.sight import EVERYTHING, Sight
from store.spreadsheet import neutral

FOREVER: Final = datetime(9999, 1, 1, tzinfo=UTC)
EVER: Final = datetime(1970, 1, 1, tzinfo=UTC)
BAR: Final = 40


@dataclass(frozen=True, slots=True)
class Period:
    """From `since` on, to before `until`, aware UTC; of the campaigns that `sight` lets be seen."""

    since: datetime = EVER
    until: datetime = FOREVER
    sight: Sight = EVERYTHING


@dataclass(frozen=True, slots=True)
class Table:
    """A report's answer. `found` is the answer in a sentence; `plotted` the column that people would rather look at."""

    found: str
    counted: str
    columns: tuple[str, ...]
    rows: tuple[tuple[Any, ...], ...]
    plotted: str | None = None

    def to_json(self) -> dict[str, Any]:
        """The report as JSON values, a row as an object."""
        rows = [dict(zip(self.columns, row, strict=True)) for row in self.rows]
        return {"found": self.found, "counted": self.counted, "rows": rows}

    def to_csv(self) -> str:
        """The rows as CSV, with a line of headings; no spreadsheet runs a cell."""
        out = io.StringIO()
        writer = csv.writer(out)
        writer.writerow(self.columns)
        writer.writerows([neutral(shown(cell)) for cell in row] for row in self.rows)
        return out.getvalue()

    def to_text(self) -> str:
        """The answer, the rows in columns, and what was counted."""
        cells = [self.columns, *([shown(cell) for cell in row] for row in self.rows)]
        widths = [max(len(line[place]) for line in cells) for place in range(len(self.columns))]
        lines = [
            "  ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)) for line in cells
        ]
        body = [line.rstrip() for line in lines] if self.rows else []
        return "\n".join([self.found, *body, f"Counted: {self.counted}"])

    def to_plot(self) -> str:
        """A bar a row; ValueError where the report has nothing to plot."""
        if self.plotted is None:
            raise ValueError("This report is not one to plot: leave --plot out.")
        place = self.columns.index(self.plotted)
        most = max((float(row[place]) for row in self.rows), default=0) or 1
        names = [
            " ".join(shown(cell) for number, cell in enumerate(row) if number < place) for row in self.rows
        ]
        width = max(map(len, names), default=0)
        bars = [
            f"{name.ljust(width)}  {'█' * round(BAR * float(row[place]) / most)} {shown(row[place])}"
            for name, row in zip(names, self.rows, strict=True)
        ]
        return "\n".join([f"{self.found} ({self.plotted})", *bars])


def shown(cell: object) -> str:
    """A cell as text: times in ISO, numbers short, nothing for None."""
    match cell:
        case None:
            return ""
        case datetime():
            return cell.isoformat(timespec="seconds")
        case float():
            return f"{cell:.2f}"
        case _:
            return str(cell)


def many(count: int, what: str) -> str:
    """A count in words: '1 dial', '2 dials'."""
    return f"{count:,} {what}{'' if count == 1 else 's'}"
