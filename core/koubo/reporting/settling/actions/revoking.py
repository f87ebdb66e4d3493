"""交付決定の取消し: whole or in part, in any state after the grant, with what has to come back."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from koubo.applications.models import Application
from koubo.award.decisions.actions.decisions import (
    DraftLine,
    add_decision,
    found_in_kessai,
    refuse_kept_out,
    refuse_lines_in_draft,
)
from koubo.award.decisions.actions.release import Release, release
from koubo.award.decisions.handed_in import proposal_filings
from koubo.award.models import Award, Claim, DecisionLine
from koubo.award.payments.claim_rules import OPEN_CLAIMS
from koubo.award.payments.repay_rules import repay_by
from koubo.award.policy import load_award
from koubo.award.rules import (
    AWARD_STEPS,
    AwardState,
    DecisionKind,
    Kessai,
    Outcome,
)
from koubo.calendar import day_in_japan
from koubo.papers.letters import Press
from koubo.people.rules import Actor, SeatKind, require
from koubo.problems import Problems, Refused
from koubo.reporting.rules import RepaymentCause
from koubo.reporting.settling.actions.settlements import (
    ask_back,
    refuse_other_return,
    refuse_paid_since,
)
from koubo.reporting.settling.queries import standing_of
from koubo.reporting.settling.revocation_rules import (
    Revocation,
    revocation_problems,
    revocation_working,
)
from koubo.reporting.settling.standing import Standing
from koubo.schemes.catalog import Catalog
from koubo.schemes.models import Call
from koubo.storage.unit_of_work import UnitOfWork

CLAIMS_UNDER_WAY = (
    "支払いの途中の請求があります。差し戻すか、支払日を記録してから、交付決定を取り消してください。"
)


def draft_revocation_decision(
    uow: UnitOfWork,
    catalog: Catalog,
    actor: Actor,
    award_id: int,
    *,
    asked: Revocation,
    version: int,
    kessai: Kessai | None = None,
) -> int:
    """Draft the revocation of an award, whole or in part, and give the decision's id.

    :param version: the award's version that the officer had before them
    :raises Problems: with the fields `amount`, `ground`, `reason`, `repay_by` and of the 決裁
    """
    require(actor, SeatKind.OFFICER)
    award = load_award(uow.session, actor, award_id)
    refuse_to_revoke(uow.session, actor, award)
    scheme = catalog.of(award.application.call.release)
    terms, standing = scheme.after_award, standing_of(uow.session, award)
    issued_on = kessai.issued_on if kessai else day_in_japan(uow.now)
    problems = [
        *revocation_problems(asked, standing, terms, issued_on),
        *found_in_kessai(uow, kessai),
    ]
    if asked.amount is None or problems:
        raise Problems(problems)
    _, owed = standing.revoke(asked.amount)
    due = repay_by(scheme, kessai.issued_on if kessai else None) or asked.repay_by
    line = DraftLine(
        application_id=award.application_id,
        award_id=award_id,
        outcome=Outcome.REVOKED,
        amount=asked.amount,
        working=revocation_working(standing, asked.amount, terms),
        reason=asked.told,
        filing_id=award.filing_id or _proposal_of(uow.session, award),
        before=standing.awarded,
        repayment=owed or None,
        repay_by=due if owed else None,
    )
    call_id = award.application.call_id
    with uow.writing() as write:
        call = write.lock(Call, call_id)
        refuse_lines_in_draft(write.session, [award_id])
        _refuse_claims_under_way(write.session, award_id)
        award = write.lock(Award, award_id, version=version)
        AWARD_STEPS.require(award.state, AwardState.REVOKED)
        decision = add_decision(write, actor, call, DecisionKind.REVOCATION, kessai, [line])
    return decision.id


def refuse_to_revoke(session: Session, actor: Actor, award: Award) -> None:
    """Refuse what cannot be revoked now: not granted, in a decision, or with a bill under way."""
    AWARD_STEPS.require(award.state, AwardState.REVOKED)
    refuse_kept_out(session, actor, [award.application_id])
    refuse_lines_in_draft(session, [award.id])
    _refuse_claims_under_way(session, award.id)


def _proposal_of(session: Session, award: Award) -> int:
    """Where the proposal doubles as the 交付申請書."""
    return proposal_filings(session, [award.application_id])[award.application_id]


def _refuse_claims_under_way(session: Session, award_id: int) -> None:
    open_ = session.scalars(
        select(Claim.id).where(Claim.award_id == award_id, Claim.state.in_(OPEN_CLAIMS))
    ).first()
    if open_ is not None:
        raise Refused(CLAIMS_UNDER_WAY)


def release_revocation(
    uow: UnitOfWork, catalog: Catalog, press: Press, actor: Actor, decision_id: int, *, version: int
) -> None:
    """Issue a revocation; what the grantee has beyond what is left is asked back."""
    release(
        uow,
        catalog,
        press,
        actor,
        decision_id,
        kind=DecisionKind.REVOCATION,
        version=version,
        effect=_revoke,
    )


def _revoke(under_way: Release) -> list[Application]:
    write = under_way.write
    applications = []
    for line in under_way.lines:
        letter = under_way.letters[line.application_id]
        award = write.lock(Award, line.award_id or 0, version=letter.award_version)
        AWARD_STEPS.require(award.state, AwardState.REVOKED)
        _refuse_claims_under_way(write.session, award.id)
        refuse_paid_since(under_way, award)
        before = standing_of(write.session, award)
        after, owed = before.revoke(line.amount)
        refuse_other_return(line, owed)
        _cut(under_way, award, line, after)
        ask_back(write, award, line, RepaymentCause.REVOCATION)
        applications.append(award.application)
    return applications


def _cut(under_way: Release, award: Award, line: DecisionLine, after: Standing) -> None:
    """A whole revocation ends the award; a part leaves it where it is, until its money is back."""
    # Where less was settled than is left now, nothing more is freed, and what was stays free.
    if award.settled is None or after.settled != award.settled:
        award.freed_on = under_way.issued_on
    award.awarded, award.settled = after.awarded, after.settled
    if line.amount == 0:
        award.state = AwardState.REVOKED
        award.ended_on = under_way.issued_on
        award.end_reason = line.reason
    elif award.state is AwardState.CLOSED and after.owed:
        AWARD_STEPS.require(award.state, AwardState.SETTLED)
        award.state = AwardState.SETTLED
