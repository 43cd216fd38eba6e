"""A browser without a script: it reads a page's forms, fills one in, and presses its button."""

from dataclasses import dataclass, field
from html.parser import HTMLParser

from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from store import web_sessions
from tests.telephone.evening import Evening


@dataclass(slots=True)
class Form:
    """A form: where it goes, what it holds as it stands, and its buttons' words with what each sends."""

    action: str
    method: str
    fields: dict[str, str] = field(default_factory=dict)
    buttons: dict[str, tuple[str, str]] = field(default_factory=dict)


class _Forms(HTMLParser):
    def __init__(self, text: str) -> None:
        super().__init__()
        self.forms: list[Form] = []
        self._button: tuple[str, str] | None = None
        self._words = ""
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "form":
            self.forms.append(Form(given.get("action", ""), given.get("method", "get")))
        elif tag == "button" and self.forms:
            self._button, self._words = (given.get("name", ""), given.get("value", "")), ""
        elif tag == "input" and _counts(given):
            unsaid = "on" if given.get("type") in ("radio", "checkbox") else ""
            self.forms[-1].fields[given["name"]] = given.get("value", unsaid)

    def handle_data(self, data: str) -> None:
        self._words += data

    def handle_endtag(self, tag: str) -> None:
        if tag == "button" and self._button is not None:
            self.forms[-1].buttons[self._words.strip()] = self._button
            self._button = None


def _counts(given: dict[str, str]) -> bool:
    return given.get("type") not in ("radio", "checkbox") or "checked" in given


@dataclass(slots=True)
class Plain:
    """Somebody's browser. `text`: the page that it shows, `path`: where; `status`: that of its answer."""

    client: FlaskClient
    path: str = ""
    text: str = ""
    status: int = 0

    def goes_to(self, path: str) -> "Plain":
        """Open a page."""
        return self._shows(self.client.get(path, follow_redirects=True))

    def buttons(self) -> list[str]:
        """The words of all buttons on the page."""
        return [words for form in _Forms(self.text).forms for words in form.buttons]

    def presses(self, button: str, **fields: object) -> "Plain":
        """Fill in the form that has this button, and press it. In a name, two underscores are a full stop."""
        form = next((one for one in _Forms(self.text).forms if button in one.buttons), None)
        assert form is not None, f"{button} is not on the page, but {self.buttons()}: {self.text}"
        name, value = form.buttons[button]
        sent: dict[str, object] = {**form.fields} | {
            key.replace("__", "."): said for key, said in fields.items()
        }
        reply = self.client.open(
            form.action or self.path,
            method=form.method,
            data=sent | ({name: value} if name else {}),
            follow_redirects=True,
        )
        return self._shows(reply)

    def _shows(self, reply: TestResponse) -> "Plain":
        self.text, self.status, self.path = reply.text, reply.status_code, reply.request.path
        return self


def volunteer(evening: Evening, row: int = 1) -> Plain:
    """The browser of the volunteer of this row, who is signed in."""
    with evening.service.parts.db.write() as tx:
        token = web_sessions.start(tx, evening.now(), volunteer=row)
    client = evening.service.web.test_client()
    client.set_cookie("ringround", token)
    return Plain(client).goes_to("/call")
