"""The read side of working copies, of what was confirmed by whom, and of published errata."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from koubo.people.models import Person
from koubo.people.rules import Actor, SeatKind, require
from koubo.problems import NotFound
from koubo.schemes.release_models import Erratum, SchemeFile
from koubo.storage.columns import read_columns
from koubo.storage.history import HistoryRow

CONFIRM = "confirm_mark"
ERRATA = (
    select(Erratum.number, Erratum.made_at, Erratum.reason, Erratum.changes)
    .where(Erratum.call_id == bindparam("call"))
    .order_by(Erratum.number.desc())
)


@dataclass(frozen=True)
class SchemeFileLine:
    """A working copy as the list shows it."""

    id: int
    scheme_id: str
    title: str
    saved_at: datetime
    saved_by: str
    version: int


@dataclass(frozen=True)
class Confirmation:
    """A figure that an officer confirmed in a working copy (要確認を確認済みにした記録)."""

    at: datetime
    who: str
    file_id: int
    label: str
    path: str
    value: str
    source: str
    reason: str
    """Why it had only been assumed."""


@dataclass(frozen=True)
class ErratumNotice:
    """A published correction (正誤表) of a call, for everybody."""

    number: int
    at: datetime
    reason: str
    changes: tuple[str, ...]


def errata_of(session: Session, call_id: int) -> tuple[ErratumNotice, ...]:
    """Give a call's published corrections, newest first; one statement."""
    rows = read_columns(session, ERRATA, {"call": call_id})
    return tuple(
        ErratumNotice(number, at, reason, tuple(changes)) for number, at, reason, changes in rows
    )


def scheme_files(session: Session, actor: Actor) -> list[SchemeFileLine]:
    """Give the working copies that are not discarded, newest first; one statement."""
    require(actor, SeatKind.OFFICER)
    rows = session.execute(
        select(
            SchemeFile.id,
            SchemeFile.scheme_id,
            SchemeFile.title,
            SchemeFile.saved_at,
            Person.name,
            SchemeFile.version,
        )
        .join(Person, Person.id == SchemeFile.saved_by)
        .where(SchemeFile.discarded_at.is_(None))
        .order_by(SchemeFile.id.desc())
    )
    return [SchemeFileLine(*row) for row in rows]


def load_scheme_file(session: Session, actor: Actor, file_id: int) -> SchemeFile:
    """Give a working copy that is not discarded; NotFound for any other."""
    require(actor, SeatKind.OFFICER)
    found = session.scalars(
        select(SchemeFile).where(SchemeFile.id == file_id, SchemeFile.discarded_at.is_(None))
    ).first()
    if found is None:
        raise NotFound
    return found


def confirmations(session: Session, actor: Actor, scheme_id: str) -> list[Confirmation]:
    """Give what was confirmed in the working copies of a scheme, newest first; one statement."""
    require(actor, SeatKind.OFFICER)
    rows = session.execute(
        select(HistoryRow.at, Person.name, HistoryRow.subject_id, HistoryRow.detail)
        .join(SchemeFile, SchemeFile.id == HistoryRow.subject_id)
        .join(Person, Person.id == HistoryRow.person_id)
        .where(
            HistoryRow.verb == CONFIRM,
            HistoryRow.subject_kind == SchemeFile.__tablename__,
            SchemeFile.scheme_id == scheme_id,
        )
        .order_by(HistoryRow.at.desc(), HistoryRow.sequence.desc())
    )
    return [Confirmation(at, who, file_id, **told) for at, who, file_id, told in rows if told]
