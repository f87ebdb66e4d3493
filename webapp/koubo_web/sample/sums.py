"""The sample projects' budgets as they are typed: what is asked for, and what is left to pay."""

from typing import Any

from koubo.schemes.amounts.reckoning import AmountCase
from koubo.schemes.amounts.rule import award_amount
from koubo.schemes.budget import IncomeKind
from koubo.schemes.rules import Course, Scheme
from koubo_web.sample.reading import Project

STEP = 10
"""What was spent in the end comes to whole tens of yen."""


def typed_budget(
    scheme: Scheme, course: Course, project: Project, *, spent: int = 100, most: int | None = None
) -> dict[str, Any]:
    """Give a balanced budget: the grant that the course's rule gives, fees, and own money.

    :param spent: per cent of the planned costs that were really spent
    :param most: the grant (円) that cannot be exceeded, where one was decided
    """
    expenses = [
        (category, item, amount * spent // 100 // STEP * STEP)
        for category, item, amount in project.expenses
    ]
    total = sum(amount for _, _, amount in expenses)
    eligible = sum(
        amount for category, _, amount in expenses if category not in scheme.costs.not_allowed
    )
    given = award_amount(course.funding, AmountCase(eligible, total)).value
    further = _further(project)
    grant = min(given, total - sum(amount for _, _, amount in further))
    grant = grant if most is None else min(grant, most)
    own = total - grant - sum(amount for _, _, amount in further)
    incomes = [(IncomeKind.REQUESTED_GRANT, "", grant), *further]
    if own:
        incomes.append((IncomeKind.OWN_FUNDS, "会費・積立金", own))
    return {
        "expenses": [
            {"category": category, "item": item, "amount": f"{amount:,}"}
            for category, item, amount in expenses
        ],
        "incomes": [
            {"kind": kind.value, "item": item, "amount": f"{amount:,}"}
            for kind, item, amount in incomes
        ],
    }


def _further(project: Project) -> list[tuple[IncomeKind, str, int]]:
    """Give what comes in beside the grant and the organisation's own money."""
    lines = ((IncomeKind.PARTICIPATION_FEE, project.fee), (IncomeKind.DONATION, project.donation))
    return [(kind, *line) for kind, line in lines if line is not None]
