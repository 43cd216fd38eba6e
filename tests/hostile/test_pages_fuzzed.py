"""Every page as everybody who may see it, with addresses, forms and headers as no browser sends them: never a fault."""

import random
import re
from pathlib import Path
from typing import Final

import pytest
from flask.testing import FlaskClient
from werkzeug.routing import Rule

import console
from console.security.guard import FIELD
from tests.console.test_access import clients, tokens
from tests.telephone.conftest import evenings
from tests.telephone.evening import Evening

__all__ = ["clients", "evenings", "tokens"]  # fixtures
FAULT: Final = 500
ODD: Final = (
    "", "\0", "a\0b", "x" * 5000, "-1", "9" * 30, "²", "٣", "1e400", "nan", "é\u202e", "../../etc/passwd",
    "<script>alert(1)</script>", "{{7*7}}", "' OR 1=1 --", "%", "2026-99-99", "9999-12-31", "0001-01-01", "25:61",
    "1", "0", "saltmouth", "+441184960001", "x.wav", "on", "[]", "{", "\r\nSet-Cookie: a=b", "\ufffd",
)  # fmt: skip
MANY: Final = 30
PLAIN: Final = tuple(one for one in ODD if "\0" not in one)
"""What gets past the guard, which lets no zero through."""
SOME: Final = 0.2
QUERIES: Final = ("", "x", "-1", "9" * 30, "%ff", "saltmouth", "2026-99-99", "%c2%b2", "%F0%9F%93%9E") * 3 + (
    "%00",
)
NUMBERS: Final = ("0", "1", "9" * 10, "9" * 19, "9" * 40)


def names() -> list[str]:
    """The names of all fields that the pages read, by their source."""
    source = "".join(path.read_text() for path in Path(console.__file__).parent.rglob("*.py"))
    found = set(re.findall(r"""(?:form|args|files)(?:\.get|\.getlist)?[(\[]["'](\w+)["']""", source))
    templates = Path(console.__file__).parent.rglob("*.html")
    found |= set(re.findall(r'name="(\w+)"', "".join(path.read_text() for path in templates)))
    return sorted(found)


def address(rule: Rule, dice: random.Random) -> str:
    """The rule's address with odd things in its holes, and something after it."""

    def fill(hole: re.Match[str]) -> str:
        if hole[0].startswith("<int"):
            return dice.choice(NUMBERS)
        return dice.choice(
            ("x", "%00", "%ff", "..%2f..%2fetc%2fpasswd", "z" * 300, "saltmouth", "css/ringround.css")
        )

    query = "&".join(f"{name}={dice.choice(QUERIES)}"
                     for name in dice.sample(names(), 4))  # fmt: skip
    return re.sub(r"<[^>]+>", fill, rule.rule) + "?" + query


def asks_everything(evening: Evening, clients: dict[str, FlaskClient], times: int) -> None:
    """All routes, each so many times, as everybody."""
    evening.service.web.config["PROPAGATE_EXCEPTIONS"] = False
    fields, dice, faults = names(), random.Random(7), []
    for who, client in clients.items():
        token = re.search(rf'name="{FIELD}" value="(\w+)"', client.get("/call/sign-in").text)
        for rule in evening.service.web.url_map.iter_rules():
            if rule.rule.startswith("/twilio") or "sign_out" in rule.endpoint:
                continue
            for _ in range(times):
                path = address(rule, dice)
                values = ODD if dice.random() < SOME else PLAIN
                form = {name: dice.choice(values) for name in dice.sample(fields, len(fields) * 2 // 3)}
                sent = form | ({FIELD: token[1]} if token else {})
                for method in sorted((rule.methods or set()) & {"GET", "POST"}):
                    data = sent if method == "POST" else None
                    with client.open(path, method=method, data=data) as reply:
                        status = reply.status_code
                    if status >= FAULT and not (rule.endpoint == "ops.readyz" or status == 502):
                        faults.append((who, method, rule.rule, status))
    assert sorted(set(faults)) == []


def test_no_page_breaks_by_what_is_sent_to_it(evening: Evening, clients: dict[str, FlaskClient]) -> None:
    asks_everything(evening, {who: clients[who] for who in ("anonymous", "volunteer", "staff", "auditor")}, 2)


@pytest.mark.long
def test_no_page_breaks_by_whatever_is_sent_to_it(evening: Evening, clients: dict[str, FlaskClient]) -> None:
    asks_everything(evening, clients, MANY)
