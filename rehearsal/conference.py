"""Conferences: who is in, who waits, who hears whom, and the events that are told."""

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Literal

from rehearsal.faults import TwimlFaultError
from rehearsal.legs import Leg
from rehearsal.process import Process
from rehearsal.signals import PutOut

if TYPE_CHECKING:
    from rehearsal.exchange import Exchange

DUPLICATE_LABEL = 16025
FULL = 16020
_QUORUM = 2


@dataclass(eq=False, slots=True)
class Member:
    """One leg's stay: its options as its TwiML had them. ``wait_url`` None: the carrier's own music."""

    leg: Leg
    label: str
    starts: bool
    ends: bool
    muted: bool
    beep: str
    most: int
    wait_url: str | None
    wait_method: str
    callback: str
    callback_method: str
    events: frozenset[str]
    hold: Process | None = None

    @property
    def name(self) -> str:
        """The label, or the call's id."""
        return self.label or self.leg.sid


@dataclass(eq=False, slots=True)
class Conference:
    """A room, from its first member to its end; its name may then be used anew."""

    exchange: "Exchange"
    sid: str
    friendly_name: str
    created: datetime
    updated: datetime
    members: list[Member]
    status: Literal["init", "in-progress", "completed"] = "init"
    reason_ended: str | None = None
    ended_by: str | None = None
    sequence: int = 0
    # The first joiner's, whatever the later ones say.
    callback: str = ""
    callback_method: str = "POST"
    events: frozenset[str] = frozenset()

    def join(self, member: Member) -> None:
        """Let a leg in; raise TwimlFaultError for a label that is taken or a room that is full."""
        self._check(member)
        if not self.members:
            self.callback, self.callback_method = member.callback, member.callback_method
            self.events = member.events
        self.members.append(member)
        member.leg.room = self
        self._tell("join", "participant-join", self._about(member))
        self._announce(member, "joined", heard=member.beep in {"true", "onEnter"})
        if self.status == "init":
            self._begin_or_wait(member)

    def leave(self, leg: Leg, reason: str) -> None:
        """Let a leg out; the room ends with a member whose leaving ends it, or with its last."""
        member = self.member(leg.sid)
        if member is None:
            return
        self._part(member, reason)
        if member.ends:
            self._end("participant-with-end-conference-on-exit-left", leg.sid)
        elif not self.members:
            self._end("last-participant-left", leg.sid)

    def put_out(self, leg: Leg, reason: str) -> None:
        """End a leg's stay from outside; the leg goes on with what follows its <Dial>."""
        leg.parting = reason
        if leg.main is not None:
            leg.main.signal(PutOut(self))

    def end_by_request(self) -> None:
        """End the conference as the REST API asks."""
        self._end("conference-ended-via-api", None)

    def member(self, name: str) -> Member | None:
        """Find a member by its call's id or its label."""
        return next((m for m in self.members if name in {m.leg.sid, m.label}), None)

    def company(self, leg: Leg) -> list[Leg]:
        """Give who hears this leg speak: everyone else, once it has started and unless it is muted."""
        speaker = self.member(leg.sid)
        if self.status != "in-progress" or speaker is None or speaker.muted:
            return []
        return [m.leg for m in self.members if m is not speaker]

    def names(self) -> list[str]:
        """Give the members' labels."""
        return [member.name for member in self.members]

    def _check(self, member: Member) -> None:
        if member.label and self.member(member.label):
            raise TwimlFaultError(DUPLICATE_LABEL, f"The participant label {member.label} is already in use.")
        if len(self.members) >= min([member.most, *(m.most for m in self.members)]):
            raise TwimlFaultError(FULL, "The conference has as many participants as it may have.")

    def _begin_or_wait(self, newcomer: Member) -> None:
        if len(self.members) < _QUORUM or not any(m.starts for m in self.members):
            newcomer.hold = newcomer.leg.go_along(self.exchange.hold_music(self, newcomer))
            return
        self.status, self.updated = "in-progress", self.exchange.now()
        for member in self.members:
            self._end_hold(member)
        self._tell("start", "conference-start", {})

    @staticmethod
    def _end_hold(member: Member) -> None:
        if member.hold is not None:
            member.hold.stop()
            member.hold, member.leg.playing = None, None

    def _part(self, member: Member, reason: str) -> None:
        self.members.remove(member)
        member.leg.room = None
        self._end_hold(member)
        self._tell("leave", "participant-leave", self._about(member) | {"ReasonParticipantLeft": reason})
        self._announce(member, "left", heard=member.beep in {"true", "onExit"})

    def _end(self, reason: str, by: str | None) -> None:
        if self.status == "completed":
            return
        self.status, self.updated = "completed", self.exchange.now()
        self.reason_ended, self.ended_by = reason, by
        for member in list(self.members):
            self._part(member, "moderator_ended_conference")
            self.put_out(member.leg, "")
        ended_by = {"CallSidEndingConference": by} if by else {}
        self._tell("end", "conference-end", {"ReasonConferenceEnded": reason, **ended_by})

    def _announce(self, member: Member, what: str, *, heard: bool) -> None:
        member.leg.transcript.add("event", what, ", ".join(self.names()))
        for other in self.members:
            if other is not member:
                other.leg.transcript.add("event", f"other-{what}", member.name)
                if heard:
                    other.leg.transcript.add("line", "beep", "beep")

    def _about(self, member: Member) -> dict[str, str]:
        label = {"ParticipantLabel": member.label} if member.label else {}
        return {
            "CallSid": member.leg.sid,
            "Muted": _text(member.muted),
            "Hold": "false",
            "Coaching": "false",
            "StartConferenceOnEnter": _text(member.starts),
            "EndConferenceOnExit": _text(member.ends),
            **label,
        }

    def _tell(self, asked: str, event: str, extra: dict[str, str]) -> None:
        if not self.callback or asked not in self.events:
            return
        self.sequence += 1
        params = {
            "AccountSid": self.exchange.config.account_sid,
            "ConferenceSid": self.sid,
            "FriendlyName": self.friendly_name,
            "StatusCallbackEvent": event,
            "SequenceNumber": str(self.sequence),
            "Timestamp": self.exchange.stamp(),
            **extra,
        }
        self.exchange.post.callback(self.callback, self.callback_method, params)


class Conferences:
    """All conferences of this carrier."""

    def __init__(self, exchange: "Exchange") -> None:
        """Start with none."""
        self._exchange = exchange
        self.all: dict[str, Conference] = {}
        self._latest: dict[str, Conference] = {}

    def named(self, name: str) -> Conference:
        """Give the one of this name that is not over, or a new one."""
        latest = self._latest.get(name)
        if latest is not None and latest.status != "completed":
            return latest
        now = self._exchange.now()
        conference = Conference(self._exchange, self._exchange.new_sid("CF"), name, now, now, [])
        self.all[conference.sid] = self._latest[name] = conference
        return conference


def _text(flag: bool) -> str:
    return "true" if flag else "false"
