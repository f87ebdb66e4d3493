"""Decisions as staff see them: lists, and one with all its lines."""

from collections import Counter
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, ScalarSelect, Select, exists, func, select
from sqlalchemy.orm import Session, aliased

from koubo.applications.models import Application
from koubo.award.decisions.handed_in import newest_of_filings
from koubo.award.models import Decision, DecisionLine, Notice
from koubo.award.policy import load_decision, visible_decisions
from koubo.award.rules import OUTCOME_NAMES, DecisionKind, DecisionState, Outcome
from koubo.money import Working
from koubo.people.models import Organisation, Person
from koubo.people.rules import Actor
from koubo.schemes.models import Call

SHOWN = 50


@dataclass(frozen=True)
class DecisionRow:
    """One decision in a list (円)."""

    id: int
    kind: DecisionKind
    state: DecisionState
    call_title: str
    document_number: str
    kessai_on: date | None
    issued_on: date | None
    """None until the 決裁 came back."""
    drafted_by: int
    drafter: str
    lines: int
    total: int
    version: int


@dataclass(frozen=True)
class DecidedLine:
    """What a decision says of one application (円)."""

    id: int
    application_id: int
    award_id: int | None
    receipt_number: str
    organisation: str
    project: str
    requested: int | None
    outcome: Outcome
    amount: int
    reason: str
    conditions: str
    departs: str
    working: Working
    notice_id: int | None
    document_number: str
    """That of its own letter, with its 枝番; "" before it is issued."""
    before: int | None = None
    """The award until then, where the decision changes it."""
    repayment: int | None = None
    """What has to come back by this decision."""
    repay_by: date | None = None


@dataclass(frozen=True)
class DecisionPage:
    """A decision with everything that a releaser has to see."""

    row: DecisionRow
    call_id: int
    kessai_number: str
    kessai_post: str
    drafted_at: datetime
    releaser: str
    released_at: datetime | None
    lines: tuple[DecidedLine, ...]

    def counted(self) -> list[str]:
        """Give how many lines were decided which way, in the order in which they first stand."""
        found = Counter(one.outcome for one in self.lines)
        return [f"{OUTCOME_NAMES[outcome]} {count}件" for outcome, count in found.items()]


def decision_rows(
    session: Session,
    actor: Actor,
    *,
    call_id: int | None = None,
    state: DecisionState | None = None,
    before: int | None = None,
    limit: int = SHOWN,
) -> list[DecisionRow]:
    """Give decisions, newest first, those before a key only."""
    wanted = _rows().where(visible_decisions(actor)).order_by(Decision.id.desc()).limit(limit)
    if state is not None:
        wanted = wanted.where(Decision.state == state)
    if call_id is not None:
        wanted = wanted.where(Decision.call_id == call_id)
    if before is not None:
        wanted = wanted.where(Decision.id < before)
    return [DecisionRow(*row) for row in session.execute(wanted)]


def drafted_selection(session: Session, actor: Actor, call_id: int) -> DecisionRow | None:
    """Give the selection of a call that waits to be released; None if there is none."""
    rows = decision_rows(session, actor, call_id=call_id, state=DecisionState.DRAFTED)
    return next((one for one in rows if one.kind is DecisionKind.SELECTION), None)


def drafted_for_award(session: Session, actor: Actor, award_id: int) -> DecisionRow | None:
    """Give the decision on an award that waits to be released; None if there is none."""
    on_award = exists().where(
        DecisionLine.decision_id == Decision.id, DecisionLine.award_id == award_id
    )
    row = session.execute(
        _rows().where(visible_decisions(actor), Decision.state == DecisionState.DRAFTED, on_award)
    ).first()
    return DecisionRow(*row) if row else None


def newer_draft(session: Session, actor: Actor, page: DecisionPage) -> DecisionRow | None:
    """Give what was drafted in the place of a decision: newer, of its call and kind."""
    rows = decision_rows(
        session, actor, call_id=page.call_id, state=DecisionState.DRAFTED, limit=SHOWN
    )
    newer = (one for one in rows if one.id > page.row.id and one.kind is page.row.kind)
    return next(newer, None)


