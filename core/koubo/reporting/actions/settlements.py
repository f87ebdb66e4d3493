"""額の確定: the sum fixed from an accepted report, and what is paid or returned."""

from collections.abc import Sequence
from dataclasses import replace

from sqlalchemy import select
from sqlalchemy.orm import Session

from koubo.applications.models import Application, Filing
from koubo.applications.rules import FilingState
from koubo.award.actions.decisions import (
    DraftLine,
    add_decision,
    found_in_kessai,
    refuse_kept_out,
    refuse_lines_in_draft,
)
from koubo.award.actions.grants import load_awards
from koubo.award.actions.release import Release, release
from koubo.award.handed_in import newest_of_filings
from koubo.award.models import Award, Claim
from koubo.award.rules import (
    AWARD_STEPS,
    OPEN_CLAIMS,
    AwardState,
    DecisionKind,
    Kessai,
    Outcome,
)
from koubo.papers.letters import Press
from koubo.people.rules import Actor, SeatKind, require
from koubo.problems import Problems, Refused
from koubo.reporting.models import Repayment, Report
from koubo.reporting.rules import RepaymentCause, RepaymentState, Settlement
from koubo.reporting.settling import Settled, settlements_of
from koubo.schemes.catalog import Catalog
from koubo.schemes.models import Call
from koubo.storage.unit_of_work import UnitOfWork, Write


def draft_settlement_decision(
    uow: UnitOfWork,
    catalog: Catalog,
    actor: Actor,
    award_ids: Sequence[int],
    *,
    kessai: Kessai | None = None,
) -> int:
    """Draft the 額の確定 of one or more awards of one call, and give its id."""
    require(actor, SeatKind.OFFICER)
    awards = load_awards(uow.session, actor, award_ids)
    call_id = awards[0].application.call_id
    for award in awards:
        AWARD_STEPS.require(award.state, AwardState.SETTLED)
    refuse_kept_out(uow.session, actor, [one.application_id for one in awards])
    refuse_lines_in_draft(uow.session, award_ids)
    refuse_open_claims(uow.session, award_ids)
    if problems := found_in_kessai(uow, kessai):
        raise Problems(problems)
    found = {one.award.id: one for one in settlements_now(uow.session, catalog, awards)}
    if problems := [problem for one in found.values() for problem in one.problems]:
        raise Problems(problems)
    documents = report_filings(uow.session, award_ids)
    lines = [replace(_line(one), filing_id=documents[one.award.id]) for one in found.values()]
    versions = {one.id: one.version for one in awards}
    with uow.writing() as write:
        call = write.lock(Call, call_id)
        refuse_lines_in_draft(write.session, award_ids)
        for award_id, version in versions.items():
            award = write.lock(Award, award_id, version=version)
            AWARD_STEPS.require(award.state, AwardState.SETTLED)
            _keep_settlement(write, award, found[award_id].settlement)
        decision = add_decision(write, actor, call, DecisionKind.SETTLEMENT, kessai, lines)
    return decision.id


def _keep_settlement(write: Write, award: Award, settlement: Settlement) -> None:
    report = write.session.scalars(select(Report).where(Report.award_id == award.id)).one()
    report.settlement = settlement.as_json()


def settlements_now(session: Session, catalog: Catalog, awards: Sequence[Award]) -> list[Settled]:
    """Give the settlements of awards whose reports were accepted; Refused before that."""
    ids = [one.id for one in awards]
    accepted = set(
        session.scalars(
            select(Report.award_id)
            .join(Filing, Filing.id == Report.filing_id)
            .where(
                Report.award_id.in_(ids),
                Filing.state == FilingState.ACCEPTED,
            )
        )
    )
    missing = [one.application.receipt_number or "" for one in awards if one.id not in accepted]
    if missing:
        raise Refused(
            f"{'、'.join(missing)}の実績報告書がまだ受理されていません。"
            "報告書を確かめて受理してから起案してください。"
        )
    documents = report_filings(session, ids)
    snapshots = newest_of_filings(session, documents.values())
    reports = {one.id: snapshots[documents[one.id]] for one in awards}
    return settlements_of(session, catalog, awards, reports)


