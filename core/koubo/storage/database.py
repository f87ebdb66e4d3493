"""Opening a database so that what was committed stays, and counting what is said to it."""

import sqlite3
import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

from sqlalchemy import URL, Connection, Engine, create_engine, event, make_url
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import ORMExecuteState, Session, UOWTransaction, sessionmaker

from koubo.storage.base import Base
from koubo.storage.canonical import canonical_json

WAIT_SECONDS = 120  # a filing waits this long in a deadline's queue before it gives up
SYNCHRONOUS_FULL = 2
POOL = {"pool_size": 20, "max_overflow": 0, "pool_timeout": WAIT_SECONDS}
DEADLOCK = "40P01"  # PostgreSQL's word for two that wait for each other; one has to give way
WRITE = {"koubo_write": True}  # execution option: this transaction is going to write
WRITING = "koubo_writing"  # Session.info: between writing() and its commit


class UnsafeDatabase(Exception):
    """Raised at the start for a database that could lose what it acknowledged."""


class Database:
    """An SQLite file or a PostgreSQL database, chosen by its URL alone.

    :raises UnsafeDatabase: on opening, with one Japanese line that says what to do
    """

    def __init__(self, url: str) -> None:
        self.engine = _open(make_url(url))
        self.dialect = self.engine.dialect.name
        self.sessions = sessionmaker(self.engine, expire_on_commit=False)
        event.listen(self.sessions, "before_flush", _refuse_flush_outside_writing)
        event.listen(self.sessions, "do_orm_execute", _refuse_statement_outside_writing)
        self._turn = threading.Lock()
        self._writer = 0

    def close(self) -> None:
        """Close all connections; the object is of no use afterwards."""
        self.engine.dispose()

    @contextmanager
    def turn_to_write(self) -> Iterator[None]:
        """Hold this process's turn to write to SQLite, commit included; PostgreSQL needs none.

        Two connections of one process that write and tidy the log at once can damage the file
        (SQLite before 3.51.3), and waiting here is fairer than SQLite's own polling.
        """
        if self.dialect != "sqlite":
            yield
            return
        if self._writer == threading.get_ident():
            raise RuntimeError("one unit of work is writing inside another one's writing()")
        if not self._turn.acquire(timeout=WAIT_SECONDS):
            raise TimeoutError(f"no turn to write within {WAIT_SECONDS} seconds")
        self._writer = threading.get_ident()
        try:
            yield
        finally:
            self._writer = 0
            self._turn.release()

    @contextmanager
    def statements(self) -> Iterator[list[str]]:
        """Give a list that fills with each statement sent meanwhile, BEGIN and COMMIT apart."""
        said: list[str] = []

        def note(*facts: Any) -> None:
            if not facts[2].startswith("BEGIN"):
                said.append(facts[2])

        event.listen(self.engine, "before_cursor_execute", note)
        try:
            yield said
        finally:
            event.remove(self.engine, "before_cursor_execute", note)


def _open(url: URL) -> Engine:
    match url.get_backend_name():
        case "sqlite":
            return _open_sqlite(url)
        case "postgresql":
            return _open_postgresql(url)
        case other:
            raise UnsafeDatabase(
                f"データベース「{other}」は使えません。"
                "sqlite:/// か postgresql:// の URL を指定してください。"
            )


def _open_sqlite(url: URL) -> Engine:
    if not url.database or url.database == ":memory:":
        raise UnsafeDatabase(
            "データベースはファイルに置いてください（例：sqlite:////srv/koubo/koubo.db）。"
        )
    if url.query or url.database.startswith("file:"):
        raise UnsafeDatabase(
            "SQLite の URL はファイルの場所だけにし、「?」から後を消してください。"
        )
    engine = create_engine(url, json_serializer=canonical_json, **POOL)
    event.listen(engine, "connect", _prepare_sqlite)
    event.listen(engine, "begin", _begin_sqlite)
    return engine


def _prepare_sqlite(connection: sqlite3.Connection, _record: object) -> None:
    connection.isolation_level = None  # BEGIN is ours: the driver would delay it
    connection.execute(f"PRAGMA busy_timeout={WAIT_SECONDS * 1000}")
    connection.execute("PRAGMA journal_mode=WAL")
    connection.execute("PRAGMA synchronous=FULL")
    connection.execute("PRAGMA foreign_keys=ON")
    connection.execute("PRAGMA secure_delete=ON")
    refuse_weak_sqlite(connection)


def refuse_weak_sqlite(connection: sqlite3.Connection) -> None:
    """Raise UnsafeDatabase unless commits are synced, keys are held and deleted text is wiped."""
    wanted = {"journal_mode": "wal", "foreign_keys": 1, "secure_delete": 1}
    for pragma, value in wanted.items():
        found = connection.execute(f"PRAGMA {pragma}").fetchone()[0]
        if found != value:
            raise UnsafeDatabase(
                f"SQLite の {pragma} が {value} になりません（今は {found}）。"
                "データベースをサーバー自身のディスクに置いてください。"
            )
    if connection.execute("PRAGMA synchronous").fetchone()[0] < SYNCHRONOUS_FULL:
        raise UnsafeDatabase(
            "SQLite の synchronous が FULL ではないため、停電で記録が失われます。"
            "FULL で開ける SQLite を使ってください。"
        )


def _begin_sqlite(connection: Connection) -> None:
    write = connection.get_execution_options().get("koubo_write", False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if write else "BEGIN")


def _open_postgresql(url: URL) -> Engine:
    engine = create_engine(
        url.set(drivername="postgresql+psycopg"),
        json_serializer=canonical_json,
        isolation_level="READ COMMITTED",
        pool_pre_ping=True,
        **POOL,
    )
    event.listen(engine, "connect", _prepare_postgresql)
    return engine


def _prepare_postgresql(connection: Any, _record: object) -> None:
    with connection.cursor() as cursor:
        cursor.execute(f"SET lock_timeout = '{WAIT_SECONDS}s'")
        cursor.execute("SHOW synchronous_commit")
        synchronous_commit = cursor.fetchone()[0]
    connection.commit()
    if synchronous_commit == "off":
        raise UnsafeDatabase(
            "PostgreSQL の synchronous_commit が off のため、停電で記録が失われます。"
            "このデータベースでは on にしてください。"
        )


def _refuse_flush_outside_writing(session: Session, _flush: UOWTransaction, _rows: object) -> None:
    if not session.info.get(WRITING):
        raise RuntimeError("a row was changed outside writing()")


def _refuse_statement_outside_writing(state: ORMExecuteState) -> None:
    if not state.is_select and not state.session.info.get(WRITING):
        raise RuntimeError("a statement that changes rows was run outside writing()")


def is_deadlock(error: DBAPIError) -> bool:
    """Say whether PostgreSQL let a transaction go because two waited for each other."""
    return getattr(error.orig, "sqlstate", None) == DEADLOCK


def upsert(dialect: str, model: type[Base]) -> sqlite.Insert | postgresql.Insert:
    """Give an INSERT that can say what to do where the key is there already."""
    if dialect == "sqlite":
        return sqlite.insert(model)
    return postgresql.insert(model)


def insert_missing(
    session: Session, model: type[Base], rows: Sequence[Mapping[str, object]]
) -> None:
    """Insert the rows whose key is not there yet; waits for another session that inserts them."""
    insert = upsert(session.get_bind().dialect.name, model).on_conflict_do_nothing()
    session.execute(insert.execution_options(render_nulls=True), rows)
