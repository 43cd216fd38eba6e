"""How a carrier is set up: the account, its numbers, and where they point."""

from dataclasses import dataclass, field

from rehearsal.numbers import is_drama
from rehearsal.weather import Weather

SAMPLE_SID = "AC" + "0" * 32


@dataclass(frozen=True, slots=True)
class Config:
    """All there is to choose. Times in seconds; ``numbers`` are the service's own, E.164, drama numbers."""

    account_sid: str = SAMPLE_SID
    auth_token: str = field(default="", repr=False)
    numbers: tuple[str, ...] = ()
    voice_url: str = ""
    fallback_url: str = ""
    status_url: str = ""
    calls_per_second: float = 1.0
    # How many calls may wait for their turn before 429; None: as many as come.
    queue_limit: int | None = None
    # From the call's turn to the first ring.
    setup_seconds: float = 0.0
    detection_seconds: float = 4.0
    weather: Weather = field(default_factory=Weather)
    bind: str = "127.0.0.1:0"

    def __post_init__(self) -> None:
        """Refuse what a carrier cannot be set up with."""
        strange = [number for number in self.numbers if not is_drama(number)]
        if strange:
            message = f"The rehearsal has drama numbers only: {', '.join(strange)} is none."
            raise ValueError(message)
        if not self.auth_token or self.calls_per_second <= 0:
            message = "The rehearsal needs an auth token, and calls per second above 0."
            raise ValueError(message)
