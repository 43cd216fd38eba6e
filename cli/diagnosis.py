"""What `doctor` looks at beyond the database: the way in from outside, the carrier, and this machine."""

import shutil
import stat
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit

import requests
from sqlalchemy import make_url
from sqlalchemy.exc import SQLAlchemyError
from twilio.request_validator import RequestValidator

from app import Service
from cli.carrier_numbers import CarrierNumbers, Pointing, own_numbers
from cli.context import london
from cli.errors import CommandError
from cli.numbers import standing
from console.ops import CLOCK_AT_MOST, Finding
from policy.numbers import display
from settings_for_rooms import ways_of
from store.backup.sqlite import file_of
from store.grants import may_change_the_ledger
from store.sealing import handing_on
from store.sealing.handing_on import unsealed_since

DISK_AT_LEAST: Final = 1 << 30
"""Bytes that should be free: a register of 20 million numbers is built beside the one in force."""
PATIENCE: Final = 10.0
SEALED_WITHIN: Final = timedelta(minutes=2)
WAYS: Final = {
    "file": "ledger.heads_file",
    "web": "ledger.heads_url",
    "mail": "mail.server, mail.user and MAIL_PASSWORD",
}
"""Which settings a way of the heads stands in."""
OTHERS: Final = stat.S_IRWXG | stat.S_IRWXO
HARMLESS: Final = {"CallStatus": "doctor"}
"""A status that is none: it is thanked for, and changes nothing."""
LOCAL: Final = ("127.0.0.1", "localhost", "::1")


def organisation(made: Service) -> Iterator[Finding]:
    """Who calls has to be said on every call (PECR reg 24)."""
    missing = [name for name in ("name", "address", "phone") if not getattr(made.settings.organisation, name)]
    said = f"Set {', '.join(f'organisation.{one}' for one in missing)}: it is said on the telephone."
    yield Finding("organisation", not missing, said if missing else "")


def secrets(made: Service) -> Iterator[Finding]:
    """What only the environment gives."""
    secret = made.settings.secrets
    values = {
        "PUBLIC_BASE_URL": made.settings.public_base_url,
        "TWILIO_ACCOUNT_SID": secret.twilio_account_sid,
        "TWILIO_AUTH_TOKEN": secret.twilio_auth_token,
    }
    missing = [name for name, value in values.items() if not value]
    yield Finding("secrets", not missing, f"Set {', '.join(missing)}." if missing else "")


def public_url(made: Service) -> Iterator[Finding]:
    """Whether the carrier finds us, and its signature is right when it comes through the proxy."""
    base, token = made.settings.public_base_url, made.settings.secrets.twilio_auth_token
    if not base or not token:
        return
    if made.settings.carrier.is_twilio and urlsplit(base).scheme != "https":
        yield Finding(
            "https", good=False, said="PUBLIC_BASE_URL must begin with https: names are spoken in it."
        )
    with requests.Session() as session:
        session.trust_env = urlsplit(base).hostname not in LOCAL
        try:
            yield _alive(session, base)
            yield from _signature(session, f"{base}/twilio/status", token)
        except requests.RequestException as error:
            said = f"PUBLIC_BASE_URL does not answer from here ({type(error).__name__}): look at name, proxy and web."
            yield Finding("public url", good=False, said=said)


def _alive(session: requests.Session, base: str) -> Finding:
    status = session.get(f"{base}/healthz", timeout=PATIENCE).status_code
    good = status == requests.codes.ok
    said = f"PUBLIC_BASE_URL/healthz answers {status}: have the proxy hand everything on to the web service."
    return Finding("public url", good, "" if good else said)


def _signature(session: requests.Session, url: str, token: str) -> Iterator[Finding]:
    unsigned = session.post(url, data=HARMLESS, timeout=PATIENCE, allow_redirects=False).status_code
    good = unsigned == requests.codes.forbidden
    said = f"A request without a signature is answered {unsigned}, not 403: what is it that answers there?"
    yield Finding("door", good, "" if good else said)
    headers = {"X-Twilio-Signature": RequestValidator(token).compute_signature(url, HARMLESS)}
    signed = session.post(url, data=HARMLESS, headers=headers, timeout=PATIENCE, allow_redirects=False)
    good = signed.status_code == requests.codes.no_content
    said = (
        f"A signed request is answered {signed.status_code}: the web service must have this PUBLIC_BASE_URL and "
        "TWILIO_AUTH_TOKEN, and the proxy must hand on path, query and form as they come."
    )
    yield Finding("signature", good, "" if good else said)


