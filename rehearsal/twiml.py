"""TwiML read strictly: what is unknown or misspelt is an error here, so that it never reaches a live line."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from xml.etree import ElementTree as ET

from rehearsal.faults import TwimlFaultError
from rehearsal.schema import RULES, SSML, Rule

MALFORMED = 12100
NOT_ALLOWED = 12200
NO_NESTING = 13320


@dataclass(frozen=True, slots=True)
class Verb:
    """One element with its attributes as they stand, its text and the elements within it."""

    name: str
    attributes: Mapping[str, str] = field(default_factory=dict)
    text: str = ""
    children: tuple["Verb", ...] = ()

    def get(self, name: str, default: str = "") -> str:
        """Give an attribute, or the default where it is absent."""
        return self.attributes.get(name, default)

    def flag(self, name: str, *, default: bool = False) -> bool:
        """Give a true or false attribute."""
        return self.get(name, "true" if default else "false") == "true"

    def whole(self, name: str, default: int) -> int:
        """Give a whole number."""
        return int(self.get(name, str(default)))


def parse(text: str | bytes, allowed: frozenset[str]) -> tuple[Verb, ...]:
    """Read a ``<Response>`` of ``allowed`` verbs; raise TwimlFaultError with Twilio's code."""
    try:
        root = ET.fromstring(text)  # noqa: S314 - the document comes from our own service
    except ET.ParseError as error:
        raise TwimlFaultError(MALFORMED, f"Document parse failure: {error}.") from error
    if root.tag != "Response":
        raise TwimlFaultError(MALFORMED, f"The root element must be <Response>, not <{root.tag}>.")
    if root.attrib or (root.text or "").strip():
        raise TwimlFaultError(NOT_ALLOWED, "<Response> takes neither attributes nor text.")
    return tuple(_verb(child, allowed, "Response") for child in root)


def _verb(element: ET.Element, allowed: frozenset[str], parent: str) -> Verb:
    if element.tag not in allowed:
        code = NOT_ALLOWED if parent == "Response" else NO_NESTING
        raise TwimlFaultError(code, f"<{element.tag}> is not allowed in <{parent}> here.")
    if (element.tail or "").strip() and parent != "Say":
        raise TwimlFaultError(NOT_ALLOWED, f"There is text outside the elements of <{parent}>.")
    rule = RULES[element.tag]
    _check_attributes(element, rule)
    text = _text(element, rule)
    nested = (
        () if rule.children == SSML else tuple(_verb(child, rule.children, element.tag) for child in element)
    )
    return Verb(element.tag, dict(element.attrib), text, nested)


def _check_attributes(element: ET.Element, rule: Rule) -> None:
    for name, value in element.attrib.items():
        check = rule.attributes.get(name)
        if check is None:
            raise TwimlFaultError(NOT_ALLOWED, f"<{element.tag}> has no attribute {name}.")
        if not check(value):
            raise TwimlFaultError(rule.code, f"<{element.tag}> cannot take {name}={value!r}.")


def _text(element: ET.Element, rule: Rule) -> str:
    if rule.children == SSML:
        _check_ssml(element)
        text = " ".join("".join(element.itertext()).split())
    else:
        text = (element.text or "").strip()
    if rule.text == "none" and text:
        raise TwimlFaultError(NOT_ALLOWED, f"<{element.tag}> takes no text.")
    if rule.text == "must" and not text:
        raise TwimlFaultError(rule.code, f"<{element.tag}> is empty.")
    return text


def _check_ssml(say: ET.Element) -> None:
    for inner in say.iter():
        if inner is not say and inner.tag not in SSML:
            raise TwimlFaultError(NO_NESTING, f"<{inner.tag}> is not allowed in <Say>.")
