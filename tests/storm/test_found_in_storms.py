"""What the storms brought to light, each forced."""

from tests.telephone.calls import MARY, legs_to, rung, weather
from tests.telephone.evening import Evening


def test_a_machine_whose_answer_is_told_after_its_verdict_is_not_taken_for_an_abandoned_call(
    evening: Evening,
) -> None:
    ann = rung(evening)
    weather(evening, callbacks_lost=1.0)
    attempt = evening.attempts()[0]["id"]
    evening.telephone(MARY).answers("machine")
    sid = legs_to(evening, MARY)[0].sid
    verdict = {"CallSid": sid, "AnsweredBy": "machine_start", "MachineDetectionDuration": "1500"}
    evening.posts(f"/twilio/machine/{attempt}", **verdict)
    ann.hears("That was an answering machine.")
    evening.posts(f"/twilio/leg/{attempt}", CallSid=sid, CallStatus="in-progress")
    evening.settles()
    assert evening.outcomes() == ["machine"]
    assert evening.attempts()[0]["abandoned_at"] is None
    assert legs_to(evening, MARY)[0].over
