"""Every setting is documented, and what is wrong is refused in one sentence that says what to do."""

import re
import tomllib
from dataclasses import FrozenInstanceError, replace
from datetime import time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from settings import DEFAULTS, Settings, SettingsError, load

DRAMA = {
    "RINGROUND__NUMBERS__DIALABLE": "drama",
    "RINGROUND__CARRIER__API_BASE_URL": "http://127.0.0.1:8099",
}
SECRETS = ("TWILIO_ACCOUNT_SID", "TWILIO_AUTH_TOKEN", "RINGROUND_SECRET_KEY", "DATABASE_URL", "REDIS_URL")
POSTGRES = "postgresql://ringround@/ringround"


def refusal(env: dict[str, str]) -> str:
    with pytest.raises(SettingsError) as refused:
        load(env)
    return str(refused.value)


def said_of(env: dict[str, str]) -> str:
    try:
        load(DRAMA | env)
    except SettingsError as error:
        return str(error)
    return ""


def overlay(folder: Path, text: str) -> dict[str, str]:
    path = folder / "site.toml"
    path.write_text(text, encoding="utf-8")
    return {"RINGROUND_CONFIG": str(path)}


def test_the_defaults_are_those_of_config_toml() -> None:
    settings = load({})
    assert settings.numbers.dialable == "live"
    assert settings.carrier.api_base_url == "https://api.twilio.com"
    assert settings.carrier.calls_per_second == 1.0
    assert settings.hours.opens == time(9)
    assert settings.hours.closes == time(20, 45)
    assert settings.clock.offset == 0
    assert settings.public_base_url == ""


def test_every_setting_has_a_comment() -> None:
    lines = DEFAULTS.read_text(encoding="utf-8").splitlines()
    bare = [line for line in lines if re.match(r"\w+ *=", line) and not re.search(r" # \S", line)]
    assert bare == []


def test_every_field_has_a_default_in_config_toml_and_nothing_else_stands_there() -> None:
    document = tomllib.loads(DEFAULTS.read_text(encoding="utf-8"))
    settings = load({})
    for section, keys in document.items():
        names = set(keys) if isinstance(keys, dict) else set()
        held = getattr(settings, section)
        assert names == set(getattr(held, "__slots__", ())) or not names
    assert set(document) == set(Settings.__slots__) - {"secrets", "public_base_url"}


def test_a_file_is_laid_over_the_defaults_and_the_environment_over_both(tmp_path: Path) -> None:
    env = overlay(tmp_path, '[hours]\nopens = "09:30"\ncloses = "20:00"\n')
    settings = load(env | {"RINGROUND__HOURS__CLOSES": "19:00", "RINGROUND__DATA_DIR": "/srv/ringround"})
    assert (settings.hours.opens, settings.hours.closes) == (time(9, 30), time(19))
    assert settings.data_dir == Path("/srv/ringround")
    assert settings.database_url == "sqlite:////srv/ringround/ringround.db"


@pytest.mark.parametrize(
    ("variable", "raw", "section", "value"),
    [
        ("HOURS__WEEKDAYS", "[1, 2, 3]", "hours", {"weekdays": (1, 2, 3)}),
        ("CARRIER__TIMEOUT", "5", "carrier", {"timeout": 5.0}),
        ("CARRIER__MACHINE_DETECTION", "false", "carrier", {"machine_detection": False}),
        ("ORGANISATION__NAME", "Harbour Party", "organisation", {"name": "Harbour Party"}),
        ("ORGANISATION__NAME", '"Harbour Party"', "organisation", {"name": "Harbour Party"}),
        ("ORGANISATION__PHONE", "+441632960001", "organisation", {"phone": "+441632960001"}),
        ("ORGANISATION__PHONE", "01632 960 001", "organisation", {"phone": "01632 960 001"}),
        ("NUMBERS__VOLUNTEER_LINES", '["+441632960001"]', "numbers", {"volunteer_lines": ("+441632960001",)}),
        ("WEB__BIND", "0.0.0.0:80", "web", {"bind": "0.0.0.0:80"}),
        ("LINE__HOLD_SOUND", "", "line", {"hold_sound": ""}),
    ],
)
def test_a_variable_is_read_as_the_type_that_its_setting_has(
    variable: str, raw: str, section: str, value: dict[str, object]
) -> None:
    held = getattr(load({f"RINGROUND__{variable}": raw}), section)
    assert held == replace(held, **value)


def test_an_unknown_key_in_a_file_names_the_nearest(tmp_path: Path) -> None:
    assert refusal(overlay(tmp_path, "[web]\nbnid = 1\n")) == (
        "There is no setting web.bnid in site.toml: did you mean web.bind in site.toml?"
    )


def test_an_unknown_variable_names_the_nearest() -> None:
    assert refusal({"RINGROUND__CARRIER__CALLS_PER_SECONDS": "2"}) == (
        "There is no setting RINGROUND__CARRIER__CALLS_PER_SECONDS: "
        "did you mean RINGROUND__CARRIER__CALLS_PER_SECOND?"
    )


