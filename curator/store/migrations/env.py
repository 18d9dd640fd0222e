"""Alembic's way in: the migrations run in the transaction that `upgrade` opened."""

from alembic import context

from curator.store.schema import metadata

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    render_as_batch=True,  # SQLite cannot alter a table in place
)
context.run_migrations()
