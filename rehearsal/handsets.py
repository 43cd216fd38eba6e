"""Handsets: one for each number that was rung or rings in, with the person who holds it."""

from rehearsal.legs import Leg
from rehearsal.people import Answers, Manual, Persona
from rehearsal.signals import Declined, Key, PickedUp


class Handsets:
    """Who holds which telephone, and the call on it. Called with the engine's lock held."""

    def __init__(self) -> None:
        """Start with every handset in manual hands."""
        self._personas: dict[str, Persona] = {}
        self._latest: dict[str, Leg] = {}

    def holder(self, number: str) -> Persona:
        """Give who holds this number's handset."""
        return self._personas.get(number, Manual())

    def persona(self, leg: Leg) -> Persona:
        """Give who answers this call."""
        return leg.persona or self.holder(leg.handset)

    def become(self, number: str, persona: Persona) -> None:
        """Put someone else on this handset; if it is ringing and they answer, they do so now."""
        self._personas[number] = persona
        leg = self._latest.get(number)
        if leg is not None and isinstance(persona, Answers):
            self.pick_up(leg)

    def place(self, leg: Leg) -> None:
        """Note the call that is now on its handset."""
        self._latest[leg.handset] = leg

    def call(self, number: str) -> Leg | None:
        """Give the latest call on this handset, over or not."""
        return self._latest.get(number)

    def take(self, leg: Leg) -> bool:
        """Put a call on its handset; False if another is on it."""
        there = self._latest.get(leg.handset)
        if there is not None and there is not leg and not there.over:
            return False
        self.place(leg)
        return True

    def live(self) -> list[Leg]:
        """Give the calls that ring or are connected, oldest first."""
        return [leg for leg in self._latest.values() if not leg.over and leg.status != "queued"]

    def pick_up(self, leg: Leg) -> None:
        """Lift the handset while it rings."""
        _signal(leg, PickedUp())

    def decline(self, leg: Leg) -> None:
        """Reject the call while it rings: busy."""
        _signal(leg, Declined())

    def press(self, leg: Leg, keys: str) -> None:
        """Press keys, one after another."""
        for digit in keys:
            leg.transcript.add("key", "key", digit)
            _signal(leg, Key(digit))


def _signal(leg: Leg, what: object) -> None:
    if leg.main is not None and not leg.over:
        leg.main.signal(what)