@pytest.mark.parametrize("text", ["web = 3", "[nowhere]\nkey = 1", "[web.bind]\nport = 1"])
def test_a_section_of_the_wrong_shape_is_refused(tmp_path: Path, text: str) -> None:
    assert re.fullmatch(
        r"There is no setting .* did you mean .*\?|The setting .* must be .*\.",
        refusal(overlay(tmp_path, text)),
    )


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ('data_dir = ""', "a path in quotation marks"),
        ('[web]\nworkers = "two"', "a whole number"),
        ("[web]\nworkers = true", "a whole number"),
        ("[web]\nworkers = 0", "a number of at least 1"),
        ('[web]\nbind = "8080"', "HOST:PORT"),
        ("[organisation]\nname = 7", "text in quotation marks"),
        ('[organisation]\nkind = "club"', '"party" or "charity"'),
        ('[hours]\nopens = "9"', 'a time of day such as "09:30"'),
        ("[hours]\nweekdays = 5", "a list in square brackets"),
        ("[hours]\nweekdays = [0]", "a list, each item of it a number of at least 1 and at most 7"),
        ("[carrier]\ntimeout = nan", "a number"),
        ("[carrier]\nmachine_detection = 1", "true or false"),
        ('[carrier]\napi_base_url = "api"', "an address such as https://calls.example, without a path"),
        ("[limits]\nabandoned_rate = 3", "a number of at least 0 and at most 1"),
    ],
)
def test_a_wrong_value_is_refused_with_what_is_wanted(tmp_path: Path, text: str, wanted: str) -> None:
    assert refusal(overlay(tmp_path, text)).endswith(f" in site.toml must be {wanted}.")


def test_a_settings_file_that_is_missing_or_broken_is_named(tmp_path: Path) -> None:
    assert "cannot be read" in refusal({"RINGROUND_CONFIG": str(tmp_path / "none.toml")})
    assert "is not valid TOML" in refusal(overlay(tmp_path, "web"))


@pytest.mark.parametrize("name", SECRETS)
def test_a_secret_comes_from_its_variable_or_its_file_and_is_never_shown(tmp_path: Path, name: str) -> None:
    (tmp_path / "secret").write_text("kept-to-ourselves\n", encoding="utf-8")
    for env in ({name: "kept-to-ourselves"}, {f"{name}_FILE": str(tmp_path / "secret")}):
        settings = load(env)
        assert getattr(settings.secrets, name.lower()) == "kept-to-ourselves"
        assert "kept-to-ourselves" not in repr(settings)


def test_a_secret_given_twice_or_by_a_bad_file_is_refused(tmp_path: Path) -> None:
    (tmp_path / "empty").touch()
    assert refusal({"REDIS_URL": "a", "REDIS_URL_FILE": "b"}) == (
        "Both REDIS_URL and REDIS_URL_FILE are set: unset one of them."
    )
    assert "cannot be read" in refusal({"REDIS_URL_FILE": str(tmp_path / "none")})
    assert "is empty" in refusal({"REDIS_URL_FILE": str(tmp_path / "empty")})


def test_the_public_address_loses_the_slash_at_its_end_and_must_be_one() -> None:
    assert load({"PUBLIC_BASE_URL": "https://calls.example/"}).public_base_url == "https://calls.example"
    assert refusal({"PUBLIC_BASE_URL": "calls.example"}).startswith("PUBLIC_BASE_URL must be an address")


def test_a_wrong_clock_needs_drama_numbers() -> None:
    assert load(DRAMA | {"RINGROUND__CLOCK__OFFSET": "-3600"}).clock.offset == -3600
    assert refusal({"RINGROUND__CLOCK__OFFSET": "1"}).startswith("clock.offset needs numbers.dialable")


def test_the_carrier_in_a_box_needs_drama_numbers() -> None:
    assert load(DRAMA | {"RINGROUND__REHEARSAL__ENABLED": "true"}).rehearsal.enabled
    assert refusal({"RINGROUND__REHEARSAL__ENABLED": "true"}).startswith("rehearsal.enabled needs")


@pytest.mark.parametrize("host", ["api.twilio.com", "api.dublin.ie1.twilio.com", "API.TWILIO.COM"])
def test_drama_numbers_are_refused_together_with_twilios_own_address(host: str) -> None:
    env = DRAMA | {"RINGROUND__CARRIER__API_BASE_URL": f"https://{host}"}
    assert "refused together with Twilio's own address" in refusal(env)


def test_hours_that_end_before_they_begin_are_refused() -> None:
    assert refusal({"RINGROUND__HOURS__OPENS": "20:45"}) == "hours.opens must be before hours.closes."


def test_the_owner_of_the_tables_is_the_service_itself_unless_another_is_named() -> None:
    owner = POSTGRES.replace("ringround@", "owner@")
    assert load({"DATABASE_URL": POSTGRES}).owner_url == POSTGRES
    assert load({"DATABASE_URL": POSTGRES, "DATABASE_OWNER_URL": owner}).owner_url == owner
    assert refusal({"DATABASE_OWNER_URL": owner}).startswith("DATABASE_OWNER_URL is for PostgreSQL alone")


def test_settings_do_not_change() -> None:
    with pytest.raises(FrozenInstanceError):
        load({}).web.workers = 3  # type: ignore[misc]


@given(st.sampled_from(["WEB__BIND", "HOURS__WEEKDAYS", "CLOCK__OFFSET", "NUMBERS__DIALABLE"]), st.text())
def test_any_text_in_a_variable_is_taken_or_refused_in_one_line(variable: str, raw: str) -> None:
    assert re.fullmatch(
        r"|The setting .* must be .*\.|.* refused .*\.", said_of({f"RINGROUND__{variable}": raw})
    )
