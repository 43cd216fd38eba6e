"""Bad weather, seeded: what a real carrier and a real network do to the service on some days."""

import random
from dataclasses import dataclass, fields
from typing import Literal, Self, TypeAlias

Trouble: TypeAlias = Literal["429", "500", "slow", "dropped_before", "dropped_after", ""]
_TROUBLES: tuple[Trouble, ...] = ("429", "500", "slow", "dropped_before", "dropped_after")


@dataclass(frozen=True, slots=True)
class Weather:
    """How likely each trouble is, 0 to 1; all 0 is a fine day. The same seed gives the same troubles."""

    seed: int = 1
    callbacks_doubled: float = 0.0
    callbacks_delayed: float = 0.0
    callbacks_lost: float = 0.0
    # How long a delayed callback may take, in seconds; with several delayed, they arrive out of order.
    delay_up_to: float = 5.0
    # A TwiML request is answered too late for the carrier, and asked again (where its overrides allow it).
    twiml_repeated: float = 0.0
    # Unconfirmed at Twilio: whether <Dial>'s action is asked after the caller hung up.
    action_after_hang_up: float = 0.0
    rest_429: float = 0.0
    rest_500: float = 0.0
    rest_slow: float = 0.0
    rest_slow_seconds: float = 2.0
    rest_dropped_before: float = 0.0
    rest_dropped_after: float = 0.0

    def __post_init__(self) -> None:
        """Refuse a likelihood outside 0 to 1."""
        for field in fields(self):
            if field.name not in {"seed", "delay_up_to", "rest_slow_seconds"}:
                self._check(field.name)

    def _check(self, name: str) -> None:
        if not 0.0 <= getattr(self, name) <= 1.0:
            message = f"Weather {name} must be from 0 to 1."
            raise ValueError(message)

    @classmethod
    def bad(cls, seed: int) -> Self:
        """Give an ordinary bad day: each trouble now and then, none of them without a remedy."""
        return cls(
            seed=seed,
            callbacks_doubled=0.2,
            callbacks_delayed=0.2,
            callbacks_lost=0.05,
            twiml_repeated=0.1,
            action_after_hang_up=0.5,
            rest_429=0.05,
            rest_500=0.03,
            rest_slow=0.05,
            rest_dropped_before=0.02,
            rest_dropped_after=0.02,
        )


class Sky:
    """Today's weather as it falls. REST and webhooks draw from streams of their own."""

    def __init__(self, weather: Weather) -> None:
        """Start both streams from the weather's seed."""
        self.weather = weather
        self._wire = random.Random(f"{weather.seed}:wire")
        self._rest = random.Random(f"{weather.seed}:rest")

    def callback_delays(self) -> list[float]:
        """Give the seconds after which each copy of one callback is sent: none if lost, two if doubled."""
        if self._strikes(self.weather.callbacks_lost):
            return []
        copies = 2 if self._strikes(self.weather.callbacks_doubled) else 1
        return [self._delay() for _ in range(copies)]

    def repeats_twiml(self) -> bool:
        """Whether this TwiML request's reply comes too late."""
        return self._strikes(self.weather.twiml_repeated)

    def asks_action_after_hang_up(self) -> bool:
        """Whether a hung-up <Dial> still asks its action."""
        return self._strikes(self.weather.action_after_hang_up)

    def rest_trouble(self) -> Trouble:
        """Name what befalls this REST request: 429, 500, slow, dropped_before, dropped_after, or nothing."""
        for name in _TROUBLES:
            if self._rest.random() < getattr(self.weather, f"rest_{name}"):
                return name
        return ""

    def _delay(self) -> float:
        if self._strikes(self.weather.callbacks_delayed):
            return self._wire.uniform(0.0, self.weather.delay_up_to)
        return 0.0

    def _strikes(self, likelihood: float) -> bool:
        return self._wire.random() < likelihood
