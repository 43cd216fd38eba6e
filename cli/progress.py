"""A progress bar on standard error, where somebody watches; nothing where it goes to a file."""

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import click


@contextmanager
def progress(label: str) -> Iterator[Callable[[int, int], None]]:
    """What is to be told the work done and the work in all, as often as wanted."""
    hidden = not sys.stderr.isatty()
    with click.progressbar(range(100), label=label, file=sys.stderr, hidden=hidden) as bar:
        yield lambda done, total: bar.update(max(0, 100 * done // max(total, 1) - bar.pos))
