"""交付申請: the organisation asks for the money that was set aside for it."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from koubo.applications.actions.checking import Check, check_filing
from koubo.applications.actions.drafts import make_filing
from koubo.applications.actions.filing import file
from koubo.applications.models import Filing, Snapshot
from koubo.applications.policy import load_own_filing
from koubo.applications.rules import FilingCase
from koubo.award.decisions.handed_in import newest_of_filings, newest_snapshots, prefill
from koubo.award.models import Award
from koubo.award.policy import load_own_award
from koubo.award.rules import AWARD_STEPS, AwardState
from koubo.calendar import next_midnight
from koubo.people.rules import Actor
from koubo.problems import NotFound, Refused
from koubo.schemes.catalog import Catalog
from koubo.schemes.forms import FilingKind
from koubo.schemes.plans import last_day
from koubo.storage.files import FileStore
from koubo.storage.unit_of_work import UnitOfWork, Write

BEFORE_VOTE = "予算が市議会で議決されてから提出できます。下書きは残っています。"


def start_grant_application(uow: UnitOfWork, catalog: Catalog, actor: Actor, award_id: int) -> int:
    """Begin the 交付申請書 of an award, pre-filled; give its filing's id.

    The first is filled from the proposal, one of a later year or stage from the one before it.
    Begun already, it gives the id of that one.
    """
    award = load_own_award(uow.session, actor, award_id)
    if award.filing_id is not None:
        return award.filing_id
    AWARD_STEPS.require(award.state, AwardState.APPLIED)
    application = award.application
    earlier = _earlier(uow.session, award)
    draft = prefill(catalog, application, FilingKind.GRANT_APPLICATION, earlier) if earlier else {}
    with uow.writing() as write:
        award = write.lock(Award, award_id)
        if award.filing_id is not None:
            return award.filing_id
        AWARD_STEPS.require(award.state, AwardState.APPLIED)
        filing = make_filing(
            write,
            award.application,
            FilingKind.GRANT_APPLICATION,
            draft,
            number=award.number,
        )
        if award.apply_by is not None:
            filing.closes_at = next_midnight(award.apply_by)
        award.filing_id = filing.id
        write.record("start_grant_application", award, chain=award.application.call.chain)
    return filing.id


def _earlier(session: Session, award: Award) -> Snapshot | None:
    """Give the document that the 交付申請書 begins with."""
    before = session.scalars(
        select(Award.filing_id)
        .where(
            Award.application_id == award.application_id,
            Award.number < award.number,
            Award.filing_id.is_not(None),
        )
        .order_by(Award.number.desc())
    ).all()
    handed_in = newest_of_filings(session, [one for one in before if one is not None])
    for filing_id in before:
        if filing_id in handed_in:
            return handed_in[filing_id]
    found = newest_snapshots(session, [award.application_id], FilingKind.PROPOSAL)
    return found.get(award.application_id)


def check_grant_application(
    uow: UnitOfWork, catalog: Catalog, actor: Actor, filing_id: int
) -> Check:
    """Give all that stands against handing in a 交付申請書, its 内定額 among it."""
    award = _award_of(uow.session, actor, filing_id)
    return check_filing(uow, catalog, actor, filing_id, adopted=award.adopted)


def file_grant_application(
    uow: UnitOfWork,
    catalog: Catalog,
    files: FileStore,
    actor: Actor,
    filing_id: int,
    *,
    version: int,
) -> str:
    """Hand in a 交付申請書, within the 内定額, and give the receipt number.

    Before the budget is voted it is refused, and the draft stays.
    """
    award = _award_of(uow.session, actor, filing_id)
    if award.voted_on is None:
        raise Refused(BEFORE_VOTE)
    return file(
        uow,
        catalog,
        files,
        actor,
        filing_id,
        version=version,
        adopted=award.adopted,
        filed=grant_application_filed,
    )


def _award_of(session: Session, actor: Actor, filing_id: int) -> Award:
    filing = load_own_filing(session, actor, filing_id)
    award = session.scalars(select(Award).where(Award.filing_id == filing.id)).first()
    if award is None:
        raise NotFound
    return award


def grant_application_filed(
    write: Write, filing: Filing, snapshot: Snapshot, case: FilingCase
) -> None:
    """Let the award take its step in the transaction in which its 交付申請書 is handed in."""
    found = select(Award.id).where(Award.filing_id == filing.id)
    award = write.lock(Award, write.session.scalars(found).one())
    if award.state is not AwardState.APPLIED:  # handed in again after a correction
        AWARD_STEPS.require(award.state, AwardState.APPLIED)
        award.state = AwardState.APPLIED
    award.requested = case.budget.requested


def grant_application_given_time(write: Write, filing: Filing, closes_at: datetime) -> None:
    """Let an award's own last day follow when its 交付申請書 gets more time."""
    found = select(Award.id).where(Award.filing_id == filing.id)
    award_id = write.session.scalars(found).first()
    if award_id is not None:
        write.lock(Award, award_id).apply_by = last_day(closes_at)
