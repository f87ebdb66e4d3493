"""The city's own Word forms: which one a letter is filled into, and what may stand in it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from koubo.papers.letters import Letter
from koubo.papers.word_letters import LETTER_PARTS, fill_word, plain_word
from koubo.people.models import Person
from koubo.people.rules import Actor, SeatKind, require
from koubo.problems import NotFound
from koubo.schemes.letter_models import LetterForm
from koubo.schemes.letters import PLACEHOLDERS, LetterKind
from koubo.storage.files import FileStore

WORD_NAMES: Mapping[str, str] = {**LETTER_PARTS, **PLACEHOLDERS}
"""Every text that a form may name, with its meaning."""


@dataclass(frozen=True)
class FormLine:
    """One version of a form."""

    id: int
    kind: LetterKind
    number: int
    name: str
    size: int
    placeholders: tuple[str, ...]
    kept_at: datetime
    kept_by: str
    retired_at: datetime | None
    is_used: bool = False


def form_lines(
    session: Session, actor: Actor, scheme_id: str, kind: LetterKind | None = None
) -> list[FormLine]:
    """Give every version of a scheme's forms, newest first, and say which of them is used."""
    require(actor, SeatKind.OFFICER)
    wanted = (
        select(LetterForm, Person.name)
        .join(Person, Person.id == LetterForm.kept_by)
        .where(LetterForm.scheme_id == scheme_id)
        .order_by(LetterForm.kind, LetterForm.number.desc())
    )
    if kind is not None:
        wanted = wanted.where(LetterForm.kind == kind)
    used = set(current_form_ids(session, scheme_id).values())
    return [
        FormLine(
            id=one.id,
            kind=one.kind,
            number=one.number,
            name=one.name,
            size=one.size,
            placeholders=tuple(one.placeholders),
            kept_at=one.kept_at,
            kept_by=person,
            retired_at=one.retired_at,
            is_used=one.id in used,
        )
        for one, person in session.execute(wanted)
    ]


def load_form(session: Session, actor: Actor, scheme_id: str, form_id: int) -> LetterForm:
    """Give one version of a scheme's form; NotFound for any other."""
    require(actor, SeatKind.OFFICER)
    found = session.scalars(
        select(LetterForm).where(LetterForm.id == form_id, LetterForm.scheme_id == scheme_id)
    ).first()
    if found is None:
        raise NotFound
    return found


def current_form_ids(session: Session, scheme_id: str) -> dict[str, int]:
    """Give the newest version that is not retired, by kind of letter."""
    rows = session.execute(
        select(LetterForm.kind, func.max(LetterForm.id))
        .where(LetterForm.scheme_id == scheme_id, LetterForm.retired_at.is_(None))
        .group_by(LetterForm.kind)
    )
    return {kind.value: form_id for kind, form_id in rows}


def word_form_contents(
    session: Session, files: FileStore, form_ids: Mapping[str, int]
) -> dict[str, bytes]:
    """Give the forms' files by kind of letter."""
    rows = session.execute(
        select(LetterForm.kind, LetterForm.key).where(LetterForm.id.in_(form_ids.values()))
    )
    contents = {}
    for kind, key in rows:
        with files.open(key) as stream:
            contents[kind.value] = stream.read()
    return contents


def word_bytes(letter: Letter, form: bytes | None) -> bytes:
    """Give a letter as a Word file: in the city's form, or plain where it has none."""
    return plain_word(letter) if form is None else fill_word(form, letter, WORD_NAMES)


def word_of_letter(
    session: Session, files: FileStore, letter: Letter, kind: LetterKind, scheme_id: str
) -> bytes:
    """Give a letter, issued or a draft, as a Word file in the form that is used now."""
    used = current_form_ids(session, scheme_id)
    mine = {name: each for name, each in used.items() if name == kind.value}
    return word_bytes(letter, word_form_contents(session, files, mine).get(kind.value))
