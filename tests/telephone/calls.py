"""Ann and Mary: a volunteer who has signed in, and the contact whom she rings; for tests of what becomes of a call."""

from typing import Any

from rehearsal.legs import Leg
from rehearsal.people import Persona
from rehearsal.weather import Weather
from tests.telephone.evening import Evening
from tests.telephone.handset import Telephone
from tests.telephone.town import CALLER_ID

ANN = "+441184960001"
MARY = "+441632960011"
TOM = "+441632960012"


def set_up(evening: Evening, *, household: str = "") -> None:
    """Ann is a volunteer; Mary and Tom are on the list, in this order."""
    evening.volunteer("Ann Price", ANN)
    evening.contact("Mary Hughes", MARY, household, priority=1)
    evening.contact("Tom Reed", TOM, household)


def offered(evening: Evening) -> Telephone:
    """Ann has signed in and is offered Mary."""
    set_up(evening)
    ann = evening.rings_in(ANN)
    ann.presses("4826").presses("1").hears("Next, Mary Hughes")
    return ann


def rung(evening: Evening, persona: Persona | str | None = None) -> Telephone:
    """Ann has pressed 1, and Mary (or who is on her telephone) is being rung."""
    ann = offered(evening)
    if persona is not None:
        evening.carrier.become(MARY, persona)
    return ann.presses("1")


def talking(evening: Evening) -> tuple[Telephone, Telephone]:
    """The two talk."""
    ann = rung(evening)
    mary = evening.telephone(MARY).answers()
    assert mary.talks_with == ["volunteer", "contact"]
    return ann, mary


def weather(evening: Evening, **troubles: Any) -> None:  # noqa: ANN401 (each trouble's likelihood)
    """Change the weather from now on; none: it is fine."""
    evening.carrier.set_weather(Weather(**troubles))


def no_callbacks(evening: Evening) -> None:
    """From now on the carrier tells nothing."""
    weather(evening, callbacks_lost=1.0)


def legs_to(evening: Evening, number: str) -> list[Leg]:
    """All calls that the carrier placed to the number, oldest first."""
    return [leg for leg in reversed(evening.carrier.calls()) if leg.to == number and leg.from_ == CALLER_ID]


def heard_by_contacts(evening: Evening) -> list[str]:
    """Whatever was played to anybody whom we dialled."""
    return [
        line.text
        for leg in evening.carrier.calls()
        if leg.direction == "outbound-api" and leg.to != ANN
        for line in leg.transcript.since()
        if line.who == "line" and line.verb in {"say", "play"}
    ]


def in_order(evening: Evening) -> None:
    """What holds after any call: nobody dialled twice for one attempt, nothing played, each leg known."""
    attempts = evening.attempts()
    for number in {leg.to for leg in evening.carrier.calls() if leg.direction == "outbound-api"}:
        dialled = [one for one in attempts if one["dialled_at"] and one["caller_id"] == CALLER_ID]
        assert len(legs_to(evening, number)) <= len(dialled)
    assert len({one["leg_sid"] for one in attempts}) == len(attempts)
    assert evening.carrier.errors == []
