"""The keys that heads are signed with: files that only the service reads, and their public halves in the database."""

import os
from base64 import b64decode, b64encode
from datetime import datetime
from pathlib import Path
from typing import Any, Final

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    load_pem_private_key,
)
from sqlalchemy import Connection, insert, select

from store.errors import RefusedError
from store.ledger import Kind, append
from store.models import SealingKey
from store.sealing.proof import fingerprint, key_statement

OWNER_ALONE: Final = 0o600


class KeyFolder:
    """A folder of private keys in PEM, each named by its fingerprint, with the public key beside it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def make(self) -> str:
        """Make a key and return its fingerprint. The file is there, and safe, before anything is signed with it."""
        private = Ed25519PrivateKey.generate()
        own = fingerprint(private.public_key())
        self.folder.mkdir(parents=True, exist_ok=True)
        _write(
            self._path(own),
            private.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()),
        )
        _write(self.public_path(own), pem(private.public_key()))
        return own

    def private(self, key: str) -> Ed25519PrivateKey:
        """The private key. RefusedError where its file is not here."""
        try:
            private = load_pem_private_key(self._path(key).read_bytes(), password=None)
        except (OSError, ValueError) as error:
            raise RefusedError(
                f"The ledger's private key {key[:16]}… is not in {self.folder}: copy its file there from where it was "
                "made, or begin a new key with `ringround ledger key --lost`."
            ) from error
        if not isinstance(private, Ed25519PrivateKey):
            raise RefusedError(f"The file of the ledger's key {key[:16]}… holds a key of another kind.")
        return private

    def public_path(self, key: str) -> Path:
        """Where the public key stands, to be given to auditors."""
        return self.folder / f"{key[:16]}.public.pem"

    def _path(self, key: str) -> Path:
        return self.folder / f"{key[:16]}.pem"


def current(tx: Connection) -> str | None:
    """The fingerprint of the key in use; None before the first."""
    newest = select(SealingKey.key).order_by(SealingKey.at.desc(), SealingKey.key).limit(1)
    return tx.scalar(newest)


def public_pem(tx: Connection) -> bytes | None:
    """The public key in use as a PEM file; None before the first."""
    newest = select(SealingKey.public).order_by(SealingKey.at.desc(), SealingKey.key).limit(1)
    raw = tx.scalar(newest)
    return None if raw is None else pem(Ed25519PublicKey.from_public_bytes(b64decode(raw)))


def listing(tx: Connection) -> list[dict[str, Any]]:
    """All keys as an export holds them, the first one first."""
    return [dict(row) for row in tx.execute(select(SealingKey.__table__).order_by(SealingKey.at)).mappings()]


def begin(tx: Connection, folder: KeyFolder, now: datetime, *, lost: bool = False) -> str:
    """Make a key and put it in use; the one before vouches for it, unless it is `lost`. Return its fingerprint.

    RefusedError where the one before is not lost and its file is not here.
    """
    before = current(tx)
    voucher = folder.private(before) if before and not lost else None
    own = folder.make()
    private = folder.private(own)
    row: dict[str, Any] = {
        "key": own,
        "public": b64encode(private.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)).decode(),
        "at": now.isoformat(timespec="microseconds"),
        "previous": before if voucher else None,
    }
    statement = key_statement(row)
    row["signature"] = sign(private, statement)
    row["endorsement"] = sign(voucher, statement) if voucher else None
    tx.execute(insert(SealingKey), row)
    data = {"key": own, "before": before, "vouched_for": voucher is not None}
    append(tx, Kind.KEY_ROTATED if before else Kind.KEY_CREATED, now, data=data)
    return own


def sign(private: Ed25519PrivateKey, statement: bytes) -> str:
    """The signature, base64."""
    return b64encode(private.sign(statement)).decode()


def pem(public: Ed25519PublicKey) -> bytes:
    """The public key as a PEM file holds it."""
    return public.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)


def _write(path: Path, content: bytes) -> None:
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, OWNER_ALONE), "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
