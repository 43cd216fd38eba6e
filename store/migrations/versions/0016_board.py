"""What the live board asks each second is found by an index; who of staff worked a request off."""

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute(
        "ALTER TABLE follow_ups ADD COLUMN done_by INTEGER CONSTRAINT fk_follow_ups_done_by_users REFERENCES users (id)"
    )
    for name, table_name, column in (
        ("ix_legs_open", "legs", "ended_at"),
        ("ix_follow_ups_open", "follow_ups", "done_at"),
    ):
        still_open = sa.text(f"{column} IS NULL")
        op.create_index(name, table_name, [column], sqlite_where=still_open, postgresql_where=still_open)
