"""Schema of the database, step by step."""

from pathlib import Path

import sqlalchemy as sa
from alembic import command
from alembic.config import Config


def configuration(connection: sa.Connection) -> Config:
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent))
    config.attributes["connection"] = connection
    return config


def migrate(engine: sa.Engine) -> None:
    """Brings the schema to the newest revision inside one transaction."""
    with engine.begin() as connection:
        command.upgrade(configuration(connection), "head")
