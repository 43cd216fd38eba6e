"""Heads go by e-mail to a real mail server: encrypted, signed in, and said when they do not get through."""

import ssl
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from ipaddress import ip_address
from pathlib import Path
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult, Envelope, LoginPassword
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID

from cli.addresses import Address
from scheduler.head_ways import Post, ToMail
from scheduler.seal import AGAIN, SealingJob
from store.sealing import handing_on
from store.sealing.verify import read_heads
from tests.ledger.conftest import Office

DAY = timedelta(days=1)
AUDITORS = ("ann@auditors.example", "tom@auditors.example")


class Server:
    """A mail server: what it took, and whether it takes anything."""

    def __init__(self, folder: Path) -> None:
        self.taken: list[EmailMessage] = []
        self.refuses = False
        self.port = Address("127.0.0.1", 0).found().port
        tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        self.certificate = certificate(folder)
        tls.load_cert_chain(self.certificate)
        self.controller = Controller(
            self, hostname="127.0.0.1", port=self.port, tls_context=tls, require_starttls=True,
            authenticator=self.knows, auth_required=True,
        )  # fmt: skip

    def knows(self, *given: Any) -> AuthResult:  # noqa: ANN401 (the library's)
        """Ringround may sign in, with its password."""
        return AuthResult(success=given[-1] == LoginPassword(b"ringround", b"a password"))

    async def handle_DATA(self, _server: object, _session: object, envelope: Envelope) -> str:  # noqa: N802 (the library's)
        if self.refuses:
            return "451 Not now"
        self.taken.append(message_from_bytes(envelope.original_content or b"", policy=default))
        return "250 OK"

    def post(self, **other: Any) -> Post:  # noqa: ANN401 (a field)
        """The service's access to it, with its certificate believed."""
        believed = ssl.create_default_context(cafile=self.certificate)
        given = {"user": "ringround", "password": "a password", "context": lambda: believed, **other}
        return Post("127.0.0.1", self.port, "starttls", "ledger@ringround.example", **given)


def certificate(folder: Path) -> Path:
    """A key and a certificate for this machine, in one file."""
    key, name = (
        ec.generate_private_key(ec.SECP256R1()),
        x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "mail")]),
    )
    made = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
        .not_valid_before(datetime(2020, 1, 1, tzinfo=UTC))
        .not_valid_after(datetime(9999, 1, 1, tzinfo=UTC))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1"))]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .sign(key, SHA256())
    )
    path = folder / "mail.pem"
    private = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    path.write_bytes(private + made.public_bytes(Encoding.PEM))
    return path


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Server]:
    made = Server(tmp_path)
    made.controller.start()
    yield made
    made.controller.stop()


def job_of(office: Office, post: Post) -> SealingJob:
    mail = ToMail(post, AUDITORS, DAY)
    return SealingJob(office.db, office.sealer, lambda: office.now, every=timedelta(seconds=2), ways=[mail])


def failing(office: Office) -> list[tuple[str, str]]:
    with office.db.read() as tx:
        return [(one.way, one.error) for one in handing_on.failing(tx)]


def test_the_newest_head_is_mailed_once_a_day_and_is_what_an_auditor_keeps(
    office: Office, server: Server, tmp_path: Path
) -> None:
    job = job_of(office, server.post())
    for _ in range(3):
        office.write(2)
        job.finish()
    office.now += DAY
    job.finish()
    first, second = server.taken
    assert first["To"] == ", ".join(AUDITORS)
    assert second["Subject"] == "Ringround ledger: head of 7 entries"
    (attached,) = second.iter_attachments()
    kept = tmp_path / "head.jsonl"
    kept.write_bytes(attached.get_content())
    assert attached.get_filename() == "head-7.jsonl"
    assert office.verify(*read_heads(kept)).proven == 7


def test_a_mail_that_is_not_taken_is_said_and_tried_again(office: Office, server: Server) -> None:
    job = job_of(office, server.post())
    server.refuses = True
    office.write(1)
    job.finish()
    assert failing(office) == [("mail", "SMTPDataError")]
    server.refuses = False
    office.now += AGAIN
    job.finish()
    assert failing(office) == []
    assert len(server.taken) == 1


@pytest.mark.parametrize(
    ("other", "error"),
    [
        ({"password": "another"}, "SMTPServerDisconnected"),
        ({"context": ssl.create_default_context}, "SSLCertVerificationError"),
        ({"user": ""}, "SMTPSenderRefused"),
    ],
)
def test_who_is_not_believed_gets_nothing(
    office: Office, server: Server, other: dict[str, Any], error: str
) -> None:
    job = job_of(office, server.post(**other))
    office.write(1)
    job.finish()
    assert server.taken == []
    assert failing(office) == [("mail", error)]


def test_a_server_that_is_away_holds_nothing_up(office: Office) -> None:
    nobody = Address("127.0.0.1", 0).found().port
    job = job_of(office, Post("127.0.0.1", nobody, "none", "ledger@ringround.example"))
    office.write(1)
    job.finish()
    assert failing(office) == [("mail", "ConnectionRefusedError")]
    assert office.verify().unsealed == 0
