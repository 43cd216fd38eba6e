"""A ledger entry as one plain sentence. What an entry says beyond its kind's meaning is in its data."""

from collections.abc import Callable, Mapping
from typing import Any, Final

from console.vocabulary import HUNG_UP, OUTCOMES, REQUESTS, STATUSES, TAKEN, VERDICTS, WHOSE
from store.kinds import Kind

Data = Mapping[str, Any]


def sentence(kind: str, data: Data) -> str:
    """The sentence for an entry of this kind (`store.kinds.Kind`); a later release's stays as it is."""
    known = _KINDS.get(kind)
    if known is None:
        return kind
    special = _SPECIAL.get(known)
    return special(data) if special else known.meaning


def _decision(data: Data) -> str:
    asked = REQUESTS.get(data.get("request", {}).get("request", ""), "May we?")
    decision = data.get("decision", {})
    verdict = "Permitted" if decision.get("verdict") == "permit" else "Refused"
    return f"{asked} {verdict}: {_small(decision.get('sentence', 'the rules say why.'))}"


def _outcome(data: Data) -> str:
    return f"What became of it: {_outcome_word(data)}."


def _outcome_corrected(data: Data) -> str:
    return f"Put right, what became of it: {_outcome_word(data)}."


def _outcome_word(data: Data) -> str:
    outcome = str(data.get("outcome", ""))
    return OUTCOMES.get(outcome, outcome)


def _answer(said: str) -> Callable[[Data], str]:
    def words(data: Data) -> str:
        return said.format(str(data.get("question", "")).replace("_", " "))

    return words


def _closing(data: Data) -> str:
    return f"The closing statement was {'read' if data.get('read') else 'not read'}."


def _sign_in_failed(data: Data) -> str:
    if data.get("throttled"):
        return "Too many PINs were tried: this one was not looked at."
    return "The number and the PIN did not match."


def _taken(data: Data) -> str:
    what = str(data.get("what", "something"))
    return f"The carrier told us: {TAKEN.get(what, what)}."


def _leg(data: Data) -> str:
    whose = WHOSE.get(str(data.get("role")), "A line")
    status = str(data.get("status", ""))
    ended = HUNG_UP.get(str(data.get("hung_up_by")), "")
    return f"{whose} {STATUSES.get(status, status)}{_lasting(data.get('seconds'))}.{ended}"


def _ended(data: Data) -> str:
    return f"The line was closed{_lasting(data.get('seconds'))}."


def _lasting(seconds: object) -> str:
    return f", after {seconds} seconds" if seconds else ""


def _started(data: Data) -> str:
    return "The service rang a volunteer." if data.get("direction") == "out" else "Somebody rang in."


def _joined(data: Data) -> str:
    waited = int(data.get("ms_since_answer", 0)) / 1000
    return f"Volunteer and contact hear each other, {waited:.1f} seconds after the answer."


def _heard(data: Data) -> str:
    heard = VERDICTS.get(str(data.get("answered_by")), VERDICTS["unknown"])
    end = " Too late to end the call: two people may be talking." if data.get("too_late") else ""
    return f"The carrier heard {heard}.{end}"


def _refused_by_carrier(data: Data) -> str:
    return f"The carrier refused the call before it rang: its error {data.get('code', 'is not known')}."


def _small(text: str) -> str:
    return text[:1].lower() + text[1:]


_KINDS: Final = {kind.value: kind for kind in Kind}

_SPECIAL: Final[dict[Kind, Callable[[Data], str]]] = {
    Kind.WEBHOOK_TAKEN: _taken,
    Kind.SESSION_STARTED: _started,
    Kind.SESSION_ENDED: _ended,
    Kind.LEG_STATUS: _leg,
    Kind.LEG_ENDED: _leg,
    Kind.CALL_JOINED: _joined,
    Kind.MACHINE_HEARD: _heard,
    Kind.DIAL_REFUSED: _refused_by_carrier,
    Kind.DECISION_PERMITTED: _decision,
    Kind.DECISION_REFUSED: _decision,
    Kind.OUTCOME_SET: _outcome,
    Kind.OUTCOME_CORRECTED: _outcome_corrected,
    Kind.ANSWER_GIVEN: _answer("An answer was keyed: {}."),
    Kind.ANSWER_CORRECTED: _answer("An answer was put right: {}. The old one stays on record."),
    Kind.ANSWER_WITHDRAWN: _answer("An answer was taken back: {}. The old one stays on record."),
    Kind.CLOSING_READ: _closing,
    Kind.SESSION_SIGN_IN_FAILED: _sign_in_failed,
}
