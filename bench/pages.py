"""Two hundred volunteers on the call page beside steady webhooks: whether pages that stand open hold up the calls.

Every page asks how its line stands each second and a half; a tenth of them save a survey, and change it, again and
again. The webhooks are those of the section `webhooks`, at a rate that two hundred volunteers' calls make. Pages,
webhooks, service and database share the machine's cores.
"""

import multiprocessing
import os
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import closing
from pathlib import Path
from typing import Final

from app import Service
from bench import servers, stage
from bench.load import Exchange, Heard
from bench.sizes import Sizes
from bench.table import Row
from bench.visitors import LOOKS_EVERY, Visitor, look_on, signed_in
from bench.webhooks import WARM_UP
from bench.wire import Telephone
from cli import programs

RATE: Final = 75
"""Webhooks a second: 200 volunteers with a call a minute each, of 23 webhooks."""
SAVERS: Final = 10
"""One volunteer of so many saves."""
TELEPHONES: Final = 24
"""Connections of the carrier; fewer in a small run."""


def rows(sizes: Sizes) -> Iterator[Row]:
    """The pages' and the webhooks' tails on both databases."""
    for kind, name in servers.DATABASES.items():
        with servers.folder() as folder, servers.database(kind, folder) as url:
            yield from _on(name, url, folder, sizes)


def _on(name: str, url: str, folder: Path, sizes: Sizes) -> Iterator[Row]:
    env = stage.environment(folder, url, programs.queue_url(folder / "queue"))
    service = stage.prepared(env | {"REDIS_URL": ""}, sizes.visitors + min(TELEPHONES, sizes.telephones))
    visitors, telephones = _everybody(service, sizes)
    service.parts.db.dispose()
    port = servers.free_port()
    wanted = [programs.queue(folder / "queue", os.environ), servers.web(port, folder, env)]
    with servers.running(wanted) as supervisor, closing(Exchange(port, telephones)) as exchange:
        alone, beside, pages = _loads(port, exchange, visitors, sizes.seconds)
        memory = servers.memory(supervisor)
    open_pages = f"{sizes.visitors} pages open"
    # A change is to be seen within two seconds; a page may have looked just before it.
    aim = f"{1000 * (2 - LOOKS_EVERY):.0f}"
    yield Row(f"{open_pages}: their p95, {name}", pages.percentile(0.95), "ms", aim, None, memory)
    yield Row(f"{open_pages}: their requests, {name}", pages.rate, "/s", "", None, memory)
    baseline = "no page open", alone.percentile(0.99)
    what = f"{open_pages}: webhook's p99 at {RATE}/s, {name}"
    yield Row(what, beside.percentile(0.99), "ms", "10", baseline, memory)


def _everybody(service: Service, sizes: Sizes) -> tuple[list[Visitor], list[Telephone]]:
    """Those at their pages: a tenth have a call to write down, the others have somebody before them; and the others."""
    for place in range(sizes.visitors):
        (stage.surveying if place % SAVERS == 0 else stage.offered)(service, place)
    last = sizes.visitors + min(TELEPHONES, sizes.telephones)
    keyed = [stage.surveying(service, place) for place in range(sizes.visitors, last)]
    return signed_in(service, sizes.visitors), [Telephone(one) for one in keyed]


def _loads(
    port: int, exchange: Exchange, visitors: list[Visitor], seconds: float
) -> tuple[Heard, Heard, Heard]:
    """The webhooks alone, the webhooks beside the pages, and the pages; these from a process of their own."""
    with ProcessPoolExecutor(1, multiprocessing.get_context("spawn")) as apart:
        # Every page is loaded, which is not counted; meanwhile the telephones warm up.
        before = max(LOOKS_EVERY, WARM_UP * seconds)
        loading = apart.submit(look_on, port, visitors, before)
        exchange.open_loop(RATE, before)
        _, loaded = loading.result()
        alone = exchange.open_loop(RATE, seconds)
        looking = apart.submit(look_on, port, loaded, seconds)
        beside = exchange.open_loop(RATE, seconds)
        return alone, beside, looking.result()[0]
