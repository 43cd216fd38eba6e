"""What the pages and the operators' checks are given of a composed service."""

from pathlib import Path

from redis import Redis
from redis.exceptions import RedisError
from sqlalchemy import select

import console
from app import Service, exports_folder, uploads_folder
from console import ops
from scheduler import sample
from store.keys import derive
from store.migrate import pending
from store.models import Number, Volunteer
from store.users import accounts


def console_context(service: Service) -> console.ConsoleContext:
    """What the pages are given. The rehearsal's telephones are shown only where its carrier runs."""
    settings, lines = service.settings, service.settings.numbers.volunteer_lines
    secrets = settings.secrets
    return console.ConsoleContext(
        db=service.parts.db,
        clock=service.parts.now,
        organisation=settings.organisation.name,
        service_number=lines[0] if lines else "",
        rehearsal=console.CarrierAccess(
            settings.carrier.api_base_url, secrets.twilio_account_sid, secrets.twilio_auth_token
        )
        if settings.rehearsal.enabled
        else None,
        offset_seconds=settings.clock.offset,
        sample_volunteers=sample_volunteers(service),
        sample_users=sample_users(service),
        parts=service.parts,
        uploads=uploads_folder(settings),
        secure=settings.public_base_url.startswith("https:"),
        exports=exports_folder(settings),
        form_key=derive(secrets.ringround_secret_key.encode(), "page forms"),
        tune=Path(settings.line.hold_sound) if settings.line.hold_sound else console.SHIPPED_TUNE,
    )


def checks(service: Service) -> ops.Checks:
    """What `/readyz` looks at."""
    url, redis_url = service.settings.database_url, service.settings.secrets.redis_url
    laid_out = False

    def migrated() -> bool:
        nonlocal laid_out  # once they are there, tables do not go
        laid_out = laid_out or not pending(url)
        return laid_out

    def queue() -> bool:
        if not redis_url:
            return True  # the workers look round each second, and nobody is woken
        try:
            with Redis.from_url(redis_url, socket_timeout=2) as redis:
                return bool(redis.ping())
        except RedisError:
            return False

    return ops.Checks(service.parts.db, service.parts.now, migrated, queue)


def sample_users(service: Service) -> tuple[console.SampleUser, ...]:
    """The sample's staff and auditor; none where calls are real."""
    if not service.settings.rehearsal.enabled:
        return ()
    with service.parts.db.read() as tx:
        there = {one.email for one in accounts.listing(tx) if one.enrolled_at is not None}
    return tuple(
        console.SampleUser(one.email, one.role, one.password) for one in sample.USERS if one.email in there
    )


def sample_volunteers(service: Service) -> tuple[console.SampleVolunteer, ...]:
    """The sample campaign's volunteers with their volunteer numbers; none where calls are real."""
    if not service.settings.rehearsal.enabled:
        return ()
    with service.parts.db.read() as tx:
        known = select(Number.e164, Volunteer.code).join(Volunteer, Volunteer.number_id == Number.id)
        codes = {row.e164: row.code for row in tx.execute(known.where(Volunteer.active))}
    return tuple(
        console.SampleVolunteer(one.name, one.phone, codes[one.phone], one.pin)
        for one in sample.VOLUNTEERS
        if one.phone in codes
    )
