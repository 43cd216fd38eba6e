"""Telephone numbers: text to E.164, what sort of number it is, and how it is shown.

`phonenumbers` (the carriers' own numbering data) decides; its British patterns are tried first on the
stripped text, which is several times faster than its full parse and agrees with it. Ofcom's drama numbers are
known by their own table, since some of their ranges are no valid numbers.
"""

import re
from dataclasses import dataclass

import phonenumbers
from phonenumbers import PhoneMetadata, PhoneNumberFormat, PhoneNumberType

from policy.facts import NumberClass, NumberKind

LONGEST = 60
SHORTEST = 7
"""Of a whole number that is no short code: 0800 1111 without its 0. A key pressed is known at once to be none."""
BRITAIN = 44

# Ofcom, telephone numbers for use in TV and radio drama programmes: ten digits after +44.
_DRAMA: tuple[tuple[str, NumberKind], ...] = (
    (r"11[3-8]4960\d{3}", NumberKind.FIXED),
    (r"1[2-6]14960\d{3}", NumberKind.FIXED),
    (r"1914980\d{3}", NumberKind.FIXED),
    (r"2079460\d{3}", NumberKind.FIXED),
    (r"2896496\d{3}", NumberKind.FIXED),
    (r"2920180\d{3}", NumberKind.FIXED),
    (r"1632960\d{3}", NumberKind.FIXED),
    (r"7700900\d{3}", NumberKind.MOBILE),
    (r"8081570\d{3}", NumberKind.FREEPHONE),
    (r"9098790\d{3}", NumberKind.PREMIUM),
    (r"3069990\d{3}", NumberKind.UAN),
)
_KINDS: dict[int, NumberKind] = {
    PhoneNumberType.FIXED_LINE: NumberKind.FIXED,
    PhoneNumberType.MOBILE: NumberKind.MOBILE,
    PhoneNumberType.FIXED_LINE_OR_MOBILE: NumberKind.FIXED,
    PhoneNumberType.TOLL_FREE: NumberKind.FREEPHONE,
    PhoneNumberType.VOIP: NumberKind.VOIP,
    PhoneNumberType.UAN: NumberKind.UAN,
    PhoneNumberType.PREMIUM_RATE: NumberKind.PREMIUM,
    PhoneNumberType.SHARED_COST: NumberKind.PREMIUM,
    PhoneNumberType.PERSONAL_NUMBER: NumberKind.PERSONAL,
    PhoneNumberType.PAGER: NumberKind.PAGER,
}
_EMERGENCY = frozenset({"999", "112", "18000"})
_SHORT = re.compile(r"1[0-9]{2}|1471|1571|116[0-9]{3}|118[0-9]{3}")

# White space, marks that people write between digits, and the invisible ones that spreadsheets leave behind.
_WRITTEN = " \t\r\n.()-\u2010\u2011\u2012\u2013"
_INVISIBLE = "\u00a0\u00ad\u2007\u2009\u200b\u200e\u200f\u202a\u202c\u202f\u2060\ufeff"
_NOISE = dict.fromkeys(map(ord, _WRITTEN + _INVISIBLE))
_BRITISH = re.compile(r"(?:\+44|0044|(?=0))0?([1-9][0-9]{8,9})|([1-9][0-9]{9})")


@dataclass(frozen=True, slots=True)
class Number:
    """A number as read: E.164 (None where it cannot be dialled by one), and its class."""

    e164: str | None
    kind: NumberClass


def read_number(text: str) -> Number:
    """Return the number that somebody in Britain means by `text`, and its class. Never raises."""
    plain = text.translate(_NOISE)
    if plain in _EMERGENCY or _SHORT.fullmatch(plain):
        kind = NumberKind.EMERGENCY if plain in _EMERGENCY else NumberKind.SHORT
        return Number(None, NumberClass(kind, drama=False))
    match = _BRITISH.fullmatch(plain)
    known = _classify_national(match[1] or match[2]) if match else None
    if match and known:
        return Number(f"+44{match[1] or match[2]}", known)
    return _read_fully(text)


def normalise(text: str) -> str | None:
    """Return the number in E.164 ('+441632960123'), or None where the text is no whole number."""
    return read_number(text).e164


def classify(e164: str | None) -> NumberClass:
    """Return the class of a number in E.164; that of no number at all is invalid."""
    return _INVALID.kind if e164 is None else read_number(e164).kind


def display(e164: str) -> str:
    """Return the number as people write it: in the national form where it is British ('01632 960123')."""
    try:
        number = phonenumbers.parse(e164, "GB")
    except phonenumbers.NumberParseException:
        return e164
    british = number.country_code == BRITAIN
    form = PhoneNumberFormat.NATIONAL if british else PhoneNumberFormat.INTERNATIONAL
    return phonenumbers.format_number(number, form)


_INVALID = Number(None, NumberClass(NumberKind.INVALID, drama=False))


def _real() -> tuple[tuple[re.Pattern[str], NumberClass], ...]:
    """Return the library's own patterns of Britain, the commonest kinds first."""
    metadata = PhoneMetadata.metadata_for_region("GB")
    assert metadata is not None  # noqa: S101 - the library always has Britain
    by_kind = (
        (metadata.mobile, NumberKind.MOBILE),
        (metadata.fixed_line, NumberKind.FIXED),
        (metadata.toll_free, NumberKind.FREEPHONE),
        (metadata.uan, NumberKind.UAN),
    )
    return tuple(
        (re.compile(desc.national_number_pattern, re.ASCII), NumberClass(kind, drama=False))
        for desc, kind in by_kind
        if desc is not None and desc.national_number_pattern
    )


_REAL = _real()
# One pattern, which tells of nearly every number at once that it is none of these.
_ANY_DRAMA = re.compile("|".join(f"({pattern})" for pattern, _ in _DRAMA), re.ASCII)
_DRAMA_KINDS = tuple(NumberClass(kind, drama=True) for _, kind in _DRAMA)


def _classify_national(digits: str) -> NumberClass | None:
    """Return the class of the digits after +44, None where the fast patterns do not know them."""
    if drama := _ANY_DRAMA.fullmatch(digits):
        return _DRAMA_KINDS[(drama.lastindex or 1) - 1]
    for pattern, kind in _REAL:
        if pattern.fullmatch(digits):
            return kind
    return None


def _read_fully(text: str) -> Number:
    if not SHORTEST <= len(text) <= LONGEST:
        return _INVALID
    try:
        number = phonenumbers.parse(text, "GB")
    except phonenumbers.NumberParseException:
        return _INVALID
    return _class_of_parsed(number)


def _class_of_parsed(number: phonenumbers.PhoneNumber) -> Number:
    e164 = phonenumbers.format_number(number, PhoneNumberFormat.E164)
    digits = str(number.national_number)
    if number.country_code == BRITAIN and (drama := _classify_national(digits)) and drama.drama:
        return Number(e164, drama)
    if not phonenumbers.is_valid_number(number):
        return _INVALID
    if number.country_code != BRITAIN:
        return Number(e164, NumberClass(NumberKind.FOREIGN, drama=False))
    kind = _KINDS.get(phonenumbers.number_type(number), NumberKind.INVALID)
    return Number(e164, NumberClass(kind, drama=False)) if kind is not NumberKind.INVALID else _INVALID
