"""Files as people send them, into a campaign's list."""

import csv
import stat
from collections.abc import Sequence
from pathlib import Path

import pytest
from sqlalchemy import func, select

from scheduler.contacts_import import FileRefusedError, Importer, Options, Result
from store.models import Contact, Entry, Household, Number
from tests.scheduler.world import World

HEADER = "id,title,first_name,last_name,phone,household,area,ward,last_voting_intention,language,source\n"


@pytest.fixture
def importer(world: World) -> Importer:
    return Importer(world.db, world.calling_list, b"k" * 32, lambda: world.now, drama=True)


def send(importer: Importer, folder: Path, content: str | bytes, options: Options | None = None) -> Result:
    file = folder / "list.csv"
    file.write_bytes(content.encode() if isinstance(content, str) else content)
    return importer.run(file, "spring", options)


def line(key: str, phone: str = "07700 900001", home: str = "", name: str = "Siân", rest: str = "") -> str:
    return f"{key},Ms,{name},Bevan,{phone},{home},Saltmouth,Harbour,Harbour Party,en,canvass{rest}\n"


def kept(importer: Importer, *columns: str) -> Sequence[tuple[object, ...]]:
    with importer.db.read() as tx:
        found = select(*(getattr(Contact, column) for column in columns)).order_by(Contact.key)
        return [tuple(row) for row in tx.execute(found)]


@pytest.mark.parametrize(
    "encoding",
    ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "cp1252", "cp850", "mac_roman"],
)
@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_any_usual_encoding_and_delimiter_is_read(
    importer: Importer, tmp_path: Path, encoding: str, delimiter: str
) -> None:
    text = (HEADER + line("a") + line("b", "07700 900002", name="José")).replace(",", delimiter)
    result = send(importer, tmp_path, text.replace("\n", "\r\n").encode(encoding))
    assert (result.accepted, result.refused, result.refused_file) == (2, 0, None)
    assert kept(importer, "key", "first_name", "ward", "source") == [
        ("a", "Siân", "Harbour", "canvass"),
        ("b", "José", "Harbour", "canvass"),
    ]


def test_column_names_are_found_whatever_their_capitals_and_spaces_and_mapped_where_told(
    importer: Importer, tmp_path: Path
) -> None:
    text = "sep=,\nMember No,FIRST NAME,Last-Name,Telephone,Colour\n7,Ada,Kerr,07700 900001,red\n"
    options = Options(mapping={"Member No": "id", "telephone": "phone"})
    assert send(importer, tmp_path, text, options).accepted == 1
    assert kept(importer, "key", "first_name", "last_name") == [("7", "Ada", "Kerr")]


@pytest.mark.parametrize(
    ("text", "mapping", "said"),
    [
        ("", {}, "The file is empty"),
        ("id,first_name\n", {}, "no column 'phone' but 'id', 'first_name'"),
        ("id,phone\n", {}, "no column 'first_name or last_name'"),
        ("phone,first_name,PHONE\n", {}, "Two columns of the file are 'phone'"),
        (HEADER, {"Tel": "phone"}, "no such column"),
        (HEADER, {"phone": "fone"}, "use phone"),
    ],
)
def test_a_file_of_no_use_is_refused_in_a_sentence(
    importer: Importer, tmp_path: Path, text: str, mapping: dict[str, str], said: str
) -> None:
    with pytest.raises(FileRefusedError, match=said):
        send(importer, tmp_path, text, Options(mapping=mapping))


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        (line("a", "960123"), "number_invalid"),
        (line("a", ""), "number_invalid"),
        (line("a", "0909 879 0123"), "number_not_dialable"),
        (line("a", "999"), "number_not_dialable"),
        ("a,Ms, , ,07700 900001,,,,,,\n", "missing_name"),
        (line("a", name="x" * 101), "too_long"),
        (line("a", rest=",more"), "bad_row"),
        ('a,Ms,"Ada,Kerr,07700 900001,,,,,,\n', "bad_row"),
        (line("a", name="A\ufffdda"), "unreadable"),
    ],
)
def test_a_refused_row_stands_in_a_file_with_its_reason_and_the_others_are_taken(
    importer: Importer, tmp_path: Path, row: str, reason: str
) -> None:
    result = send(importer, tmp_path, HEADER + row + line("z", "07700 900002"))
    assert (result.accepted, result.refused, result.refusals) == (1, 1, {reason: 1})
    assert result.refused_file == tmp_path / "list.refused.csv"
    with result.refused_file.open(encoding="utf-8-sig", newline="") as file:
        header, refused = csv.reader(file)
    assert header[-2:] == ["refused_reason", "refused_sentence"]
    assert reason in refused
    assert stat.S_IMODE(result.refused_file.stat().st_mode) == 0o600


