"""変更: the organisation asks to change what was granted, told beforehand what that needs."""

from collections.abc import Iterator
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from koubo.applications.actions.checking import Check, check_filing
from koubo.applications.actions.drafts import make_filing
from koubo.applications.actions.filing import file
from koubo.applications.models import Filing, Snapshot
from koubo.applications.policy import load_own_filing
from koubo.applications.rules import FilingCase, FilingState
from koubo.applications.schemas import prefilled
from koubo.award.amendments.changes import AmendmentCase
from koubo.award.amendments.models import Amendment
from koubo.award.amendments.policy import (
    amendment_of_filing,
    load_own_amendment,
    open_amendment,
)
from koubo.award.amendments.rules import AMENDMENT_STEPS, AmendmentState
from koubo.award.amendments.terms import AmendmentTerms, amendment_terms, plan_in_force
from koubo.award.grants.telling import to_officers
from koubo.award.hookspecs import koubo_amendment_problems
from koubo.award.models import Award
from koubo.award.policy import load_own_award
from koubo.award.rules import AWARD_STEPS, AwardState
from koubo.people.rules import Actor
from koubo.problems import Problem, Problems, Refused
from koubo.schemes.catalog import Catalog
from koubo.schemes.change_words import ChangeKind
from koubo.schemes.forms import FilingKind
from koubo.storage.files import FileStore
from koubo.storage.unit_of_work import UnitOfWork, Write

ALREADY_OPEN = (
    "この交付には、手続き中の変更があります。その変更が終わってから、次の変更を始めてください。"
)


@dataclass(frozen=True)
class AmendmentCheck:
    """A change as it would be handed in: what stands against it, and what it would need."""

    check: Check
    terms: AmendmentTerms | None
    """None while the plan cannot be understood yet."""


def refuse_unchangeable(award: Award) -> None:
    """Refuse a change where nothing was granted, or the project is over and reported."""
    if award.state is not AwardState.GRANTED:
        raise Refused(
            f"この交付は「{AWARD_STEPS.names[award.state]}」のため、計画を変えられません。"
            "計画を変えられるのは、交付決定のあと、実績報告書を提出するまでです。"
        )


def start_amendment(uow: UnitOfWork, catalog: Catalog, actor: Actor, award_id: int) -> int:
    """Begin the change of a granted plan, pre-filled from the plan as it is; give its filing's id.

    Begun already, it gives the id of that one; while one waits for its answer it is refused.
    """
    award = load_own_award(uow.session, actor, award_id)
    if (begun := _begun(uow.session, award_id)) is not None:
        return begun
    refuse_unchangeable(award)
    application = award.application
    scheme = catalog.of(application.call.release)
    form = scheme.form_for(FilingKind.AMENDMENT, scheme.course(application.course_id))
    plan = plan_in_force(uow.session, catalog, award)
    draft = prefilled(form, plan.snapshot.answers) if form.prefill else {}
    with uow.writing() as write:
        award = write.lock(Award, award_id)
        if (begun := _begun(write.session, award_id)) is not None:
            return begun
        refuse_unchangeable(award)
        filing = make_filing(
            write,
            award.application,
            FilingKind.AMENDMENT,
            draft,
            number=next_filing_number(write.session, award.application_id),
        )
        amendment = new_amendment(write, award, filing, ChangeKind.CONTENT)
        write.record("start_amendment", amendment, chain=award.application.call.chain)
    return filing.id


def _begun(session: Session, award_id: int) -> int | None:
    found = open_amendment(session, award_id)
    if found is not None and found.state is not AmendmentState.DRAFTED:
        raise Refused(ALREADY_OPEN)
    return found.filing_id if found else None


def next_filing_number(session: Session, application_id: int) -> int:
    """Give the number of an application's next 変更承認申請書, whichever award it is about."""
    last = session.scalar(
        select(func.max(Filing.number)).where(
            Filing.application_id == application_id, Filing.kind == FilingKind.AMENDMENT
        )
    )
    return (last or 0) + 1


def new_amendment(write: Write, award: Award, filing: Filing, kind: ChangeKind) -> Amendment:
    """Add the next amendment of an award, in draft, inside the caller's transaction."""
    last = write.session.scalar(
        select(func.max(Amendment.number)).where(Amendment.award_id == award.id)
    )
    amendment = Amendment(
        award_id=award.id,
        filing_id=filing.id,
        number=(last or 0) + 1,
        kind=kind,
        state=AmendmentState.DRAFTED,
        working=[],
    )
    write.session.add(amendment)
    write.session.flush()
    return amendment


def check_amendment(uow: UnitOfWork, catalog: Catalog, actor: Actor, filing_id: int) -> Check:
    """Give all that stands against handing in a change."""
    return check_change(uow, catalog, actor, filing_id).check


