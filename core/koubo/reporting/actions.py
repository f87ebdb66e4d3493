"""実績報告: begun by the applicant, handed in, accepted by an officer."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from koubo.applications.actions.checking import Check, check_filing
from koubo.applications.actions.drafts import make_filing
from koubo.applications.actions.filing import file
from koubo.applications.facts import attached_counts
from koubo.applications.models import Filing, Snapshot
from koubo.applications.policy import load_own_filing
from koubo.applications.rules import FILING_STEPS, FilingCase, FilingState
from koubo.applications.snapshots import newest_snapshot
from koubo.award.amendments.terms import plan_in_force
from koubo.award.decisions.handed_in import prefill
from koubo.award.models import Award
from koubo.award.policy import load_own_award
from koubo.award.rules import AWARD_STEPS, AwardState
from koubo.calendar import next_midnight
from koubo.people.rules import Actor, SeatKind, require
from koubo.problems import NotFound, Problems
from koubo.reporting.accounts.copying import (
    account_note,
    attach_receipts,
    lay_into,
    standing_to_copy,
)
from koubo.reporting.accounts.nothing_spent import excused_questions
from koubo.reporting.accounts.standing import count_receipts, entries_of
from koubo.reporting.checking.actions.checks import missing_checks
from koubo.reporting.due import report_due
from koubo.reporting.models import Report
from koubo.reporting.policy import load_report
from koubo.reporting.settling.settling import (
    RECEIPTS,
    draft_case,
    report_problems,
    settlement_of,
)
from koubo.schemes.catalog import Catalog
from koubo.schemes.forms import FilingKind
from koubo.schemes.plans import last_day
from koubo.storage.files import FileStore
from koubo.storage.unit_of_work import UnitOfWork, Write


def start_report(uow: UnitOfWork, catalog: Catalog, actor: Actor, award_id: int) -> int:
    """Begin the 実績報告書 of an award, pre-filled from its plan now and the account; give its id.

    Begun already, it gives the id of that one. A late report can still be handed in.
    """
    award = load_own_award(uow.session, actor, award_id)
    if (found := _filing_id(uow.session, award_id)) is not None:
        return found
    AWARD_STEPS.require(award.state, AwardState.REPORTED)
    application = award.application
    scheme = catalog.of(application.call.release)
    due_on = report_due(scheme, award.fiscal_year)
    earlier = plan_in_force(uow.session, catalog, award).snapshot if award.filing_id else None
    draft = prefill(catalog, application, FilingKind.REPORT, earlier) if earlier else {}
    standing = standing_to_copy(uow, catalog, award)
    with uow.writing() as write:
        award = write.lock(Award, award_id)
        if (found := _filing_id(write.session, award_id)) is not None:
            return found
        AWARD_STEPS.require(award.state, AwardState.REPORTED)
        filing = make_filing(
            write, award.application, FilingKind.REPORT, draft, number=award.number
        )
        filing.closes_at = next_midnight(due_on)
        if standing is not None:
            lay_into(filing, catalog, standing)
        report = Report(award_id=award_id, filing_id=filing.id, due_on=due_on)
        write.session.add(report)
        write.session.flush()
        if standing is not None:
            attach_receipts(write, catalog, filing, award_id)
        write.record("start_report", report, chain=award.application.call.chain)
    return filing.id


def _filing_id(session: Session, award_id: int) -> int | None:
    return session.scalars(select(Report.filing_id).where(Report.award_id == award_id)).first()


def check_report(uow: UnitOfWork, catalog: Catalog, actor: Actor, filing_id: int) -> Check:
    """Give all that stands against handing in a report, its own rules among it."""
    award = _award_of(uow.session, actor, filing_id)
    excused = excused_questions(catalog, award, load_own_filing(uow.session, actor, filing_id))
    check = check_filing(uow, catalog, actor, filing_id, excused=excused)
    receipts = attached_counts(uow.session, filing_id).get(RECEIPTS, 0)
    receipts = receipts or count_receipts(uow.session, award.id)
    further = report_problems(catalog.hooks, award, draft_case(check.case, receipts))
    # A file that is missing is said once, by its own question.
    named = {one.field for one in check.problems if one.field}
    more = tuple(one for one in further if one.field not in named)
    return Check(check.asked, check.reading, check.case, (*check.problems, *more))


def file_report(
    uow: UnitOfWork,
    catalog: Catalog,
    files: FileStore,
    actor: Actor,
    filing_id: int,
    *,
    version: int,
) -> str:
    """Hand in a report and give the receipt number of its application."""
    filing = load_own_filing(uow.session, actor, filing_id)
    excused = excused_questions(catalog, _award_of(uow.session, actor, filing_id), filing)
    if filing.state not in (FilingState.FILED, FilingState.ACCEPTED):
        check = check_report(uow, catalog, actor, filing_id)
        if check.problems:
            raise Problems(check.problems)
    return file(
        uow,
        catalog,
        files,
        actor,
        filing_id,
        version=version,
        excused=excused,
        filed=report_filed,
    )


def _award_of(session: Session, actor: Actor, filing_id: int) -> Award:
    filing = load_own_filing(session, actor, filing_id)
    report = session.scalars(select(Report).where(Report.filing_id == filing.id)).first()
    if report is None:
        raise NotFound
    return report.award


def report_filed(write: Write, filing: Filing, snapshot: Snapshot, case: FilingCase) -> None:
    """Let the award take its step in the transaction in which its report is handed in."""
    report = write.session.scalars(select(Report).where(Report.filing_id == filing.id)).one()
    award = write.lock(Award, report.award_id)
    # Kept beside what was handed in: the account goes on after a correction.
    snapshot.note = {**snapshot.note, **account_note(entries_of(write.session, award.id))}
    if award.state is not AwardState.REPORTED:  # handed in again after a correction
        AWARD_STEPS.require(award.state, AwardState.REPORTED)
        award.state = AwardState.REPORTED


def report_given_time(write: Write, filing: Filing, closes_at: datetime) -> None:
    """Let the report be due as late as its document, in the transaction that gives more time."""
    report = write.session.scalars(select(Report).where(Report.filing_id == filing.id)).one()
    write.lock(Report, report.id).due_on = last_day(closes_at)


def accept_report(
    uow: UnitOfWork, catalog: Catalog, actor: Actor, report_id: int, *, version: int
) -> None:
    """Accept a report as in order and keep the settlement that it comes to.

    Both looks must have been taken at it as it was last handed in.

    :param version: the version of the report's filing that the officer had before them
    """
    require(actor, SeatKind.OFFICER)
    report = load_report(uow.session, actor, report_id)
    filing_id = report.filing_id
    FILING_STEPS.require(report.filing.state, FilingState.ACCEPTED)
    snapshot = newest_snapshot(uow.session, filing_id)
    if snapshot is None:
        raise NotFound
    settled = settlement_of(uow.session, catalog, report.award, snapshot)
    found = (*settled.problems, *missing_checks(uow.session, report_id, snapshot))
    if found:
        raise Problems(found)
    settlement = settled.settlement
    with uow.writing() as write:
        filing = write.lock(Filing, filing_id, version=version)
        report = write.lock(Report, report_id)
        FILING_STEPS.require(filing.state, FilingState.ACCEPTED)
        filing.state = FilingState.ACCEPTED
        report.settlement = settlement.as_json()
        write.record(
            "accept_report",
            report,
            chain=filing.application.call.chain,
            detail={"settlement": settlement.as_json()},
        )
