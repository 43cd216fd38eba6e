"""What the settings mean to the rooms: plain rules, terms and addresses, so that no room reads a setting."""

from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from bridge.parts import Organisation, Terms
from policy import Dialable, Rules, RulesError, Spacing
from scheduler.retries import CallingRules
from settings import Settings, SettingsError
from store.holidays import bank_holidays
from store.keys import Keys
from store.people.retention import Terms as Retention

if TYPE_CHECKING:
    from scheduler.head_ways import Way


def rules_of(settings: Settings) -> Rules:
    """The policy's rules, tightened by the settings. Raises SettingsError where one is looser than the law."""
    calling, hours = settings.calling, settings.hours
    try:
        return Rules(
            dialable=Dialable(settings.numbers.dialable),
            opens=hours.opens,
            closes=hours.closes,
            weekdays=frozenset(hours.weekdays),
            bank_holidays=bank_holidays(),
            machine_hours=int(calling.machine_hours),
            abandoned_hours=int(calling.abandoned_hours),
            abandoned_rate=settings.limits.abandoned_rate,
            ring_seconds=settings.carrier.ring_timeout,
            attempts=calling.attempts,
            spacing=_spacing(settings),
        )
    except RulesError as error:
        raise SettingsError(str(error)) from error


def calling_rules(settings: Settings) -> CallingRules:
    """The [calling] settings as the calling list has them."""
    calling = settings.calling
    return CallingRules(
        attempts=calling.attempts,
        busy_minutes=calling.busy_minutes,
        no_answer_hours=calling.no_answer_hours,
        machine_hours=calling.machine_hours,
        abandoned_hours=calling.abandoned_hours,
        call_back_hours=calling.call_back_hours,
    )


def terms_of(settings: Settings, offset: timedelta) -> Terms:
    """The plain values the bridge works by. Raises SettingsError without a good RINGROUND_SECRET_KEY."""
    organisation, carrier = settings.organisation, settings.carrier
    try:
        keys = Keys.of(settings.secrets.ringround_secret_key.encode())
    except ValueError as error:
        raise SettingsError(str(error)) from error
    lines = settings.numbers.volunteer_lines
    return Terms(
        organisation=Organisation(
            organisation.name,
            organisation.address,
            organisation.phone,
            organisation.purpose_words,
            charity=organisation.kind == "charity",
        ),
        ring_timeout=carrier.ring_timeout,
        machine_detection=carrier.machine_detection,
        speech_threshold_ms=carrier.machine_speech_threshold,
        speech_end_threshold_ms=carrier.machine_speech_end_threshold,
        calls_per_second=carrier.calls_per_second,
        claim=timedelta(minutes=settings.calling.claim_minutes),
        volunteer_lines=frozenset(lines),
        volunteer_caller_id=lines[0] if lines else "",
        keys=keys,
        clock_offset=offset,
    )


def retention_of(settings: Settings) -> Retention:
    """How long is kept what is held about people."""
    return Retention(settings.retention.records_months, settings.retention.contacts_days)


def _spacing(settings: Settings) -> tuple[Spacing, ...]:
    """The minutes between two calls to one number, by the first's outcome."""
    calling = settings.calling
    no_answer = round(calling.no_answer_hours * 60)
    return (
        Spacing("busy", round(calling.busy_minutes)),
        Spacing("no_answer", no_answer),
        Spacing("cancelled", no_answer),
        Spacing("failed", no_answer),
        Spacing("dropped", 0),
        Spacing("call_back", 0),
    )


def options_of(settings: Settings, options: str) -> str:
    """Twilio's connection overrides, with the edge they leave from."""
    edge = f"e={settings.carrier.edge}" if settings.carrier.edge else ""
    return "&".join(one for one in (edge, options) if one)


def ways_of(settings: Settings) -> "Sequence[Way]":
    """The ways by which the ledger's heads leave the host. Imported late: web processes have no use for them."""
    from scheduler.head_ways import Post, ToFile, ToMail, ToWeb  # noqa: PLC0415

    ledger, mail = settings.ledger, settings.mail
    ways: list[Way] = [ToFile(Path(ledger.heads_file or settings.data_dir / "heads.jsonl"))]
    if ledger.heads_url:
        ways.append(ToWeb(ledger.heads_url))
    if ledger.heads_mail:
        host, _, port = mail.server.rpartition(":")
        post = Post(host, int(port), mail.security, mail.sender, mail.user, settings.secrets.mail_password)
        ways.append(ToMail(post, ledger.heads_mail, timedelta(hours=ledger.heads_mail_hours)))
    return ways
