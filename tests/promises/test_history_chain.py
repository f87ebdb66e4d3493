"""Promise 7: history is append-only and hash-chained; any tampering is found and located."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from sqlalchemy import Connection, text

from koubo.storage.database import Database
from koubo.storage.history import HistoryRow, chains, head_of, history_of, verify_chain
from storage.notes import Note

CHAIN = "call:12"
LENGTH = 6


@pytest.fixture
def note(uow: Any) -> Note:
    """Give a note with six rows of history in its call's chain, and one in the house's."""
    with uow(person_id=3) as unit, unit.writing() as write:
        note = Note()
        write.session.add(note)
        write.record("start", note, chain=CHAIN, detail={"氏名": "倉敷花子", "円": 480_500})
        write.record("start", note, chain="house")
    for place in range(2, LENGTH + 1):
        with uow(person_id=place) as unit, unit.writing() as write:
            write.record(f"step_{place}", write.lock(Note, note.id), chain=CHAIN)
    return note


@contextmanager
def tampering(database: Database) -> Iterator[Connection]:
    """Give a way into the database that goes past Koubo, as somebody with its password has."""
    engine = database.engine.execution_options(koubo_write=True)
    with engine.begin() as connection:
        yield connection


def tamper(database: Database, *statements: str) -> None:
    with tampering(database) as connection:
        for statement in statements:
            connection.execute(text(statement))


def broken_at(uow: Any, **known: Any) -> int | None:
    with uow() as unit:
        return verify_chain(unit.session, CHAIN, **known)


@pytest.mark.usefixtures("note")
def test_a_chain_that_nobody_touched_is_whole(uow: Any) -> None:
    with uow() as unit:
        found = {chain: verify_chain(unit.session, chain) for chain in chains(unit.session)}
        lengths = {chain: head_of(unit.session, chain).sequence for chain in found}

    assert found == {CHAIN: None, "house": None}
    assert lengths == {CHAIN: LENGTH, "house": 1}


def test_a_chain_without_rows_is_whole(uow: Any) -> None:
    assert broken_at(uow) is None


CHANGES = {
    "chain": "'call:99'",
    "sequence": "77",
    "at": "'2026-12-01 01:30:00.000001+00'",
    "person_id": "NULL",
    "verb": "'grant'",
    "subject_kind": "'test_remark'",
    "subject_id": "99",
    "detail": """'{"円": 480501, "氏名": "倉敷花子"}'""",
    "salt": "'00'",
    "detail_digest": f"'{'0' * 64}'",
    "previous": f"'{'1' * 64}'",
    "digest": f"'{'2' * 64}'",
}


@pytest.mark.usefixtures("note")
@pytest.mark.parametrize("place", [1, 3, LENGTH])
@pytest.mark.parametrize("column", HistoryRow.__table__.columns.keys())
def test_any_change_of_one_value_is_found_where_it_was_made(
    database: Database, uow: Any, column: str, place: int
) -> None:
    value = CHANGES[column].replace("+00", "" if database.dialect == "sqlite" else "+00")

    tamper(
        database,
        f"UPDATE history SET {column} = {value} WHERE chain = '{CHAIN}' AND sequence = {place}",
    )

    assert broken_at(uow) == place


@pytest.mark.usefixtures("note")
@pytest.mark.parametrize("column", ["detail", "salt"])
@pytest.mark.parametrize("place", [1, LENGTH])
def test_half_of_a_detail_taken_away_is_found(
    database: Database, uow: Any, column: str, place: int
) -> None:
    tamper(
        database,
        f"UPDATE history SET {column} = NULL WHERE chain = '{CHAIN}' AND sequence = {place}",
    )

    assert broken_at(uow) == place


@pytest.mark.usefixtures("note")
@pytest.mark.parametrize("place", [1, 3, LENGTH])
def test_a_detail_taken_away_without_saying_so_is_found(
    database: Database, uow: Any, place: int
) -> None:
    tamper(
        database,
        "UPDATE history SET detail = NULL, salt = NULL"
        f" WHERE chain = '{CHAIN}' AND sequence = {place}",
    )

    assert broken_at(uow) == place


@pytest.mark.usefixtures("note")
@pytest.mark.parametrize("place", range(1, LENGTH + 1))
def test_the_removal_of_any_row_is_found(database: Database, uow: Any, place: int) -> None:
    tamper(database, f"DELETE FROM history WHERE chain = '{CHAIN}' AND sequence = {place}")

    assert broken_at(uow) == place


@pytest.mark.usefixtures("note")
@pytest.mark.parametrize("kept", range(LENGTH))
def test_a_tail_that_was_cut_is_found(database: Database, uow: Any, kept: int) -> None:
    tamper(database, f"DELETE FROM history WHERE chain = '{CHAIN}' AND sequence > {kept}")

    assert broken_at(uow) == kept + 1


@pytest.mark.usefixtures("note")
@pytest.mark.parametrize(("first", "second"), [(1, 2), (2, 5), (1, LENGTH)])
def test_two_rows_that_changed_places_are_found(
    database: Database, uow: Any, first: int, second: int
) -> None:
    tamper(
        database,
        *(
            f"UPDATE history SET sequence = {to} WHERE chain = '{CHAIN}' AND sequence = {now}"
            for now, to in ((first, 1000), (second, first), (1000, second))
        ),
    )

    assert broken_at(uow) == first


COLUMNS = (
    "at, person_id, verb, subject_kind, subject_id, detail, salt, detail_digest, previous, digest"
)


@pytest.mark.usefixtures("note")
@pytest.mark.parametrize("place", [1, 4, LENGTH + 1])
def test_a_row_that_was_put_in_is_found(database: Database, uow: Any, place: int) -> None:
    """The intruder copies a neighbour; the rows behind move up to make room."""
    tamper(
        database,
        f"UPDATE history SET sequence = -sequence WHERE chain = '{CHAIN}' AND sequence >= {place}",
        f"UPDATE history SET sequence = 1 - sequence WHERE chain = '{CHAIN}' AND sequence < 0",
        f"INSERT INTO history (chain, sequence, {COLUMNS}) SELECT chain, {place}, {COLUMNS}"
        f" FROM history WHERE chain = '{CHAIN}' AND sequence = {3 if place == 1 else place - 1}",
    )

    assert broken_at(uow) == place


@pytest.mark.usefixtures("note")
@pytest.mark.parametrize(
    "statement",
    [
        f"DELETE FROM chain_head WHERE chain = '{CHAIN}'",
        f"UPDATE chain_head SET sequence = 7 WHERE chain = '{CHAIN}'",
        f"UPDATE chain_head SET digest = '{'0' * 64}' WHERE chain = '{CHAIN}'",
    ],
)
def test_a_changed_head_is_found(database: Database, uow: Any, statement: str) -> None:
    tamper(database, statement)

    assert broken_at(uow) == LENGTH + 1


@pytest.mark.usefixtures("note")
def test_a_chain_that_was_wholly_replaced_is_found_by_a_head_kept_elsewhere(
    database: Database, uow: Any
) -> None:
    """Who writes a whole chain anew, with Koubo's own code, is found out by nothing else."""
    known = head_of(uow().session, CHAIN)
    tamper(
        database,
        f"DELETE FROM history WHERE chain = '{CHAIN}'",
        f"DELETE FROM chain_head WHERE chain = '{CHAIN}'",
    )
    for length in (LENGTH - 1, LENGTH + 1):
        with uow() as unit, unit.writing() as write:
            for _ in range(length - head_of(write.session, CHAIN).sequence):
                write.record("forged", write.lock(Note, 1), chain=CHAIN)

        assert broken_at(uow) is None
        assert broken_at(uow, known=known) == LENGTH


