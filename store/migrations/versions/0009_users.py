"""Staff and auditors: invitation, several areas, second factor; a session that is halfway through its sign-in."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

UTC = sa.DateTime(timezone=True)
NONE = sa.text("'[]'")
EMPTY = sa.text("''")


def upgrade() -> None:
    # Nobody could sign in by this table before: its rows hold no password.
    op.execute("DELETE FROM web_sessions WHERE user_id IS NOT NULL")
    op.execute("DELETE FROM users")
    op.drop_column("users", "area")
    for column in (
        sa.Column("areas", sa.JSON, nullable=False, server_default=NONE),
        sa.Column("totp_step", sa.BigInteger, nullable=False, server_default=sa.text("0")),
        sa.Column("recovery", sa.JSON, nullable=False, server_default=NONE),
        sa.Column("invitation", sa.String, nullable=False, server_default=EMPTY),
        sa.Column("invited_until", UTC),
        sa.Column("enrolled_at", UTC),
    ):
        op.add_column("users", column)
    op.add_column("web_sessions", sa.Column("halfway", sa.Boolean, nullable=False, server_default=sa.false()))
