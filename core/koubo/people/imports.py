"""Excel files that somebody imports: kept durably between the dry run and the applying.

A page uploads with :func:`keep_import`, shows what :func:`load_import` and :func:`import_sheets`
give against the records of now, with :func:`koubo.storage.canonical.digest_of` of what it showed in
a hidden field. The action that applies makes the same plan again; where its digest is another one,
the page is shown again. :func:`mark_applied` inside that action's write lets it happen once.
"""

from collections.abc import Mapping
from io import BytesIO
from typing import IO, Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from koubo.papers.workbooks import EMPTY, MOST_BYTES, TOO_LARGE, ReadSheet, read_workbook
from koubo.people.models import ImportDraft
from koubo.people.rules import Actor
from koubo.problems import NotFound, Problem, Problems, Refused
from koubo.storage.files import EmptyFile, FileStore, TooLarge
from koubo.storage.history import HOUSE
from koubo.storage.unit_of_work import UnitOfWork, Write

NO_FILE = "Excel ファイルを選んでください。"
NAME_LENGTH = 255
APPLIED = (
    "このファイルは、もう取り込みました。もう一度取り込むときは、ファイルを選び直してください。"
)


def keep_import(
    uow: UnitOfWork,
    files: FileStore,
    actor: Actor,
    *,
    kind: str,
    subject_id: int | None,
    name: str,
    stream: IO[bytes],
) -> int:
    """Keep an .xlsx file that can be read and give the id of its import; changes nothing else.

    Whether the actor may import this into that is for the caller to ask first.

    :param kind: what is imported, such as ``roster``; :func:`load_import` must name the same
    :raise Problems: about the field ``file``: no file, too large, locked, not Excel
    """
    if not name.strip():
        raise _problem(NO_FILE)
    content = stream.read(MOST_BYTES + 1)
    read_workbook(content)
    try:
        kept = files.keep(BytesIO(content), limit=MOST_BYTES)
    except TooLarge:
        raise _problem(TOO_LARGE) from None
    except EmptyFile:
        raise _problem(EMPTY) from None
    with uow.writing() as write:
        draft = ImportDraft(
            kind=kind,
            subject_id=subject_id,
            file_key=kept.key,
            name=name.strip()[:NAME_LENGTH],
            size=kept.size,
            sha256=kept.sha256,
            person_id=actor.person_id,
            kept_at=uow.now,
        )
        write.session.add(draft)
        write.session.flush()
        detail = {"kind": kind, "subject": subject_id, "name": draft.name, "sha256": kept.sha256}
        write.record("keep_import", draft, chain=HOUSE, detail=detail)
    return draft.id


def load_import(
    session: Session, actor: Actor, draft_id: int, *, kind: str, subject_id: int | None
) -> ImportDraft:
    """Give an import of this kind and subject that the actor kept; NotFound for any other."""
    found = session.scalars(
        select(ImportDraft).where(
            ImportDraft.id == draft_id,
            ImportDraft.kind == kind,
            ImportDraft.subject_id.is_(None)
            if subject_id is None
            else ImportDraft.subject_id == subject_id,
            ImportDraft.person_id == actor.person_id,
        )
    ).first()
    if found is None:
        raise NotFound
    return found


def import_sheets(files: FileStore, draft: ImportDraft) -> tuple[ReadSheet, ...]:
    """Give the visible sheets of an import's file, as :func:`read_workbook` does."""
    with files.open(draft.file_key) as stream:
        return read_workbook(stream.read())


def mark_applied(write: Write, draft_id: int, outcome: Mapping[str, Any]) -> None:
    """Note inside a write that an import was applied and what came of it; Refused the second time.

    :param outcome: counts or whatever the page shows afterwards, as plain JSON values
    """
    draft = write.lock(ImportDraft, draft_id)
    if draft.applied_at is not None:
        raise Refused(APPLIED)
    draft.applied_at = write.now
    draft.outcome = dict(outcome)


def _problem(message: str) -> Problems:
    return Problems([Problem("workbook", message, field="file")])
