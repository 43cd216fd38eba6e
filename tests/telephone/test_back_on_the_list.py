"""Who was refused at the offer comes back with news: a consent, or a register that no longer lists the number."""

from bridge import wishes
from cli.registers import put_in_force
from scheduler.calling_list import SKIPPED_FOR
from scheduler.standing import UNTIL_TOLD
from store.models import Contact
from tests.telephone.calls import ANN, MARY, legs_to, set_up
from tests.telephone.conftest import MakeEvening
from tests.telephone.evening import Evening
from tests.telephone.handset import Telephone
from tests.telephone.town import LONDON


def offers(evening: Evening, name: str) -> Telephone:
    """Ann rings in, and this is whom she is offered first."""
    ann = evening.rings_in(ANN)
    return ann.presses("4826").presses("1").hears(f"Next, {name}")


def refused(evenings: MakeEvening) -> Evening:
    """An evening on which Mary was passed over, for her number is on the register."""
    evening = evenings(listed=[MARY])
    set_up(evening)
    offers(evening, "Tom Reed").hangs_up()
    assert waits(evening)
    return evening


def waits(evening: Evening) -> bool:
    """Whether Mary is off the list until there is news."""
    (mary,) = (one for one in evening.rows(Contact) if one["first_name"] == "Mary")
    return not mary["ready"] and mary["due_at"] == UNTIL_TOLD


def consents(evening: Evening, number: str) -> None:
    """The subscriber's consent of this moment is recorded."""
    parts = evening.service.parts
    wishes.consent(
        parts, number, wording="Do ring me.", obtained_at=evening.now(), source="form", by="the test"
    )


def test_a_consent_brings_back_who_was_refused_and_its_withdrawal_stops_the_call(
    evenings: MakeEvening,
) -> None:
    evening = refused(evenings)
    consents(evening, MARY)
    ann = offers(evening, "Mary Hughes")
    assert wishes.withdraw(evening.service.parts, MARY, source="letter", by="the test")
    ann.presses("1").hears("Next, Tom Reed")
    assert legs_to(evening, MARY) == []
    ann.hangs_up()
    evening.becomes(evening.now() + SKIPPED_FOR)
    offers(evening, "Tom Reed").hangs_up()
    assert waits(evening)
    consents(evening, MARY)
    offers(evening, "Mary Hughes")


def test_the_consent_of_another_number_brings_nobody_back(evenings: MakeEvening) -> None:
    evening = refused(evenings)
    consents(evening, "+441632960013")
    assert waits(evening)


def test_a_new_register_brings_back_who_is_no_longer_on_it(evenings: MakeEvening) -> None:
    evening = refused(evenings)
    file = evening.folder / "newer.txt"
    file.write_text("01134960999\r\n")
    today = evening.now().astimezone(LONDON).date()
    for kind in ("tps", "ctps"):
        put_in_force(evening.service, file, kind, today, accept_smaller=True)
    offers(evening, "Mary Hughes")
