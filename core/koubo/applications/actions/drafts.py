"""What an organisation does before it hands in: begin and save; files stand in ``attaching``."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from koubo.applications.declared import is_declared_elsewhere
from koubo.applications.drafting import (
    NO_PAGE,
    Overtaken,
    Page,
    change,
    is_untouched,
    merge,
    wrote_on,
)
from koubo.applications.facts import Asked, open_correction
from koubo.applications.former import formerly_asked
from koubo.applications.models import Application, Filing
from koubo.applications.paper_scans import SCAN
from koubo.applications.policy import load_writable_filing
from koubo.applications.rules import ApplicationState, FilingState
from koubo.calendar import day_in_japan, format_deadline, in_time
from koubo.people.directory import refuse_merged
from koubo.people.models import Organisation
from koubo.people.rules import Actor
from koubo.problems import NotFound, Problem, Problems, Refused
from koubo.schemes.catalog import Catalog
from koubo.schemes.deadline_queries import deadlines_of
from koubo.schemes.deadlines import Deadlines, Track, track_name, tracks_of
from koubo.schemes.eligibility.case import Gate
from koubo.schemes.forms import FilingKind
from koubo.schemes.models import Call, Theme
from koubo.schemes.question_kinds import UNTYPED
from koubo.schemes.questions import question_of
from koubo.schemes.rules import CallState, Course, Phase, Scheme, ThemeState
from koubo.storage.unit_of_work import UnitOfWork, Write


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
    """Begin a 企画提案書 in an open call, or its 参加表明書; give the id of the filing.

    A course, or its theme track, that closed before the call takes none any more. Pressing twice gives the same one: nobody has use for two drafts with nothing in them.
    """
    call = uow.session.get(Call, call_id)
    if call is None or organisation_id not in actor.organisation_ids:
        raise NotFound
    if call.state is not CallState.PUBLISHED or call.facts().phase(uow.now) is not Phase.OPEN:
        raise Refused("この募集は、いま応募を受け付けていません。募集の案内を確かめてください。")
    scheme = catalog.of(call.release)
    deadlines = deadlines_of(uow.session, call)
    course = check_choice(uow.session, scheme, call, deadlines, course_id, theme_id)
    _refuse_closed_track(deadlines, course, Track(course_id, theme_id is not None), uow.now)
    begins_with = scheme.first_kind(course)
    if begins_with is FilingKind.PARTICIPATION:
        if is_declared_elsewhere(uow.session, call_id, organisation_id):
            begins_with = FilingKind.PROPOSAL
        else:
            refuse_late_participation(call, uow.now)
    chosen = {
        "call_id": call_id,
        "course_id": course_id,
        "organisation_id": organisation_id,
        "theme_id": theme_id,
    }
    with uow.writing() as write:
        # Of two clicks one waits; so does a click for a merge of the organisation.
        refuse_merged(write.lock(Organisation, organisation_id))
        if (untouched := _untouched_draft(write, chosen)) is not None:
            return untouched
        application = Application(**chosen, state=ApplicationState.DRAFT, created_at=uow.now)
        write.session.add(application)
        write.session.flush()
        filing = make_filing(write, application, begins_with, {})
        write.record("start_application", application, chain=call.chain)
    return filing.id


def _untouched_draft(write: Write, chosen: Mapping[str, Any]) -> int | None:
    """Give a draft of the same choice in which nobody has written or put anything yet."""
    drafts = write.session.scalars(
        select(Filing)
        .join(Filing.application)
        .where(
            *(getattr(Application, name) == value for name, value in chosen.items()),
            Application.state == ApplicationState.DRAFT,
            Application.receipt_number.is_(None),
            Filing.entered_by.is_(None),
        )
    )
    return next((one.id for one in drafts if is_untouched(one)), None)


def check_choice(
    session: Session,
    scheme: Scheme,
    call: Call,
    deadlines: Deadlines,
    course_id: str,
    theme_id: int | None,
) -> Course:
    """Give the course that was chosen; Problems where the call has no such course or theme."""
    if course_id not in {one.course_id for one in deadlines.courses}:
        raise Problems([Problem("course", "この募集にあるコースを選んでください。", "course_id")])
    course = scheme.course(course_id)
    if course.theme_bound and theme_id is None:
        raise Problems([Problem("theme_missing", "市のテーマを1つ選んでください。", "theme_id")])
    theme = session.get(Theme, theme_id) if theme_id is not None else None
    if theme_id is not None and (
        theme is None
        or theme.call_id != call.id
        or theme.state not in (ThemeState.PUBLISHED, ThemeState.TAKEN)
        or not course.takes_themes
    ):
        raise Problems([Problem("theme", "このコースのテーマを選び直してください。", "theme_id")])
    return course


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


def refuse_late_participation(call: Call, now: datetime) -> None:
    """Raise Problems where nobody can declare any more that they will take part."""
    closes_at = call.gates.get(Gate.PARTICIPATION)
    if closes_at is not None and not in_time(now, closes_at):
        message = (
            f"参加表明の受付は終わりました（期限は{format_deadline(closes_at)}でした）。"
            "期限までに紙で出したときは、市の担当者に連絡してください。"
        )
        raise Problems([Problem("participation_closed", message, "course_id")])


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
    page: Page = NO_PAGE,
) -> int:
    """Keep what was typed, right or wrong, and give the version; a draft's text is no act.

    Only questions of the form are kept, and those that it asked when the page was drawn; in a
    correction only the fields that were asked for. What is kept already, or stands as the page showed it, is no change, and without one nothing is
    written. History knows a person's first save of a day (JST).

    :param version: the filing's version when the page was drawn
    :param page: the page, and what it showed
    :raises Overtaken: after all else was saved, where others changed the same questions since
    """
    filing = load_writable_filing(uow.session, actor, filing_id)
    kept = _of_form(Asked.of(catalog, filing), typed)
    if gone := typed.keys() & page.shown.keys() - kept.keys():
        asked_before = formerly_asked(uow.session, catalog, filing)
        kept |= {key: typed[key] for key in gone if key in asked_before}
    found = merge(filing, _allowed(uow, filing, kept), version, page)
    if found.changes:
        with uow.writing() as write:
            filing = write.lock(Filing, filing_id)
            found = merge(filing, _allowed(uow, filing, kept), version, page)
            if found.changes:
                _write(write, filing, found.changes, actor.person_id, page)
    if found.overtaken:
        raise Overtaken(found.overtaken)
    return filing.version


def _of_form(asked: Asked, typed: Mapping[str, Any]) -> dict[str, Any]:
    """Give of what was typed what the form asks, consents to publish among it."""
    known: set[str] = set()
    for one in asked.form.questions():
        known |= set() if one.kind in UNTYPED else {one.id}
        known |= {one.consent_key} if one.asks_consent else set()
    return {key: raw for key, raw in typed.items() if key in known}


def _allowed(uow: UnitOfWork, filing: Filing, typed: Mapping[str, Any]) -> dict[str, Any]:
    """Give of what was typed what may be changed now; Refused where nothing may."""
    allowed = writable(uow, filing, {question_of(key) for key in typed})
    return {key: raw for key, raw in typed.items() if question_of(key) in allowed}


def _write(
    write: Write, filing: Filing, changes: Mapping[str, Any], person_id: int, page: Page
) -> None:
    is_first = not wrote_on(filing, person_id, day_in_japan(write.now))
    change(filing, changes, person_id=person_id, at=write.now, page=page)
    if is_first:
        write.record("save_draft", filing, chain=filing.application.call.chain)


def writable(uow: UnitOfWork, filing: Filing, all_fields: set[str]) -> set[str]:
    """Give the questions that may be changed now; Refused where none may."""
    if filing.application.state is ApplicationState.WITHDRAWN:
        raise Refused("取り下げた応募は変更できません。")
    if filing.state is FilingState.DRAFT:
        return all_fields
    correction = open_correction(uow.session, filing.id)
    if filing.state is FilingState.IN_CORRECTION and correction is not None:
        on_paper = {SCAN} if filing.entered_by is not None else set()
        return all_fields & {*correction.fields, *on_paper}
    raise Refused("提出した書類は変更できません。直したいときは市の担当者に連絡してください。")
