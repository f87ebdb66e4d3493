"""Tries are counted before they are judged, so that many at once are no way around, on both engines."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

from sqlalchemy import select

from koubo.storage.base import Base
from koubo.storage.database import Database
from koubo.storage.unit_of_work import UnitOfWork
from koubo_web.login.tries import ACCOUNT, SENDER, TryCount, counted, forgive, take_try
from web.browser import NOON

NAMES = [counted(ACCOUNT, "hanako@example.jp", "secret"), counted(SENDER, "203.0.113.7", "secret")]


def test_many_at_once_get_no_more_than_one_after_the_other(database: Database) -> None:
    Base.metadata.create_all(database.engine, tables=[Base.metadata.tables["try_count"]])

    def attempt(number: int) -> timedelta:
        # Half of them name the two the other way round: whoever locks in turn locks nobody out.
        names = NAMES if number % 2 else NAMES[::-1]
        with UnitOfWork(database, now=NOON) as uow:
            return take_try(uow, names)

    with ThreadPoolExecutor(6) as hands:
        waits = list(hands.map(attempt, range(12)))

    assert sorted(waits) == [timedelta(0)] * 5 + [timedelta(seconds=30)] * 7
    with UnitOfWork(database, now=NOON) as uow:
        forgive(uow, NAMES)
    with UnitOfWork(database, now=NOON) as uow:
        kept = {row.key: row.tries for row in uow.session.scalars(select(TryCount))}
        assert kept == {NAMES[0].key: 0, NAMES[1].key: 4}


def test_a_name_is_kept_as_a_digest_that_the_secret_alone_makes() -> None:
    other = counted(ACCOUNT, "hanako@example.jp", "another secret")

    assert "hanako" not in NAMES[0].key
    assert other.key != NAMES[0].key
    assert counted(ACCOUNT, " Hanako@Example.JP ", "secret") == NAMES[0]


def test_a_clock_that_was_set_back_lets_nobody_wait_for_what_was_counted_before(
    database: Database,
) -> None:
    Base.metadata.create_all(database.engine, tables=[Base.metadata.tables["try_count"]])
    for _ in range(6):
        with UnitOfWork(database, now=NOON) as uow:
            left = take_try(uow, NAMES)
    assert left == timedelta(seconds=30)

    with UnitOfWork(database, now=NOON - timedelta(days=80)) as uow:
        assert take_try(uow, NAMES) == timedelta(0)
    with UnitOfWork(database, now=NOON - timedelta(days=80)) as uow:
        kept = [row.tries for row in uow.session.scalars(select(TryCount))]

    assert kept == [1, 1]
