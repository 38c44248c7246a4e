"""Alembic's entry: runs on the connection that schema.migrate hands over."""
from alembic import context

from engine.store.tables import metadata

connection = context.config.attributes["connection"]
# The store's connections already stand in a transaction (BEGIN IMMEDIATE on SQLite), so a crash leaves the old schema.
context.configure(connection=connection, target_metadata=metadata, transactional_ddl=True, render_as_batch=False)
context.run_migrations()
