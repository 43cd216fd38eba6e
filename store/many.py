"""Many values, or many rows, in one parameter: a JSON array that the database itself takes apart.

A parameter for each value costs more to put together than the value does to look up.
"""

from typing import Any, Final

from sqlalchemy import (
    JSON,
    BindParameter,
    ColumnElement,
    Integer,
    Select,
    String,
    bindparam,
    cast,
    literal_column,
    select,
    true,
)
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import GenericFunction
from sqlalchemy.types import TypeEngine

MANY: Final = "many"
"""The parameter's name: a list of texts or whole numbers, or of lists of them."""


class each(GenericFunction[Any]):  # noqa: N801 (called as the database's functions are)
    """The members of a JSON array."""

    inherit_cache = True


class each_text(each):  # noqa: N801 (the same)
    """The members, texts or numbers, as texts."""

    inherit_cache = True


@compiles(each, "sqlite")
def _each_sqlite(element: each, compiler: SQLCompiler, **more: Any) -> str:  # noqa: ANN401 (the compiler's own)
    return f"json_each({compiler.process(element.clauses, **more)})"


@compiles(each, "postgresql")
def _each_postgresql(element: each, compiler: SQLCompiler, **more: Any) -> str:  # noqa: ANN401 (the same)
    name = "json_array_elements_text" if isinstance(element, each_text) else "json_array_elements"
    return f"{name}({compiler.process(element.clauses, **more)})"


def texts() -> Select[tuple[str]]:
    """The texts of the parameter."""
    return select(cast(_member(each_text), String))


def numbers() -> Select[tuple[int]]:
    """The whole numbers of the parameter."""
    return select(cast(_member(each_text), Integer))


def rows(*types: TypeEngine[Any]) -> Select[Any]:
    """The rows of the parameter, their columns of these types."""
    row = _member(each)
    # True for each: without a condition SQLite would take the ON CONFLICT of an INSERT for the SELECT's.
    return select(*(cast(row.op("->>")(literal_column(str(at))), one) for at, one in enumerate(types))).where(
        true()
    )


def _member(function: type[each]) -> ColumnElement[Any]:
    array: BindParameter[Any] = bindparam(MANY, type_=JSON)
    return function(array).table_valued("value").c.value
