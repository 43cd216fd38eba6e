"""An evening in which whatever is about to be killed is a process of its own: a webhook, or a look of the worker."""

import os
import pickle
import signal
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field, replace
from io import BytesIO
from typing import Any, Final, TypeVar

from app import Service
from tests.storm.moments import Moments
from tests.telephone.evening import Evening

T = TypeVar("T")
WEB: Final = "line."
WORKER: Final = "worker."
SWEEP: Final = "sweep."
"""How the ways of a webhook's moments begin, of a worker's, and of its look round."""


class KilledError(ConnectionError):
    """The process that was asked has been killed: the connection with it breaks."""


@dataclass
class MortalEvening(Evening):
    """Each webhook, or each look of the worker, is a process where it is `hunted`, until one has been killed."""

    moments: Moments = field(default_factory=Moments)
    kills: int = 0
    _is_apart: bool = False

    def hunted(self, where: str) -> bool:
        """Whether a moment is waited for whose way begins here."""
        wanted = self.moments.wanted
        return wanted is not None and wanted.name.partition(": ")[2].startswith(where)

    def settles(self) -> None:
        """As ever, the worker in a process of its own."""
        for _ in range(50):
            try:
                done = sum(
                    self._apart(WORKER, lambda queue=queue: self.service.sweep.worker.drain(queue))  # type: ignore[misc]
                    for queue in ("urgent", "dials")
                )
            except KilledError:
                done = 1
            self.carrier.advance(0)
            if not done:
                return

    def passes(self, seconds: float) -> None:
        """As ever, the worker in a process of its own."""
        for _ in range(int(seconds)):
            self.carrier.advance(1)
            with suppress(KilledError):
                self._apart(SWEEP, self.service.sweep.housekeeping)
            self.settles()

    def _apart(self, where: str, work: Callable[[], T]) -> T:
        """Do the work in a process that may be killed; raise KilledError if it was."""
        if not self.hunted(where):
            return work()
        reads, writes = os.pipe()
        child = os.fork()
        if child == 0:
            self._live_apart(work, writes)
        os.close(writes)
        with os.fdopen(reads, "rb") as pipe:
            told = pipe.read()
        _, status = os.waitpid(child, 0)
        if os.WIFSIGNALED(status):
            assert os.WTERMSIG(status) == signal.SIGKILL
            self.moments.wanted = None
            self.kills += 1
            self.service.parts.db.dispose()
            self.service = self._compose()
            self._app = self.service.web
            raise KilledError
        result, passed = pickle.loads(told)  # noqa: S301 (our own child's)
        self.moments.passed += passed
        if isinstance(result, BaseException):
            raise result
        return result  # type: ignore[no-any-return]

    def _live_apart(self, work: Callable[[], Any], writes: int) -> None:
        """In the child: connections to the carrier are its parent's, and it has no time of its own."""
        for client in list(self.moments.clients):
            client.session.close()
        before = len(self.moments.passed)
        self._is_apart = True
        try:
            result = work()
        except Exception as error:  # noqa: BLE001 (its parent raises it)
            result = error
        with os.fdopen(writes, "wb") as pipe:
            pipe.write(pickle.dumps((result, self.moments.passed[before:])))
        os._exit(0)

    def _serve(self, environ: dict[str, Any], start_response: Any) -> Any:  # noqa: ANN401 (WSGI)
        if not self.hunted(WEB):
            return super()._serve(environ, start_response)
        body = environ["wsgi.input"].read(int(environ.get("CONTENT_LENGTH") or 0))
        environ["wsgi.input"] = BytesIO(body)
        status, headers, reply = self._apart(WEB, lambda: self._reply(environ))
        start_response(status, headers)
        return [reply]

    def _reply(self, environ: dict[str, Any]) -> tuple[str, list[tuple[str, str]], bytes]:
        begun: list[Any] = []

        def start(status: str, headers: list[tuple[str, str]], _error: object = None) -> None:
            begun.extend((status, headers))

        assert self._app is not None
        body = b"".join(self._app(environ, start))
        return begun[0], begun[1], body

    def _compose(self) -> Service:
        composed = super()._compose()
        return replace(composed, sleep=self._sleeps)

    def _sleeps(self, seconds: float) -> None:
        if not self._is_apart:  # a process of its own does not move its parent's clock
            self.carrier.advance(seconds)
