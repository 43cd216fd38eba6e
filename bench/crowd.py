"""Two hundred volunteers at once, on both sizes, every process for real: the carrier's waits, and memory.

A minute each: `--crowd-seconds 600` for the ten minutes that show whether memory stays flat.
"""

from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

from bench import servers
from bench.sizes import Sizes
from bench.table import Row
from store.migrate import upgrade
from tests.storm.crowd import Crowded, CrowdedEvening, crowded
from tests.support import queues


def rows(sizes: Sizes) -> Iterator[Row]:
    """The embedded size, and the scaled one with two of each process."""
    with servers.folder() as folder:
        url = f"sqlite:///{folder / 'ringround.db'}"
        yield from _rows("embedded", _measured(sizes, folder, url))
    with ExitStack() as stack:
        folder, redis = stack.enter_context(servers.folder()), stack.enter_context(queues.redis())
        url = stack.enter_context(servers.database("postgresql", folder))
        yield from _rows("scaled", _measured(sizes, folder, url, redis))


def _measured(sizes: Sizes, folder: Path, url: str, redis: str = "") -> Crowded:
    upgrade(url)
    with CrowdedEvening(url, folder, redis=redis, processes=2 if redis else 1) as evening:
        return crowded(evening, sizes.crowd, sizes.crowd_seconds)


def _rows(size: str, found: Crowded) -> Iterator[Row]:
    first, peak = "the first tenth of the time", found.memory_last
    begun, whole = found.first, found.all
    yield Row(f"a crowd's webhooks, {size}", whole.rate, "/s", "", (first, begun.rate), peak)
    p99 = begun.percentile(0.99)
    yield Row(f"their p99, {size}", whole.percentile(0.99), "ms", "", (first, p99), peak)
    yield Row(f"memory at the end, {size}", peak, "MB", "flat", (first, found.memory_first), peak)
    yield Row(f"requests without a good answer, {size}", len(found.failed), "of all", "0", None, peak)
