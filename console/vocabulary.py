"""Words for the codes that stand in ledger entries: requests, outcomes, the carrier's statuses and verdicts."""

from typing import Final

TAKEN: Final = {
    "ring_in": "a telephone rings the service",
    "ring_out": "a volunteer has answered our call",
    "turn": "keys, or silence, or that the room was left",
}

WHOSE: Final = {"volunteer": "The volunteer's line", "contact": "The contact's telephone"}

STATUSES: Final = {
    "queued": "waits its turn",
    "initiated": "is being connected",
    "ringing": "rings",
    "in-progress": "is connected",
    "completed": "has hung up",
    "busy": "was engaged",
    "failed": "could not be reached",
    "no-answer": "was not answered",
    "canceled": "stopped ringing: the call was given up",
}

HUNG_UP: Final = {
    "volunteer": " The volunteer ended the call.",
    "contact": " The contact ended the call.",
    "service": " The service ended the call.",
}

VERDICTS: Final = {
    "human": "a person",
    "machine_start": "an answering machine",
    "fax": "a fax",
    "unknown": "neither person nor machine for certain: taken for a person",
}

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
