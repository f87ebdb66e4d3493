"""支出一式: the bills that go to the city's accounts in one go, with all that a payment needs."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, select
from sqlalchemy.orm import Session

from koubo.applications.models import Application
from koubo.award.models import Award, Claim, Decision, DecisionLine, Notice
from koubo.award.notices.queries.notices import LETTER_NUMBER
from koubo.award.payments.budget_code_models import BudgetCode
from koubo.award.payments.claim_rules import ClaimKind, ClaimState
from koubo.award.policy import visible_awards
from koubo.award.rules import DecisionKind, DecisionState
from koubo.people.account_models import BankAccount
from koubo.people.models import Organisation
from koubo.people.rules import Actor
from koubo.schemes.models import Call

SHOWN = 100
PAYABLE = (ClaimState.ACCEPTED, ClaimState.ORDERED)
"""States in which a bill is with the city's accounts, or may go there."""


@dataclass(frozen=True)
class PayableRow:
    """A bill that was found in order and is not yet paid (円)."""

    id: int
    version: int
    number: int
    kind: ClaimKind
    state: ClaimState
    amount: int
    filed_at: datetime
    order_number: str
    accepted_by: int | None
    account_id: int | None
    award_id: int
    fiscal_year: int
    organisation_id: int
    organisation: str
    address: str
    project: str
    receipt_number: str
    call_id: int
    call_title: str
    granted_on: date | None
    grant_number: str | None
    masked: str | None
    codes: tuple[str, ...]
    """款, 項, 目, 節, 細節; empty texts where nobody entered them."""

    @property
    def bill_number(self) -> str:
        """Give the number of the bill: the receipt number and its place."""
        return f"{self.receipt_number}-{self.number}"


def payable_rows(
    session: Session,
    actor: Actor,
    *,
    call_id: int | None = None,
    state: ClaimState | None = None,
    after: int = 0,
    limit: int = SHOWN,
) -> list[PayableRow]:
    """Give the bills that wait for the city's accounts by key, in one statement."""
    clauses: list[ColumnElement[bool]] = [Claim.state.in_(PAYABLE), Claim.id > after]
    if call_id is not None:
        clauses.append(Application.call_id == call_id)
    if state is not None:
        clauses.append(Claim.state == state)
    return _read(session, _rows(actor).where(*clauses).order_by(Claim.id).limit(limit))


def payable_among(
    session: Session, actor: Actor, claim_ids: Collection[int], *, every_state: bool = False
) -> list[PayableRow]:
    """Give those of the bills that wait for the city's accounts, in one statement.

    :param every_state: whatever has become of them
    """
    wanted = _rows(actor).where(Claim.id.in_(claim_ids))
    if not every_state:
        wanted = wanted.where(Claim.state.in_(PAYABLE))
    return _read(session, wanted.order_by(Claim.id))


def payable_calls(session: Session, actor: Actor) -> list[tuple[int, str]]:
    """Give the calls with bills that wait for the city's accounts."""
    rows = session.execute(
        select(Call.id, Call.title)
        .join(Application, Application.call_id == Call.id)
        .join(Award, Award.application_id == Application.id)
        .join(Claim, Claim.award_id == Award.id)
        .where(Claim.state.in_(PAYABLE), visible_awards(actor))
        .distinct()
        .order_by(Call.id.desc())
    )
    return [(call_id, title) for call_id, title in rows]


def accounts_of_bills(session: Session, rows: Sequence[PayableRow]) -> Mapping[int, BankAccount]:
    """Give the sealed accounts of bills by their ids, in one statement."""
    ids = {one.account_id for one in rows if one.account_id is not None}
    found = session.scalars(select(BankAccount).where(BankAccount.id.in_(ids)))
    return {one.id: one for one in found}


def _read(session: Session, wanted: Select[*tuple[Any, ...]]) -> list[PayableRow]:
    found = []
    for row in session.execute(wanted):
        values: list[Any] = list(row)
        values[-5:] = [tuple(one or "" for one in values[-5:])]
        found.append(PayableRow(*values))
    return found


def _rows(actor: Actor) -> Select[*tuple[Any, ...]]:
    # One 交付決定 at most stands for an award: an award is granted once.
    granted = (
        select(
            DecisionLine.award_id,
            Decision.issued_on,
            LETTER_NUMBER.label("document_number"),
        )
        .join(Decision, Decision.id == DecisionLine.decision_id)
        .outerjoin(Notice, Notice.decision_line_id == DecisionLine.id)
        .where(Decision.kind == DecisionKind.GRANT, Decision.state == DecisionState.RELEASED)
        .subquery()
    )
    return (
        select(
            Claim.id,
            Claim.version,
            Claim.number,
            Claim.kind,
            Claim.state,
            Claim.amount,
            Claim.filed_at,
            Claim.order_number,
            Claim.accepted_by,
            Claim.account_id,
            Award.id,
            Award.fiscal_year,
            Organisation.id,
            Organisation.name,
            Organisation.address,
            Application.project_name,
            Application.receipt_number,
            Call.id,
            Call.title,
            granted.c.issued_on,
            granted.c.document_number,
            BankAccount.masked,
            BudgetCode.kan,
            BudgetCode.kou,
            BudgetCode.moku,
            BudgetCode.setsu,
            BudgetCode.saisetsu,
        )
        .join(Award, Award.id == Claim.award_id)
        .join(Application, Application.id == Award.application_id)
        .join(Organisation, Organisation.id == Application.organisation_id)
        .join(Call, Call.id == Application.call_id)
        .outerjoin(granted, granted.c.award_id == Award.id)
        .outerjoin(BankAccount, BankAccount.id == Claim.account_id)
        .outerjoin(BudgetCode, BudgetCode.call_id == Call.id)
        .where(visible_awards(actor))
    )
