"""What may be thrown at the carrier's door: addresses, forms, encodings, signatures; for Hypothesis to choose from."""

from dataclasses import dataclass
from typing import Final
from urllib.parse import quote_from_bytes

from hypothesis import strategies as st

from tests.hostile.raw import FORM, Raw, form

NAMES: Final = (
    "CallSid", "From", "To", "Digits", "FinishedOnKey", "CallStatus", "CallDuration", "SequenceNumber",
    "SipResponseCode", "Timestamp", "AnsweredBy", "MachineDetectionDuration", "StatusCallbackEvent",
    "DialCallStatus", "ConferenceSid", "AccountSid", "bodySHA256",
)  # fmt: skip
WORDS: Final = (
    "", "0", "-1", "1e9", "999999999", "9999999999999999999999", "²", "٣", "4826", "1", "*", "#", "1" * 40, "1" * 41,
    "anonymous", "+441184960001", "+0", "sip:a@b", "in-progress", "completed", "ringing", "busy", "no-answer",
    "canceled", "queued", "human", "machine_start", "fax", "conference-start", "conference-end",
    "participant-join", "participant-leave", "answered", "hangup", "x" * 5000, "'; DROP TABLE attempts; --",
    "{{7*7}}", "<Dial>+441632960999</Dial>", "../../etc/passwd", "Fri, 31 Dec 9999 23:59:59 -0100",
    "Mon, 01 Jan 0001 00:00:00 +2359", "Wed, 18 Nov 2026 18:00:00 +0000", "Wed, 18 Nov 2026 18:00:00 +99999999",
    "Wed, 18 Nov 2026 18:00:00 -0000", "Wed, 99 Nov 2026 99:99:99 +0000",
)  # fmt: skip
ODD: Final = (
    b"\x00", b"%00", b"%", b"%zz", b"%ff%fe", b"%ed%a0%80", b"\xed\xa0\x80", b"\xff", b"%c0%af", b"+", b"%0d%0a",
    b"%u0041", b"\xc3\xa9", b"%F0%9F%93%9E", b"\r\n", b"%e2%80%ae", b"1%00",
)  # fmt: skip
TYPES: Final = (
    FORM, FORM + "; charset=utf-16", FORM + "; charset=nonsense", "multipart/form-data",
    "multipart/form-data; boundary=x", "multipart/form-data; boundary=" + "b" * 300, "text/xml", "text/plain",
    "application/octet-stream", "nonsense", "", ";;;", "\xff\xfe", None,
)  # fmt: skip
LENGTHS: Final = ("", "", "", "", None, "0", "1", "-1", "+5", "5, 5", "99999999999999999999", "x", "²")
QUERIES: Final = (
    "", "", "", "?", "?x=%20y&z=a+b", "?x=%ff", "?x=%00", "?" + "q" * 3000, "?bodySHA256=", "?bodySHA256=00&x",
    "?x=[", "?#",
)  # fmt: skip
HEADERS: Final = (
    ("I-Twilio-Idempotency-Token", "a"), ("I-Twilio-Idempotency-Token", "t" * 9000), ("Host", "evil.example"),
    ("Host", ""), ("Host", "[::1"), ("X-Forwarded-Host", "evil.example"), ("X-Forwarded-Proto", "gopher"),
    ("Cookie", "ringround=x; ringround_visit=\xff"), ("Content-Encoding", "gzip"), ("Expect", "100-continue"),
    ("X-Http-Method-Override", "DELETE"), ("Content-Type", "x"), ("Range", "bytes=0-"), ("Accept", "\xff;q=z"),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Known:
    """What an insider of the wire may know: ids that are good, so that fields, not ids, decide what is taken."""

    ids: tuple[str, ...]
    paths: tuple[str, ...]


def bodies(known: Known) -> st.SearchStrategy[bytes]:
    """Forms of fields that mean something with values that may not; or bytes."""
    ids = tuple(one.encode() for one in known.ids)
    words = st.sampled_from(tuple(quote_from_bytes(word.encode()).encode() for word in WORDS))
    value = st.one_of(words, st.sampled_from(ODD), st.sampled_from(ids), st.binary(max_size=12))
    name = st.one_of(st.sampled_from([one.encode() for one in NAMES]), st.sampled_from(ODD))
    fields = st.lists(st.tuples(name, value), max_size=6)
    whose = st.sampled_from(ids).map(lambda sid: [(b"CallSid", sid)])
    forms = st.builds(lambda sid, rest: form([*sid, *rest]), st.one_of(whose, st.just([])), fields)
    large = st.builds(lambda n: b"Digits=" + b"1" * n, st.sampled_from((65_000, 65_536, 70_000)))
    parts = st.builds(
        lambda text: b'--x\r\nContent-Disposition: form-data; name="CallSid"\r\n\r\n' + text + b"\r\n--x--",
        st.sampled_from(ids),
    )
    return st.one_of(forms, forms, forms, forms, parts, st.binary(max_size=40), large)


def requests(known: Known) -> st.SearchStrategy[Raw]:
    """Any request to the door, without a signature."""
    part = st.one_of(
        st.sampled_from(known.ids),
        st.sampled_from(("x", "%00", "%ff", "..", "%2e%2e%2f", "a%2Fb", "z" * 300)),
    )
    path = st.builds(lambda path, hole, query: path.format(hole) + query,
                     st.sampled_from(known.paths), part, st.sampled_from(QUERIES))  # fmt: skip
    return st.builds(
        Raw,
        path,
        bodies(known),
        st.one_of(st.just(FORM), st.just(FORM), st.sampled_from(TYPES)),
        st.sampled_from(LENGTHS),
        st.sampled_from((False, False, False, True)),
        st.lists(st.sampled_from(HEADERS), max_size=2).map(tuple),
        st.sampled_from(("POST", "POST", "POST", "POST", "GET", "PUT", "DELETE", "HEAD", "PROPFIND", "")),
    )


def as_voice(known: Known) -> st.SearchStrategy[Raw]:
    """Requests that a server lets through whole: a form by POST, its true length, nothing else amiss."""
    path = st.builds(lambda path, hole: path.format(hole),
                     st.sampled_from(known.paths), st.sampled_from(known.ids))  # fmt: skip
    tokens = st.sampled_from(((), (), (HEADERS[0],), (HEADERS[1],)))
    return st.builds(
        lambda path, body, headers: Raw(path, body, headers=headers), path, bodies(known), tokens
    )
