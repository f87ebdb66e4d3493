"""額の確定: the sum fixed from an accepted report, and what is paid or returned."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from koubo.applications.models import Application, Filing
from koubo.applications.rules import FilingState
from koubo.award.decisions.actions.decisions import (
    DraftLine,
    add_decision,
    found_in_kessai,
    refuse_kept_out,
    refuse_lines_in_draft,
)
from koubo.award.decisions.actions.release import Release, release
from koubo.award.decisions.handed_in import newest_of_filings
from koubo.award.grants.actions.grants import load_awards
from koubo.award.models import Award, Claim, DecisionLine
from koubo.award.payments.claim_rules import OPEN_CLAIMS
from koubo.award.payments.repay_rules import repay_by
from koubo.award.rules import (
    AWARD_STEPS,
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
from koubo.reporting.settling.queries import standing_of
from koubo.reporting.settling.settling import Settled, refused_of, settlements_of
from koubo.schemes.catalog import Catalog
from koubo.schemes.models import Call
from koubo.storage.unit_of_work import UnitOfWork, Write

SETTLED_ALREADY = (
    "この交付の額は、すでに確定しています。確定した額を減らすときは、取消しを起案してください。"
)


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
        _refuse_unreported(award)
    refuse_kept_out(uow.session, actor, [one.application_id for one in awards])
    refuse_lines_in_draft(uow.session, award_ids)
    refuse_open_claims(uow.session, award_ids)
    if problems := found_in_kessai(uow, kessai):
        raise Problems(problems)
    found = {one.award.id: one for one in settlements_now(uow.session, catalog, awards)}
    if problems := [problem for one in found.values() for problem in one.problems]:
        raise Problems(problems)
    documents = report_filings(uow.session, award_ids)
    issued_on = kessai.issued_on if kessai else None
    lines = [
        replace(_line(catalog, one, issued_on), filing_id=documents[one.award.id])
        for one in found.values()
    ]
    versions = {one.id: one.version for one in awards}
    with uow.writing() as write:
        call = write.lock(Call, call_id)
        refuse_lines_in_draft(write.session, award_ids)
        for award_id, version in versions.items():
            award = write.lock(Award, award_id, version=version)
            _refuse_unreported(award)
            _keep_settlement(write, award, found[award_id].settlement)
        decision = add_decision(write, actor, call, DecisionKind.SETTLEMENT, kessai, lines)
    return decision.id


def _refuse_unreported(award: Award) -> None:
    """A closed award steps back only where a part of it is revoked, never by a second 確定."""
    AWARD_STEPS.require(award.state, AwardState.SETTLED)
    if award.state is not AwardState.REPORTED:
        raise Refused(SETTLED_ALREADY)


def _keep_settlement(write: Write, award: Award, settlement: Settlement) -> None:
    report = write.session.scalars(select(Report).where(Report.award_id == award.id)).one()
    report.settlement = settlement.as_json()


def settlements_now(session: Session, catalog: Catalog, awards: Sequence[Award]) -> list[Settled]:
    """Give the settlements of awards whose reports were accepted; Refused before that."""
    rows = session.execute(
        select(Report.award_id, Report.filing_id, Report.refused, _asked_back())
        .join(Filing, Filing.id == Report.filing_id)
        .where(
            Report.award_id.in_([one.id for one in awards]),
            Filing.state == FilingState.ACCEPTED,
        )
    ).all()
    documents = {award_id: filing_id for award_id, filing_id, *_ in rows}
    refused = {award_id: refused_of(kept) for award_id, _, kept, _ in rows}
    owed = {award_id: int(asked) for award_id, *_, asked in rows}
    missing = [one.application.receipt_number or "" for one in awards if one.id not in documents]
    if missing:
        raise Refused(
            f"{'、'.join(missing)}の実績報告書がまだ受理されていません。"
            "報告書を確かめて受理してから起案してください。"
        )
    snapshots = newest_of_filings(session, documents.values())
    reports = {award_id: snapshots[filing_id] for award_id, filing_id in documents.items()}
    found = settlements_of(session, catalog, awards, reports, refused)
    return [one.less_asked(owed[one.award.id]) for one in found]


def _asked_back() -> ColumnElement[int]:
    """What was asked back of an award by a revocation, and has not come yet."""
    return (
        select(func.coalesce(func.sum(Repayment.amount - Repayment.received), 0))
        .where(Repayment.award_id == Report.award_id, Repayment.state == RepaymentState.ASKED)
        .correlate(Report)
        .scalar_subquery()
    )


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


def _line(catalog: Catalog, settled: Settled, issued_on: date | None) -> DraftLine:
    scheme = catalog.of(settled.award.application.call.release)
    return DraftLine(
        application_id=settled.award.application_id,
        award_id=settled.award.id,
        outcome=Outcome.SETTLED,
        amount=settled.settlement.fixed_amount,
        working=settled.settlement.working,
        repayment=settled.to_ask or None,
        repay_by=repay_by(scheme, issued_on) if settled.to_ask else None,
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
        _refuse_unreported(award)
        refuse_paid_since(under_way, award)
        _, asked = standing_of(write.session, award).settle(line.amount)
        refuse_other_return(line, asked)
        award.state = AwardState.SETTLED
        award.settled = line.amount
        if line.amount < (award.awarded or 0):
            award.freed_on = under_way.issued_on
        ask_back(write, award, line, RepaymentCause.REMAINDER)
        applications.append(award.application)
    return applications


def refuse_paid_since(under_way: Release, award: Award) -> None:
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


def refuse_other_return(line: DecisionLine, asked: int) -> None:
    """Refuse where money came back since the draft: its letter would ask for another sum (円)."""
    if asked != (line.repayment or 0):
        raise Refused(
            "起案の後に返還の額が変わりました。起案した人が取りやめて、起案し直してください。"
        )


def ask_back(write: Write, award: Award, line: DecisionLine, cause: RepaymentCause) -> None:
    """Record that money has to come back by a decision's line, where it asks for any."""
    if not line.repayment:
        return
    repayment = Repayment(
        award_id=award.id,
        cause=cause,
        state=RepaymentState.ASKED,
        amount=line.repayment,
        due_on=line.repay_by,
        decision_id=line.decision_id,
        asked_at=write.now,
    )
    write.session.add(repayment)
    write.session.flush()
    write.record(
        "ask_repayment",
        repayment,
        chain=award.application.call.chain,
        detail={"amount": line.repayment, "cause": cause.value},
    )
