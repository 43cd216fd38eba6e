"""Numbers as people write them, what sort they are, and what is dialled live and in a rehearsal."""

import random
from dataclasses import replace

import phonenumbers
import pytest
from hypothesis import given
from hypothesis import strategies as st
from phonenumbers import PhoneNumberFormat, PhoneNumberType

from policy import Dialable, DialContact, NumberClass, NumberKind, Reason, decide
from policy.numbers import classify, display, normalise, read_number
from tests.policy.good import FACTS, NOW, RULES

DRAMA = {
    "0113 496 0": NumberKind.FIXED,
    "0114 496 0": NumberKind.FIXED,
    "0115 496 0": NumberKind.FIXED,
    "0116 496 0": NumberKind.FIXED,
    "0117 496 0": NumberKind.FIXED,
    "0118 496 0": NumberKind.FIXED,
    "0121 496 0": NumberKind.FIXED,
    "0131 496 0": NumberKind.FIXED,
    "0141 496 0": NumberKind.FIXED,
    "0151 496 0": NumberKind.FIXED,
    "0161 496 0": NumberKind.FIXED,
    "020 7946 0": NumberKind.FIXED,
    "0191 498 0": NumberKind.FIXED,
    "028 9649 6": NumberKind.FIXED,
    "029 2018 0": NumberKind.FIXED,
    "01632 960": NumberKind.FIXED,
    "07700 900": NumberKind.MOBILE,
    "0808 157 0": NumberKind.FREEPHONE,
    "0909 879 0": NumberKind.PREMIUM,
    "0306 999 0": NumberKind.UAN,
}


@pytest.mark.parametrize(("prefix", "kind"), DRAMA.items())
@pytest.mark.parametrize("last", ["000", "123", "999"])
def test_every_drama_number_is_known_for_one_valid_or_not(prefix: str, kind: NumberKind, last: str) -> None:
    number = read_number(prefix + last)
    assert number.kind == NumberClass(kind, drama=True)
    assert number.e164 == "+44" + (prefix + last).replace(" ", "")[1:]


@pytest.mark.parametrize(
    "written",
    [
        "01632 960123",
        "+44(0)1632 960123",
        "+4401632960123",
        "0044 1632 960 123",
        "00441632960123",
        "441632960123",
        "1632960123",
        "(01632) 960-123",
        "01632.960.123",
        "tel:+441632960123",
        "\u200e+44\u00a01632\u00a0960123\u200e",
        "\ufeff01632960123\r\n",
    ],
)
def test_one_number_however_it_is_written(written: str) -> None:
    assert normalise(written) == "+441632960123"


@pytest.mark.parametrize(
    "written",
    [
        "",
        " ",
        "none",
        "960123",
        "01632 96012",
        "1.63296E+09",
        "01632 960123 / 01632 960124",
        "+44999",
        "0" * 300,
    ],
)
def test_what_is_no_whole_number_is_invalid(written: str) -> None:
    assert normalise(written) is None
    assert read_number(written).kind.kind is NumberKind.INVALID
    assert classify(None).kind is NumberKind.INVALID


@pytest.mark.parametrize(
    ("written", "kind"),
    [
        ("999", NumberKind.EMERGENCY),
        ("112", NumberKind.EMERGENCY),
        ("101", NumberKind.SHORT),
        ("116 123", NumberKind.SHORT),
    ],
)
def test_short_and_emergency_numbers_are_never_a_number_to_dial(written: str, kind: NumberKind) -> None:
    assert read_number(written).e164 is None
    assert read_number(written).kind.kind is kind


def _example(kind: int, region: str = "GB") -> str:
    """Return the library's own example of a real number, which is written down nowhere here."""
    number = phonenumbers.example_number_for_type(region, kind)
    assert number is not None
    return phonenumbers.format_number(number, PhoneNumberFormat.E164)


