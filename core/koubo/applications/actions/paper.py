"""紙の提出: an officer enters what came on paper, and records it with its stamp.

Paper is never thrown away: what came late or lacks something is recorded all the same, and says so.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import select

from koubo.applications.actions.checking import Check, check_draft
from koubo.applications.actions.drafts import check_choice, make_filing
from koubo.applications.actions.filing import (
    Filed,
    Received,
    file_proposal,
    step_to_filed,
    take_receipt_number,
    take_snapshot,
)
from koubo.applications.drafting import is_untouched
from koubo.applications.events import event_for_members
from koubo.applications.facts import open_correction
from koubo.applications.lacking import noted
from koubo.applications.models import Application, Filing, Snapshot
from koubo.applications.paper_scans import SCAN, SCAN_QUESTION
from koubo.applications.paper_schemas import PaperStamp
from koubo.applications.policy import load_paper_filing
from koubo.applications.queries.own import attachments_of
from koubo.applications.rules import ApplicationState, Channel, FilingState
from koubo.applications.snapshots import readable_attachments
from koubo.applications.steps import is_late, refuse_over
from koubo.calendar import JST, day_in_japan, format_date, format_moment
from koubo.people.directory import refuse_merged
from koubo.people.models import Organisation, Person
from koubo.people.rules import Actor, SeatKind, require
from koubo.problems import NotFound, Problem, Problems, Refused, Stale
from koubo.schemes.catalog import Catalog
from koubo.schemes.deadline_queries import deadlines_of
from koubo.schemes.forms import FilingKind
from koubo.schemes.models import Call
from koubo.schemes.rules import CallState
from koubo.storage.files import FileStore
from koubo.storage.history import HOUSE
from koubo.storage.unit_of_work import UnitOfWork, Write

WRITTEN_BY_ITSELF = (
    "参加表明の届いたこの団体は、企画提案書を画面で書き始めています。"
    "紙と画面のどちらで出すのかを、団体に確かめてください。"
)
HANDED_IN = (FilingState.FILED, FilingState.ACCEPTED)


@dataclass(frozen=True)
class PaperChoice:
    """What a paper applies for."""

    course_id: str
    theme_id: int | None = None


def make_paper_organisation(uow: UnitOfWork, actor: Actor, *, values: Mapping[str, Any]) -> int:
    """Record an organisation known from paper alone, without an account; give its id.

    Sent twice, it is recorded once.

    :param values: columns, as ``read_paper_organisation`` gives them
    """
    require(actor, SeatKind.OFFICER)
    founded = values["established_on"]
    if founded is not None and founded > day_in_japan(uow.now):
        message = f"「設立した日」は今日（{format_date(day_in_japan(uow.now))}）までの日を入力してください。"
        raise Problems([Problem("not_yet", message, "established_on")])
    with uow.writing() as write:
        write.lock(Person, actor.person_id)  # so that of two clicks one waits
        same = (getattr(Organisation, name) == value for name, value in values.items())
        known = write.session.scalars(
            select(Organisation.id).where(Organisation.merged_into_id.is_(None), *same)
        ).first()
        if known is not None:
            return known
        organisation = Organisation(**values, changed_at=uow.now)
        write.session.add(organisation)
        write.session.flush()
        detail = {
            name: one.isoformat() if isinstance(one, date) else one for name, one in values.items()
        }
        write.record("make_paper_organisation", organisation, chain=HOUSE, detail=detail)
    return organisation.id


def start_paper(
    uow: UnitOfWork,
    catalog: Catalog,
    actor: Actor,
    call_id: int,
    *,
    organisation_id: int,
    choice: PaperChoice,
) -> int:
    """Begin to enter what an organisation handed in on paper; give the id of the filing.

    What came before the close may be entered after it. Pressing twice gives the same one; where
    the organisation's 参加表明 is in already, it is its proposal that is entered.
    """
    require(actor, SeatKind.OFFICER)
    call = uow.session.get(Call, call_id)
    organisation = uow.session.get(Organisation, organisation_id)
    if call is None or organisation is None or organisation.merged_into_id is not None:
        raise NotFound
    if call.state is not CallState.PUBLISHED:
        raise Refused("公開中で、採否がまだ決まっていない募集だけ、紙の提出を記録できます。")
    scheme = catalog.of(call.release)
    deadlines = deadlines_of(uow.session, call)
    course = check_choice(uow.session, scheme, call, deadlines, choice.course_id, choice.theme_id)
    with uow.writing() as write:
        refuse_merged(write.lock(Organisation, organisation_id))  # of two clicks one waits
        known = _entered_already(write, call_id, organisation_id, choice)
        if known is not None:
            known.entered_by = known.entered_by or actor.person_id
            return known.id
        application = Application(
            call_id=call_id,
            organisation_id=organisation_id,
            course_id=choice.course_id,
            theme_id=choice.theme_id,
            state=ApplicationState.DRAFT,
            created_at=uow.now,
        )
        write.session.add(application)
        write.session.flush()
        filing = make_filing(write, application, scheme.first_kind(course), {})
        filing.entered_by = actor.person_id
        write.record("start_paper", application, chain=call.chain)
    return filing.id


def _entered_already(
    write: Write, call_id: int, organisation_id: int, choice: PaperChoice
) -> Filing | None:
    """Give a draft that is being entered, or the proposal that follows a 参加表明.

    What the organisation has begun to write itself is its own: no officer reads or changes it.
    """
    found = write.session.scalars(
        select(Filing)
        .join(Filing.application)
        .where(
            Application.call_id == call_id,
            Application.organisation_id == organisation_id,
            Application.course_id == choice.course_id,
            Application.theme_id == choice.theme_id,
            Application.state == ApplicationState.DRAFT,
            Filing.state == FilingState.DRAFT,
            Filing.entered_by.is_not(None) | Application.receipt_number.is_not(None),
        )
        .order_by(Filing.id.desc())
    ).first()
    if found is not None and found.entered_by is None and not is_untouched(found):
        raise Refused(WRITTEN_BY_ITSELF)
    return found


def check_paper(uow: UnitOfWork, catalog: Catalog, actor: Actor, filing_id: int) -> Check:
    """Give what a paper says as it was entered, and all that it lacks."""
    require(actor, SeatKind.OFFICER)
    return check_draft(uow, catalog, load_paper_filing(uow.session, actor, filing_id))


def record_paper(
    uow: UnitOfWork,
    catalog: Catalog,
    files: FileStore,
    actor: Actor,
    filing_id: int,
    *,
    stamp: PaperStamp,
    version: int,
    filed: Filed | None = None,
) -> str:
    """Record what came on paper as received at its stamp, and give the receipt number.

    Pressing twice gives the same number. What it lacks is noted, so that a correction can ask for
    it; only the scan and the name of the project are needed.

    :param filed: what else happens in the same transaction
    """
    require(actor, SeatKind.OFFICER)
    filing = load_paper_filing(uow.session, actor, filing_id)
    if filing.state in HANDED_IN:
        return filing.application.receipt_number or ""
    check = check_draft(uow, catalog, filing, received_at=stamp.received_at)
    attachments = readable_attachments(files, attachments_of(uow.session, filing_id))
    _require_scan_and_name(check, attachments)
    with uow.writing() as write:
        filing = write.lock(Filing, filing_id)
        if filing.state in HANDED_IN:
            return filing.application.receipt_number or ""
        if filing.version != version:
            raise Stale
        refuse_over(filing)
        returned = filing.state is FilingState.IN_CORRECTION
        correction = open_correction(write.session, filing_id) if returned else None
        note = stamp.as_note() | {"late": is_late(filing, correction, stamp.received_at)}
        received = Received(stamp.received_at, Channel.PAPER, note | noted(check.problems))
        snapshot = take_snapshot(write, filing, check, attachments, actor, received)
        first = filing.application.receipt_number is None
        step_to_filed(filing, correction, uow.now)
        filing.filed_at = stamp.received_at
        if filed is not None:
            filed(write, filing, snapshot, check.case)
        if first:
            take_receipt_number(write, filing.application, check)
        if filing.kind is FilingKind.PROPOSAL:
            file_proposal(write, filing.application, check, stamp.received_at)
            _leave_open_what_is_not_said(filing.application, check)
        _record(write, filing, snapshot, check, stamp)
    return filing.application.receipt_number or ""


def _require_scan_and_name(check: Check, attachments: list[dict[str, Any]]) -> None:
    problems = []
    if check.asked.form.question("project_name") and not check.reading.answers.get("project_name"):
        message = "事業の名称は、紙を見分けるために必要です。入力してください。"
        problems.append(Problem("name_missing", message, "project_name"))
    if not any(one["question"] == SCAN for one in attachments):
        message = f"「{SCAN_QUESTION.label}」のファイルを添付してください。"
        problems.append(Problem("scan_missing", message, SCAN))
    if problems:
        raise Problems(problems)


def _leave_open_what_is_not_said(application: Application, check: Check) -> None:
    """A paper without a budget asks for an unknown sum, not for nothing."""
    question = check.asked.form.of_kind("budget")
    if question is not None and question.id not in check.reading.answers:
        application.requested = None


def _record(
    write: Write, filing: Filing, snapshot: Snapshot, check: Check, stamp: PaperStamp
) -> None:
    write.session.flush()
    application = filing.application
    title = check.asked.form.title
    write.record(
        "record_paper",
        filing,
        chain=application.call.chain,
        detail={
            "document": title,
            "snapshot": snapshot.number,
            "digest": snapshot.digest,
            "receipt_number": application.receipt_number,
            "received_at": stamp.received_at.astimezone(JST).isoformat(),
            "late": snapshot.note["late"],
            "lacks": len(check.problems),
            **stamp.as_note(),
        },
        event=event_for_members(
            write,
            application,
            "paper_recorded",
            document=title,
            received=format_moment(stamp.received_at),
        ),
    )
