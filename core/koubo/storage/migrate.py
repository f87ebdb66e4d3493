"""Bringing a database to the tables of today, for the core, the web and each plugin alike.

Each brings a package folder `migrations` with `versions/` in it and keeps a version table of its
own, so that taking a plugin away breaks nothing. There is no alembic.ini and no env.py.
"""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from string import Template
from typing import Any, Literal

from alembic.autogenerate import produce_migrations, render_python_code
from alembic.autogenerate.api import AutogenContext
from alembic.config import Config
from alembic.operations.ops import DowngradeOps, UpgradeOps
from alembic.runtime.environment import EnvironmentContext
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import JSON, Connection, MetaData, text
from sqlalchemy.types import TypeDecorator

from koubo.storage.base import CONSTRAINT_NAMES, Base
from koubo.storage.database import WRITE, Database

LOCATION = "koubo.storage:migrations"
VERSION_TABLE = "alembic_version_koubo"
TURN_TO_MIGRATE = 0x6B6F7562  # a number of our own for PostgreSQL's advisory lock
POSTGRESQL_IMPORT = "from sqlalchemy.dialects import postgresql\n"
JSON_TYPE = (
    "sa.JSON(none_as_null=True).with_variant(postgresql.JSONB(none_as_null=True), 'postgresql')"
)
REVISION = Template('''"""$message."""

import sqlalchemy as sa
from alembic import op
$imports
revision = "$revision"
down_revision = $down_revision
branch_labels = None
depends_on = None


def upgrade() -> None:
    $upgrade


def downgrade() -> None:
    $downgrade
''')


class BrokenMigration(Exception):
    """Raised where a migration would leave rows that point at nothing; nothing was changed."""


def migrate(
    database: Database, location: str = LOCATION, version_table: str = VERSION_TABLE
) -> None:
    """Run all migrations of a location that this database has not seen, or none of them.

    :param location: "package:folder"
    :param version_table: "alembic_version_<package>"
    """
    script = _script(location)

    def upgrade(revision: Any, _context: MigrationContext) -> Any:
        return script._upgrade_revs("heads", revision)

    with database.turn_to_write(), _migrating(database) as connection:
        environment = EnvironmentContext(Config(), script, fn=upgrade)
        environment.configure(
            connection=connection,
            target_metadata=MetaData(naming_convention=CONSTRAINT_NAMES),
            version_table=version_table,
            transactional_ddl=True,
            render_as_batch=True,
        )
        environment.run_migrations()
        _refuse_dangling(connection)


def is_current(
    database: Database, location: str = LOCATION, version_table: str = VERSION_TABLE
) -> bool:
    """Tell whether the database has all migrations of the location and none that it lacks."""
    with database.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"version_table": version_table})
        return set(context.get_current_heads()) == set(_script(location).get_heads())


def write_revision(
    database: Database,
    metadata: MetaData,
    message: str,
    location: str = LOCATION,
    version_table: str = VERSION_TABLE,
) -> Path | None:
    """Write the migration from this database's tables to the models', for its author to read.

    Only tables whose models stand in the location's package are looked at; a table that lost its
    model is left for a migration by hand.

    :param metadata: with the models imported that belong to it; each table has a model
    :param message: English, a few words; becomes the file's name
    :returns: the new file, or None where nothing has changed
    """
    script, tables = _script(location), _tables_of(re.split(r"[.:]", location)[0])
    if not is_current(database, location, version_table):
        raise ValueError("migrate the database first, then compare it with the models")

    def belongs(item: Any, _name: str | None, kind: str, _reflected: bool, _other: Any) -> bool:
        return (item.name if kind == "table" else item.table.name) in tables

    with database.engine.connect() as connection:
        context = MigrationContext.configure(
            connection,
            opts={
                "version_table": version_table,
                "target_metadata": metadata,
                "include_object": belongs,
                "render_item": _render_item,
                "render_as_batch": True,
            },
        )
        return _write(script, context, metadata, message)


def _tables_of(package: str) -> set[str]:
    return {
        str(mapper.class_.__tablename__)
        for mapper in Base.registry.mappers
        if mapper.class_.__module__.partition(".")[0] == package
    }


def _script(location: str) -> ScriptDirectory:
    config = Config()
    config.set_main_option("script_location", location)
    config.set_main_option("path_separator", "os")
    return ScriptDirectory.from_config(config)


@contextmanager
def _migrating(database: Database) -> Iterator[Connection]:
    """Give a connection in one writing transaction, on SQLite without foreign keys.

    Rebuilding a table there deletes the old one, and the rows below it with it while keys hold.
    """
    with database.engine.connect().execution_options(**WRITE) as connection:
        if database.dialect == "sqlite":
            _hold_foreign_keys(connection, hold=False)
        try:
            with connection.begin():
                if database.dialect == "postgresql":
                    connection.execute(
                        text("SELECT pg_advisory_xact_lock(:turn)"), {"turn": TURN_TO_MIGRATE}
                    )
                yield connection
        finally:
            if database.dialect == "sqlite":
                _hold_foreign_keys(connection, hold=True)


def _hold_foreign_keys(connection: Connection, *, hold: bool) -> None:
    # SQLite ignores this inside a transaction, so it is said to the driver itself.
    cursor = connection.connection.cursor()
    cursor.execute(f"PRAGMA foreign_keys={'ON' if hold else 'OFF'}")
    cursor.close()


def _refuse_dangling(connection: Connection) -> None:
    if connection.dialect.name != "sqlite":
        return
    dangling = connection.execute(text("PRAGMA foreign_key_check")).all()
    if dangling:
        tables = "、".join(sorted({row[0] for row in dangling}))
        raise BrokenMigration(
            f"移行すると参照先のない行が残るため、取りやめました（表：{tables}）。"
            "データベースは元のままです。開発元に知らせてください。"
        )


def _render_item(kind: str, item: Any, _context: AutogenContext) -> str | Literal[False]:
    """Write our own column types as what they are in the database: a migration outlives them."""
    if kind == "type" and isinstance(item, TypeDecorator):
        return f"sa.{item.impl_instance!r}"
    if kind == "type" and isinstance(item, JSON):
        return JSON_TYPE  # Alembic writes a part of its own rendering that it does not import
    return False


def _write(
    script: ScriptDirectory, context: MigrationContext, metadata: MetaData, message: str
) -> Path | None:
    migration = produce_migrations(context, metadata)
    upgrade, downgrade = migration.upgrade_ops, migration.downgrade_ops
    if upgrade is None or downgrade is None or upgrade.is_empty():
        return None
    revision = f"{sum(1 for _ in script.walk_revisions()) + 1:04d}"
    name = re.sub(r"\W+", "_", message.lower()).strip("_")
    path = Path(script.dir) / "versions" / f"{revision}_{name}.py"
    down, up = _render(downgrade, context), _render(upgrade, context)
    content = REVISION.substitute(
        message=message,
        imports=POSTGRESQL_IMPORT if "postgresql." in up + down else "",
        revision=revision,
        down_revision=repr(script.get_current_head()),
        upgrade=up,
        downgrade=down,
    )
    path.write_text(content, encoding="utf-8")
    return path


def _render(operations: UpgradeOps | DowngradeOps, context: MigrationContext) -> str:
    return render_python_code(
        operations,
        render_as_batch=True,
        render_item=_render_item,
        migration_context=context,
    )
