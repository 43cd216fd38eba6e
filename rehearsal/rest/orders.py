"""A request to create or update a call, read and checked."""

from typing import TYPE_CHECKING

from werkzeug.datastructures import MultiDict

from rehearsal.documents import INLINE_LIMIT
from rehearsal.exchange import Order
from rehearsal.faults import BAD_PARAMETER, RestRefusalError
from rehearsal.legs import Detection, Reporting
from rehearsal.numbers import check_dialable
from rehearsal.outcomes import Ask, Inline, Source

if TYPE_CHECKING:
    from rehearsal.exchange import Exchange

Form = MultiDict[str, str]
_EVENTS = frozenset({"initiated", "ringing", "answered", "completed"})
_NO_TWIML = 21205
_BAD_FROM = 21212
_NOT_OURS = 21210
_BAD_EVENT = 21626
_RANGES = {
    "Timeout": (1, 600),
    "TimeLimit": (1, 86_400),
    "MachineDetectionTimeout": (3, 59),
    "MachineDetectionSpeechThreshold": (1000, 6000),
    "MachineDetectionSpeechEndThreshold": (500, 5000),
    "MachineDetectionSilenceTimeout": (2000, 10_000),
}


def order(form: Form, exchange: "Exchange") -> Order:
    """Read the parameters of a new call; raise RestRefusalError with Twilio's code."""
    to, from_ = form.get("To", ""), form.get("From", "")
    check_dialable(to)
    _check_caller(from_, exchange)
    return Order(
        to=to,
        from_=from_,
        source=source(form),
        timeout=_whole(form, "Timeout", 60),
        time_limit=_whole(form, "TimeLimit", 14_400),
        reporting=_reporting(form),
        detection=_detection(form),
        fallback_url=form.get("FallbackUrl", ""),
        fallback_method=form.get("FallbackMethod", "POST"),
    )


def source(form: Form) -> Source:
    """Give the TwiML that a call is to run: a Url, or else Twiml given inline."""
    url, twiml = form.get("Url", ""), form.get("Twiml", "")
    if url:
        if not url.startswith(("http://", "https://")):
            raise RestRefusalError(_NO_TWIML, "Url is not a valid URL: an absolute one is needed.")
        return Ask(url, form.get("Method", "POST"))
    if not twiml:
        raise RestRefusalError(_NO_TWIML, "Url or Twiml is required.")
    if len(twiml) > INLINE_LIMIT:
        raise RestRefusalError(BAD_PARAMETER, f"Twiml must be at most {INLINE_LIMIT} characters long.")
    return Inline(twiml)


def _check_caller(from_: str, exchange: "Exchange") -> None:
    if not from_.startswith("+"):
        raise RestRefusalError(_BAD_FROM, "The 'From' number is not a valid phone number or caller id.")
    if from_ not in exchange.numbers:
        message = "The source phone number provided is not yet verified for your account."
        raise RestRefusalError(_NOT_OURS, message)


def _whole(form: Form, name: str, default: int) -> float:
    text = form.get(name, str(default))
    low, high = _RANGES[name]
    if not text.isdigit() or not low <= int(text) <= high:
        raise RestRefusalError(
            BAD_PARAMETER, f"Invalid {name}: a whole number from {low} to {high} is needed."
        )
    return float(text)


def _reporting(form: Form) -> Reporting:
    # Twilio takes the list as repeated parameters.
    events = frozenset(form.getlist("StatusCallbackEvent")) or frozenset({"completed"})
    if not events <= _EVENTS:
        raise RestRefusalError(_BAD_EVENT, f"StatusCallbackEvent can be {', '.join(sorted(_EVENTS))}.")
    return Reporting(form.get("StatusCallback", ""), form.get("StatusCallbackMethod", "POST"), events)


def _detection(form: Form) -> Detection:
    mode = form.get("MachineDetection", "")
    if mode not in {"", "Enable", "DetectMessageEnd"}:
        raise RestRefusalError(BAD_PARAMETER, "MachineDetection can be Enable or DetectMessageEnd.")
    for name in _RANGES:
        if name.startswith("Machine") and name in form:
            _whole(form, name, 0)
    return Detection(
        wanted=bool(mode),
        asynchronous=form.get("AsyncAmd", "false").lower() == "true",
        callback=form.get("AsyncAmdStatusCallback", ""),
        method=form.get("AsyncAmdStatusCallbackMethod", "POST"),
        timeout=_whole(form, "MachineDetectionTimeout", 30),
    )
