from datetime import UTC, datetime, timedelta, timezone
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import insert, text
from sqlalchemy.engine.default import DefaultDialect
from sqlalchemy.exc import IntegrityError, StatementError

from koubo.storage.base import UtcDateTime
from koubo.storage.database import Database
from storage.notes import Note, NoteState, Remark


def saved_again(uow: Any, note: Note) -> Note:
    with uow() as unit, unit.writing() as write:
        write.session.add(note)
    found: Note = uow().session.get_one(Note, note.id)
    return found


def test_an_instant_comes_back_in_utc(uow: Any) -> None:
    at = datetime(2026, 12, 8, 17, 0, 0, 1, tzinfo=ZoneInfo("Asia/Tokyo"))

    found = saved_again(uow, Note(at=at)).at

    assert found == at
    assert found is not None
    assert found.tzinfo == UTC


@given(
    st.datetimes(
        min_value=datetime(1900, 1, 2),
        max_value=datetime(2200, 1, 1),
        timezones=st.integers(-14 * 60, 14 * 60).map(lambda m: timezone(timedelta(minutes=m))),
    )
)
def test_an_instant_is_the_same_whatever_its_zone(at: datetime) -> None:
    stored = UtcDateTime().process_bind_param(at, DefaultDialect())

    assert stored is not None
    assert UtcDateTime().process_result_value(stored.replace(tzinfo=None), DefaultDialect()) == at
    assert UtcDateTime().process_result_value(stored, DefaultDialect()) == at


def test_a_time_without_a_zone_is_not_stored(uow: Any) -> None:
    with uow() as unit, pytest.raises(StatementError), unit.writing() as write:
        write.session.add(Note(at=datetime(2026, 12, 8, 17)))


def test_yen_may_be_more_than_32_bits(uow: Any) -> None:
    assert saved_again(uow, Note(yen=2**40)).yen == 2**40


def test_a_state_is_stored_as_its_value_and_held_by_a_constraint(
    database: Database, uow: Any
) -> None:
    saved_again(uow, Note(state=NoteState.SHUT))

    with database.engine.connect() as connection:
        stored = connection.execute(text("SELECT state FROM test_note")).scalars().all()
    with database.engine.connect() as connection, pytest.raises(IntegrityError) as refused:
        connection.execute(text("UPDATE test_note SET state = 'ajar'"))

    assert stored == ["shut"]
    assert "ck_test_note_state" in str(refused.value)


def test_answers_come_back_as_they_went_in(uow: Any) -> None:
    answers = {"事業の名称": "水辺の学習", "経費": [480_500, None, True], "": {"a": "\\u0041\n"}}

    assert saved_again(uow, Note(answers=answers)).answers == answers


def test_no_answers_are_null(database: Database, uow: Any) -> None:
    saved_again(uow, Note(answers=None))

    with database.engine.connect() as connection:
        found = connection.execute(text("SELECT count(*) FROM test_note WHERE answers IS NULL"))
        assert found.scalar() == 1


def test_a_float_in_answers_is_not_stored(uow: Any) -> None:
    # SQLAlchemy wraps what SQLite's driver is spared; psycopg asks for the text itself.
    with uow() as unit, pytest.raises((StatementError, TypeError)), unit.writing() as write:
        write.session.add(Note(answers={"経費": 0.1}))


def test_foreign_keys_are_held(database: Database) -> None:
    with pytest.raises(IntegrityError), database.engine.begin() as connection:
        connection.execute(insert(Remark).values(note_id=7))


def test_the_number_of_a_deleted_row_is_not_given_again(uow: Any) -> None:
    first = saved_again(uow, Note()).id
    with uow() as unit, unit.writing() as write:
        write.session.delete(write.lock(Note, first))

    assert saved_again(uow, Note()).id == first + 1
