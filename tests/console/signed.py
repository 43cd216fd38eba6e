"""Staff who are signed in, for the tests of their pages."""

from urllib.parse import urlsplit

from playwright.sync_api import Page
from sqlalchemy import insert

from store import web_sessions
from store.models import User
from tests.telephone.evening import Evening


def user(evening: Evening, role: str = "staff", *areas: str) -> tuple[int, str]:
    """Somebody of this role: their row, and the value of their session's cookie."""
    now = evening.now()
    email = f"{role}{len(evening.rows(User))}@harbour.example"
    values = {"email": email, "role": role, "areas": list(areas), "created_at": now, "enrolled_at": now}
    with evening.service.parts.db.write() as tx:
        row = tx.execute(insert(User).returning(User.id), values).scalar_one()
        return row, web_sessions.start(tx, now, user=row)


def sign_in(page: Page, evening: Evening, role: str = "staff", *areas: str) -> int:
    """The browser is signed in as somebody of this role; their row."""
    row, token = user(evening, role, *areas)
    host = urlsplit(evening.base).hostname or ""
    page.context.add_cookies([{"name": "ringround", "value": token, "domain": host, "path": "/"}])
    return row
