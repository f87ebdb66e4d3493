"""What makes a test's own site quick to build: tables that are copied, passwords hashed lightly.

What a site does is the same with them: the tables come from the same migrations, run once in a
process, and the hash is argon2 with less work in it than the settings let an operator choose.
"""

from collections.abc import Mapping
from dataclasses import replace
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

from koubo.storage.base import Base
from koubo.storage.database import Database
from koubo_web.settings import Settings, read_settings
from koubo_web.tables import migrate_all

LIGHT = {"password_time": 1, "password_memory": 64}


def light_settings(environment: Mapping[str, str]) -> Settings:
    """Give the settings of an environment, with a password hash that takes no time."""
    return replace(read_settings(environment), **LIGHT)


def make_tables(database: Database) -> None:
    """Give a new database all tables of core, web and tests; one that has tables is migrated."""
    kept = database.engine.url.database
    if database.dialect == "sqlite" and kept and not Path(kept).exists():
        Path(kept).write_bytes(_migrated())
        return
    migrate_all(database)
    Base.metadata.create_all(database.engine)


@cache
def _migrated() -> bytes:
    """Give an SQLite file with all tables and no rows."""
    with TemporaryDirectory() as folder:
        path = Path(folder) / "migrated.db"
        database = Database(f"sqlite:///{path}")
        migrate_all(database)
        Base.metadata.create_all(database.engine)
        database.close()
        return path.read_bytes()
