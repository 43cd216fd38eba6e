"""Flask's routes, put together once a process: the tests make the whole application hundreds of times.

Werkzeug compiles two functions for each rule of each application, which is a third of what an evening's start costs.
They depend on nothing but the rule's own text, so those of an earlier application with the same rule serve again.
"""

from collections.abc import Callable
from typing import Any, Final

import pytest
from werkzeug.routing import Rule

_Builder = Callable[..., tuple[str, str]]

_COMPILED: Final[dict[tuple[object, ...], _Builder]] = {}


@pytest.fixture(scope="session", autouse=True)
def rules_compiled_once() -> None:
    """From now on a rule with the text of an earlier one takes its functions."""
    compile_builder: Any = Rule._compile_builder  # noqa: SLF001 (there is no public way to what it makes)

    def once(rule: Any, append_unknown: bool = True) -> _Builder:  # noqa: ANN401 (a Rule's own parts)
        if rule.defaults:
            made: _Builder = compile_builder(rule, append_unknown)
            return made
        key = (rule.rule, tuple(rule._trace), append_unknown)  # noqa: SLF001 (the same)
        if key not in _COMPILED:
            _COMPILED[key] = compile_builder(rule, append_unknown)
        return _COMPILED[key]

    Rule._compile_builder = once  # type: ignore[assignment,method-assign]  # noqa: SLF001 (the same)
