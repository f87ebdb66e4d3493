import sqlite3
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text

from koubo.storage.database import Database, UnsafeDatabase, refuse_weak_sqlite
from storage.notes import Note

SAFE = {
    "journal_mode": "wal",
    "synchronous": 2,
    "foreign_keys": 1,
    "secure_delete": 1,
    "busy_timeout": 120_000,
}


@pytest.mark.parametrize(("pragma", "value"), SAFE.items())
def test_every_sqlite_connection_is_opened_safely(tmp_path: Path, pragma: str, value: Any) -> None:
    database = Database(f"sqlite:///{tmp_path / 'koubo.db'}")

    with database.engine.connect() as first, database.engine.connect() as second:
        found = [c.exec_driver_sql(f"PRAGMA {pragma}").scalar() for c in (first, second)]

    database.close()
    assert found == [value, value]


@pytest.mark.parametrize(
    ("pragma", "complaint"),
    [
        (
            "synchronous=NORMAL",
            "SQLite の synchronous が FULL ではないため、停電で記録が失われます。",
        ),
        ("synchronous=OFF", "SQLite の synchronous が FULL ではないため、停電で記録が失われます。"),
        ("journal_mode=DELETE", "SQLite の journal_mode が wal になりません（今は delete）。"),
        ("foreign_keys=OFF", "SQLite の foreign_keys が 1 になりません（今は 0）。"),
        ("secure_delete=OFF", "SQLite の secure_delete が 1 になりません（今は 0）。"),
    ],
)
def test_a_weak_sqlite_connection_is_refused(tmp_path: Path, pragma: str, complaint: str) -> None:
    connection = sqlite3.connect(tmp_path / "koubo.db", isolation_level=None)
    for safe in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", "secure_delete=ON"):
        connection.execute(f"PRAGMA {safe}")
    refuse_weak_sqlite(connection)
    connection.execute(f"PRAGMA {pragma}")

    with pytest.raises(UnsafeDatabase) as refused:
        refuse_weak_sqlite(connection)

    connection.close()
    assert str(refused.value).startswith(complaint)


@pytest.mark.parametrize(
    ("url", "complaint"),
    [
        (
            "sqlite://",
            "データベースはファイルに置いてください（例：sqlite:////srv/koubo/koubo.db）。",
        ),
        (
            "sqlite:///:memory:",
            "データベースはファイルに置いてください（例：sqlite:////srv/koubo/koubo.db）。",
        ),
        (
            "sqlite:///file:k.db?nolock=1&uri=true",
            "SQLite の URL はファイルの場所だけにし、「?」から後を消してください。",
        ),
        (
            "mysql://city/koubo",
            "データベース「mysql」は使えません。"
            "sqlite:/// か postgresql:// の URL を指定してください。",
        ),
    ],
)
def test_an_unsafe_url_is_refused_in_one_line(url: str, complaint: str) -> None:
    with pytest.raises(UnsafeDatabase) as refused:
        Database(url)

    assert str(refused.value) == complaint


@pytest.mark.parametrize("database", ["postgresql"], indirect=True)
def test_postgresql_that_does_not_wait_for_its_log_is_refused(database: Database) -> None:
    with database.engine.begin() as connection:
        connection.execute(text("ALTER DATABASE koubo SET synchronous_commit = off"))
    database.close()

    with pytest.raises(UnsafeDatabase) as refused, database.engine.connect():
        pass

    assert str(refused.value) == (
        "PostgreSQL の synchronous_commit が off のため、停電で記録が失われます。"
        "このデータベースでは on にしてください。"
    )


def test_statements_are_counted_without_begin_and_commit(database: Database, uow: Any) -> None:
    with database.statements() as said, uow() as unit, unit.writing() as write:
        write.session.add(Note(text="一"))

    with uow() as later:
        later.session.get(Note, 1)

    assert [statement.split()[0] for statement in said] == ["INSERT"]
