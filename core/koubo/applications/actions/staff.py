"""What staff do with what came in: find out, accept, ask for a correction, find ineligible."""

from collections.abc import Sequence
from datetime import date

from sqlalchemy import select

from koubo.applications.accepting import acceptance_problems
from koubo.applications.events import application_event
from koubo.applications.facts import Asked
from koubo.applications.findings import findings_of
from koubo.applications.lacking import lacking
from koubo.applications.models import (
    Application,
    Correction,
    Filing,
    Snapshot,
    StaffFindingRow,
)
from koubo.applications.policy import load_filing_for_staff, load_for_staff
from koubo.applications.rules import (
    APPLICATION_STEPS,
    FILING_STEPS,
    ApplicationState,
    CorrectionState,
    FilingState,
)
from koubo.applications.snapshots import newest_snapshot
from koubo.applications.workings import Cause, compute, inputs_of, record_working
from koubo.calendar import day_in_japan, format_date
from koubo.people.queries import members_of
from koubo.people.rules import Actor, SeatKind, require
from koubo.problems import NotFound, Problem, Problems, Refused, Stale
from koubo.schemes.catalog import Catalog
from koubo.schemes.eligibility.case import Answer, Finding
from koubo.schemes.forms import FilingKind
from koubo.schemes.questions import question_of
from koubo.storage.unit_of_work import UnitOfWork


def record_finding(
    uow: UnitOfWork,
    catalog: Catalog,
    actor: Actor,
    application_id: int,
    *,
    rule: str,
    answer: Answer,
    note: str,
    seen: int | None = None,
) -> None:
    """Record what an officer found out about a rule that alone cannot know.

    :param seen: the version of the application on a page that showed the rule as unknown; what
        anybody recorded since is then not overwritten
    :raise Stale: where the application was changed since, or the rule was answered
    """
    require(actor, SeatKind.OFFICER)
    application = load_for_staff(uow.session, actor, application_id)
    found = {one.rule: one for one in current_findings(uow, catalog, application)}
    if rule not in found:
        raise NotFound
    if answer is Answer.NOT_MET and not note.strip():
        raise Problems([Problem("note", "満たさないと判断した理由を入力してください。", "note")])
    with uow.writing() as write:
        application = write.lock(Application, application_id, version=seen)
        if application.state is not ApplicationState.FILED:
            raise Refused("受理の前の応募についてだけ記録できます。")
        row = write.session.scalars(
            select(StaffFindingRow).where(
                StaffFindingRow.application_id == application_id, StaffFindingRow.rule == rule
            )
        ).first()
        if seen is not None and row is not None and row.answer is not Answer.UNKNOWN:
            raise Stale
        if row is None:
            row = StaffFindingRow(application_id=application_id, rule=rule)
            write.session.add(row)
        row.answer, row.note = answer, note.strip()
        row.person_id, row.found_at = actor.person_id, uow.now
        write.record(
            "record_finding",
            application,
            chain=application.call.chain,
            detail={"rule": rule, "answer": answer.value, "note": row.note},
        )


def current_findings(uow: UnitOfWork, catalog: Catalog, application: Application) -> list[Finding]:
    """Give every rule's answer about an application as it was last handed in."""
    snapshot = _handed_in(uow, application.id)
    return findings_of(uow.session, catalog, application, snapshot)


def _handed_in(uow: UnitOfWork, application_id: int) -> Snapshot:
    snapshot = newest_snapshot(uow.session, proposal_of(uow, application_id).id)
    if snapshot is None:
        raise NotFound
    return snapshot


def proposal_of(uow: UnitOfWork, application_id: int) -> Filing:
    """Give an application's 企画提案書."""
    return uow.session.scalars(
        select(Filing).where(
            Filing.application_id == application_id, Filing.kind == FilingKind.PROPOSAL
        )
    ).one()


def accept(
    uow: UnitOfWork, catalog: Catalog, actor: Actor, application_id: int, *, version: int
) -> None:
    """Accept an application for review (受理): no requirement missed, none unknown.

    What the rules say of it, the amount included, is recorded with all that they were asked.
    """
    require(actor, SeatKind.OFFICER)
    application = load_for_staff(uow.session, actor, application_id)
    scheme = catalog.of(application.call.release)
    snapshot = _handed_in(uow, application_id)
    proposal_id = snapshot.filing_id
    inputs = inputs_of(uow.session, scheme, application, snapshot)
    course = scheme.course(application.course_id)
    computed = compute(catalog, scheme, course.id, inputs)
    found = computed.findings
    if problems := acceptance_problems(scheme, course, found, snapshot):
        raise Problems(problems)
    with uow.writing() as write:
        application = write.lock(Application, application_id, version=version)
        APPLICATION_STEPS.require(application.state, ApplicationState.ACCEPTED)
        application.state = ApplicationState.ACCEPTED
        filing = write.lock(Filing, proposal_id)
        FILING_STEPS.require(filing.state, FilingState.ACCEPTED)
        filing.state = FilingState.ACCEPTED
        record_working(write, catalog, application, inputs, computed, cause=Cause.ACCEPTED)
        write.record(
            "accept",
            application,
            chain=application.call.chain,
            detail={"findings": [f"{one.rule}:{one.answer.value}" for one in found]},
            event=application_event(
                application,
                "application_accepted",
                list(members_of(write.session, application.organisation_id)),
            ),
        )


