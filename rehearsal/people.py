"""Virtual people: how a handset behaves when it is rung."""

from dataclasses import dataclass
from typing import Literal, TypeAlias

Verdict: TypeAlias = Literal["human", "machine_start", "fax", "unknown"]

MACHINE_GREETING = "Sorry, nobody can take your call. Please leave a message after the tone."
FAX_TONE = "A fax machine's tone."


@dataclass(frozen=True, slots=True)
class Manual:
    """Someone at the page, the terminal or a test acts; machine detection will say ``verdict``."""

    verdict: Verdict = "human"


@dataclass(frozen=True, slots=True)
class Answers:
    """Answers by itself. All in seconds; ``hangs_up_after`` counts from the answer, None: stays."""

    after: float = 3.0
    greeting: str = "Hello?"
    hangs_up_after: float | None = None
    verdict: Verdict = "human"
    # When machine detection has made up its mind; None: the carrier's usual time.
    verdict_after: float | None = None


@dataclass(frozen=True, slots=True)
class Busy:
    """Engaged."""


@dataclass(frozen=True, slots=True)
class NeverAnswers:
    """Rings until the caller gives up."""


@dataclass(frozen=True, slots=True)
class Fails:
    """A number out of service: the call is created, and fails."""


@dataclass(frozen=True, slots=True)
class RefusedAtOnce:
    """The REST API refuses to create the call, with this code of Twilio's (21214, 13224, 10004, 16021 …)."""

    code: int
    message: str = "The call cannot be placed."


Persona: TypeAlias = Manual | Answers | Busy | NeverAnswers | Fails | RefusedAtOnce

# By the names that the page and the terminal use.
PERSONAS: dict[str, Persona] = {
    "manual": Manual(),
    "person": Answers(),
    "instant": Answers(after=0.0),
    "hangs-up": Answers(hangs_up_after=5.0),
    "machine": Answers(greeting=MACHINE_GREETING, verdict="machine_start"),
    "fax": Answers(greeting=FAX_TONE, verdict="fax"),
    "unknown": Answers(verdict="unknown"),
    "taken-for-machine": Answers(verdict="machine_start"),
    "late-verdict": Answers(verdict="machine_start", verdict_after=8.0),
    "busy": Busy(),
    "no-answer": NeverAnswers(),
    "failed": Fails(),
    "cannot-be-reached": RefusedAtOnce(21214, "'To' phone number cannot be reached."),
}
