"""The flow's records, written down: outcomes and answers with what they supersede, opt-outs at once, the rest."""

from datetime import timedelta
from typing import assert_never

from sqlalchemy import insert, select

from bridge import call_backs, household, legs, outcomes, ring_back, sign_in
from bridge.desk import Desk
from ivr.effects import (
    CallAgain,
    CallBack,
    ChooseCampaign,
    ChooseLanguage,
    ClosingRead,
    EndContact,
    FalsePositive,
    Finished,
    KeysWork,
    LetGo,
    OptOut,
    OptOutCaller,
    PassOn,
    Record,
    ReportConcern,
    ReportFault,
    RingMe,
    SaveAnswer,
    SaveOutcome,
    SessionEnds,
    WantCoordinator,
)
from store import optouts, requests, volunteers
from store.ledger import Kind
from store.models import Contact, FollowUp


def write(desk: Desk, record: Record) -> None:  # noqa: C901, PLR0912 (a table: one line a kind)
    """Write one record down, with its ledger entry."""
    match record:
        case ChooseCampaign(campaign):
            desk.row["campaign_id"] = campaign
        case ChooseLanguage(language):
            assert desk.volunteer is not None  # noqa: S101 (the flow records this after signing in only)
            volunteers.set_languages(desk.tx, desk.volunteer, desk.now, language=language, session=desk.id)
        case EndContact(attempt):
            legs.end_contact(desk, attempt)
        case SaveOutcome(attempt, outcome):
            outcomes.save(desk, attempt, outcome, channel=desk.channel)
        case SaveAnswer():
            outcomes.save_answer(desk, record, channel=desk.channel)
        case OptOut():
            opt_out(desk, record)
        case OptOutCaller(number):
            ring_back.opt_out(desk, number)
        case CallAgain(number):
            ring_back.call_again(desk, number)
        case CallBack():
            call_backs.agree(desk, record)
        case PassOn(attempt, about):
            _follow_up(desk, "pass_on", attempt, int(about.id))
            desk.log(Kind.FOLLOW_UP_ASKED, attempt=attempt, contact=int(about.id), data={"kind": "pass_on"})
        case ClosingRead(attempt, read):
            desk.change_attempt(attempt, closing_read=read)
            desk.log(Kind.CLOSING_READ, attempt=attempt, data={"read": read})
        case FalsePositive(attempt):
            desk.change_attempt(attempt, false_positive=True)
            desk.log(Kind.MACHINE_FALSE_POSITIVE, attempt=attempt)
        case Finished(attempt):
            _finish(desk, attempt)
        case LetGo(contact):
            desk.parts.calling_list.release(desk.tx, int(contact.id), desk.id)
            desk.log(Kind.CONTACT_RELEASED, contact=int(contact.id))
        case KeysWork():
            sign_in.tested_keys(desk)
        case ReportFault(step):
            _follow_up(desk, "fault", desk.row["attempt_id"], None, note=step)
            desk.log(Kind.FAULT_REPORTED, data={"step": step})
        case ReportConcern():
            _report_concern(desk, record)
        case WantCoordinator(why):
            _want_coordinator(desk, why)
        case RingMe():
            _ring_volunteer(desk)
        case SessionEnds():
            pass  # The leg's own end closes the session: see `bridge.legs`.
        case _:
            assert_never(record)


def opt_out(desk: Desk, record: OptOut) -> None:
    """No more calls to the number, or to each number of the household; what rings there is ended."""
    about = int(record.about.id)
    people = [about, *household.others(desk.tx, about)] if record.scope == "household" else [about]
    rows = desk.tx.execute(select(Contact.number_id).where(Contact.id.in_(people)).distinct()).all()
    for number in sorted(row.number_id for row in rows):
        optouts.add(
            desk.tx,
            number,
            desk.now,
            source=desk.channel,
            attempt=record.attempt,
            session=desk.id,
            campaign=desk.campaign,
            volunteer=desk.volunteer,
        )
        legs.end_ringing(desk, number, but=record.attempt)
    if record.scope == "household":
        desk.log(
            Kind.OPTOUT_HOUSEHOLD, attempt=record.attempt, contact=about, data={"contacts": sorted(people)}
        )


def _finish(desk: Desk, attempt: str) -> None:
    row = desk.attempt(attempt)
    desk.change_attempt(attempt, finished_at=row["finished_at"] or desk.now)
    desk.parts.calling_list.release(desk.tx, row["contact_id"], desk.id)
    desk.log(Kind.CALL_FINISHED, attempt=attempt, contact=row["contact_id"])


def _follow_up(desk: Desk, kind: str, attempt: str | None, contact: int | None, *, note: str = "") -> None:
    desk.tx.execute(
        insert(FollowUp).values(
            kind=kind,
            campaign_id=desk.campaign,
            contact_id=contact,
            attempt_id=attempt,
            volunteer_id=desk.volunteer,
            note=note,
            at=desk.now,
        )
    )


def _ring_volunteer(desk: Desk) -> None:
    assert desk.volunteer is not None  # noqa: S101 (the flow offers this after signing in only)
    due = desk.now + timedelta(seconds=10)
    desk.order("ring_volunteer", f"ring:{desk.id}", volunteer=desk.volunteer, due=due)


def _want_coordinator(desk: Desk, why: str) -> None:
    """Staff see it at once; who waits already is not written down again."""
    assert desk.volunteer is not None  # noqa: S101 (the flow offers this after signing in only)
    if requests.want_coordinator(desk.tx, desk.volunteer, desk.campaign, why, desk.now):
        desk.log(Kind.COORDINATOR_ASKED, data={"why": why})


def _report_concern(desk: Desk, concern: ReportConcern) -> None:
    """Staff ring the volunteer; until they have looked at it, nobody rings the contact."""
    contact = int(concern.about.id) if concern.about else None
    _follow_up(desk, concern.kind, concern.attempt, contact)
    desk.log(Kind.CONCERN_REPORTED, attempt=concern.attempt, contact=contact, data={"kind": concern.kind})
    if contact is not None:
        desk.parts.calling_list.pause(desk.tx, contact, desk.now)
        desk.log(Kind.CONTACT_PAUSED, contact=contact)
