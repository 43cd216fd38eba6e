"""The ways by which the ledger's signed heads leave the host: a file, a web address, an e-mail.

Each `hand_on` raises OSError (requests' and smtplib's errors are that, too) where a head does not get through.
"""

import json
import smtplib
import ssl
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, field
from datetime import timedelta
from email.message import EmailMessage
from pathlib import Path
from typing import Final, Literal, Protocol

import requests

from store.files import append_safely
from store.sealing.proof import Head

PATIENCE: Final = 10.0
"""Seconds to wait for whoever takes the heads."""
TEXT: Final = """\
This is the newest signed head of the Ringround ledger: it covers the first {size:,} entries.
Keep this message, or the file with it, away from the service. On any machine, later,

    python -m store.sealing.verify EXPORT --key PUBLIC.pem --head {name}

shows whether what it covers was changed since. Key: {key}
"""


class Way(Protocol):
    """A way by which heads go."""

    @property
    def name(self) -> str:
        """By which it is known in the database, the metrics and to the doctor."""

    @property
    def every(self) -> timedelta:
        """The least time between two."""

    @property
    def newest(self) -> bool:
        """Whether only the newest head goes."""

    @property
    def far(self) -> bool:
        """Whether it leads to another machine's program, which may keep us waiting."""

    def hand_on(self, heads: Sequence[Head]) -> None:
        """Hand these heads on, oldest first. OSError where they do not get through."""


def line(head: Head) -> str:
    """A head as one line of JSON: what an auditor keeps."""
    return json.dumps(asdict(head))


@dataclass(frozen=True, slots=True)
class ToFile:
    """Every head is added to a file, which may lie on another machine's disk."""

    path: Path
    name: str = "file"
    every: timedelta = timedelta(0)
    newest: bool = False
    far: bool = False

    def hand_on(self, heads: Sequence[Head]) -> None:
        """Return when the lines are on the disk."""
        append_safely(self.path, "".join(f"{line(head)}\n" for head in heads).encode())


def post(url: str, head: Head) -> None:
    """Send a head as JSON."""
    requests.post(url, json=asdict(head), timeout=PATIENCE).raise_for_status()


@dataclass(frozen=True, slots=True)
class ToWeb:
    """The newest head is posted to a web address."""

    url: str
    send: Callable[[str, Head], None] = post
    name: str = "web"
    every: timedelta = timedelta(minutes=1)
    newest: bool = True
    far: bool = True

    def hand_on(self, heads: Sequence[Head]) -> None:
        """Post the last one."""
        self.send(self.url, heads[-1])


@dataclass(frozen=True, slots=True)
class Post:
    """The mail server that is used. `user`: empty for none; `context`: whose certificates are believed."""

    host: str
    port: int
    security: Literal["none", "starttls", "tls"]
    sender: str
    user: str = ""
    password: str = field(default="", repr=False)
    context: Callable[[], ssl.SSLContext] = ssl.create_default_context

    def send(self, message: EmailMessage) -> None:
        """Send it. OSError where the server does not take it for everybody."""
        with self._connected() as server:
            if self.security == "starttls":
                server.starttls(context=self.context())
            if self.user:
                server.login(self.user, self.password)
            refused = server.send_message(message)
        if refused:
            raise smtplib.SMTPRecipientsRefused(refused)

    def _connected(self) -> smtplib.SMTP:
        if self.security == "tls":
            return smtplib.SMTP_SSL(self.host, self.port, timeout=PATIENCE, context=self.context())
        return smtplib.SMTP(self.host, self.port, timeout=PATIENCE)


@dataclass(frozen=True, slots=True)
class ToMail:
    """The newest head is mailed to people, with itself as a file."""

    post: Post
    to: Sequence[str]
    every: timedelta
    name: str = "mail"
    newest: bool = True
    far: bool = True

    def hand_on(self, heads: Sequence[Head]) -> None:
        """Mail the last one."""
        self.post.send(self._message(heads[-1]))

    def _message(self, head: Head) -> EmailMessage:
        message, name = EmailMessage(), f"head-{head.size}.jsonl"
        message["From"], message["To"] = self.post.sender, ", ".join(self.to)
        message["Subject"] = f"Ringround ledger: head of {head.size} entries"
        message.set_content(TEXT.format(size=head.size, name=name, key=head.key))
        message.add_attachment(f"{line(head)}\n".encode(), "application", "jsonl", filename=name)
        return message
