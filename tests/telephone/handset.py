"""A telephone of the evening, off the hook: what its person presses, and what is heard on it."""

from dataclasses import dataclass
from typing import Protocol, Self

from rehearsal.receiver import Receiver


class Passing(Protocol):
    """The evening that the telephone is part of: things happen, and time passes."""

    def settles(self) -> None:
        """Everything that is to be done now is done."""

    def passes(self, seconds: float) -> None:
        """So many seconds go by."""


@dataclass
class Telephone:
    """A telephone that is off the hook, and what was heard on it."""

    evening: Passing
    receiver: Receiver
    _checked: int = 0
    _since: int = 0

    def hears(self, *sentences: str) -> Self:
        """Assert that these sentences are heard, in this order, after what was heard before."""
        self.evening.settles()
        self.receiver.listen()
        self.evening.settles()
        for sentence in sentences:
            heard = " ".join(self.receiver.heard)
            found = heard.find(sentence, self._checked)
            assert found >= 0, (
                f"expected {sentence!r}; heard {heard[self._checked :]!r} after {heard[: self._checked]!r}"
            )
            self._checked = found + len(sentence)
        return self

    def hears_just(self, words: str) -> Self:
        """Assert that these words, and no others, are what has been heard since the last key."""
        self.evening.settles()
        self.receiver.listen()
        self.evening.settles()
        heard = " ".join(self.receiver.heard)[self._since :].strip()
        assert heard == words, f"expected just {words!r}; heard {heard!r}"
        return self

    def does_not_hear(self, sentence: str) -> Self:
        """Assert that this was never heard."""
        self.evening.settles()
        assert sentence not in " ".join(self.receiver.heard)
        return self

    def presses(self, keys: str) -> Self:
        """Press keys, one after another; whoever listens hears their answer from now on."""
        self._checked = self._since = len(" ".join(self.receiver.heard))
        self.receiver.press(keys)
        self.evening.settles()
        return self

    def says_nothing(self, seconds: float) -> Self:
        """Press nothing while the prompt ends and so many seconds pass."""
        self.receiver.listen()
        self._checked = self._since = len(" ".join(self.receiver.heard))
        self.evening.passes(seconds)
        return self

    def hangs_up(self) -> None:
        """Put the handset down."""
        self.receiver.hang_up()
        self.evening.settles()

    def answers(self, persona: str = "") -> Self:
        """Lift the ringing handset."""
        self.receiver.answer(persona)
        self.evening.settles()
        return self

    def is_busy(self) -> Self:
        """Turn the call away."""
        self.receiver.reject()
        self.evening.settles()
        return self

    @property
    def is_live(self) -> bool:
        """Whether the line is up."""
        return self.receiver.state == "live"

    @property
    def rings(self) -> bool:
        """Whether it rings."""
        return self.receiver.state == "ringing"

    @property
    def talks_with(self) -> list[str]:
        """Who is in the same room."""
        return self.receiver.room
