import re
from contextlib import suppress
from datetime import UTC, datetime
from threading import Barrier
from typing import Any

import pytest
from sqlalchemy import func, select, update

from koubo.problems import NotFound, Stale
from koubo.storage.database import Database
from koubo.storage.history import HistoryRow, history_of
from koubo.storage.outbox import Event, EventRow, Reader
from koubo.storage.receipts import Counter
from koubo.storage.unit_of_work import UnitOfWork
from storage.notes import Note
from storage.together import do_together

NOW = datetime(2026, 12, 1, 1, 30, tzinfo=UTC)
TO = {Reader.APPLICANT: (1,), Reader.OFFICER: (2,)}
EVENT = Event("filed", "kurashiki", 12, TO, {"受付番号": "R8-0001-04"}, "/applications/1")


def save(uow: Any, note: Note) -> int:
    with uow() as unit, unit.writing() as write:
        write.session.add(note)
        write.record("save_note", note, chain="house")
    return note.id


def count(uow: Any, model: Any) -> int:
    with uow() as unit:
        return int(unit.session.scalar(select(func.count()).select_from(model)))


def test_what_was_written_is_there_with_its_history_and_event(uow: Any) -> None:
    with uow(person_id=7) as unit:
        with unit.writing() as write:
            note = Note(text="一")
            write.session.add(note)
            write.record("file_note", note, chain="call:12", detail={"円": 5}, event=EVENT)
        (row,) = history_of(unit.session, note)
        (told,) = unit.session.scalars(select(EventRow)).all()

    assert (row.chain, row.sequence, row.verb, row.person_id) == ("call:12", 1, "file_note", 7)
    assert (row.at, row.detail, row.subject_kind) == (unit.now, {"円": 5}, "test_note")
    assert (told.event(), told.at, told.handled_at) == (EVENT, unit.now, None)


def test_objects_stay_readable_after_the_commit_and_the_close(uow: Any) -> None:
    note = Note(text="一")
    save(uow, note)

    assert (note.id, note.text, note.version) == (1, "一", 1)


def test_an_exception_inside_writing_leaves_nothing(uow: Any) -> None:
    unit = uow()

    def file_and_fail() -> None:
        with unit.writing() as write:
            note = Note(text="一")
            write.session.add(note)
            write.session.flush()
            write.record("file_note", note, chain="call:12", event=EVENT)
            write.next_number("receipts")
            raise KeyError("fault")

    with pytest.raises(KeyError):
        file_and_fail()

    assert [count(uow, model) for model in (Note, HistoryRow, EventRow, Counter)] == [0, 0, 0, 0]
    with unit.writing() as write:
        assert write.next_number("receipts") == 1


def test_a_fault_while_the_history_is_written_leaves_nothing(uow: Any) -> None:
    def record_what_is_not_stored() -> None:
        with uow() as unit, unit.writing() as write:
            write.session.add(Note(text="一"))
            write.record("file_note", Note(text="never added"), chain="house", event=EVENT)

    with pytest.raises(ValueError, match="stored rows only"):
        record_what_is_not_stored()

    assert [count(uow, model) for model in (Note, HistoryRow, EventRow)] == [0, 0, 0]


def test_a_nested_writing_is_the_same_write_and_commits_at_the_outermost_exit(uow: Any) -> None:
    with uow() as unit:
        with unit.writing() as outer:
            with unit.writing() as inner:
                inner.session.add(Note(text="一"))
            assert inner is outer
            if unit.session.get_bind().dialect.name == "postgresql":  # SQLite's turn is taken
                assert count(uow, Note) == 0
        assert count(uow, Note) == 1


def test_a_nested_fault_that_was_swallowed_cannot_be_committed(uow: Any) -> None:
    def swallow() -> None:
        with uow() as unit, unit.writing() as outer:
            outer.session.add(Note(text="一"))
            with suppress(KeyError), unit.writing():
                raise KeyError("fault")

    with pytest.raises(RuntimeError, match=r"nested writing\(\) failed"):
        swallow()

    assert count(uow, Note) == 0


def test_a_write_is_of_no_use_after_its_commit(uow: Any) -> None:
    with uow() as unit, unit.writing() as write:
        note = Note()
        write.session.add(note)

    with pytest.raises(RuntimeError, match="committed or rolled back"):
        write.record("file_note", note, chain="house")
    with pytest.raises(RuntimeError, match="committed or rolled back"):
        write.next_number("receipts")
    with pytest.raises(RuntimeError, match="committed or rolled back"):
        write.lock(Note, note.id)


def test_a_row_changed_outside_writing_is_a_fault(uow: Any) -> None:
    number = save(uow, Note(text="一"))

    with uow() as unit:
        unit.session.get(Note, number).text = "二"
        with pytest.raises(RuntimeError, match=r"outside writing\(\)"), unit.writing():
            pass
    with uow() as unit, pytest.raises(RuntimeError, match=r"outside writing\(\)"):
        unit.session.execute(update(Note).values(text="二"))


def test_a_moment_without_a_zone_is_refused(database: Database) -> None:
    with pytest.raises(ValueError, match="zone"):
        UnitOfWork(database, now=datetime(2026, 12, 8, 17))


