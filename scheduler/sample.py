"""The sample campaign: Harbour Party's contacts in the invented town of Saltmouth, its volunteers and users.

The same every time. All numbers are Ofcom's drama numbers: mobiles from 07700 900000, landlines from
0118 496 0000.
Volunteers ring from 020 7946 0101 and after; the service's own numbers are others of that range.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from random import Random
from typing import Final

CONTACTS: Final = 300
SEED: Final = 1632
TOWN: Final = "Saltmouth"
WARDS: Final = ("Harbour", "Castle Hill", "Millbrook", "Northgate", "Saltings", "Victoria Park")
PARTIES: Final = ("Harbour Party", "Hillside Alliance", "Lighthouse Union", "Meadow Party", "undecided", "")
SOURCES: Final = ("electoral register", "canvass", "telephone look-up", "membership")
NAMES: Final = (
    ("Mr Alan|Mrs Grace|Mr Peter|Ms Susan|Mr Oliver|Dr Hannah", "Fletcher|Marsh|Whitlock|Dunn|Sayer"),
    ("Mr Gareth|Mrs Siân|Dr Rhys|Ms Angharad|Mr Llŷr|Miss Carys", "Pritchard|Bevan|Gwynne|Prosser"),
    ("Mr Imran|Mrs Ayesha|Dr Priya|Mr Rajesh|Ms Harpreet|Mrs Nasreen", "Chaudhry|Patel|Gill|Siddiqui"),
    ("Mr Kwame|Mrs Abena|Ms Folasade|Dr Emeka|Mr Chidi|Miss Yaa", "Mensah|Adeyemi|Okafor"),
    ("Mr Piotr|Mrs Agnieszka|Ms Zofia|Mr Tomasz|Dr Łukasz|Mrs Ewa", "Nowak|Mazur|Wójcik"),
    ("Mr Fergus|Mrs Mairi|Ms Niamh|Mr Ciarán|Dr Eilidh|Mx Robin", "MacAskill|O'Hara|Kerr"),
    ("Mr Wei|Mrs Mei Ling|Mr Chun|Ms Siu Fong|Dr Kenji|Miss Linh", "Cheung|Tan|Nguyen-Hart"),
)
"""Titles with first names, and last names, which people of a household share."""
COMMONNESS: Final = (30, 20, 14, 10, 9, 9, 8)
WELSH: Final = 1
"""The place in NAMES of those of whom some would rather speak Welsh."""
SPEAK_WELSH: Final = 0.3
SHARE_A_LANDLINE: Final = 0.6


@dataclass(frozen=True, slots=True)
class SampleVolunteer:
    """A volunteer of the sample: a drama number in E.164, and a PIN that is no secret.

    `language`: what they chose when they first rang in; None: they never did. `speaks`: besides English.
    """

    name: str
    phone: str
    pin: str
    language: str | None = "en"
    speaks: tuple[str, ...] = ()


VOLUNTEERS: Final = (
    SampleVolunteer("Mair", "+442079460101", "1592", speaks=("cy",)),
    SampleVolunteer("Joseph", "+442079460102", "2603"),
    SampleVolunteer("Asha", "+442079460103", "3714"),
    SampleVolunteer("Tomos", "+442079460104", "4825", language=None),
)


@dataclass(frozen=True, slots=True)
class SampleUser:
    """Staff or an auditor of the sample: a password that is no secret. The second factor is made at the first start."""

    email: str
    role: str
    password: str


USERS: Final = (
    SampleUser("staff@harbour.example", "staff", "gull lamp rope tide"),
    SampleUser("auditor@harbour.example", "auditor", "ledger quay salt bell"),
)


def contacts() -> list[dict[str, str]]:
    """Three hundred contacts as rows of the import's CSV columns, whole households one after another."""
    dice = Random(SEED)  # noqa: S311 (the same sample every time, no secret)
    landlines = (f"0118 496 {n:04}" for n in range(300))
    mobiles = (f"07700 900{n:03}" for n in range(700))
    rows: list[dict[str, str]] = []
    while len(rows) < CONTACTS:
        people = min(dice.choices((1, 2, 3, 4), (35, 40, 15, 10))[0], CONTACTS - len(rows))
        shared = next(landlines) if dice.random() < SHARE_A_LANDLINE else None
        phones = [shared or next(mobiles) for _ in range(people)]
        rows += _household(dice, len(rows) + 1, phones)
    return rows


def _household(dice: Random, first: int, phones: Sequence[str]) -> Iterator[dict[str, str]]:
    """People under one roof, one for each telephone number; the first of them is contact number `first`."""
    origin = dice.choices(range(len(NAMES)), COMMONNESS)[0]
    titled, last_names = (names.split("|") for names in NAMES[origin])
    last_name, ward = dice.choice(last_names), dice.choice(WARDS)
    for place, (name, phone) in enumerate(zip(dice.sample(titled, len(phones)), phones, strict=True), first):
        title, first_name = name.split(" ", 1)
        yield {
            "id": f"S{place:03}",
            "title": title,
            "first_name": first_name,
            "last_name": last_name,
            "phone": phone,
            "household": f"H{first:03}",
            "area": TOWN,
            "ward": ward,
            "last_voting_intention": dice.choice(PARTIES),
            "language": "cy" if origin == WELSH and dice.random() < SPEAK_WELSH else "en",
            "source": dice.choices(SOURCES, (60, 20, 15, 5))[0],
        }
