"""Each nation's bank holidays: gov.uk's data, as `govuk-bank-holidays` carries it, without the network."""

from govuk_bank_holidays.bank_holidays import BankHolidays as Published

from policy.limits import BankHolidays


def bank_holidays() -> tuple[BankHolidays, ...]:
    """Return the bank holidays known for each nation, for the policy's rules."""
    known = Published(use_cached_holidays=True)
    return tuple(
        BankHolidays(nation, frozenset(day["date"] for day in known.data[nation]))
        for nation in known.ALL_DIVISIONS
    )
