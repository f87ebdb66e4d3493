"""What an organisation does before it hands in: begin, save, attach, remove."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, BinaryIO

from sqlalchemy import select

from koubo.applications.facts import Asked, open_correction
from koubo.applications.file_types import judge_file
from koubo.applications.models import Application, Attachment, Filing
from koubo.applications.policy import load_own_filing
from koubo.applications.rules import ApplicationState, FilingState
from koubo.calendar import format_deadline, in_time
from koubo.people.models import Organisation
from koubo.people.rules import Actor
from koubo.problems import NotFound, Problem, Problems, Refused
from koubo.schemes.catalog import Catalog
from koubo.schemes.deadline_queries import deadlines_of
from koubo.schemes.deadlines import Deadlines, Track, track_name, tracks_of
from koubo.schemes.forms import FilingKind
from koubo.schemes.models import Call, Theme
from koubo.schemes.rules import CallState, Course, Phase, Scheme, ThemeState
from koubo.storage.files import EmptyFile, FileStore, TooLarge
from koubo.storage.unit_of_work import UnitOfWork, Write

MAX_FILES = 20
MAX_FILE_BYTES = 20_000_000


def start_application(
    uow: UnitOfWork,
    catalog: Catalog,
    actor: Actor,
    call_id: int,
    *,
    course_id: str,
    organisation_id: int,
    theme_id: int | None = None,
) -> int:
    """Begin a 企画提案書 in an open call; give the id of its filing.

    A course, or its theme track, that closed before the call takes none any more. Pressing twice gives the same one: nobody has use for two drafts with nothing in them.
    """
    call = uow.session.get(Call, call_id)
    if call is None or organisation_id not in actor.organisation_ids:
        raise NotFound
    if call.state is not CallState.PUBLISHED or call.facts().phase(uow.now) is not Phase.OPEN:
        raise Refused("この募集は、いま応募を受け付けていません。募集の案内を確かめてください。")
    scheme = catalog.of(call.release)
    _check_choice(uow, call, scheme, course_id, theme_id)
    chosen = {
        "call_id": call_id,
        "course_id": course_id,
        "organisation_id": organisation_id,
        "theme_id": theme_id,
    }
    with uow.writing() as write:
        write.lock(Organisation, organisation_id)  # so that of two clicks one waits
        if (untouched := _untouched_draft(write, chosen)) is not None:
            return untouched
        application = Application(**chosen, state=ApplicationState.DRAFT, created_at=uow.now)
        write.session.add(application)
        write.session.flush()
        filing = make_filing(write, application, FilingKind.PROPOSAL, {})
        write.record("start_application", application, chain=call.chain)
    return filing.id


def _untouched_draft(write: Write, chosen: Mapping[str, Any]) -> int | None:
    """Give a draft of the same choice in which nobody has written or put anything yet."""
    return write.session.scalars(
        select(Filing.id)
        .join(Filing.application)
        .where(
            *(getattr(Application, name) == value for name, value in chosen.items()),
            Application.state == ApplicationState.DRAFT,
            Filing.version == 1,
        )
    ).first()


def _check_choice(
    uow: UnitOfWork, call: Call, scheme: Scheme, course_id: str, theme_id: int | None
) -> None:
    deadlines = deadlines_of(uow.session, call)
    if course_id not in {one.course_id for one in deadlines.courses}:
        raise Problems([Problem("course", "この募集にあるコースを選んでください。", "course_id")])
    course = scheme.course(course_id)
    if course.theme_bound and theme_id is None:
        raise Problems([Problem("theme_missing", "市のテーマを1つ選んでください。", "theme_id")])
    theme = uow.session.get(Theme, theme_id) if theme_id is not None else None
    if theme_id is not None and (
        theme is None
        or theme.call_id != call.id
        or theme.state not in (ThemeState.PUBLISHED, ThemeState.TAKEN)
        or not course.takes_themes
    ):
        raise Problems([Problem("theme", "このコースのテーマを選び直してください。", "theme_id")])
    _refuse_closed_track(deadlines, course, Track(course_id, theme_id is not None), uow.now)


def _refuse_closed_track(deadlines: Deadlines, course: Course, track: Track, now: datetime) -> None:
    closes_at = deadlines.of(track)
    if in_time(now, closes_at):
        return
    others = (one for one in tracks_of(course) if in_time(now, deadlines.of(one)))
    remedy = next(
        (f"「{track_name(course, one)}」は、まだ応募できます。" for one in others),
        "ほかのコースを選んでください。",
    )
    message = (
        f"「{track_name(course, track)}」の受付は終わりました"
        f"（締切は{format_deadline(closes_at)}でした）。{remedy}"
    )
    raise Problems([Problem("track_closed", message, "course_id")])


def make_filing(
    write: Write,
    application: Application,
    kind: FilingKind,
    draft: Mapping[str, Any],
    *,
    number: int = 1,
) -> Filing:
    """Add a filing in draft to an application, inside the caller's transaction."""
    filing = Filing(
        application_id=application.id,
        kind=kind,
        number=number,
        state=FilingState.DRAFT,
        draft=dict(draft),
        saved_at=write.now,
    )
    write.session.add(filing)
    write.session.flush()
    return filing