def check_change(uow: UnitOfWork, catalog: Catalog, actor: Actor, filing_id: int) -> AmendmentCheck:
    """Give all that stands against handing in a change, and what it comes to."""
    amendment = amendment_of_filing(uow.session, actor, filing_id)
    award = amendment.award
    check = check_filing(uow, catalog, actor, filing_id, adopted=award.adopted)
    budget = check.asked.form.of_kind("budget")
    if budget is not None and budget.id not in check.reading.answers:
        return AmendmentCheck(check, None)
    terms = amendment_terms(uow.session, catalog, award, check.asked.form, check.reading.answers)
    found = tuple(_problems(terms, budget.id if budget else ""))
    change = AmendmentCase(
        terms.before, terms.after, terms.changes, terms.needed.need, check.reading.answers
    )
    asked = catalog.hooks.all(koubo_amendment_problems, award.application.call.scheme_id)
    problems = (*check.problems, *found, *asked(award=award.case(), change=change))
    return AmendmentCheck(Check(check.asked, check.reading, check.case, problems), terms)


def _problems(terms: AmendmentTerms, budget: str) -> Iterator[Problem]:
    if not terms.changes:
        message = (
            "いまの計画から変わったところがありません。変わるところを直してから提出してください。"
        )
        yield Problem("nothing_changed", message, field=budget)
    elif terms.before and not terms.after:
        message = (
            "変更後の交付決定額が0円になります。収支予算書を確かめてください。"
            "事業をやめるときは、この申請ではなく「中止・廃止」を届け出てください。"
        )
        yield Problem("no_amount", message, field=budget)


def file_amendment(
    uow: UnitOfWork,
    catalog: Catalog,
    files: FileStore,
    actor: Actor,
    filing_id: int,
    *,
    version: int,
) -> str:
    """Hand in a change and give the receipt number of its application.

    What it needs and the new award are kept with their working, as they were shown.
    """
    filing = load_own_filing(uow.session, actor, filing_id)
    amendment = amendment_of_filing(uow.session, actor, filing_id)
    terms = None
    if filing.state not in (FilingState.FILED, FilingState.ACCEPTED):
        refuse_unchangeable(amendment.award)
        found = check_change(uow, catalog, actor, filing_id)
        if found.check.problems:
            raise Problems(found.check.problems)
        terms = found.terms

    def filed(write: Write, filing: Filing, snapshot: Snapshot, case: FilingCase) -> None:
        amendment_filed(write, filing, terms)

    return file(
        uow,
        catalog,
        files,
        actor,
        filing_id,
        version=version,
        adopted=amendment.award.adopted,
        filed=filed,
    )


def amendment_filed(write: Write, filing: Filing, terms: AmendmentTerms | None) -> None:
    """Let an amendment take its step in the transaction in which its document is handed in."""
    found = select(Amendment.id).where(Amendment.filing_id == filing.id)
    amendment_id = write.session.scalars(found).one()
    award_id = write.session.get_one(Amendment, amendment_id).award_id
    # Always the award before its amendment, as when a decision about it goes out.
    award = write.lock(Award, award_id)
    amendment = write.lock(Amendment, amendment_id)
    refuse_unchangeable(award)
    if amendment.state is not AmendmentState.FILED:  # handed in again after a correction
        AMENDMENT_STEPS.require(amendment.state, AmendmentState.FILED)
        amendment.state = AmendmentState.FILED
    amendment.filed_at = write.now
    amendment.filed_by = write.person_id
    amendment.reason = str(filing.draft.get("change_reason") or "").strip()
    if terms is not None:
        keep_terms(amendment, terms)


def amendment_mended(write: Write, filing: Filing, snapshot: Snapshot, case: FilingCase) -> None:
    """Let an amendment follow its document where an officer mended it.

    What it needs is computed anew before it is answered.
    """
    amendment_filed(write, filing, None)


def keep_terms(amendment: Amendment, terms: AmendmentTerms) -> None:
    """Keep what a change needs and comes to, with its working."""
    moves = terms.before != terms.after
    amendment.kind = terms.needed.kind
    amendment.needs = terms.needed.need
    amendment.before = terms.before if moves else None
    amendment.after = terms.after if moves else None
    amendment.working = terms.working.as_json()


def withdraw_amendment(uow: UnitOfWork, actor: Actor, amendment_id: int, *, version: int) -> None:
    """Take a change back before it is answered; what was written stays readable."""
    load_own_amendment(uow.session, actor, amendment_id)
    with uow.writing() as write:
        amendment = write.lock(Amendment, amendment_id, version=version)
        AMENDMENT_STEPS.require(amendment.state, AmendmentState.WITHDRAWN)
        came_in = amendment.state is AmendmentState.FILED
        amendment.state = AmendmentState.WITHDRAWN
        amendment.answered_at = write.now
        write.record(
            "withdraw_amendment",
            amendment,
            chain=amendment.award.application.call.chain,
            event=to_officers(write, amendment.award, "amendment_withdrawn") if came_in else None,
        )
