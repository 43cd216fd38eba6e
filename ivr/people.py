"""Whose answers are at hand in a call: the contact's, or another's of the household. All of them are kept by person."""

from ivr.changed import replace
from ivr.events import Person
from ivr.state import Call


def about(call: Call) -> Person:
    """Whose answers are at hand."""
    return call.about or call.contact


def turned_to(call: Call, person: Person) -> Call:
    """The call with that person's answers at hand; those that were at hand are kept by."""
    kept = dict(call.kept)
    if call.answers:
        kept[about(call)] = call.answers
    answers = kept.pop(person, ())
    whose = None if person == call.contact else person
    return replace(call, about=whose, answers=answers, kept=tuple(kept.items()), question=0, picks=())


def answered(call: Call) -> tuple[Person, ...]:
    """Everybody there are answers of, the contact first."""
    there = {person for person, _answers in call.kept} | ({about(call)} if call.answers else set())
    return tuple(one for one in (call.contact, *call.household) if one in there)


def later(call: Call) -> tuple[Person, ...]:
    """Those whose answers come after those at hand, in order."""
    order = (call.contact, *call.household)
    here = order.index(about(call)) if about(call) in order else 0
    return tuple(one for one in answered(call) if order.index(one) > here)


def following(call: Call) -> Person | None:
    """Whose answers come after those at hand, or None."""
    return next(iter(later(call)), None)