def save_draft(
    uow: UnitOfWork,
    catalog: Catalog,
    actor: Actor,
    filing_id: int,
    *,
    typed: Mapping[str, Any],
    version: int,
) -> int:
    """Keep what was typed, right or wrong, and give the new version; Stale if it was changed.

    Only questions of the form are kept; in a correction only the fields that were asked for.
    """
    filing = load_own_filing(uow.session, actor, filing_id)
    asked = Asked.of(catalog, filing)
    known = {one.id for one in asked.form.questions() if one.kind != "files"}
    with uow.writing() as write:
        filing = write.lock(Filing, filing_id, version=version)
        allowed = known & writable(uow, filing, known)
        filing.draft = {**filing.draft, **{key: typed[key] for key in typed if key in allowed}}
        filing.saved_at = uow.now
        name = filing.draft.get("project_name")
        if filing.kind is FilingKind.PROPOSAL and filing.state is FilingState.DRAFT and name:
            filing.application.project_name = str(name).strip()[:200]
        write.record("save_draft", filing, chain=filing.application.call.chain)
    return filing.version


def writable(uow: UnitOfWork, filing: Filing, all_fields: set[str]) -> set[str]:
    """Give the questions that may be changed now; Refused where none may."""
    if filing.application.state is ApplicationState.WITHDRAWN:
        raise Refused("取り下げた応募は変更できません。")
    if filing.state is FilingState.DRAFT:
        return all_fields
    correction = open_correction(uow.session, filing.id)
    if filing.state is FilingState.IN_CORRECTION and correction is not None:
        return all_fields & set(correction.fields)
    raise Refused("提出した書類は変更できません。直したいときは市の担当者に連絡してください。")


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
    """Keep a file durably beside its question and give its id.

    The type is judged by content and name; Problems names what is wrong and what is accepted.
    """
    filing = load_own_filing(uow.session, actor, filing_id)
    question = Asked.of(catalog, filing).form.question(question_id)
    if question is None or question.kind != "files":
        raise NotFound
    writable_now = writable(uow, filing, {question_id})
    if question_id not in writable_now:
        raise Refused("このファイルは補正の対象ではありません。")
    media_type = judge_file(name, stream, question)
    try:
        kept = files.keep(stream, limit=MAX_FILE_BYTES)
    except TooLarge:
        raise _file_problem(
            question_id, f"「{name}」は20MBを超えています。小さくしてください。"
        ) from None
    except EmptyFile:
        raise _file_problem(
            question_id,
            f"「{name}」は中身が空です（0バイト）。元のファイルを開いて確かめてください。",
        ) from None
    with uow.writing() as write:
        filing = write.lock(Filing, filing_id)
        if question_id not in writable(uow, filing, {question_id}):
            raise Refused("このファイルは補正の対象ではありません。")
        count = len(_attachments(uow, filing_id))
        if count >= MAX_FILES:
            raise _file_problem(question_id, f"ファイルは全部で{MAX_FILES}個までです。")
        attachment = Attachment(
            filing_id=filing_id,
            question_id=question_id,
            name=name,
            media_type=media_type,
            size=kept.size,
            sha256=kept.sha256,
            key=kept.key,
            kept_at=uow.now,
        )
        write.session.add(attachment)
        filing.saved_at = uow.now
        write.session.flush()
        write.record(
            "attach_file",
            filing,
            chain=filing.application.call.chain,
            detail={"name": name, "size": kept.size, "sha256": kept.sha256},
        )
    return attachment.id


def remove_file(uow: UnitOfWork, actor: Actor, attachment_id: int) -> int:
    """Take a file off its draft (the bytes stay until retention); give the filing's id."""
    attachment = uow.session.get(Attachment, attachment_id)
    if attachment is None:
        raise NotFound
    filing = load_own_filing(uow.session, actor, attachment.filing_id)
    with uow.writing() as write:
        filing = write.lock(Filing, filing.id)
        if attachment.question_id not in writable(uow, filing, {attachment.question_id}):
            raise Refused("このファイルは補正の対象ではありません。")
        row = write.lock(Attachment, attachment_id)
        row.removed_at = row.removed_at or uow.now
        filing.saved_at = uow.now
        write.record(
            "remove_file", filing, chain=filing.application.call.chain, detail={"name": row.name}
        )
    return filing.id


def _attachments(uow: UnitOfWork, filing_id: int) -> list[int]:
    return list(
        uow.session.scalars(
            select(Attachment.id).where(
                Attachment.filing_id == filing_id, Attachment.removed_at.is_(None)
            )
        )
    )


def _file_problem(question_id: str, message: str) -> Problems:
    return Problems([Problem("file", message, field=question_id)])