def carrier_clock(made: Service) -> Iterator[Finding]:
    """This server's clock against the carrier's `Date`; more than a second, and nothing is dialled."""
    skew = made.carrier.measure_clock()
    if skew is None:
        yield Finding("clock", good=False, said="The carrier does not answer: check carrier.api_base_url.")
        return
    good = abs(skew) <= CLOCK_AT_MOST
    said = f"It differs from the carrier's by {skew:+.1f} seconds: set it by NTP, nothing is dialled."
    yield Finding("clock", good, "" if good else said)


def numbers(made: Service) -> Iterator[Finding]:
    """Whether each of the service's numbers points here, at the carrier."""
    client, here = CarrierNumbers.of(made), Pointing.at(made.parts.addresses)
    try:
        found = own_numbers(made)
        if not found:
            said = "The service has none: set numbers.volunteer_lines, or add a campaign."
            yield Finding("numbers", good=False, said=said)
        for e164 in found:
            yield _number(client, e164, here)
    except CommandError as error:
        yield Finding("numbers", good=False, said=str(error))
    except SQLAlchemyError:
        return  # the database has been said already


def _number(client: CarrierNumbers, e164: str, here: Pointing) -> Finding:
    now, shown = client.number(e164), display(e164)
    if now is None:
        said = (
            f"{shown} is not among the account's numbers: buy it there, or correct the setting or campaign."
        )
        return Finding("numbers", good=False, said=said)
    good = standing(now, here) == "as_wanted"
    return Finding(
        "numbers", good, f"{shown} does not point here: run `ringround numbers point`." if not good else ""
    )


def disk(made: Service) -> Iterator[Finding]:
    """Room in the data folder."""
    folder = made.settings.data_dir
    if not folder.is_dir():
        said = f"There is no {folder}: make it, or set data_dir."
        yield Finding("data folder", good=False, said=said)
        return
    free = shutil.disk_usage(folder).free
    good = free >= DISK_AT_LEAST
    said = f"{free >> 20:,} MB are free under data_dir: make room for {DISK_AT_LEAST >> 20:,} MB at least."
    yield Finding("disk", good, "" if good else said)


def rights(made: Service) -> Iterator[Finding]:
    """What is kept of people, and private keys, are for the service's own account alone."""
    chosen = made.settings
    files = [path for path in _private(chosen.data_dir, chosen.database_url) if path.is_file()]
    files += Path(chosen.ledger.keys_dir or chosen.data_dir / "keys").glob("*.pem")
    open_to_others = [path for path in files if path.stat().st_mode & OTHERS]
    said = f"Others may read {', '.join(path.name for path in open_to_others)}: chmod 600 them, and 700 the folder."
    yield Finding("rights", not open_to_others, said if open_to_others else "")


def ledger_role(made: Service) -> Iterator[Finding]:
    """Whether the service's role could change what is sealed (PostgreSQL)."""
    try:
        with made.parts.db.read() as tx:
            if tx.dialect.name == "sqlite":
                return
            too_much = may_change_the_ledger(tx)
    except SQLAlchemyError:
        return  # the database has been said already
    said = "DATABASE_URL's role may change the ledger: give the service one that owns nothing (docs/operators.md)."
    yield Finding("ledger's role", not too_much, said if too_much else "")


def seal(made: Service) -> Iterator[Finding]:
    """Whether the ledger is sealed, and its heads get away from here."""
    now, ways = made.parts.now(), [way.name for way in ways_of(made.settings)]
    try:
        with made.parts.db.read() as tx:
            since, failing = unsealed_since(tx), [one for one in handing_on.failing(tx) if one.way in ways]
    except SQLAlchemyError:
        return  # the database has been said already
    late = since is not None and now - since > SEALED_WITHIN
    said = "Entries wait to be sealed: look at the workers, and at ledger.keys_dir."
    yield Finding("seal", not late, said if late else "")
    for one in failing:
        said = f"No head gets through by {one.way} since {london(one.since)} ({one.error}): check {WAYS[one.way]}."
        yield Finding("heads", good=False, said=said)
    if not failing:
        yield Finding("heads", good=True)


def _private(folder: Path, url: str) -> Iterator[Path]:
    yield from (folder / name for name in ("journal.jsonl", "numbers-before.json", "rehearsal.json"))
    if make_url(url).get_backend_name() == "sqlite":
        yield from (
            file_of(url).with_name(file_of(url).name + end) for end in ("", "-wal", "-before-restore")
        )
