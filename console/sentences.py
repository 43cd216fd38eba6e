"""A ledger entry as one plain sentence. What an entry says beyond its kind's meaning is in its data."""

from collections.abc import Callable, Mapping
from typing import Any, Final

from store.kinds import Kind

Data = Mapping[str, Any]

REQUESTS: Final = {
    "dial_contact": "May this contact be rung?",
    "play_to_contact": "May something be played to the contact?",
    "stay_on_machine": "May the line stay on the machine?",
    "ring_volunteer": "May the volunteer be rung?",
}

OUTCOMES: Final = {
    "answered": "they answered",
    "survey_complete": "they answered every question",
    "survey_partial": "they answered some questions",
    "no_answer": "no answer",
    "busy": "engaged",
    "machine": "an answering machine",
    "wrong_number": "a wrong number",
    "someone_else": "someone else answered",
    "declined": "they declined",
    "opted_out": "no more calls",
    "call_back": "they would like a call back",
    "failed": "the number did not connect",
    "cancelled": "given up before an answer",
    "abandoned": "answered, and no volunteer was there",
    "dropped": "the line dropped",
}


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


def _small(text: str) -> str:
    return text[:1].lower() + text[1:]


_KINDS: Final = {kind.value: kind for kind in Kind}

_SPECIAL: Final[dict[Kind, Callable[[Data], str]]] = {
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
