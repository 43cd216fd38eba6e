"""Connection overrides: what stands behind the ``#`` of a webhook's URL."""

from dataclasses import dataclass
from urllib.parse import parse_qsl, urldefrag

from rehearsal.wire import Answer, HttpFailure

_RETRYABLE = frozenset({"4xx", "5xx", "ct", "rt", "all"})
_LIMITS = {"ct": (100, 10_000), "rt": (100, 15_000), "tt": (100, 15_000), "rc": (0, 5)}


class BadOverrideError(ValueError):
    """The part behind ``#`` is not a connection override."""


@dataclass(frozen=True, slots=True)
class Overrides:
    """How one webhook is tried: seconds, and the further attempts on what ``retry_on`` names."""

    connect: float = 5.0
    read: float = 15.0
    total: float = 15.0
    retries: int = 1
    retry_on: frozenset[str] = frozenset({"ct"})

    def retries_after(self, answer: Answer) -> bool:
        """Whether this answer is one to try again after."""
        cause = answer.kind if isinstance(answer, HttpFailure) else f"{answer.status // 100}xx"
        return cause in self.retry_on or ("all" in self.retry_on and cause not in {"2xx", "3xx"})


def split(url: str) -> tuple[str, Overrides]:
    """Split a URL into what is requested and signed, and its overrides; raise BadOverrideError."""
    plain, fragment = urldefrag(url)
    if "=" not in fragment:
        return plain, Overrides()
    given = dict(parse_qsl(fragment, keep_blank_values=True))
    for key, value in given.items():
        _check(key, value)
    default = Overrides()
    return plain, Overrides(
        connect=_seconds(given.get("ct"), default.connect),
        read=_seconds(given.get("rt"), default.read),
        total=_seconds(given.get("tt"), default.total),
        retries=int(given.get("rc", default.retries)),
        retry_on=frozenset(given["rp"].split(",")) if "rp" in given else default.retry_on,
    )


def _seconds(milliseconds: str | None, default: float) -> float:
    return default if milliseconds is None else int(milliseconds) / 1000


def _check(key: str, value: str) -> None:
    if key == "e":
        good = value.replace(",", "").isalnum()
    elif key == "rp":
        good = set(value.split(",")) <= _RETRYABLE
    elif key in _LIMITS:
        low, high = _LIMITS[key]
        good = value.isdigit() and low <= int(value) <= high
    else:
        good = False
    if not good:
        message = f"The connection override {key}={value} is not one: see ct, rt, tt, rc, rp and e."
        raise BadOverrideError(message)