def decision_page(session: Session, actor: Actor, decision_id: int) -> DecisionPage:
    """Give one decision with all its lines; NotFound if the actor may not see it."""
    decision = load_decision(session, actor, decision_id)
    row = session.execute(_rows().where(Decision.id == decision_id)).one()
    releaser = session.get(Person, decision.released_by) if decision.released_by else None
    return DecisionPage(
        row=DecisionRow(*row),
        call_id=decision.call_id,
        kessai_number=decision.kessai_number,
        kessai_post=decision.kessai_post,
        drafted_at=decision.drafted_at,
        releaser=releaser.name if releaser else "",
        released_at=decision.released_at,
        lines=tuple(_lines(session, decision_id)),
    )


def without_address(session: Session, decision_id: int) -> list[str]:
    """Give the organisations whose letter would have no address, neither filed nor of today."""
    rows = session.execute(
        select(DecisionLine.filing_id, Organisation.name)
        .join(Application, Application.id == DecisionLine.application_id)
        .join(Organisation, Organisation.id == Application.organisation_id)
        .where(DecisionLine.decision_id == decision_id, func.trim(Organisation.address) == "")
        .order_by(DecisionLine.id)
    ).all()
    filed = newest_of_filings(session, [row.filing_id for row in rows]) if rows else {}
    return [row.name for row in rows if not filed[row.filing_id].applicant["address"].strip()]


def _rows() -> Select[*tuple[Any, ...]]:
    drafter = aliased(Person)
    return (
        select(
            Decision.id,
            Decision.kind,
            Decision.state,
            Call.title,
            Decision.document_number,
            Decision.kessai_on,
            Decision.issued_on,
            Decision.drafted_by,
            drafter.name,
            _of_lines(func.count()),
            _of_lines(func.sum(DecisionLine.amount)),
            Decision.version,
        )
        .join(Call, Call.id == Decision.call_id)
        .join(drafter, drafter.id == Decision.drafted_by)
    )


def _of_lines(figure: ColumnElement[int]) -> ScalarSelect[int]:
    """Give a figure of the decision's own lines, worked out for the rows that are shown only."""
    return (
        select(figure)
        .select_from(DecisionLine)
        .where(DecisionLine.decision_id == Decision.id)
        .correlate(Decision)
        .scalar_subquery()
    )


def _lines(session: Session, decision_id: int) -> list[DecidedLine]:
    rows = session.execute(
        select(
            DecisionLine.id,
            DecisionLine.application_id,
            DecisionLine.award_id,
            DecisionLine.outcome,
            DecisionLine.amount,
            DecisionLine.reason,
            DecisionLine.conditions,
            DecisionLine.departs,
            DecisionLine.working,
            DecisionLine.before,
            DecisionLine.repayment,
            DecisionLine.repay_by,
            Application.receipt_number,
            Application.project_name,
            Application.requested,
            Organisation.name.label("organisation"),
            Notice.id.label("notice_id"),
            Notice.document_number,
        )
        .join(Application, Application.id == DecisionLine.application_id)
        .join(Organisation, Organisation.id == Application.organisation_id)
        .outerjoin(Notice, Notice.decision_line_id == DecisionLine.id)
        .where(DecisionLine.decision_id == decision_id)
        .order_by(DecisionLine.id)
    )
    return [
        DecidedLine(
            id=row.id,
            application_id=row.application_id,
            award_id=row.award_id,
            receipt_number=row.receipt_number or "",
            organisation=row.organisation,
            project=row.project_name,
            requested=row.requested,
            outcome=row.outcome,
            amount=row.amount,
            reason=row.reason,
            conditions=row.conditions,
            departs=row.departs,
            working=Working.from_json(row.working),
            notice_id=row.notice_id,
            document_number=row.document_number or "",
            before=row.before,
            repayment=row.repayment,
            repay_by=row.repay_by,
        )
        for row in rows
    ]
