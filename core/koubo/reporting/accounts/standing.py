"""The account of an award as it stands: its plan, what was booked, and what to say about it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import exists, func, select
from sqlalchemy.orm import Session

from koubo.applications.models import Filing
from koubo.applications.policy import editable
from koubo.applications.rules import FilingState, budget_of
from koubo.award.amendments.terms import plan_in_force
from koubo.award.models import Award
from koubo.award.rules import AwardState
from koubo.calendar import fiscal_year_end
from koubo.people.rules import Actor
from koubo.problems import NotFound, Problem, Refused
from koubo.reporting.accounts.models import Expense
from koubo.reporting.accounts.notes import Terms, account_notes
from koubo.reporting.accounts.rules import Account, AccountLine, Entry, Side, account_of
from koubo.reporting.models import Report
from koubo.schemes.budget import INCOME_NAMES, Budget
from koubo.schemes.catalog import Catalog

KEPT = (
    AwardState.GRANTED,
    AwardState.DISCONTINUED,
    AwardState.REPORTED,
    AwardState.SETTLED,
    AwardState.CLOSED,
    AwardState.REVOKED,
)
"""States of an award that has an account."""
OPEN = (AwardState.GRANTED, AwardState.DISCONTINUED)
"""States in which the organisation writes in it."""
NOT_NOW = (
    "この会計には、いまは書けません。実績報告書を提出したあとに直したいときは、"
    "市の担当者に補正の依頼を頼んでください。"
)
ENDS_ON = "ends_on"
"""The question of a plan that says when the project ends."""


@dataclass(frozen=True)
class Standing:
    """An account, what it is held against, and what is to be said of it."""

    account: Account
    terms: Terms
    notes: tuple[Problem, ...]

    @property
    def choices(self) -> tuple[AccountLine, ...]:
        """Give the lines on which something may be booked, what is not planned of each included."""
        lines = list(self.account.lines)
        known = {(one.side, one.category, one.line) for one in lines}
        offered = [
            *((Side.EXPENSE, one) for one in (*self.terms.allowed, *self.terms.not_allowed)),
            *((Side.INCOME, one.value) for one in INCOME_NAMES),
        ]
        lines += [
            AccountLine(side, category, "", 0)
            for side, category in offered
            if (side, category, "") not in known
        ]
        return tuple(lines)


def standing_of(
    catalog: Catalog, award: Award, planned: Budget, ends_on: date, entries: Iterable[Entry]
) -> Standing:
    """Give an account with its notes from what is known of its award."""
    scheme = catalog.of(award.application.call.release)
    course = scheme.course(award.application.course_id)
    terms = Terms(
        organisation=award.application.organisation.name,
        granted_on=award.granted_on,
        ends_on=ends_on,
        awarded=award.awarded or 0,
        total_cost=planned.total,
        allowed=scheme.categories_of(course),
        not_allowed=scheme.costs.not_allowed,
        changes=scheme.changes,
    )
    account = account_of(planned, entries, terms.not_allowed)
    return Standing(account, terms, tuple(account_notes(account, terms)))


def account_standing(session: Session, catalog: Catalog, award: Award) -> Standing:
    """Give the account of an award that the actor was shown, by the plan in force."""
    planned, ends_on = planned_of(session, catalog, award)
    entries = [one.entry() for one in entries_of(session, award.id)]
    return standing_of(catalog, award, planned, ends_on, entries)


def planned_of(session: Session, catalog: Catalog, award: Award) -> tuple[Budget, date]:
    """Give the budget that is in force, and the last day on which the project may spend."""
    plan = plan_in_force(session, catalog, award)
    answers = plan.answers
    said = answers.get(ENDS_ON)
    last = fiscal_year_end(award.fiscal_year)
    return budget_of(plan.form, answers), min(said, last) if isinstance(said, date) else last


def entries_of(session: Session, award_id: int) -> Sequence[Expense]:
    """Give the entries of an account that stand, by their numbers."""
    return session.scalars(
        select(Expense)
        .where(Expense.award_id == award_id, Expense.removed_at.is_(None))
        .order_by(Expense.number)
    ).all()


def removed_of(session: Session, award_id: int) -> Sequence[Expense]:
    """Give the entries that were taken out of an account, by their numbers."""
    return session.scalars(
        select(Expense)
        .where(Expense.award_id == award_id, Expense.removed_at.is_not(None))
        .order_by(Expense.number)
    ).all()


def has_entries(session: Session, award_id: int) -> bool:
    """Say whether anything stands in an account."""
    found = exists().where(Expense.award_id == award_id, Expense.removed_at.is_(None))
    return session.scalar(select(found)) is True


def award_of_report(session: Session, filing_id: int) -> int | None:
    """Give the award that a 実績報告書 is about, where something stands in its account."""
    booked = exists().where(Expense.award_id == Report.award_id, Expense.removed_at.is_(None))
    return session.scalar(select(Report.award_id).where(Report.filing_id == filing_id, booked))


def count_receipts(session: Session, award_id: int) -> int:
    """Count the receipts in an account."""
    found = select(func.count()).where(
        Expense.award_id == award_id, Expense.removed_at.is_(None), Expense.key.is_not(None)
    )
    return session.scalar(found) or 0


def load_own_expense(session: Session, actor: Actor, expense_id: int) -> Expense:
    """Give an entry of the actor's own organisation; NotFound for any other."""
    found = session.scalars(
        select(Expense)
        .join(Expense.award)
        .join(Award.application)
        .where(Expense.id == expense_id, editable(actor))
    ).first()
    if found is None:
        raise NotFound
    return found


def may_book(session: Session, award: Award) -> bool:
    """Say whether the account is open: until the report is handed in, and while it is mended."""
    if award.state in OPEN:
        return True
    mended = exists().where(
        Report.award_id == award.id,
        Filing.id == Report.filing_id,
        Filing.state == FilingState.IN_CORRECTION,
    )
    return award.state is AwardState.REPORTED and session.scalar(select(mended)) is True


def refuse_closed(session: Session, award: Award) -> None:
    """Raise Refused where nothing may be booked now."""
    if not may_book(session, award):
        raise Refused(NOT_NOW)