def test_the_second_row_with_an_id_is_refused(importer: Importer, tmp_path: Path) -> None:
    result = send(importer, tmp_path, HEADER + line("a") + line("a", "07700 900002"))
    assert result.refusals == {"duplicate_id": 1}


def test_a_formula_is_neutral_in_the_refused_file_and_reads_as_before_when_it_is_sent_again(
    importer: Importer, tmp_path: Path
) -> None:
    result = send(importer, tmp_path, HEADER + line("a", "+44 7700", name="=HYPERLINK(1)"))
    assert result.refused_file is not None
    text = result.refused_file.read_text("utf-8-sig")
    assert "'=HYPERLINK(1)" in text
    again = send(importer, tmp_path, text.replace("'+44 7700", "'+44 7700 900001"))
    assert again.accepted == 1
    assert again.refused_file is None
    assert kept(importer, "first_name") == [("=HYPERLINK(1)",)]


def test_a_quote_that_is_never_closed_costs_its_own_line_alone(importer: Importer, tmp_path: Path) -> None:
    many = "".join(line(f"c{n:03}", f"07700 900{n:03}") for n in range(1, 200))
    result = send(importer, tmp_path, HEADER + 'x,"Ms,Ada,Kerr\n' + many)
    assert (result.accepted, result.refusals) == (199, {"bad_row": 1})


def test_zeros_and_enormous_fields_are_survived(importer: Importer, tmp_path: Path) -> None:
    rows = line("a", name="A\0da") + line("b", "07700 900002", name="x" * 500_000)
    result = send(importer, tmp_path, HEADER + rows + line("c", "07700 900003"))
    assert result.accepted == 2
    assert kept(importer, "key", "first_name") == [("a", "A da"), ("c", "Siân")]


def test_direction_marks_and_control_characters_leave_a_name(importer: Importer, tmp_path: Path) -> None:
    send(importer, tmp_path, HEADER + line("a", name="\u202eA\u00a0da\u200e\x07 Mei"))
    assert kept(importer, "first_name") == [("A da Mei",)]


def test_the_same_file_again_changes_nothing(importer: Importer, tmp_path: Path) -> None:
    text = HEADER + line("a", home="H") + line("b", "07700 900002", "H")
    send(importer, tmp_path, text)
    again = send(importer, tmp_path, text)
    assert (again.accepted, again.added, again.updated) == (2, 0, 0)
    assert len(kept(importer, "id")) == 2


def test_a_file_again_updates_and_leaves_alone_what_it_does_not_have(
    importer: Importer, tmp_path: Path
) -> None:
    send(importer, tmp_path, HEADER + line("a"))
    result = send(importer, tmp_path, "id,first_name,phone\na,Sioned,07700 900005\n")
    assert (result.added, result.updated) == (0, 1)
    assert kept(importer, "first_name", "last_name", "ward") == [("Sioned", "Bevan", "Harbour")]


def test_without_ids_a_number_and_a_name_are_the_key(importer: Importer, tmp_path: Path) -> None:
    text = "first_name,phone\nAda,07700 900001\nEwa,07700 900001\n"
    assert send(importer, tmp_path, text).added == 2
    again = send(importer, tmp_path, text.replace("07700 900001", "+447700900001"))
    assert (again.added, again.updated) == (0, 0)


def test_households_are_joined_by_key_and_by_number(importer: Importer, tmp_path: Path) -> None:
    one, two, own = "07700 900001", "07700 900002", "07700 900003"
    text = HEADER + line("a", one, "H1") + line("b", two, "h1 ") + line("c", two) + line("d", own, "H2")
    send(importer, tmp_path, text)
    ((a,), (b,), (c,), (d,)) = kept(importer, "household_id")
    assert a == b == c != d
    with importer.db.read() as tx:
        assert tx.scalar(select(func.count()).select_from(Number)) == 3


@pytest.mark.parametrize("in_one_file", [True, False])
def test_two_households_that_share_a_number_become_one(
    importer: Importer, tmp_path: Path, in_one_file: bool
) -> None:
    first = (
        line("a", "07700 900001", "H1") + line("b", "07700 900002", "H2") + line("c", "07700 900003", "H1")
    )
    last = line("d", "07700 900001", "H2")
    if not in_one_file:
        send(importer, tmp_path, HEADER + first)
    send(importer, tmp_path, HEADER + first * in_one_file + last)
    assert len(set(kept(importer, "household_id"))) == 1
    again = send(importer, tmp_path, HEADER + first + last)
    assert again.updated == 0


def test_whoever_joins_a_household_that_was_spoken_to_is_not_offered(
    world: World, importer: Importer, tmp_path: Path
) -> None:
    send(importer, tmp_path, HEADER + line("a", "07700 900001", "H"))
    world.call(world.offered()[0], "answered")
    send(importer, tmp_path, HEADER + line("b", "07700 900002", "H") + line("c", "07700 900001"))
    assert world.offered() == []


