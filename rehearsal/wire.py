"""HTTP as the carrier sees it: a request, a reply or a failure, and what sends the one for the other."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal, Protocol, TypeAlias

import requests

TWIML_LIMIT = 64 * 1024
SOUND_LIMIT = 40 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class HttpRequest:
    """One request; times in seconds; ``limit`` is how many bytes of the reply are taken."""

    method: str
    url: str
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes = b""
    connect_timeout: float = 5.0
    read_timeout: float = 15.0
    limit: int = SOUND_LIMIT


@dataclass(frozen=True, slots=True)
class HttpReply:
    """What came back; ``body`` is at most one byte longer than the request's limit."""

    status: int
    content_type: str
    body: bytes

    @property
    def media_type(self) -> str:
        """The content type without its parameters, in lower case."""
        return self.content_type.partition(";")[0].strip().lower()


@dataclass(frozen=True, slots=True)
class HttpFailure:
    """No reply: ``ct`` could not connect, ``rt`` no answer in time, or the connection broke."""

    kind: Literal["ct", "rt"]


Answer: TypeAlias = HttpReply | HttpFailure


class Transport(Protocol):
    """Sends a request. Never raises: what goes wrong is an HttpFailure."""

    def send(self, request: HttpRequest) -> Answer:
        """Send it and wait."""
        ...


class RequestsTransport:
    """The real wire. Proxies of the environment are not used: the service is reached directly."""

    def send(self, request: HttpRequest) -> Answer:
        """Send over HTTP; redirects are not followed, a signature would not survive them."""
        try:
            with requests.Session() as session:
                session.trust_env = False
                return self._exchange(session, request)
        except requests.ConnectTimeout:
            return HttpFailure("ct")
        except requests.ReadTimeout:
            return HttpFailure("rt")
        except requests.ConnectionError as error:
            # A connection that was made and then broke counts as a failed read, not a failed connect.
            return HttpFailure("rt" if "aborted" in str(error) else "ct")
        except requests.RequestException:
            return HttpFailure("ct")

    @staticmethod
    def _exchange(session: requests.Session, request: HttpRequest) -> HttpReply:
        with session.request(
            request.method,
            request.url,
            headers=dict(request.headers),
            data=request.body or None,
            timeout=(request.connect_timeout, request.read_timeout),
            allow_redirects=False,
            stream=True,
        ) as response:
            body = b""
            for chunk in response.iter_content(65536):
                body += chunk
                if len(body) > request.limit:
                    break
            return HttpReply(
                response.status_code, response.headers.get("Content-Type", ""), body[: request.limit + 1]
            )
