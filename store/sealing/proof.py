"""What is hashed and what is signed: the tree (RFC 9162, 2.1), heads, and the keys that vouch for each other.

With `exported`, `diagnosis` and `verify` this is all that a verification needs: Python's standard library and the
`cryptography` package.
"""

import json
from base64 import b64decode
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import Any, Final, Self, TypeAlias

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat, load_pem_public_key

HEAD_TITLE: Final = b"ringround ledger head 1\n"
KEY_TITLE: Final = b"ringround ledger key 1\n"

Json: TypeAlias = Mapping[str, Any]
_NO_HEAD: Final = "a head has size, root, at, key, previous, peaks and signature"


def canonical(value: object) -> bytes:
    """The one byte form of a JSON value: keys sorted, no spaces, UTF-8."""
    return json.dumps(
        value, ensure_ascii=False, allow_nan=False, sort_keys=True, separators=(",", ":")
    ).encode()


def leaf_hash(text: bytes) -> bytes:
    """The hash of an entry's canonical JSON."""
    return sha256(b"\x00" + text).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """The hash of two subtrees."""
    return sha256(b"\x01" + left + right).digest()


class Tree:
    """A tree that grows at its end: its size, and the roots of the full subtrees at its right edge."""

    __slots__ = ("peaks", "size")

    def __init__(self, size: int = 0, peaks: Iterable[bytes] = ()) -> None:
        self.size = size
        self.peaks = list(peaks)

    def add(self, leaf: bytes) -> None:
        """Take one more leaf hash."""
        peaks = self.peaks
        peaks.append(leaf)
        self.size += 1
        size = self.size
        while not size & 1:
            right = peaks.pop()
            peaks[-1] = node_hash(peaks[-1], right)
            size >>= 1

    def root(self) -> bytes:
        """The root hash; of an empty tree, that of nothing."""
        if not self.peaks:
            return sha256(b"").digest()
        root = self.peaks[-1]
        for peak in reversed(self.peaks[:-1]):
            root = node_hash(peak, root)
        return root

    def with_leaves(self, leaves: Iterable[bytes]) -> "Tree":
        """A tree of this one's leaves and these."""
        grown = Tree(self.size, self.peaks)
        for leaf in leaves:
            grown.add(leaf)
        return grown


@dataclass(frozen=True, slots=True)
class Head:
    """A signed statement: the first `size` entries have this root. `at`: ISO 8601, UTC; hashes in hex."""

    size: int
    root: str
    at: str
    key: str
    previous: int
    """The size of the head before this one, 0 for the first."""
    peaks: tuple[str, ...]
    signature: str

    @classmethod
    def of(cls, data: Json) -> Self:
        """Read a head from its JSON. ValueError for what is none."""
        try:
            head = cls(**{**data, "peaks": tuple(data["peaks"])})
            datetime.fromisoformat(head.at)
            whole = all(isinstance(data[name], int) for name in ("size", "previous"))
            plain = head.root.isascii() and head.key.isascii() and head.signature.isascii()
        except (TypeError, KeyError, AttributeError) as error:
            raise ValueError(_NO_HEAD) from error
        if not (whole and plain):
            raise ValueError(_NO_HEAD)
        return head

    def statement(self) -> bytes:
        """What the signature is over."""
        said = {"at": self.at, "key": self.key, "previous": self.previous, "root": self.root}
        return HEAD_TITLE + canonical({**said, "size": self.size})

    def tree(self) -> Tree | None:
        """The tree at this head, from its peaks; None where they do not make its root."""
        try:
            tree = Tree(self.size, map(bytes.fromhex, self.peaks))
        except (TypeError, ValueError):
            return None
        return tree if tree.root().hex() == self.root else None


def key_statement(record: Json) -> bytes:
    """What a key's signatures are over."""
    return KEY_TITLE + canonical({name: record.get(name) for name in ("at", "previous", "public")})


def fingerprint(public: Ed25519PublicKey) -> str:
    """SHA-256 of the key's SubjectPublicKeyInfo, as `openssl pkey -pubin -outform DER | sha256sum` gives it."""
    return sha256(public.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)).hexdigest()


def public_key(pem: bytes) -> Ed25519PublicKey:
    """The key in a PEM file. ValueError where it is none, or of another kind."""
    key = load_pem_public_key(pem)
    if not isinstance(key, Ed25519PublicKey):
        raise ValueError("the key is not an Ed25519 public key")  # noqa: TRY004 (the reader's file, not a type)
    return key


def signed(key: Ed25519PublicKey, signature: object, statement: bytes) -> bool:
    """Whether the base64 signature is the key's, over the statement."""
    try:
        key.verify(b64decode(str(signature), validate=True), statement)
    except (InvalidSignature, ValueError):
        return False
    return True


def trusted_keys(records: Sequence[Json], kept: Ed25519PublicKey | None) -> dict[str, Ed25519PublicKey]:
    """The kept key, and those tied to it by rotations that both keys signed. Without one: the ledger's own first."""
    keys: dict[str, Ed25519PublicKey] = {}
    ties: list[tuple[str, str]] = []
    for record in records:
        try:
            key = Ed25519PublicKey.from_public_bytes(b64decode(record["public"], validate=True))
            before, said = keys.get(record.get("previous") or ""), key_statement(record)
        except (KeyError, TypeError, ValueError):
            continue
        own = fingerprint(key)
        if own != record.get("key") or not signed(key, record.get("signature"), said):
            continue
        keys[own] = key
        if before is not None and signed(before, record.get("endorsement"), said):
            ties.append((fingerprint(before), own))
    trusted = {fingerprint(kept)} if kept else {one for one in keys if not any(one == new for _, new in ties)}
    while joined := {one for tie in ties if trusted & set(tie) for one in tie} - trusted:
        trusted |= joined
    found = {one: keys[one] for one in trusted if one in keys}
    return found if kept is None else {**found, fingerprint(kept): kept}
