"""What can go wrong: the service's mistakes (in TwiML or HTTP), and refusals of the REST API."""

from dataclasses import dataclass

MORE_INFO = "https://www.twilio.com/docs/errors/"


class TwimlFaultError(Exception):
    """The service's TwiML or its answer over HTTP is wrong; the leg gets its fallback."""

    def __init__(self, code: int, message: str, url: str = "") -> None:
        """Keep Twilio's code, one sentence, and the URL at fault."""
        super().__init__(message)
        self.code = code
        self.message = message
        self.url = url


class RestRefusalError(Exception):
    """A REST request is refused with one of Twilio's codes."""

    def __init__(self, code: int, message: str, status: int = 400) -> None:
        """Keep Twilio's code, one sentence and the HTTP status."""
        super().__init__(message)
        self.code = code
        self.message = message
        self.status = status

    def body(self) -> dict[str, object]:
        """Give the error in the shape of Twilio's."""
        return {
            "code": self.code,
            "message": self.message,
            "more_info": f"{MORE_INFO}{self.code}",
            "status": self.status,
        }


@dataclass(frozen=True, slots=True)
class NotedError:
    """One line of the carrier's debugger: ``at`` is ISO 8601 in UTC."""

    at: str
    code: int
    message: str
    url: str
    call_sid: str


NOT_FOUND = 20404
NOT_IN_PROGRESS = 21220
BAD_PARAMETER = 20001


def not_found(path: str) -> RestRefusalError:
    """Refuse: there is no such resource."""
    return RestRefusalError(NOT_FOUND, f"The requested resource {path} was not found", 404)
