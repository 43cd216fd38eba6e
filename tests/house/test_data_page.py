"""docs/data.md knows every table and column, and what an erasure does with it."""

import re

import pytest

from store.models import Base
from tests.house.tree import ROOT

PAGE = (ROOT / "docs" / "data.md").read_text(encoding="utf-8")
TABLES = {table.name: table for table in Base.metadata.sorted_tables}


def listed(table: str) -> list[str]:
    """The columns that the page names of a table, whether they go or stay."""
    row = re.search(rf"^\| `{table}` \|[^|]+\|(?: the row:)?([^|]+)\|([^|]+)\|$", PAGE, re.MULTILINE)
    assert row, (
        f"docs/data.md has no row for the table {table}: say what it holds, and what an erasure takes."
    )
    return re.findall(r"\w+", f"{row[1]} {row[2]}")


@pytest.mark.parametrize("table", TABLES)
def test_every_column_is_said_to_go_or_to_stay_when_somebody_is_erased(table: str) -> None:
    assert sorted(listed(table)) == sorted(column.name for column in TABLES[table].columns)


def test_nothing_is_said_of_a_table_that_is_not_there() -> None:
    assert set(re.findall(r"^\| `(\w+)`", PAGE, re.MULTILINE)) == set(TABLES)
