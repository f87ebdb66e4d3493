from contextlib import suppress
from datetime import UTC, datetime
from random import Random
from typing import Any

from sqlalchemy import select

from koubo.storage.database import Database
from koubo.storage.unit_of_work import UnitOfWork
from storage.notes import Note
from storage.together import do_together

NOW = datetime(2026, 12, 1, 1, 30, tzinfo=UTC)


class RolledBack(Exception):
    pass


def test_counters_count_from_one_each_for_itself(uow: Any) -> None:
    with uow() as unit, unit.writing() as write:
        taken = [write.next_number(name) for name in ("call:1", "call:2", "call:1", "call:1")]

    assert taken == [1, 1, 2, 3]


def test_numbers_have_no_gap_after_forced_rollbacks(uow: Any, database: Database) -> None:
    """Eight writers, beginning together on a counter that is not there yet, one in four fails."""

    def file_ten(seed: int) -> None:
        chance = Random(seed)
        for _ in range(10):
            with (
                suppress(RolledBack),
                UnitOfWork(database, now=NOW) as unit,
                unit.writing() as write,
            ):
                note = Note(yen=write.next_number("call:1"))
                write.session.add(note)
                write.record("file_note", note, chain="call:1")
                if chance.random() < 0.25:
                    raise RolledBack

    faults = do_together(file_ten, range(8))

    with uow() as unit:
        given = unit.session.scalars(select(Note.yen).order_by(Note.yen)).all()
    assert faults == []
    assert 0 < len(given) < 80
    assert list(given) == list(range(1, len(given) + 1))