@pytest.mark.usefixtures("note")
def test_a_head_kept_elsewhere_stands_in_a_chain_that_only_grew(uow: Any) -> None:
    known = head_of(uow().session, CHAIN)
    with uow() as unit, unit.writing() as write:
        write.record("step_7", write.lock(Note, 1), chain=CHAIN)

    assert broken_at(uow, known=known) is None


def test_erasing_personal_data_keeps_the_chain_whole(uow: Any, note: Note) -> None:
    with uow(person_id=9) as unit:
        with unit.writing() as write:
            for row in history_of(write.session, note):
                write.erase_detail(row)
        rows = history_of(unit.session, note)
        found = {chain: verify_chain(unit.session, chain) for chain in chains(unit.session)}
        length = head_of(unit.session, CHAIN).sequence

    assert {(row.detail, row.salt) for row in rows} == {(None, None)}
    assert found == {CHAIN: None, "house": None}
    assert length == 2 * LENGTH


@pytest.mark.usefixtures("note")
@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
@pytest.mark.parametrize(("column", "value"), [("at", "'yesterday'"), ("detail", "'{'")])
def test_a_value_that_cannot_even_be_read_is_found(
    database: Database, uow: Any, column: str, value: str
) -> None:
    tamper(
        database, f"UPDATE history SET {column} = {value} WHERE chain = '{CHAIN}' AND sequence = 4"
    )

    assert broken_at(uow) == 4
