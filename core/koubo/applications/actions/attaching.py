"""Files beside a draft: judged, kept durably and scanned before they count; taken off again."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import BinaryIO

from sqlalchemy import select

from koubo.applications.actions.drafts import writable
from koubo.applications.actions.scanning import scan_file
from koubo.applications.facts import Asked
from koubo.applications.file_checks.pdf import pdf_pages
from koubo.applications.file_names import FileName, file_name
from koubo.applications.file_types import MEDIA_TYPES, judge_file
from koubo.applications.models import Attachment, Filing
from koubo.applications.paper_scans import file_question
from koubo.applications.policy import load_writable_filing
from koubo.applications.scanning import FileToScan, Scan
from koubo.people.rules import Actor
from koubo.problems import NotFound, Problem, Problems, Refused
from koubo.schemes.catalog import Catalog
from koubo.schemes.questions import Question
from koubo.storage.files import FileStore, Kept
from koubo.storage.unit_of_work import UnitOfWork, Write

MAX_FILES = 10
"""Files of one question."""
MAX_FILE_BYTES = 20_000_000
NOT_ASKED = "このファイルは補正の対象ではありません。"


@dataclass(frozen=True)
class NewFile:
    """A file that was judged, stands in the store and waits for the row that refers to it."""

    name: FileName
    media_type: str
    kept: Kept
    scan: Scan
    pages: int | None
    """Of a PDF that says how many it has."""


@dataclass(frozen=True)
class SentFile:
    """A file as it was sent for a question."""

    question_id: str
    name: str
    """As the browser or the owner named it; ``file_name`` says what becomes of it."""
    stream: BinaryIO


@dataclass(frozen=True)
class Attached:
    """What became of the files that were sent."""

    ids: tuple[int, ...]
    taken: tuple[SentFile, ...]
    problems: tuple[Problem, ...]
    """What is wrong with those that were not taken, and what to do."""


def attach_file(
    uow: UnitOfWork,
    catalog: Catalog,
    files: FileStore,
    actor: Actor,
    filing_id: int,
    *,
    question_id: str,
    name: str,
    stream: BinaryIO,
) -> int:
    """Attach one file and give its id; raises Problems where `attach_files` has any."""
    sent = SentFile(question_id, name, stream)
    found = attach_files(uow, catalog, files, actor, filing_id, [sent])
    if found.problems:
        raise Problems(found.problems)
    return found.ids[0]


def attach_files(
    uow: UnitOfWork,
    catalog: Catalog,
    files: FileStore,
    actor: Actor,
    filing_id: int,
    sent: Sequence[SentFile],
) -> Attached:
    """Keep files durably beside their questions, all that are sound in one transaction.

    What a file is, is judged by content and name. The same file sent twice for one question is
    attached once.

    :raises Refused: where one of the questions may not be answered now; nothing is attached then
    """
    filing = load_writable_filing(uow.session, actor, filing_id)
    asked = Asked.of(catalog, filing)
    questions = [_open_question(uow, asked, filing, one.question_id) for one in sent]
    problems, judged = list[Problem](), list[tuple[SentFile, Question, NewFile]]()
    for one, question in zip(sent, questions, strict=True):
        try:
            new = keep_judged(catalog, files, asked.scheme.id, question, one.name, one.stream)
        except Problems as found:
            problems.extend(found.problems)
        else:
            judged.append((one, question, new))
    if not judged:
        return Attached((), (), tuple(problems))
    unused = {new.kept.key for _, _, new in judged}
    taken, ids = list[SentFile](), list[int]()
    try:
        with uow.writing() as write:
            filing = write.lock(Filing, filing_id)
            for one, question, new in judged:
                attached = _attach(uow, write, filing, question, new)
                if isinstance(attached, Problem):
                    problems.append(attached)
                    continue
                taken.append(one)
                ids.append(attached.id)
                unused.discard(attached.key)
    except (Refused, NotFound):
        # Known not to be committed. After any other failure the files stay: a row may name them.
        _discard(files, [new.kept.key for _, _, new in judged])
        raise
    _discard(files, unused)
    return Attached(tuple(ids), tuple(taken), tuple(problems))


def _discard(files: FileStore, keys: Iterable[str]) -> None:
    for key in keys:
        files.discard(key)


def _open_question(uow: UnitOfWork, asked: Asked, filing: Filing, question_id: str) -> Question:
    """Give a question that takes files now; NotFound where there is none such, else Refused."""
    question = file_question(asked.form, filing, question_id)
    if question is None or question.kind != "files":
        raise NotFound
    if question_id not in writable(uow, filing, {question_id}):
        raise Refused(NOT_ASKED)
    return question


def keep_judged(
    catalog: Catalog,
    files: FileStore,
    scheme_id: str,
    question: Question,
    name: str,
    stream: BinaryIO,
) -> NewFile:
    """Judge a file by content and name, keep it durably and have it scanned; no row refers to it.

    Where no row will, the caller discards ``kept.key``.

    :raise Problems: about the question; nothing is kept then
    """
    new_name = file_name(name)
    media_type = judge_file(new_name, stream, question, limit=MAX_FILE_BYTES)
    pages = pdf_pages(stream, MAX_FILE_BYTES) if media_type == MEDIA_TYPES["pdf"] else None
    stream.seek(0)
    kept = files.keep(stream, limit=MAX_FILE_BYTES)
    scan = _scan(catalog, files, scheme_id, new_name.name, media_type, kept)
    if scan.found:
        files.discard(kept.key)
        raise Problems([_problem(question, f"「{new_name.name}」から{_told(scan)}")])
    return NewFile(new_name, media_type, kept, scan, pages)


def _scan(
    catalog: Catalog, files: FileStore, scheme_id: str, name: str, media_type: str, kept: Kept
) -> Scan:
    file = FileToScan(name, kept.size, media_type, kept.sha256, lambda: files.open(kept.key))
    return scan_file(catalog, scheme_id, file)


def _told(scan: Scan) -> str:
    return (
        f"ウイルスが見つかりました（{scan.found[:100]}）。添付していません。"
        "お使いのパソコンのウイルスを取り除いてから、作り直したファイルを添付してください。"
    )


def _attach(
    uow: UnitOfWork, write: Write, filing: Filing, question: Question, new: NewFile
) -> Attachment | Problem:
    """Add the row to its locked filing, or give the one that is the same file."""
    if question.id not in writable(uow, filing, {question.id}):
        raise Refused(NOT_ASKED)
    standing = write.session.scalars(
        select(Attachment).where(
            Attachment.filing_id == filing.id,
            Attachment.question_id == question.id,
            Attachment.removed_at.is_(None),
        )
    ).all()
    for one in standing:
        if (one.name, one.sha256) == (new.name.name, new.kept.sha256):
            return one
    if len(standing) >= MAX_FILES:
        return _problem(
            question, f"「{question.label}」に添付できるファイルは{MAX_FILES}個までです。"
        )
    attachment = Attachment(
        filing_id=filing.id,
        question_id=question.id,
        name=new.name.name,
        media_type=new.media_type,
        size=new.kept.size,
        sha256=new.kept.sha256,
        pages=new.pages,
        key=new.kept.key,
        kept_at=uow.now,
        scanned_by=new.scan.scanner,
        scanned_at=uow.now if new.scan.was_made else None,
    )
    write.session.add(attachment)
    filing.saved_at = uow.now
    write.session.flush()
    write.record(
        "attach_file",
        filing,
        chain=filing.application.call.chain,
        detail={
            "name": new.name.name,
            "size": new.kept.size,
            "sha256": new.kept.sha256,
            "scanned_by": new.scan.scanner,
        },
    )
    return attachment


def remove_file(uow: UnitOfWork, actor: Actor, attachment_id: int) -> int:
    """Take a file off its draft (the bytes stay until retention); give the filing's id."""
    attachment = uow.session.get(Attachment, attachment_id)
    if attachment is None:
        raise NotFound
    filing = load_writable_filing(uow.session, actor, attachment.filing_id)
    with uow.writing() as write:
        filing = write.lock(Filing, filing.id)
        if attachment.question_id not in writable(uow, filing, {attachment.question_id}):
            raise Refused(NOT_ASKED)
        row = write.lock(Attachment, attachment_id)
        row.removed_at = row.removed_at or uow.now
        filing.saved_at = uow.now
        write.record(
            "remove_file", filing, chain=filing.application.call.chain, detail={"name": row.name}
        )
    return filing.id


def _problem(question: Question, message: str) -> Problem:
    return Problem("file", message, field=question.id)
