"""What the policy answers: a verdict, its reason, and the verdict of every rule that was asked."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum, unique
from functools import lru_cache
from typing import Literal

from policy.codec import Json, encode
from policy.reasons import Reason


@unique
class Verdict(StrEnum):
    """The answer to a request."""

    PERMIT = "permit"
    REFUSE = "refuse"


@dataclass(frozen=True, slots=True)
class RuleVerdict:
    """What one rule says, and why in a sentence.

    `reason` and `until` are set on a refusal; `until` (UTC) is when this rule alone would let it pass, None
    where time alone does not mend it or the moment is not known.
    """

    rule: str
    verdict: Literal["pass", "refuse"]
    why: str
    reason: Reason | None = None
    until: datetime | None = None


@dataclass(frozen=True, slots=True)
class Decision:
    """The policy's answer.

    `until` (UTC) is the first moment at which the same facts might be permitted, None where that is not
    known.
    """

    verdict: Verdict
    reason: Reason | None
    sentence: str
    remedy: str
    until: datetime | None
    rules: tuple[RuleVerdict, ...]
    policy_version: str

    @property
    def permitted(self) -> bool:
        """Say whether the request is permitted."""
        return self.verdict is Verdict.PERMIT

    def to_json(self) -> dict[str, Json]:
        """Return the decision as JSON values, as `ringround policy decide --json` prints it."""
        return {
            "verdict": self.verdict.value,
            "reason": encode(self.reason),
            "sentence": self.sentence,
            "remedy": self.remedy,
            "until": encode(self.until),
            "rules": encode(self.rules),
            "policy_version": self.policy_version,
        }


# A few hundred distinct sentences make up nearly all verdicts that pass, and a decision has twenty of them.
@lru_cache(maxsize=4096)
def passed(rule: str, why: str) -> RuleVerdict:
    """Return the verdict of a rule that has nothing against it."""
    return RuleVerdict(rule, "pass", why)


def refused(rule: str, reason: Reason, why: str, until: datetime | None = None) -> RuleVerdict:
    """Return the verdict of a rule that refuses."""
    return RuleVerdict(rule, "refuse", why, reason, until)


def unknown(rule: str, fact: str, reason: Reason = Reason.FACT_MISSING) -> RuleVerdict:
    """Return the refusal of a rule whose fact is not known: what is not known is never permitted."""
    return RuleVerdict(rule, "refuse", f"The fact '{fact}' is not known.", reason)
