"""A receiver: one call as the person at the handset has it in hand, for tests, the page and the terminal."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Literal, Protocol

from rehearsal.handsets import Handsets
from rehearsal.legs import Leg
from rehearsal.people import PERSONAS
from rehearsal.sounds import Sound
from rehearsal.transcript import Line


class Hand(Protocol):
    """What a receiver needs of its carrier."""

    def acting(self) -> AbstractContextManager[None]:
        """Hold the lock for one act; afterwards, on a virtual clock, run what is due at this instant."""
        ...

    def advance_while(self, going_on: Callable[[], bool], most: float) -> None:
        """Let a virtual clock run while ``going_on``, for ``most`` seconds at most."""
        ...


State = Literal["calling", "ringing", "live", "ended"]


class Receiver:
    """One call on one handset. Keys, words and hanging up take effect at once."""

    def __init__(self, hand: Hand, leg: Leg) -> None:
        """Take hold of a leg."""
        self._hand = hand
        self.leg = leg

    @property
    def call_sid(self) -> str:
        """The call's id at the carrier."""
        return self.leg.sid

    @property
    def number(self) -> str:
        """The handset's own number."""
        return self.leg.handset

    @property
    def state(self) -> State:
        """``calling`` out and not yet answered, being rung (``ringing``), ``live``, or ``ended``."""
        if self.leg.over:
            return "ended"
        if self.leg.status == "in-progress":
            return "live"
        return "calling" if self.leg.direction == "inbound" else "ringing"

    @property
    def heard(self) -> list[str]:
        """All that was heard so far, in order; a sound file as a note sign and its name."""
        return self.leg.transcript.heard()

    @property
    def playing(self) -> Sound | None:
        """What sounds at this moment, or None for silence."""
        return self.leg.playing

    @property
    def room(self) -> list[str]:
        """Labels of those in the same conference, this one included; empty outside one."""
        return self.leg.room.names() if self.leg.room else []

    def lines(self, since: int = 0) -> list[Line]:
        """Give the transcript from line number ``since`` on."""
        return self.leg.transcript.since(since)

    def press(self, keys: str) -> None:
        """Press keys, one after another."""
        strange = set(keys) - set("0123456789*#")
        if strange:
            message = f"A handset has the keys 0-9, * and #; not {''.join(sorted(strange))}."
            raise ValueError(message)
        with self._hand.acting():
            self._handsets.press(self.leg, keys)

    def answer(self, persona: str = "") -> None:
        """Lift the handset while it rings, as oneself or as one of `PERSONAS` (``machine``, ``fax`` …)."""
        with self._hand.acting():
            if persona:
                self.leg.persona = PERSONAS[persona]
            self._handsets.pick_up(self.leg)

    def reject(self) -> None:
        """Turn the ringing call away: busy."""
        with self._hand.acting():
            self._handsets.decline(self.leg)

    def hang_up(self) -> None:
        """Put the handset down."""
        with self._hand.acting():
            self.leg.hang_up()

    def speak(self, text: str) -> None:
        """Say something to whoever shares the room."""
        with self._hand.acting():
            self.leg.speak(text)

    def listen(self, most: float = 120.0) -> list[str]:
        """On a virtual clock: let the words that are being said end; give all that was heard so far."""
        self._hand.advance_while(self._spoken_to, most)
        return self.heard

    def _spoken_to(self) -> bool:
        return self.playing is not None and self.playing.kind == "say" and self.playing.seconds is not None

    @property
    def _handsets(self) -> Handsets:
        return self.leg.exchange.handsets
