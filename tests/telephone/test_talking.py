"""While the two talk: a soft tone at nine minutes, for the volunteer alone, and nobody is cut off."""

from datetime import timedelta

from tests.telephone.calls import talking
from tests.telephone.evening import Evening

TONE = "♪ nine-minutes.wav"


def test_a_soft_tone_at_nine_minutes_is_heard_by_the_volunteer_alone_and_cuts_nobody_off(
    evening: Evening,
) -> None:
    ann, mary = talking(evening)
    joined = evening.now()
    evening.becomes(joined + timedelta(minutes=8, seconds=58))
    ann.does_not_hear(TONE)
    evening.passes(3)
    ann.hears(TONE)
    mary.does_not_hear(TONE)
    evening.becomes(joined + timedelta(minutes=14))
    assert ann.is_live
    assert mary.is_live
    assert [heard for heard in ann.receiver.heard if heard == TONE] == [TONE]


def test_no_tone_follows_a_call_that_ended_before(evening: Evening) -> None:
    ann, mary = talking(evening)
    mary.hangs_up()
    evening.becomes(evening.now() + timedelta(minutes=10))
    ann.does_not_hear(TONE)
