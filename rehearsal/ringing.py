"""Ringing a handset: what the person there does, and machine detection once it is answered."""

from typing import assert_never

from rehearsal.legs import Leg
from rehearsal.people import (
    Answers,
    Busy,
    Fails,
    Manual,
    NeverAnswers,
    Persona,
    RefusedAtOnce,
    Verdict,
)
from rehearsal.process import Process, Steps, Wait
from rehearsal.signals import Declined, PickedUp

_BEFORE_SPEAKING = 0.5


def ring_out(leg: Leg, timeout: float) -> Steps[bool]:
    """Ring the leg's handset for ``timeout`` seconds; give whether it was answered. If not, it is over."""
    exchange = leg.exchange
    leg.dialled_at = exchange.now()
    leg.report("initiated", {})
    if exchange.config.setup_seconds:
        yield Wait(exchange.config.setup_seconds)
    persona = exchange.handsets.persona(leg)
    if not exchange.handsets.take(leg):
        persona = Busy()
    return (yield from _try(leg, persona, timeout))


def _try(leg: Leg, persona: Persona, timeout: float) -> Steps[bool]:
    match persona:
        case Fails() | RefusedAtOnce():
            leg.finish("failed")
            return False
        case Busy():
            leg.ring()
            leg.finish("busy")
            return False
        case Manual() | NeverAnswers():
            return (yield from _wait_for_answer(leg, timeout, None))
        case Answers(after):
            return (yield from _wait_for_answer(leg, timeout, after))
        case _:
            assert_never(persona)


def _wait_for_answer(leg: Leg, timeout: float, after: float | None) -> Steps[bool]:
    leg.ring()
    by_itself = after is not None and after < timeout
    got = yield Wait(after if by_itself else timeout, (PickedUp, Declined))
    if isinstance(got, Declined):
        leg.finish("busy")
        return False
    if got is None and not by_itself:
        leg.finish("no-answer")
        return False
    _answered(leg)
    return True


def _answered(leg: Leg) -> None:
    leg.answer()
    # Looked up again: while it rang, the page may have said "be a machine".
    persona = leg.exchange.handsets.persona(leg)
    if isinstance(persona, Answers):
        leg.go_along(_behave(leg, persona))


def _behave(leg: Leg, persona: Answers) -> Steps[None]:
    """Say something once connected, and perhaps hang up."""
    leaves = persona.hangs_up_after
    if persona.greeting and (leaves is None or leaves > _BEFORE_SPEAKING):
        yield Wait(_BEFORE_SPEAKING)
        leg.speak(persona.greeting)
        leaves = None if leaves is None else leaves - _BEFORE_SPEAKING
    if leaves is not None:
        yield Wait(leaves)
        leg.hang_up()


def detect(leg: Leg) -> Steps[Process | None]:
    """Run machine detection as the leg asked for it: beside the call, or before it goes on."""
    yield from ()
    if not leg.detection.wanted:
        return None
    if leg.detection.asynchronous:
        return leg.go_along(_verdict(leg, tell=True))
    yield from _verdict(leg, tell=False)
    return None


def _verdict(leg: Leg, *, tell: bool) -> Steps[None]:
    verdict, seconds = _judgement(leg)
    yield Wait(seconds)
    leg.answered_by = verdict
    leg.transcript.add("event", "detected", verdict)
    if tell and leg.detection.callback:
        params = leg.parameters() | {
            "AnsweredBy": verdict,
            "MachineDetectionDuration": str(round(seconds * 1000)),
        }
        leg.exchange.post.callback(leg.detection.callback, leg.detection.method, params)


def _judgement(leg: Leg) -> tuple[Verdict, float]:
    """Give the verdict and the seconds it takes; past the leg's own limit it is ``unknown``."""
    persona = leg.exchange.handsets.persona(leg)
    usual = leg.exchange.config.detection_seconds
    verdict: Verdict = persona.verdict if isinstance(persona, Manual | Answers) else "unknown"
    seconds = usual
    if isinstance(persona, Answers) and persona.verdict_after is not None:
        seconds = persona.verdict_after
    if seconds > leg.detection.timeout:
        return "unknown", leg.detection.timeout
    return verdict, seconds
