"""Bringing a database to the present schema."""
from __future__ import annotations

from pathlib import Path

from alembic import command
from alembic.config import Config

from engine.store.database import Store


def migrate(url: str) -> None:
    """Creates or upgrades the tables at `url`; harmless when they are up to date.

    Args:
        url: SQLAlchemy database URL.
    """
    store = Store(url)
    try:
        config = Config()
        config.set_main_option("script_location", str(Path(__file__).with_name("migrations")))
        with store.engine.connect() as conn:
            config.attributes["connection"] = conn
            command.upgrade(config, "head")
            conn.commit()
    finally:
        store.close()
