"""Reads the 交付台帳: its cases by key and what is dated of them, in two statements a page."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Select,
    and_,
    case,
    exists,
    func,
    or_,
    select,
)
from sqlalchemy.orm import Session

from koubo.applications.models import Application, Filing
from koubo.applications.queries.inbox import bears
from koubo.award.models import Award, Claim, Decision, DecisionLine
from koubo.award.policy import visible_awards
from koubo.award.rules import AwardState, DecisionState, Outcome
from koubo.calendar import next_midnight
from koubo.people.models import Organisation
from koubo.people.rules import Actor, SeatKind, require
from koubo.reporting.ledger.facts import facts_of, until
from koubo.reporting.ledger.rules import (
    LedgerCase,
    LedgerRow,
    LedgerState,
    ledger_row,
)
from koubo.reporting.models import Repayment, RepaymentReceipt, Report
from koubo.schemes.catalog import Catalog
from koubo.schemes.models import Call
from koubo.schemes.offering import known_schemes

SHOWN = 50
AT_ONCE = 2_000
"""Cases that an export reads in one go, in two statements."""
ENDINGS = (
    AwardState.DECLINED,
    AwardState.LAPSED,
    AwardState.REFUSED,
    AwardState.WITHDRAWN,
    AwardState.DISCONTINUED,
)


@dataclass(frozen=True)
class LedgerWanted:
    """Which cases are asked for, and as of which day; None where that does not matter."""

    fiscal_year: int | None = None
    scheme_id: str = ""
    course_id: str = ""
    state: LedgerState | None = None
    text: str = ""
    as_of: date | None = None


def ledger_page(
    session: Session,
    catalog: Catalog,
    actor: Actor,
    wanted: LedgerWanted,
    *,
    after: int = 0,
    limit: int = SHOWN,
) -> list[LedgerRow]:
    """Give the cases after a key as they stood at the end of a day."""
    require(actor, SeatKind.OFFICER)
    cases = [
        _case(row)
        for row in session.execute(
            _cases(actor, wanted).where(Award.id > after).order_by(Award.id).limit(limit)
        )
    ]
    facts = facts_of(session, [one.award_id for one in cases], wanted.as_of)
    schemes = known_schemes(session, catalog, [one.scheme_id for one in cases])
    titles = {
        (scheme_id, course.id): course.title
        for scheme_id, scheme in schemes.items()
        for course in scheme.courses
    }
    return [
        ledger_row(
            one,
            titles.get((one.scheme_id, one.course_id), one.course_id),
            facts.get(one.award_id, ()),
        )
        for one in cases
    ]


def whole_ledger(
    session: Session, catalog: Catalog, actor: Actor, wanted: LedgerWanted
) -> Iterator[LedgerRow]:
    """Give all cases that are asked for, read part by part."""
    after = 0
    while True:
        rows = ledger_page(session, catalog, actor, wanted, after=after, limit=AT_ONCE)
        yield from rows
        if len(rows) < AT_ONCE:
            return
        after = rows[-1].case.award_id


def ledger_schemes(session: Session) -> list[str]:
    """Give the schemes that have calls."""
    return list(session.scalars(select(Call.scheme_id).distinct().order_by(Call.scheme_id)))


def _cases(actor: Actor, wanted: LedgerWanted) -> Select[*tuple[Any, ...]]:
    state = _state_on(wanted.as_of)
    found = (
        select(
            Award.id,
            func.coalesce(Application.receipt_number, ""),
            Organisation.name,
            Application.project_name,
            Call.scheme_id,
            Application.course_id,
            Call.title,
            Award.fiscal_year,
            Award.stage,
            Award.requested,
            Award.recommended,
            Award.adopted,
            state,
        )
        .join(Application, Application.id == Award.application_id)
        .join(Organisation, Organisation.id == Application.organisation_id)
        .join(Call, Call.id == Application.call_id)
        .where(visible_awards(actor), *_narrowed(wanted))
    )
    return found if wanted.state is None else found.where(state == wanted.state.value)


def _case(row: Sequence[Any]) -> LedgerCase:
    values: list[Any] = list(row)
    values[-1] = LedgerState(values[-1])
    return LedgerCase(*values)


def _narrowed(wanted: LedgerWanted) -> Iterator[ColumnElement[bool]]:
    if wanted.fiscal_year is not None:
        yield Award.fiscal_year == wanted.fiscal_year
    if wanted.scheme_id:
        yield Call.scheme_id == wanted.scheme_id
    if wanted.course_id:
        yield Application.course_id == wanted.course_id
    if wanted.text.strip():
        yield bears(wanted.text)
    if wanted.as_of is not None:
        yield _decided(Outcome.SELECTED, wanted.as_of)


def _decided(outcome: Outcome, day: date | None, *more: ColumnElement[bool]) -> ColumnElement[bool]:
    """Say whether a decision on an award was in force on a day."""
    of_award = (
        DecisionLine.application_id == Award.application_id
        if outcome is Outcome.SELECTED
        else DecisionLine.award_id == Award.id
    )
    return exists().where(
        of_award,
        DecisionLine.outcome == outcome,
        DecisionLine.decision_id == Decision.id,
        Decision.state == DecisionState.RELEASED,
        until(Decision.issued_on, day),
        *more,
    )


def _state_on(day: date | None) -> ColumnElement[str]:
    reported = exists().where(
        Report.award_id == Award.id,
        Filing.id == Report.filing_id,
        Filing.filed_at.is_not(None) if day is None else Filing.filed_at < next_midnight(day),
    )
    settled = _decided(Outcome.SETTLED, day)
    gone = and_(Award.state.in_(ENDINGS), until(Award.ended_on, day))
    return case(
        (_decided(Outcome.REVOKED, day, DecisionLine.amount == 0), LedgerState.REVOKED.value),
        (and_(settled, _evened(day)), LedgerState.CLOSED.value),
        (settled, LedgerState.SETTLED.value),
        (reported, LedgerState.REPORTED.value),
        (gone, LedgerState.ENDED.value),
        (_decided(Outcome.GRANTED, day), LedgerState.GRANTED.value),
        else_=LedgerState.SELECTED.value,
    )


def _evened(day: date | None) -> ColumnElement[bool]:
    """Say whether all that was fixed was paid, and all that was too much came back, on a day."""
    paid = (
        select(func.coalesce(func.sum(Claim.amount), 0))
        .where(Claim.award_id == Award.id, until(Claim.paid_on, day))
        .scalar_subquery()
    )
    returned = (
        select(func.coalesce(func.sum(RepaymentReceipt.amount), 0))
        .join(Repayment, Repayment.id == RepaymentReceipt.repayment_id)
        .where(Repayment.award_id == Award.id, until(RepaymentReceipt.received_on, day))
        .scalar_subquery()
    )
    fixed = (
        select(func.min(DecisionLine.amount))
        .join(Decision, Decision.id == DecisionLine.decision_id)
        .where(
            DecisionLine.award_id == Award.id,
            or_(DecisionLine.outcome == Outcome.SETTLED, _revoked_later()),
            Decision.state == DecisionState.RELEASED,
            until(Decision.issued_on, day),
        )
        .scalar_subquery()
    )
    return paid - returned == fixed


def _revoked_later() -> ColumnElement[bool]:
    """A revocation only lowers what was fixed: the lowest of both is what stands."""
    return DecisionLine.outcome == Outcome.REVOKED