LIVE = [
    (PhoneNumberType.FIXED_LINE, "GB", NumberKind.FIXED, True),
    (PhoneNumberType.MOBILE, "GB", NumberKind.MOBILE, True),
    (PhoneNumberType.MOBILE, "GG", NumberKind.MOBILE, True),
    (PhoneNumberType.FIXED_LINE, "JE", NumberKind.FIXED, True),
    (PhoneNumberType.TOLL_FREE, "GB", NumberKind.FREEPHONE, True),
    (PhoneNumberType.UAN, "GB", NumberKind.UAN, True),
    (PhoneNumberType.VOIP, "GB", NumberKind.VOIP, True),
    (PhoneNumberType.PREMIUM_RATE, "GB", NumberKind.PREMIUM, False),
    (PhoneNumberType.PERSONAL_NUMBER, "GB", NumberKind.PERSONAL, False),
    (PhoneNumberType.PAGER, "GB", NumberKind.PAGER, False),
    (PhoneNumberType.MOBILE, "FR", NumberKind.FOREIGN, False),
    (PhoneNumberType.FIXED_LINE, "IE", NumberKind.FOREIGN, False),
]


@pytest.mark.parametrize(("sort", "region", "kind", "dialled"), LIVE)
def test_a_live_service_dials_ordinary_british_numbers_alone(
    sort: int, region: str, kind: NumberKind, dialled: bool
) -> None:
    found = classify(_example(sort, region))
    assert found == NumberClass(kind, drama=False)
    caller = replace(FACTS.caller_id, number=found) if FACTS.caller_id else None
    facts = replace(FACTS, number=found, caller_id=caller)
    decision = decide(DialContact(), facts, replace(RULES, dialable=Dialable.LIVE), NOW)
    assert decision.permitted is dialled
    if not dialled:
        assert decision.reason is Reason.NUMBER_NOT_DIALABLE
    assert decide(DialContact(), facts, RULES, NOW).reason is Reason.NUMBER_NOT_DIALABLE


@pytest.mark.parametrize("prefix", DRAMA)
def test_a_live_service_dials_no_drama_number(prefix: str) -> None:
    facts = replace(FACTS, number=read_number(f"{prefix}123").kind)
    live = replace(RULES, dialable=Dialable.LIVE)
    assert decide(DialContact(), facts, live, NOW).reason is Reason.NUMBER_NOT_DIALABLE


@pytest.mark.parametrize(("prefix", "kind"), DRAMA.items())
def test_a_rehearsal_dials_drama_numbers_but_for_premium_rate(prefix: str, kind: NumberKind) -> None:
    facts = replace(FACTS, number=read_number(f"{prefix}123").kind)
    assert decide(DialContact(), facts, RULES, NOW).permitted is (kind is not NumberKind.PREMIUM)


def test_the_fast_way_agrees_with_the_library() -> None:
    dice = random.Random(7)
    for _ in range(3_000):
        digits = dice.choice("1235789") + "".join(
            dice.choice("0123456789") for _ in range(dice.choice([8, 9, 9, 9]))
        )
        number = read_number("0" + digits)
        parsed = phonenumbers.parse("0" + digits, "GB")
        if not number.kind.drama:
            valid = phonenumbers.is_valid_number(parsed)
            assert number.e164 == (
                phonenumbers.format_number(parsed, PhoneNumberFormat.E164) if valid else None
            )


@given(st.text(max_size=80))
def test_no_text_at_all_is_more_than_refused(text: str) -> None:
    e164 = normalise(text)
    assert e164 is None or normalise(e164) == e164


@pytest.mark.parametrize(
    ("e164", "shown"),
    [
        ("+441632960123", "01632 960123"),
        ("+447700900123", "07700 900123"),
        ("+442079460123", "020 7946 0123"),
    ],
)
def test_a_british_number_is_shown_in_its_national_form(e164: str, shown: str) -> None:
    assert display(e164) == shown


def test_any_other_number_is_shown_with_its_country_and_no_number_as_it_is() -> None:
    assert display(_example(PhoneNumberType.MOBILE, "FR")).startswith("+33 ")
    assert display("anonymous") == "anonymous"
