"""Rules about a contact who has answered: what may be played, and that nothing is left on a machine."""

from policy.case import Case
from policy.decision import RuleVerdict, passed, refused, unknown
from policy.reasons import Reason
from policy.requests import Recording


def recorded_speech(recording: Recording) -> RuleVerdict:
    """Refuse to play anything but the message of an abandoned call. Source: PECR reg 19."""
    if recording is not Recording.ABANDONED_MESSAGE:
        why = f"'{recording}' is not the message of an abandoned call."
        return refused("recorded_speech", Reason.RECORDED_SPEECH, why)
    return passed("recorded_speech", "It is the message of an abandoned call, which says who called.")


def volunteer_gone(case: Case) -> RuleVerdict:
    """Refuse the message of an abandoned call while a volunteer is there to speak. Source: PECR reg 19."""
    if case.facts.volunteer_present is None:
        return unknown("volunteer_gone", "volunteer_present")
    if case.facts.volunteer_present:
        return refused("volunteer_gone", Reason.RECORDED_SPEECH, "A volunteer is there to speak.")
    return passed("volunteer_gone", "No volunteer is there.")


def voicemail_drop() -> RuleVerdict:
    """Refuse, always, to stay on an answering machine. Source: PECR reg 19; the organisation's rule."""
    return refused("voicemail_drop", Reason.VOICEMAIL_DROP, "No message is ever left on a machine.")