def test_lock_finds_no_row_that_is_gone(uow: Any) -> None:
    with uow() as unit, pytest.raises(NotFound), unit.writing() as write:
        write.lock(Note, 4711)


def test_lock_refuses_a_version_that_somebody_has_saved_over(uow: Any) -> None:
    number = save(uow, Note(text="一"))
    with uow() as unit, unit.writing() as write:
        write.lock(Note, number, version=1).text = "二"

    with uow() as unit, pytest.raises(Stale), unit.writing() as write:
        write.lock(Note, number, version=1).text = "三"

    with uow() as unit:
        note = unit.session.get(Note, number)
        assert (note.text, note.version) == ("二", 2)


def test_lock_gives_the_row_as_it_is_now(uow: Any) -> None:
    number = save(uow, Note(text="一"))
    with uow() as unit:
        seen = unit.session.get(Note, number)
        with uow() as other, other.writing() as write:
            write.lock(Note, number).text = "二"
        assert seen.text == "一"

        with unit.writing() as write:
            assert write.lock(Note, seen.id).text == "二"


def test_what_was_read_is_read_again_inside_writing(uow: Any) -> None:
    number = save(uow, Note(text="一"))
    with uow() as unit:
        seen = unit.session.get(Note, number)
        with uow() as other, other.writing() as write:
            write.lock(Note, number).text = "二"

        with unit.writing():
            assert seen.text == "二"


def test_a_row_saved_by_two_is_stale_for_the_second_even_without_a_lock(uow: Any) -> None:
    number = save(uow, Note(text="一"))
    overtake = update(Note).values(version=5).execution_options(synchronize_session=False)

    def overwrite() -> None:
        with uow() as unit, unit.writing() as write:
            note = write.session.get(Note, number)
            write.session.execute(overtake)
            note.text = "二"

    with pytest.raises(Stale):
        overwrite()

    with uow() as unit:
        assert unit.session.get(Note, number).version == 1


def test_a_lost_update_cannot_happen(uow: Any) -> None:
    """Two read version 1 and save at once: one is saved, the other hears of it."""
    number = save(uow, Note())
    outcomes: list[str] = []
    together = Barrier(2)

    def edit(text: str) -> None:
        with uow() as unit:
            version = unit.session.get(Note, number).version
            together.wait()
            try:
                with unit.writing() as write:
                    write.lock(Note, number, version=version).text = text
                outcomes.append(text)
            except Stale:
                outcomes.append("stale")

    faults = do_together(edit, ["二", "三"])

    saved = uow().session.get(Note, number)
    assert faults == []
    assert sorted(outcomes) == sorted([saved.text, "stale"])
    assert saved.version == 2


def test_many_writers_wait_for_each_other(uow: Any, database: Database) -> None:
    """Nobody gets "database is locked", and no saving is lost."""
    number = save(uow, Note())

    def add_ones(times: int) -> None:
        for _ in range(times):
            with UnitOfWork(database, now=NOW) as unit:
                unit.session.get(Note, number)
                with unit.writing() as write:
                    note = write.lock(Note, number)
                    note.yen += 1
                    write.record("add_one", note, chain="house")

    faults = do_together(add_ones, [10] * 6)

    assert faults == []
    with uow() as unit:
        note = unit.session.get(Note, number)
        steps = [row.sequence for row in history_of(unit.session, note)]
    assert note.yen == 60
    assert steps == list(range(1, 62))


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_two_databases_on_one_file_wait_for_each_other(database: Database, uow: Any) -> None:
    """Another process has no part in our turns: SQLite's own waiting must serve."""
    other = Database(database.engine.url.render_as_string())

    def take_numbers(of: Database) -> None:
        for _ in range(15):
            with UnitOfWork(of, now=NOW) as unit, unit.writing() as write:
                write.next_number("receipts")

    faults = do_together(take_numbers, [database, other] * 2)
    other.close()

    assert faults == []
    with uow() as unit, unit.writing() as write:
        assert write.next_number("receipts") == 61


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_a_unit_of_work_that_writes_inside_another_is_a_fault_and_no_deadlock(uow: Any) -> None:
    with (
        uow() as outer,
        uow() as inner,
        outer.writing(),
        pytest.raises(RuntimeError, match="inside another"),
        inner.writing(),
    ):
        pass


def test_a_save_needs_few_statements(uow: Any, database: Database) -> None:
    number = save(uow, Note())

    with database.statements() as said, uow() as unit, unit.writing() as write:
        note = write.lock(Note, number)
        note.text = f"{write.next_number('receipts')}"
        for verb in ("file_note", "accept_note", "tell_note"):
            write.record(verb, note, chain="house", event=EVENT)

    found = [re.match(r"(?=.*?(?:FROM|INTO|UPDATE) (\w+))(\w+)", one, re.DOTALL) for one in said]
    assert [match.group(2, 1) for match in found if match] == [
        ("SELECT", "test_note"),
        ("INSERT", "counter"),
        ("UPDATE", "test_note"),
        ("SELECT", "chain_head"),
        ("INSERT", "history"),
        ("UPDATE", "chain_head"),
        ("INSERT", "event"),
    ]
