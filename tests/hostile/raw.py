"""Requests as no library would send them: put together as WSGI has them, and handed to the service as it is served."""

import io
from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from typing import Any, Final, Self
from urllib.parse import unquote_to_bytes

from flask import Flask
from twilio.request_validator import RequestValidator
from werkzeug.exceptions import HTTPException
from werkzeug.test import run_wsgi_app
from werkzeug.wrappers import Request

FORM: Final = "application/x-www-form-urlencoded"


@dataclass(frozen=True, slots=True)
class Raw:
    """One request. `path`: with its query, escapes as sent; `length`: what it says of itself, None for nothing."""

    path: str
    body: bytes = b""
    content_type: str | None = FORM
    length: str | None = ""
    """Empty: the true one."""
    chunked: bool = False
    headers: tuple[tuple[str, str], ...] = ()
    method: str = "POST"

    def signed(self, token: str, base: str, *, otherwise: str | None = None) -> Self:
        """With the signature that the carrier would give to what the service will read of it.

        `otherwise`: of this address instead of its own.
        """
        params: Mapping[str, str] = {}
        with suppress(HTTPException):
            params = Request(self.environ()).form
        given = RequestValidator(token).compute_signature(base + (otherwise or self.path), params)
        return self.saying(("X-Twilio-Signature", given))

    def saying(self, *headers: tuple[str, str]) -> Self:
        """With these headers too."""
        return replace(self, headers=self.headers + headers)

    def environ(self) -> dict[str, Any]:
        """As WSGI has it."""
        path, _, query = self.path.partition("?")
        environ: dict[str, Any] = {
            "REQUEST_METHOD": self.method,
            "SCRIPT_NAME": "",
            "PATH_INFO": unquote_to_bytes(path).decode("latin-1"),
            "QUERY_STRING": query,
            "RAW_URI": self.path,
            "SERVER_NAME": "127.0.0.1",
            "SERVER_PORT": "80",
            "SERVER_PROTOCOL": "HTTP/1.1",
            "REMOTE_ADDR": "192.0.2.1",
            "wsgi.url_scheme": "http",
            "wsgi.input": io.BytesIO(self.body),
            "wsgi.errors": io.StringIO(),
            "wsgi.multithread": True,
            "wsgi.multiprocess": False,
            "wsgi.run_once": False,
        }
        if self.content_type is not None:
            environ["CONTENT_TYPE"] = self.content_type
        if self.chunked:
            environ |= {"HTTP_TRANSFER_ENCODING": "chunked", "wsgi.input_terminated": True}
        elif self.length is not None:
            environ["CONTENT_LENGTH"] = self.length or str(len(self.body))
        names = {"HTTP_" + name.upper().replace("-", "_"): value for name, value in self.headers}
        return environ | names

    def sent_to(self, app: Flask) -> tuple[int, dict[str, str], bytes]:
        """The answer: status, headers, body."""
        # A fault is to be answered as the server answers it, not raised through the test.
        chunks, status, headers = run_wsgi_app(app.wsgi_app, self.environ(), buffered=True)
        return int(status.split()[0]), dict(headers), b"".join(chunks)


def paths(app: Flask, prefix: str) -> list[str]:
    """Every address of the application below the prefix, as its map has it, with `{}` for what varies."""
    return sorted(
        {_with_holes(rule.rule) for rule in app.url_map.iter_rules() if rule.rule.startswith(prefix)}
    )


def _with_holes(rule: str) -> str:
    out, _, rest = rule.partition("<")
    while rest:
        after = rest.partition(">")[2]
        more, _, rest = after.partition("<")
        out += "{}" + more
    return out


def form(fields: Iterable[tuple[bytes, bytes]]) -> bytes:
    """A form's body: what is given is what is sent, escaped or not."""
    return b"&".join(name + b"=" + value for name, value in fields)
