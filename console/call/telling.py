"""The words of a volunteer's page: how the line stands, and what is told once after something was done."""

from typing import Final

from bridge.page_view import Phase
from policy import REASONS, Reason

PHASES: Final = {
    Phase.APART: "Your telephone is not connected.",
    Phase.RINGING_YOU: "We are ringing your telephone. Answer it, press 1, and key your PIN.",
    Phase.SIGN_IN: "Your telephone is connected. Key your PIN on it.",
    Phase.READY: "Your telephone is connected.",
    Phase.OFFERED: "Your telephone is connected.",
    Phase.CONNECTING: "Connecting the call.",
    Phase.RINGING: "Ringing. You hear music until they answer.",
    Phase.TALKING: "Talking.",
    Phase.ENDED: "The call has ended. Save what was said.",
}

NOTICES: Final = {
    "saved": "Saved.",
    "opted_out": "Saved. There will be no more calls there.",
    "past": "Something changed meanwhile, and nothing was done. This is how it stands now.",
    "ringing": "We are ringing your telephone.",
    "no_line": "Your telephone is not connected: connect it first.",
    "nobody": "There is nobody to call there just now. Try another ward, or later.",
    "in_call": "You are in the middle of a call: save it first.",
}
SECOND: Final = "second:"


def notice(code: str) -> str:
    """The sentence of a notice: a word of ours, or the policy's reason with its remedy."""
    if code in NOTICES:
        return NOTICES[code]
    if code in {reason.value for reason in Reason}:
        said = REASONS[Reason(code)]
        return f"{said.sentence} {said.remedy}"
    return ""


def second(ids: list[str]) -> str:
    """The code of a notice that these came second."""
    return SECOND + ",".join(ids)


def came_second(code: str) -> list[str]:
    """The ids of what came second, if that is what the notice says."""
    return code.removeprefix(SECOND).split(",") if code.startswith(SECOND) else []
