"""The bank holidays that the policy's rules are given."""

from datetime import date

from policy import Rules
from store.holidays import bank_holidays


def test_each_nation_has_its_own_and_the_rules_take_them() -> None:
    rules = Rules(bank_holidays=bank_holidays())
    st_andrew = date(2026, 11, 30)
    assert st_andrew in rules.holidays_of("scotland").dates
    assert st_andrew not in rules.holidays_of("england-and-wales").dates
    assert date(2026, 7, 13) in rules.holidays_of("northern-ireland").dates
