"""Rules about the number itself: what may be dialled at all, and the number that is presented."""

from policy.case import Case
from policy.decision import RuleVerdict, passed, refused, unknown
from policy.facts import NumberClass, NumberKind
from policy.limits import Dialable
from policy.reasons import Reason

ORDINARY = frozenset(
    {NumberKind.FIXED, NumberKind.MOBILE, NumberKind.FREEPHONE, NumberKind.VOIP, NumberKind.UAN},
)


def number(case: Case) -> RuleVerdict:
    """Refuse what is no number, and numbers of a kind that is not dialled here.

    Source: the service's limits (premium, 070, pager, short, emergency and foreign numbers), and Ofcom's
    drama numbers, which only a rehearsal dials, and nothing else.
    """
    found = case.facts.number
    if found is None:
        return unknown("number", "number")
    if found.kind is NumberKind.INVALID:
        return refused("number", Reason.NUMBER_INVALID, "It cannot be read as a telephone number.")
    if found.kind not in ORDINARY:
        return refused("number", Reason.NUMBER_NOT_DIALABLE, f"It is of the kind '{found.kind}'.")
    if not _fits_mode(found, case.rules.dialable):
        return refused("number", Reason.NUMBER_NOT_DIALABLE, _MODE_REFUSALS[case.rules.dialable])
    return passed("number", _KIND_PASSES[found.kind])


def caller_id(case: Case) -> RuleVerdict:
    """Refuse where no number that this service answers is presented. Source: PECR reg 21(A1)."""
    presented = case.facts.caller_id
    if presented is None:
        return unknown("caller_id", "caller_id", Reason.CALLER_ID_MISSING)
    if presented.number.kind not in ORDINARY or not _fits_mode(presented.number, case.rules.dialable):
        why = "The caller number is not one that people can ring back."
        return refused("caller_id", Reason.CALLER_ID_MISSING, why)
    if not presented.returnable:
        return refused(
            "caller_id", Reason.CALLER_ID_MISSING, "Nobody answers calls back to the caller number."
        )
    return passed("caller_id", "A number that is answered when rung back is presented.")


def _fits_mode(found: NumberClass, mode: Dialable) -> bool:
    return found.drama is (mode is Dialable.DRAMA)


_MODE_REFUSALS = {
    Dialable.LIVE: "It is a drama number, which a live service does not dial.",
    Dialable.DRAMA: "It is not a drama number, and a rehearsal dials nothing else.",
}
_KIND_PASSES = {kind: f"It is of the kind '{kind}'." for kind in ORDINARY}
