"""Rules about what the subscriber wants: opt-outs, consent, and the registers."""

from policy.case import Case, clock
from policy.decision import RuleVerdict, passed, refused, unknown
from policy.facts import Consent, Listing
from policy.reasons import Reason


def opted_out(case: Case) -> RuleVerdict:
    """Refuse a number that told this organisation to stop; no consent lifts it. Source: PECR reg 21(1)(a)."""
    wish = case.facts.opted_out
    if wish is None:
        return unknown("opted_out", "opted_out")
    if wish.at is not None:
        return refused("opted_out", Reason.OPTED_OUT, f"The number opted out on {clock(wish.at)}.")
    return passed("opted_out", "The number has not opted out.")


def consent(case: Case) -> RuleVerdict:
    """Refuse where consent was given and then taken back. Source: PECR reg 21(5), in its stricter reading."""
    given = case.facts.consent
    if given is None:
        return unknown("consent", "consent")
    if _withdrawn(given) and given.withdrawn_at is not None:
        why = f"Consent was taken back on {clock(given.withdrawn_at)}."
        return refused("consent", Reason.CONSENT_WITHDRAWN, why)
    if given.given_at is None:
        return passed("consent", "No consent is on record, and none was taken back.")
    return passed("consent", f"Consent was given on {clock(given.given_at)} (wording '{given.wording}').")


def tps(case: Case) -> RuleVerdict:
    """Refuse a number on the Telephone Preference Service. Source: PECR reg 21(1)(b), lifted by 21(4).

    The 28 days of grace after a listing (reg 21(3)) are not used.
    """
    return _listing(case, "tps", case.facts.tps, Reason.ON_TPS)


def ctps(case: Case) -> RuleVerdict:
    """Refuse a number on the Corporate TPS. Source: PECR reg 21(1)(b), lifted by 21(4)."""
    return _listing(case, "ctps", case.facts.ctps, Reason.ON_CTPS)


def tps_age(case: Case) -> RuleVerdict:
    """Refuse where the TPS register is missing or too old. Source: PECR reg 21(3); the register licence."""
    return _age(case, "tps_age", "TPS", case.facts.tps)


def ctps_age(case: Case) -> RuleVerdict:
    """Refuse where the CTPS register is missing or too old. Source: PECR reg 21(3); the register licence."""
    return _age(case, "ctps_age", "CTPS", case.facts.ctps)


def _listing(case: Case, rule: str, listing: Listing | None, reason: Reason) -> RuleVerdict:
    if listing is None:
        return unknown(rule, rule, Reason.REGISTER_MISSING)
    if not listing.listed:
        return passed(rule, "The number is not on the register.")
    if _welcome(case):
        return passed(rule, "The number is on the register, but the subscriber's consent lifts that.")
    return refused(rule, reason, "The number is on the register, and no consent is in force.")


def _age(case: Case, rule: str, name: str, listing: Listing | None) -> RuleVerdict:
    """Compare days of London's calendar: `register_days` after production is the last day permitted.

    A register produced after the moment decided about is not old; that the clock is right is a rule of its
    own.
    """
    if listing is None:
        return unknown(rule, name.lower(), Reason.REGISTER_MISSING)
    days = (case.local.date() - listing.produced_on).days
    why = f"The {name} register was produced on {listing.produced_on.isoformat()}, {_days(days)}."
    if days > case.rules.register_days:
        return refused(rule, Reason.REGISTER_STALE, why)
    return passed(rule, f"{why} A newer one is due." if days >= case.rules.register_warn_days else why)


def _welcome(case: Case) -> bool:
    """Say whether consent is in force: given by now, not taken back, and no opt-out known."""
    given, wish = case.facts.consent, case.facts.opted_out
    if given is None or given.given_at is None or wish is None or wish.at is not None:
        return False
    return given.given_at <= case.now and not _withdrawn(given)


def _withdrawn(given: Consent) -> bool:
    """Say whether consent was taken back and not given anew since; at the same moment, it was."""
    if given.withdrawn_at is None:
        return False
    return given.given_at is None or given.given_at <= given.withdrawn_at


def _days(days: int) -> str:
    if days < 0:
        return "later than the day asked about"
    return "today" if days == 0 else f"{days} day{'' if days == 1 else 's'} ago"