def find_ineligible(
    uow: UnitOfWork, actor: Actor, application_id: int, *, reason: str, version: int
) -> None:
    """Find that an application misses a requirement (要件不適合), with the reason told to it."""
    require(actor, SeatKind.OFFICER)
    load_for_staff(uow.session, actor, application_id)
    if not reason.strip():
        raise Problems([Problem("reason", "要件を満たさない理由を入力してください。", "reason")])
    with uow.writing() as write:
        application = write.lock(Application, application_id, version=version)
        APPLICATION_STEPS.require(application.state, ApplicationState.INELIGIBLE)
        application.state = ApplicationState.INELIGIBLE
        application.reason = reason.strip()
        write.record(
            "find_ineligible",
            application,
            chain=application.call.chain,
            detail={"reason": application.reason},
            event=application_event(
                application,
                "application_ineligible",
                list(members_of(write.session, application.organisation_id)),
            ),
        )


def ask_correction(
    uow: UnitOfWork,
    catalog: Catalog,
    actor: Actor,
    filing_id: int,
    *,
    fields: Sequence[str],
    reason: str,
    due_on: date,
    version: int,
) -> int:
    """Ask for named fields to be mended by a day (補正); give the request's id.

    Only those open, with the questions that hang on their answers.
    """
    require(actor, SeatKind.OFFICER)
    filing = load_filing_for_staff(uow.session, actor, filing_id)
    handed_in = newest_snapshot(uow.session, filing_id)
    lacks = {question_of(one.field) for one in lacking(handed_in)} if handed_in else set()
    asked = Asked.of(catalog, filing)
    _check_request(uow, asked, (fields, lacks), reason, due_on)
    opened = list(asked.form.opened_by(fields))
    with uow.writing() as write:
        filing = write.lock(Filing, filing_id, version=version)
        FILING_STEPS.require(filing.state, FilingState.IN_CORRECTION)
        filing.state = FilingState.IN_CORRECTION
        application = filing.application
        if filing.kind is FilingKind.PROPOSAL:
            APPLICATION_STEPS.require(application.state, ApplicationState.IN_CORRECTION)
            application.state = ApplicationState.IN_CORRECTION
        correction = Correction(
            filing_id=filing_id,
            fields=opened,
            reason=reason.strip(),
            due_on=due_on,
            state=CorrectionState.ASKED,
            asked_at=uow.now,
            asked_by=actor.person_id,
        )
        write.session.add(correction)
        write.session.flush()
        write.record(
            "ask_correction",
            filing,
            chain=application.call.chain,
            detail={"fields": opened, "reason": correction.reason, "due": str(due_on)},
            event=application_event(
                application,
                "correction_asked",
                list(members_of(write.session, application.organisation_id)),
                due=format_date(due_on),
            ),
        )
    return correction.id


def _check_request(
    uow: UnitOfWork,
    asked: Asked,
    chosen: tuple[Sequence[str], set[str]],
    reason: str,
    due_on: date,
) -> None:
    """Judge a request.

    :param chosen: the fields that are asked for, and those that a paper lacks
    """
    problems = []
    fields, lacks = chosen
    known = {one.id: one.label for one in asked.form.questions()}
    if not fields or not known.keys() >= set(fields):
        problems.append(
            Problem("fields", "「直してもらう項目」を1つ以上選んでください。", "fields")
        )
    if left := [known[one] for one in known if one in lacks - set(fields)]:
        # Handed in on the web again, the document has to be whole.
        message = f"紙に足りなかった項目（{'、'.join(left)}）も選んでください。"
        problems.append(Problem("lacking", message, "fields"))
    if not reason.strip():
        problems.append(Problem("reason", "何をどう直すのかを入力してください。", "reason"))
    if due_on < day_in_japan(uow.now):
        problems.append(Problem("due_on", "期限は今日よりあとの日にしてください。", "due_on"))
    if problems:
        raise Problems(problems)


def accept_filing(uow: UnitOfWork, actor: Actor, filing_id: int, *, version: int) -> None:
    """Accept a 交付申請書 or a 実績報告書 as complete."""
    require(actor, SeatKind.OFFICER)
    load_filing_for_staff(uow.session, actor, filing_id)
    with uow.writing() as write:
        filing = write.lock(Filing, filing_id, version=version)
        FILING_STEPS.require(filing.state, FilingState.ACCEPTED)
        filing.state = FilingState.ACCEPTED
        write.record(f"accept_{filing.kind.value}", filing, chain=filing.application.call.chain)
