"""The tables of the core and of the web, brought up to date one after the other."""

from koubo.storage import migrate as core
from koubo.storage.database import Database

LOCATION = "koubo_web:migrations"
VERSION_TABLE = "alembic_version_koubo_web"

# The core's come first: an account points at a person.
PLACES = ((core.LOCATION, core.VERSION_TABLE), (LOCATION, VERSION_TABLE))


def migrate_all(database: Database) -> None:
    """Run every migration that this database has not seen."""
    for location, version_table in PLACES:
        core.migrate(database, location, version_table)


def are_current(database: Database) -> bool:
    """Tell whether the database has all the tables of today."""
    return all(
        core.is_current(database, location, version_table) for location, version_table in PLACES
    )