def test_a_corrected_number_brings_a_contact_back(world: World, importer: Importer, tmp_path: Path) -> None:
    send(importer, tmp_path, HEADER + line("a"))
    (contact,) = world.offered()
    world.call(contact, "wrong_number")
    assert world.offered() == []
    result = send(importer, tmp_path, HEADER + line("a", "07700 900002"))
    assert (result.added, result.updated, len(kept(importer, "id"))) == (0, 1, 2)
    (corrected,) = world.offered()
    assert corrected != contact
    send(importer, tmp_path, HEADER + line("a", "07700 900003"))
    assert world.offered() == [corrected]  # nothing was said of that number yet: the row is put right


def test_a_number_that_is_corrected_leaves_what_became_of_the_one_before_where_it_was(
    world: World, importer: Importer, tmp_path: Path
) -> None:
    send(importer, tmp_path, HEADER + line("a") + line("b", "07700 900002"))
    contact = world.offered()[0]
    world.call(contact, "answered")
    paused = world.offered()[0]
    world.call(paused, "wrong_number")
    with world.db.write() as tx:
        world.calling_list.pause(tx, paused, world.now)
    before = kept(importer, "id", "number_id", "household_id")
    corrected = "id,first_name,phone\na,Zoë,07700 900003\nb,Zoë,07700 900004\n"
    send(importer, tmp_path, corrected)
    rows = kept(importer, "key", "id", "first_name", "source", "removed_at", "paused_at")
    assert [
        (key, name, source, out is not None, by is not None) for key, _, name, source, out, by in rows
    ] == [
        ("a", "Zoë", "canvass", False, False),
        (f"a~was-{contact}", "Siân", "canvass", True, False),
        ("b", "Zoë", "canvass", False, True),
        (f"b~was-{paused}", "Siân", "canvass", True, True),
    ]
    after = kept(importer, "id", "number_id", "household_id")
    assert set(before) <= set(after)
    assert world.offered() == []  # the household was spoken to, or is paused
    assert send(importer, tmp_path, corrected).updated == 0


def test_a_replacement_takes_out_who_is_not_in_the_file_and_brings_back_who_is(
    world: World, importer: Importer, tmp_path: Path
) -> None:
    a, b, c = (line(key, f"07700 90000{n}") for n, key in enumerate("abc"))
    send(importer, tmp_path, HEADER + a + b + c)
    bad = line("c", "not a number")
    result = send(importer, tmp_path, HEADER + a + bad, Options(replace=True))
    assert (result.accepted, result.refused, result.removed) == (1, 1, 1)
    assert [removed is None for _, removed in kept(importer, "key", "removed_at")] == [True, False, True]
    assert len(world.offered()) == 2
    send(importer, tmp_path, HEADER + b)
    assert len(world.offered()) == 3


def test_a_replacement_without_one_good_row_empties_no_list(importer: Importer, tmp_path: Path) -> None:
    send(importer, tmp_path, HEADER + line("a"))
    with pytest.raises(FileRefusedError, match="nobody was replaced"):
        send(importer, tmp_path, HEADER + line("b", "x"), Options(replace=True))
    assert kept(importer, "removed_at") == [(None,)]


class DyingError(Exception):
    """The machine stops."""


def test_an_import_that_dies_half_way_leaves_a_usable_list_and_the_next_one_completes_it(
    world: World, importer: Importer, tmp_path: Path
) -> None:
    text = HEADER + "".join(line(f"c{n:04}", f"07700 900{n:03}", f"H{n // 2}") for n in range(1000))
    file = tmp_path / "list.csv"
    file.write_text(text)

    def die(_done: int, _all: int) -> None:
        raise DyingError

    with pytest.raises(DyingError):
        importer.run(file, "spring", None, die)
    some = len(kept(importer, "id"))
    assert 0 < some < 1000
    assert world.claim(world.session()) is not None
    result = importer.run(file, "spring")
    assert (result.accepted, result.added) == (1000, 1000 - some)
    with importer.db.read() as tx:
        assert tx.scalar(select(func.count()).select_from(Household)) == 500


def test_the_ledger_says_what_was_imported_without_a_name(importer: Importer, tmp_path: Path) -> None:
    send(importer, tmp_path, HEADER + line("a") + line("b", "x"))
    with importer.db.read() as tx:
        begun, finished = tx.scalars(
            select(Entry.data).where(Entry.kind == "contacts:imported").order_by(Entry.id)
        )
    assert begun["state"] == "begun"
    assert finished["accepted"] == finished["added"] == finished["refused"] == 1
    assert finished["refusals"] == {"number_invalid": 1}
    assert len(finished["sha256"]) == 64
    assert "Bevan" not in str((begun, finished))
