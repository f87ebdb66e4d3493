"""中間報告: its day is named, it is begun and handed in; it moves no award."""

from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from koubo.applications.actions.drafts import make_filing
from koubo.applications.events import event_for_members
from koubo.applications.models import Filing
from koubo.award.amendments.terms import plan_in_force
from koubo.award.decisions.handed_in import prefill
from koubo.award.models import Award
from koubo.award.policy import load_award, load_own_award
from koubo.award.rules import AwardState
from koubo.calendar import day_in_japan, fiscal_year_end, format_date, next_midnight
from koubo.people.rules import Actor, SeatKind, require
from koubo.problems import NotFound, Problem, Problems, Refused
from koubo.reporting.interim.models import InterimReport
from koubo.reporting.interim.rules import asks_interim, interim_due
from koubo.schemes.catalog import Catalog
from koubo.schemes.forms import FilingKind
from koubo.schemes.plans import last_day
from koubo.storage.unit_of_work import UnitOfWork, Write

NOT_NOW = "中間報告書は、交付決定のあと、実績報告書を提出するまでの間に作ります。"
HANDED_IN = "中間報告書はもう提出されています。期限は変えられません。"
PAST = "「期限」は、今日以後で、事業年度の末日（{last}）までの日を入力してください。"


def interim_of(session: Session, award_id: int) -> InterimReport | None:
    """Give the interim report of an award that the actor was shown; None where there is none yet."""
    return session.scalars(select(InterimReport).where(InterimReport.award_id == award_id)).first()


def start_interim_report(uow: UnitOfWork, catalog: Catalog, actor: Actor, award_id: int) -> int:
    """Begin the 中間報告書 of an own award, pre-filled from its plan; give its filing's id.

    Begun already, it gives the id of that one.
    """
    award = load_own_award(uow.session, actor, award_id)
    scheme = catalog.of(award.application.call.release)
    if not asks_interim(scheme):
        raise NotFound
    plan = plan_in_force(uow.session, catalog, award)
    kind = FilingKind.INTERIM_REPORT
    draft = prefill(catalog, award.application, kind, plan.snapshot)
    with uow.writing() as write:
        award = write.lock(Award, award_id)
        row = interim_of(write.session, award_id)
        if row is not None and row.filing_id is not None:
            return row.filing_id
        if award.state is not AwardState.GRANTED:
            raise Refused(NOT_NOW)
        if row is None:
            row = InterimReport(award_id=award_id, due_on=interim_due(scheme, award.fiscal_year))
            write.session.add(row)
        filing = make_filing(write, award.application, kind, draft, number=award.number)
        filing.closes_at = next_midnight(row.due_on) if row.due_on else None
        row.filing_id = filing.id
        write.session.flush()
        write.record("start_interim_report", row, chain=award.application.call.chain)
    return filing.id


def set_interim_due(
    uow: UnitOfWork, catalog: Catalog, actor: Actor, award_id: int, *, due_on: date, version: int
) -> None:
    """Name the day until which an award's interim report is asked for, and tell the organisation.

    :param version: of the award, as the officer had it before them
    """
    require(actor, SeatKind.OFFICER)
    award = load_award(uow.session, actor, award_id)
    if not asks_interim(catalog.of(award.application.call.release)):
        raise NotFound
    last = fiscal_year_end(award.fiscal_year)
    if not day_in_japan(uow.now) <= due_on <= last:
        raise Problems([Problem("due_on", PAST.format(last=format_date(last)), "due_on")])
    with uow.writing() as write:
        award = write.lock(Award, award_id, version=version)
        if award.state is not AwardState.GRANTED:
            raise Refused(NOT_NOW)
        row = interim_of(write.session, award_id)
        if row is None:
            row = InterimReport(award_id=award_id)
            write.session.add(row)
        if row.filing_id is not None:
            filing = write.lock(Filing, row.filing_id)
            if filing.filed_at is not None:
                raise Refused(HANDED_IN)
            filing.closes_at = next_midnight(due_on)
        row.due_on = due_on
        write.session.flush()
        write.record(
            "set_interim_due",
            row,
            chain=award.application.call.chain,
            detail={"due": due_on.isoformat()},
            event=event_for_members(
                write, award.application, "interim_asked", due=format_date(due_on)
            ),
        )


def interim_given_time(write: Write, filing: Filing, closes_at: datetime) -> None:
    """Let an interim report be due as late as its document, in the same transaction."""
    row = write.session.scalars(
        select(InterimReport).where(InterimReport.filing_id == filing.id)
    ).one()
    row.due_on = last_day(closes_at)
