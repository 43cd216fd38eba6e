"""Which numbers this carrier dials: Ofcom's drama numbers, and nothing else."""

import re

from rehearsal.faults import RestRefusalError

_DRAMA = re.compile(
    r"""\+44(?:
        11[3-8]496 0\d{3}            # Leeds, Sheffield, Nottingham, Leicester, Bristol, Reading
      | 1[2-6]1496 0\d{3}            # Birmingham, Edinburgh, Glasgow, Liverpool, Manchester
      | 2079460\d{3} | 1914980\d{3}  # London; Tyneside
      | 2896496\d{3} | 2920180\d{3}  # Northern Ireland; Cardiff
      | 1632960\d{3} | 7700900\d{3}  # no area; mobile
      | 8081570\d{3} | 9098790\d{3} | 3069990\d{3}  # freephone; premium; UAN
    )""",
    re.VERBOSE,
)
_NUMBER = re.compile(r"\+[1-9]\d{6,14}")
_PREMIUM = "+44909"


def is_drama(number: str) -> bool:
    """Whether an E.164 number is one of Ofcom's for drama."""
    return _DRAMA.fullmatch(number) is not None


def check_dialable(number: str) -> None:
    """Raise RestRefusalError unless this carrier dials the number."""
    if not _NUMBER.fullmatch(number):
        raise RestRefusalError(21211, f"The 'To' number {number} is not a valid phone number.")
    if not number.startswith("+44"):
        raise RestRefusalError(
            21215, "Account not authorised to call this country: the rehearsal dials +44 only."
        )
    if not is_drama(number):
        raise RestRefusalError(
            21217, f"Phone number {number} does not appear to be valid: use a drama number."
        )
    if number.startswith(_PREMIUM):
        raise RestRefusalError(21216, f"Account not allowed to call {number}: premium rate.")
