"""How Alembic runs a migration: on the connection and in the transaction that `store.migrate` hands over."""

from alembic import context

from store.models import Base

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=Base.metadata,
    render_as_batch=True,  # SQLite alters a table by making it anew
)
context.run_migrations()
