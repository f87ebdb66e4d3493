"""A halted chain takes nothing new, but for the verbs that go on."""

from typing import Any

import pytest

from koubo.problems import Refused
from koubo.storage.history import halt_chain, halts, resume_chain, verify_chain
from storage.notes import Note

CHAIN, OTHER = "call:12", "call:13"
WHY = "計算の結果が変わりました。職員が確かめるまで進められません。"


@pytest.fixture
def note(uow: Any) -> Note:
    with uow() as unit, unit.writing() as write:
        note = Note()
        write.session.add(note)
        write.record("start", note, chain=CHAIN)
    with uow() as unit, unit.writing() as write:
        halt_chain(write.session, CHAIN, why=WHY, passing=["save_draft", "decide", "halt"])
        write.record("halt", write.lock(Note, note.id), chain=CHAIN)
    return note


def change(uow: Any, note: Note) -> None:
    with uow() as unit, unit.writing() as write:
        write.lock(Note, note.id).text = "changed"
        write.record("accept", note, chain=CHAIN)


def test_a_step_in_a_halted_chain_is_refused_and_leaves_nothing(uow: Any, note: Note) -> None:
    with pytest.raises(Refused) as refused:
        change(uow, note)

    with uow() as unit:
        text = unit.session.get_one(Note, note.id).text
        whole = verify_chain(unit.session, CHAIN)
    assert (refused.value.message, text, whole) == (WHY, "", None)


def test_what_goes_on_goes_on_and_other_chains_know_nothing_of_it(uow: Any, note: Note) -> None:
    with uow() as unit, unit.writing() as write:
        write.record("save_draft", write.lock(Note, note.id), chain=CHAIN)
        write.record("accept", note, chain=OTHER)

    with uow() as unit:
        assert halts(unit.session, [CHAIN, OTHER]) == {CHAIN: WHY}


def test_a_chain_that_never_was_can_be_halted(uow: Any) -> None:
    with uow() as unit, unit.writing() as write:
        note = Note()
        write.session.add(note)
        halt_chain(write.session, OTHER, why=WHY, passing=["halt"])
        write.record("halt", note, chain=OTHER)

    with uow() as unit, pytest.raises(Refused), unit.writing() as write:
        write.record("accept", write.lock(Note, note.id), chain=OTHER)


def test_a_resumed_chain_goes_on(uow: Any, note: Note) -> None:
    with uow() as unit, unit.writing() as write:
        resume_chain(write.session, CHAIN)
        write.record("decide", write.lock(Note, note.id), chain=CHAIN)

    with uow() as unit, unit.writing() as write:
        write.record("accept", write.lock(Note, note.id), chain=CHAIN)
    with uow() as unit:
        assert halts(unit.session, [CHAIN]) == {}