def report_filings(session: Session, award_ids: Sequence[int]) -> dict[int, int]:
    """Give the filing of each award's 実績報告書, by award."""
    rows = session.execute(
        select(Report.award_id, Report.filing_id).where(Report.award_id.in_(award_ids))
    )
    return {award_id: filing_id for award_id, filing_id in rows}


def refuse_open_claims(session: Session, award_ids: Sequence[int]) -> None:
    """Refuse while a bill is on its way: what is paid must stand still for the settlement."""
    open_ = session.scalars(
        select(Claim.id).where(Claim.award_id.in_(award_ids), Claim.state.in_(OPEN_CLAIMS))
    ).first()
    if open_ is not None:
        raise Refused(
            "支払いの途中の請求があります。支払いを済ませて支払日を記録してから、額を確定してください。"
        )


def _line(settled: Settled) -> DraftLine:
    return DraftLine(
        application_id=settled.award.application_id,
        award_id=settled.award.id,
        outcome=Outcome.SETTLED,
        amount=settled.settlement.fixed_amount,
        working=settled.settlement.working,
    )


def release_settlement(
    uow: UnitOfWork, catalog: Catalog, press: Press, actor: Actor, decision_id: int, *, version: int
) -> None:
    """Issue an 額の確定; where more was paid than fixed, a repayment is asked for."""
    release(
        uow,
        catalog,
        press,
        actor,
        decision_id,
        kind=DecisionKind.SETTLEMENT,
        version=version,
        effect=_settle,
    )


def _settle(under_way: Release) -> list[Application]:
    write = under_way.write
    ids = [one.award_id for one in under_way.lines if one.award_id is not None]
    refuse_open_claims(write.session, ids)
    _refuse_reports_under_correction(write.session, ids)
    applications = []
    for line in under_way.lines:
        letter = under_way.letters[line.application_id]
        award = write.lock(Award, line.award_id or 0, version=letter.award_version)
        AWARD_STEPS.require(award.state, AwardState.SETTLED)
        _refuse_paid_since(under_way, award)
        award.state = AwardState.SETTLED
        award.settled = line.amount
        ask_back(write, award, award.amounts().kept - line.amount)
        applications.append(award.application)
    return applications


def _refuse_paid_since(under_way: Release, award: Award) -> None:
    """What the drafted working says was paid must still be so."""
    paid_since = under_way.write.session.scalars(
        select(Claim.id).where(
            Claim.award_id == award.id, Claim.filed_at > under_way.decision.drafted_at
        )
    ).first()
    if paid_since is not None:
        raise Refused(
            "起案の後に請求と支払いがありました。起案した人が取りやめて、起案し直してください。"
        )


def _refuse_reports_under_correction(session: Session, award_ids: Sequence[int]) -> None:
    open_ = session.scalars(
        select(Filing.id)
        .join(Report, Report.filing_id == Filing.id)
        .where(Report.award_id.in_(award_ids), Filing.state != FilingState.ACCEPTED)
    ).first()
    if open_ is not None:
        raise Refused("実績報告書が補正中です。受理してから施行してください。")


def ask_back(write: Write, award: Award, amount: int) -> None:
    """Record that money has to come back, where more was paid than fixed (円)."""
    if amount <= 0:
        return
    repayment = Repayment(
        award_id=award.id,
        cause=RepaymentCause.REMAINDER,
        state=RepaymentState.ASKED,
        amount=amount,
        asked_at=write.now,
    )
    write.session.add(repayment)
    write.session.flush()
    write.record(
        "ask_repayment",
        repayment,
        chain=award.application.call.chain,
        detail={"amount": amount},
    )
