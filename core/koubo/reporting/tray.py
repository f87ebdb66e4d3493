"""The auditor's tray: what in the year's awards stands against the rules, each found in one statement.

A finding says what was recorded. Whether it was allowed, people judge.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, exists, func, or_, select
from sqlalchemy.orm import Session

from koubo.applications.models import Application, Snapshot
from koubo.award.models import Award, Claim, Decision, DecisionLine
from koubo.award.payments.claim_rules import ClaimKind, ClaimState
from koubo.award.policy import visible_awards
from koubo.award.rules import AwardState, DecisionKind, DecisionState
from koubo.calendar import day_in_japan, format_date
from koubo.money import format_yen
from koubo.people.models import Organisation
from koubo.people.rules import Actor
from koubo.reporting.accounts.models import Expense
from koubo.reporting.models import Repayment, Report
from koubo.reporting.rules import RepaymentState

MOST = 200
"""Of each kind; an office with more has to look at each kind in its own list."""


class FindingKind(StrEnum):
    """What an auditor looks for."""

    ISSUED_BEFORE_KESSAI = "issued_before_kessai"
    STARTED_BEFORE_GRANT = "started_before_grant"
    REPORT_LATE = "report_late"
    REPORT_MISSING = "report_missing"
    ADVANCE_UNSETTLED = "advance_unsettled"
    SETTLEMENT_NOT_TOLD = "settlement_not_told"
    RETURN_UNPAID = "return_unpaid"


FINDING_NAMES = {
    FindingKind.ISSUED_BEFORE_KESSAI: "決裁日より前の施行",
    FindingKind.STARTED_BEFORE_GRANT: "交付決定より前の支出",
    FindingKind.REPORT_LATE: "期限に遅れた実績報告",
    FindingKind.REPORT_MISSING: "期限を過ぎても届かない実績報告",
    FindingKind.ADVANCE_UNSETTLED: "精算の済んでいない概算払",
    FindingKind.SETTLEMENT_NOT_TOLD: "通知していない額の確定",
    FindingKind.RETURN_UNPAID: "期限を過ぎた返還",
}
BEFORE_REPORT = (AwardState.GRANTED, AwardState.DISCONTINUED)
UNSETTLED = (*BEFORE_REPORT, AwardState.REPORTED)


@dataclass(frozen=True)
class Finding:
    """One thing that stands out, and the case that it is in."""

    kind: FindingKind
    application_id: int
    receipt_number: str
    organisation: str
    project: str
    fiscal_year: int
    text: str


@dataclass(frozen=True)
class Wanted:
    """Whose sight it is, and of which 事業年度; None for all."""

    actor: Actor
    fiscal_year: int | None

    def clauses(self) -> tuple[ColumnElement[bool], ...]:
        """Give what every statement asks of an award: before the cut, so that no year hides another."""
        year = () if self.fiscal_year is None else (Award.fiscal_year == self.fiscal_year,)
        return (visible_awards(self.actor), *year)


Row = tuple[Any, ...]


def tray(
    session: Session, actor: Actor, *, today: date, fiscal_year: int | None = None
) -> list[Finding]:
    """Give what stands out among the awards that the actor may see, by kind; six statements.

    :param fiscal_year: of one 事業年度; None for all
    """
    wanted = Wanted(actor, fiscal_year)
    return [
        *_issued_before_kessai(session, wanted),
        *_started_before_grant(session, wanted),
        *_reports(session, wanted, today),
        *_advances(session, wanted, today),
        *_not_told(session, wanted, today),
        *_unpaid(session, wanted, today),
    ]


def _cases(wanted: Wanted, *more: Any) -> Select[*tuple[Any, ...]]:
    return (
        select(
            Award.application_id,
            Application.receipt_number,
            Organisation.name,
            Application.project_name,
            Award.fiscal_year,
            *more,
        )
        .join(Application, Application.id == Award.application_id)
        .join(Organisation, Organisation.id == Application.organisation_id)
        .where(*wanted.clauses())
        .order_by(Award.id)
        .limit(MOST)
    )


def _finding(kind: FindingKind, row: Row, text: str) -> Finding:
    application_id, number, organisation, project, year = row[:5]
    return Finding(kind, application_id, number or "", organisation, project, year, text)


def _issued_before_kessai(session: Session, wanted: Wanted) -> Iterator[Finding]:
    rows = session.execute(
        _cases(wanted, Decision.kessai_on, Decision.issued_on, Decision.document_number)
        .join(DecisionLine, DecisionLine.award_id == Award.id)
        .join(Decision, Decision.id == DecisionLine.decision_id)
        .where(Decision.state == DecisionState.RELEASED, Decision.issued_on < Decision.kessai_on)
    )
    for row in rows:
        text = f"{row[7]}：施行日 {format_date(row[6])}、決裁日 {format_date(row[5])}"
        yield _finding(FindingKind.ISSUED_BEFORE_KESSAI, tuple(row), text)


def _started_before_grant(session: Session, wanted: Wanted) -> Iterator[Finding]:
    first = (
        select(func.min(Expense.paid_on))
        .where(Expense.award_id == Award.id, Expense.removed_at.is_(None))
        .correlate(Award)
        .scalar_subquery()
    )
    rows = session.execute(
        _cases(wanted, first, Award.granted_on).where(
            exists().where(
                Expense.award_id == Award.id,
                Expense.removed_at.is_(None),
                Expense.paid_on < Award.granted_on,
            )
        )
    )
    for row in rows:
        text = f"最初の支出 {format_date(row[5])}、交付決定 {format_date(row[6])}"
        yield _finding(FindingKind.STARTED_BEFORE_GRANT, tuple(row), text)


def _reports(session: Session, wanted: Wanted, today: date) -> Iterator[Finding]:
    """The first time that a report came counts; a correction asked for later is no delay."""
    came = (
        select(func.min(Snapshot.received_at))
        .where(Snapshot.filing_id == Report.filing_id)
        .correlate(Report)
        .scalar_subquery()
    )
    rows = session.execute(
        _cases(wanted, Report.due_on, came, Award.state)
        .join(Report, Report.award_id == Award.id)
        .where(Report.due_on < today)
        # Most came in time: which did not is seen below, so that nothing is cut before.
        .limit(None)
    )
    for row in rows:
        due, at, state = row[5], row[6], row[7]
        if at is not None and day_in_japan(at) > due:
            late = (day_in_japan(at) - due).days
            text = f"期限 {format_date(due)}、提出 {format_date(day_in_japan(at))}（{late}日後）"
            yield _finding(FindingKind.REPORT_LATE, tuple(row), text)
        elif at is None and state in BEFORE_REPORT:
            text = f"期限 {format_date(due)}から{(today - due).days}日"
            yield _finding(FindingKind.REPORT_MISSING, tuple(row), text)


def _advances(session: Session, wanted: Wanted, today: date) -> Iterator[Finding]:
    """What was paid in advance and is neither settled nor returned after its 事業年度."""
    paid = exists().where(
        Claim.award_id == Award.id,
        Claim.kind == ClaimKind.ADVANCE,
        Claim.state == ClaimState.PAID,
    )
    rows = session.execute(
        _cases(wanted, Award.paid, Award.returned).where(
            paid,
            Award.state.in_(UNSETTLED),
            # Until 31 May the old year's accounts are open (出納整理期間).
            Award.fiscal_year < _last_closed_year(today) + 1,
        )
    )
    for row in rows:
        text = f"概算払 {format_yen(row[5])}、返還済 {format_yen(row[6])}"
        yield _finding(FindingKind.ADVANCE_UNSETTLED, tuple(row), text)


def _last_closed_year(today: date) -> int:
    """Give the newest 会計年度 whose accounts are closed: from 1 June on."""
    return today.year - 1 if (today.month, today.day) >= (6, 1) else today.year - 2


def _not_told(session: Session, wanted: Wanted, today: date) -> Iterator[Finding]:
    rows = session.execute(
        _cases(wanted, Decision.kessai_on, DecisionLine.amount)
        .join(DecisionLine, DecisionLine.award_id == Award.id)
        .join(Decision, Decision.id == DecisionLine.decision_id)
        .where(
            and_(
                Decision.kind == DecisionKind.SETTLEMENT,
                Decision.state == DecisionState.DRAFTED,
                Decision.kessai_on.is_not(None),
                or_(Decision.issued_on.is_(None), Decision.issued_on < today),
            )
        )
    )
    for row in rows:
        text = f"決裁日 {format_date(row[5])}、確定する額 {format_yen(row[6])}"
        yield _finding(FindingKind.SETTLEMENT_NOT_TOLD, tuple(row), text)


def _unpaid(session: Session, wanted: Wanted, today: date) -> Iterator[Finding]:
    rows = session.execute(
        _cases(wanted, Repayment.due_on, Repayment.amount)
        .join(Repayment, Repayment.award_id == Award.id)
        .where(Repayment.state == RepaymentState.ASKED, Repayment.due_on < today)
    )
    for row in rows:
        days = (today - row[5]).days
        text = f"返還額 {format_yen(row[6])}、期限 {format_date(row[5])}から{days}日"
        yield _finding(FindingKind.RETURN_UNPAID, tuple(row), text)
