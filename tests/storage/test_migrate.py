import sys
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import inspect, text

from koubo.storage.base import Base
from koubo.storage.database import Database
from koubo.storage.migrate import BrokenMigration, is_current, migrate, write_revision
from storage.notes import Note, Remark

FIRST = """
import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None


def upgrade() -> None:
    op.create_table("shelf", sa.Column("id", sa.Integer(), primary_key=True))
    op.create_table(
        "book",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("shelf_id", sa.Integer(), sa.ForeignKey("shelf.id", ondelete="CASCADE")),
    )
    op.execute("INSERT INTO shelf VALUES (1), (2)")
    op.execute("INSERT INTO book VALUES (1, 1), (2, 1), (3, 2)")
"""
REBUILT = """
import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    with op.batch_alter_table("shelf", recreate="auto") as shelf:
        shelf.add_column(sa.Column("title", sa.Text(), server_default="", nullable=False))
        shelf.create_check_constraint("short", "length(title) < 10")
"""
FAULTY = """
from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    op.execute("INSERT INTO shelf VALUES (3, 'new')")
    op.execute("DELETE FROM nowhere")
"""
DANGLING = FAULTY.replace("DELETE FROM nowhere", "INSERT INTO book VALUES (4, 4711)")


class Brought:
    """A plugin's package with migrations."""

    location = "koubo_brought:migrations"
    version_table = "alembic_version_koubo_brought"

    def __init__(self, folder: Path) -> None:
        self.versions = folder / "koubo_brought" / "migrations" / "versions"
        self.versions.mkdir(parents=True)
        (folder / "koubo_brought" / "__init__.py").touch()

    def add(self, name: str, revision: str) -> None:
        (self.versions / f"{name}.py").write_text(revision)

    def migrate(self, database: Database) -> None:
        migrate(database, self.location, self.version_table)

    def is_current(self, database: Database) -> bool:
        return is_current(database, self.location, self.version_table)


@pytest.fixture
def brought(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Brought:
    monkeypatch.syspath_prepend(tmp_path)
    monkeypatch.delitem(sys.modules, "koubo_brought", raising=False)
    return Brought(tmp_path)


def rows(database: Database, query: str) -> list[Any]:
    with database.engine.connect() as connection:
        return [tuple(row) for row in connection.execute(text(query))]


def test_a_database_is_current_after_migrating(database: Database, brought: Brought) -> None:
    brought.add("0001_first", FIRST)
    before = brought.is_current(database)
    brought.migrate(database)

    assert (before, brought.is_current(database)) == (False, True)
    assert rows(database, "SELECT version_num FROM alembic_version_koubo_brought") == [("0001",)]
    brought.add("0002_rebuilt", REBUILT)
    assert not brought.is_current(database)


def test_migrating_twice_changes_nothing(database: Database, brought: Brought) -> None:
    brought.add("0001_first", FIRST)
    for _ in range(2):
        brought.migrate(database)

    assert rows(database, "SELECT count(*) FROM book") == [(3,)]


def test_a_rebuilt_table_keeps_the_rows_below_it(database: Database, brought: Brought) -> None:
    brought.add("0001_first", FIRST)
    brought.add("0002_rebuilt", REBUILT)

    brought.migrate(database)

    assert rows(database, "SELECT id, title FROM shelf ORDER BY id") == [(1, ""), (2, "")]
    assert rows(database, "SELECT id, shelf_id FROM book ORDER BY id") == [(1, 1), (2, 1), (3, 2)]


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_foreign_keys_are_held_again_after_migrating(database: Database, brought: Brought) -> None:
    brought.add("0001_first", FIRST)
    brought.migrate(database)

    assert rows(database, "PRAGMA foreign_keys") == [(1,)]


def test_a_faulty_migration_leaves_the_database_as_it_was(
    database: Database, brought: Brought
) -> None:
    brought.add("0001_first", FIRST)
    brought.add("0002_rebuilt", REBUILT)
    brought.migrate(database)
    brought.add("0003_faulty", FAULTY)

    with pytest.raises(Exception, match="nowhere"):
        brought.migrate(database)

    assert rows(database, "SELECT id FROM shelf ORDER BY id") == [(1,), (2,)]
    assert rows(database, "SELECT version_num FROM alembic_version_koubo_brought") == [("0002",)]


def test_a_first_migration_that_fails_leaves_no_table(database: Database, brought: Brought) -> None:
    brought.add("0001_first", FIRST)
    brought.add("0002_rebuilt", REBUILT)
    brought.add("0003_faulty", FAULTY)

    with pytest.raises(Exception, match="nowhere"):
        brought.migrate(database)

    assert [name for name in inspect(database.engine).get_table_names() if "brought" in name] == []
    assert not inspect(database.engine).has_table("shelf")


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_a_migration_that_leaves_rows_dangling_is_undone(
    database: Database, brought: Brought
) -> None:
    brought.add("0001_first", FIRST)
    brought.add("0002_rebuilt", REBUILT)
    brought.migrate(database)
    brought.add("0003_dangling", DANGLING)

    with pytest.raises(BrokenMigration, match="（表：book）"):
        brought.migrate(database)

    assert rows(database, "SELECT count(*) FROM book") == [(3,)]
    assert not brought.is_current(database)


def test_each_location_has_a_version_table_of_its_own(database: Database, brought: Brought) -> None:
    brought.add("0001_first", FIRST)
    brought.migrate(database)
    migrate(database)

    assert is_current(database)
    assert brought.is_current(database)


@pytest.fixture
def bare(database: Database) -> Database:
    """Give a database without the tables of the tests."""
    Base.metadata.drop_all(
        database.engine,
        tables=[Base.metadata.tables[name] for name in ("test_remark", "test_note")],
    )
    return database


def test_a_written_revision_makes_the_tables_of_its_own_location_only(
    bare: Database, brought: Brought, monkeypatch: pytest.MonkeyPatch
) -> None:
    for model in (Note, Remark):
        monkeypatch.setattr(model, "__module__", "koubo_brought.models")
    names = (brought.location, brought.version_table)

    path = write_revision(bare, Base.metadata, "First tables", *names)
    brought.migrate(bare)

    assert path == brought.versions / "0001_first_tables.py"
    made = [line.split("'")[1] for line in path.read_text().splitlines() if "create_table" in line]
    assert made == ["test_note", "test_remark"]
    assert inspect(bare.engine).has_table("test_remark")
    assert write_revision(bare, Base.metadata, "Nothing", *names) is None


def test_a_table_made_by_a_revision_is_the_models_table(
    bare: Database, brought: Brought, uow: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    for model in (Note, Remark):
        monkeypatch.setattr(model, "__module__", "koubo_brought.models")
    write_revision(bare, Base.metadata, "First tables", brought.location, brought.version_table)
    brought.migrate(bare)

    with uow() as unit, unit.writing() as write:
        write.session.add(Note(answers={"a": "あ"}, at=unit.now))
        write.session.flush()
        write.session.add(Remark(note_id=1))
    with pytest.raises(Exception, match="ck_test_note_state"), bare.engine.begin() as connection:
        connection.execute(text("UPDATE test_note SET state = 'ajar'"))

    note = uow().session.get_one(Note, 1)
    assert (note.answers, note.at) == ({"a": "あ"}, note.at)


def test_a_revision_is_written_only_for_a_migrated_database(
    database: Database, brought: Brought
) -> None:
    brought.add("0001_first", FIRST)

    with pytest.raises(ValueError, match="migrate the database first"):
        write_revision(database, Base.metadata, "Second", brought.location, brought.version_table)
