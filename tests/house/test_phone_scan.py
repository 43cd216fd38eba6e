"""No number stands in this project that could ring at somebody's home, and the scan for them is awake."""

import pytest

from tests.house.tree import project_files
from tests.support.phone_scan import numbers_that_may_ring

# Put together here, so that the scan of the project does not find them in this file.
SUBSCRIBER = "234 5678"


@pytest.mark.parametrize(
    "text",
    [
        f"0113 {SUBSCRIBER}",
        f"ring 0113{SUBSCRIBER.replace(' ', '')} today",
        f"+44113{SUBSCRIBER.replace(' ', '')}",
        f"'+44 (0)113 {SUBSCRIBER}'",
        f"0044 113 {SUBSCRIBER}",
        f"(0113) {SUBSCRIBER}",
        f"+44\u00a0113\u00a0{SUBSCRIBER}",
        f"020-7{SUBSCRIBER.replace(' ', '-')[:3]}-{SUBSCRIBER[-4:]}",
        f"07700 {'901' + '234'}.",
    ],
)
def test_a_number_that_may_ring_is_found_however_it_is_written(text: str) -> None:
    assert len(list(numbers_that_may_ring(text))) == 1


@pytest.mark.parametrize(
    "text",
    [
        "0113 496 0123",
        "+441134960123",
        "+44 (0)20 7946 0999",
        "01632 960001",
        "07700 900123",
        "028 9649 6001",
        "0808 157 0000",
        "sha256:0113234567",
        "0.1234567890123",
        "1700000000",
        "2026-11-20T09:00:00",
        "9f0113" + "2345678",
        "+14158675310",
    ],
)
def test_a_drama_number_and_what_is_no_number_are_left_alone(text: str) -> None:
    assert list(numbers_that_may_ring(text)) == []


def test_no_number_in_the_project_may_ring() -> None:
    found = {
        str(path): numbers
        for path in project_files()
        if path.parent.name != "requirements"  # hashes
        and (numbers := list(numbers_that_may_ring(path.read_text(encoding="utf-8", errors="ignore"))))
    }
    assert found == {}
