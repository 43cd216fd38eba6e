"""What a rehearsal keeps: an offset at which lines are open, and secrets that are its own."""

import stat
from datetime import UTC, datetime, time, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cli import kept
from settings import SettingsError, load

LONDON = ZoneInfo("Europe/London")
MOMENTS = st.datetimes(datetime(2025, 1, 1), datetime(2030, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001 (Hypothesis adds the zone)
OFFSETS = st.floats(0, 40 * 86400)


def shown(now: datetime, offset: float) -> datetime:
    return (now + timedelta(seconds=offset)).astimezone(LONDON)


@given(now=MOMENTS, before=OFFSETS)
def test_lines_are_open_at_any_hour_and_the_clock_never_goes_back(now: datetime, before: float) -> None:
    offset = kept.open_offset(now, before)
    assert offset >= before
    assert time(9, 15) <= shown(now, offset).time() <= time(19, 30)
    assert offset - before < 26 * 3600


@pytest.mark.parametrize(
    ("at", "then"),
    [
        ("2026-11-20T09:14:59", "2026-11-20T10:00:00"),
        ("2026-11-20T09:15:00", "2026-11-20T09:15:00"),
        ("2026-11-20T19:30:00", "2026-11-20T19:30:00"),
        ("2026-11-20T19:30:01", "2026-11-21T10:00:00"),
        ("2026-10-24T23:00:00", "2026-10-25T10:00:00"),
    ],
)
def test_out_of_hours_the_clock_is_moved_to_the_next_ten_in_the_morning(at: str, then: str) -> None:
    now = datetime.fromisoformat(at).replace(tzinfo=LONDON).astimezone(UTC)
    assert shown(now, kept.open_offset(now, 0)) == datetime.fromisoformat(then).replace(tzinfo=LONDON)


def rehearsal(folder: Path) -> dict[str, str]:
    return {
        "RINGROUND__DATA_DIR": f'"{folder}"',
        "RINGROUND__REHEARSAL__ENABLED": "true",
        "RINGROUND__NUMBERS__DIALABLE": "drama",
        "RINGROUND__CARRIER__API_BASE_URL": "http://127.0.0.1:8099",
    }


def test_the_first_start_makes_secrets_that_every_later_command_finds(tmp_path: Path) -> None:
    env = rehearsal(tmp_path)
    first = kept.begun(load(env), "http://127.0.0.1:1", "http://127.0.0.1:2", None)
    second = kept.begun(load(env), "http://127.0.0.1:3", "http://127.0.0.1:4", None)
    for name in ("RINGROUND_SECRET_KEY", "TWILIO_ACCOUNT_SID", "TWILIO_AUTH_TOKEN"):
        assert first[name] == second[name]
    found = load(kept.environment(env))
    assert found.secrets.ringround_secret_key == first["RINGROUND_SECRET_KEY"]
    assert found.carrier.api_base_url == "http://127.0.0.1:4"
    assert stat.S_IMODE((tmp_path / "rehearsal.json").stat().st_mode) == 0o600


def test_the_secrets_of_a_live_service_are_never_used(tmp_path: Path) -> None:
    (tmp_path / "token").write_text("live")
    env = rehearsal(tmp_path) | {"TWILIO_ACCOUNT_SID": "live", "TWILIO_AUTH_TOKEN_FILE": str(tmp_path / "token"),
                                 "PUBLIC_BASE_URL": "https://live.example"}  # fmt: skip
    kept.begun(load(env), "http://127.0.0.1:1", "http://127.0.0.1:2", None)
    found = load(kept.environment(env))
    assert "live" not in (found.secrets.twilio_account_sid, found.secrets.twilio_auth_token)
    assert found.public_base_url == "http://127.0.0.1:1"


def test_a_service_on_a_real_carrier_keeps_nothing_here(tmp_path: Path) -> None:
    env = {"RINGROUND__DATA_DIR": f'"{tmp_path}"', "DATABASE_URL": "sqlite:///elsewhere.db"}
    assert kept.environment(env) == env


def test_a_damaged_file_is_said_with_the_remedy(tmp_path: Path) -> None:
    (tmp_path / "rehearsal.json").write_text("{")
    with pytest.raises(SettingsError, match="start afresh"):
        kept.environment(rehearsal(tmp_path))
