"""A budget on the page where it is written: lines, totals by the server, the expected amount."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from koubo.applications.facts import Asked
from koubo.hooks import PluginFault
from koubo.money import Worked, format_yen
from koubo.schemes.amounts.reckoning import AmountCase
from koubo.schemes.budget import INCOME_NAMES, Budget, IncomeKind
from koubo.schemes.budget_field import MAX_LINES
from koubo.schemes.budget_so_far import BudgetSoFar, budget_so_far, is_eligible
from koubo.schemes.catalog import Catalog
from koubo.schemes.hookspecs import koubo_award_amount
from koubo_web.forms.showing import ELIGIBLE, LEFT_OUT, expense_totals, income_totals

PARTS = ("category", "item", "amount", "unit_price")
ROWS = 3
"""How many lines a fresh table offers."""
Row = dict[str, str]


@dataclass(frozen=True)
class BudgetPage:
    """What the template of a budget shows."""

    categories: list[tuple[str, str]]
    kinds: list[tuple[str, str]]
    priced: tuple[str, ...]
    """Cost categories whose price apiece is asked."""
    expense_rows: list[Row]
    income_rows: list[Row]
    expense_totals: list[tuple[str, str, bool]]
    income_totals: list[tuple[str, str, bool]]
    unread: int
    balance: str
    expected: Worked[int] | None
    too_much: str
    """What to say where more is asked for than the course would give; "" where it is not."""


def budget_page(
    catalog: Catalog,
    asked: Asked,
    question_id: str,
    raw: Any,
    *,
    rows: Mapping[str, int],
    expected_time: int | None,
) -> BudgetPage:
    """Give a budget's page from the draft.

    :param rows: how many lines each table shows at least, by the table's name in the form
    :param expected_time: which award of the course it would be; None: once the city has spoken,
        what the course would give is no expectation
    """
    kept = raw if isinstance(raw, Mapping) else {}
    costs = asked.scheme.costs
    so_far = budget_so_far(kept, costs.not_allowed)
    expected = _expected(catalog, asked, so_far, expected_time)
    least = {name: rows.get(f"{question_id}-{name}", 0) for name in ("expenses", "incomes")}
    return BudgetPage(
        categories=[
            *((one, one) for one in asked.scheme.categories_of(asked.course)),
            *((one, f"{one}（対象外）") for one in costs.not_allowed),
        ],
        priced=asked.course.funding.priced_categories,
        kinds=[(kind.value, name) for kind, name in INCOME_NAMES.items()],
        expense_rows=_padded(
            [_expense(one, costs.not_allowed) for one in kept.get("expenses") or []],
            least["expenses"],
        ),
        income_rows=_padded([_income(one) for one in kept.get("incomes") or []], least["incomes"]),
        expense_totals=expense_totals(so_far.budget),
        income_totals=income_totals(so_far.budget),
        unread=so_far.unread,
        balance=_balance(so_far.budget),
        expected=expected,
        too_much=too_much(so_far.budget, expected),
    )


def too_much(budget: Budget, expected: Worked[int] | None) -> str:
    """Say that more is asked for than the course would give: the rest would be missing later."""
    over = budget.requested - expected.value if expected is not None else 0
    if expected is None or over <= 0:
        return ""
    return (
        f"収入の「{INCOME_NAMES[IncomeKind.REQUESTED_GRANT]}」{format_yen(budget.requested)}は、"
        f"見込みの額 {format_yen(expected.value)}より {format_yen(over)}多くなっています。"
        "このままでも提出できますが、足りない分は自己資金などで補うことになります。"
    )


def expected_amount(
    catalog: Catalog, asked: Asked, budget: Budget, nth_time: int
) -> Worked[int] | None:
    """Give what the course would grant; None where its plugin cannot say: the page goes on."""
    amount = catalog.hooks.first(koubo_award_amount, asked.scheme.id)
    try:
        return amount(course=asked.course, case=AmountCase.of_budget(budget, nth_time=nth_time))
    except PluginFault:
        return None


def _expected(
    catalog: Catalog, asked: Asked, so_far: BudgetSoFar, nth_time: int | None
) -> Worked[int] | None:
    if nth_time is None or not so_far.budget.eligible_total:
        return None
    return expected_amount(catalog, asked, so_far.budget, nth_time)


def _expense(row: Mapping[str, Any], not_allowed: tuple[str, ...]) -> Row:
    texts = {name: str(row.get(name) or "") for name in PARTS}
    texts["ineligible"] = str(row.get("ineligible") or "")
    if texts["amount"].strip():
        note, tone = ELIGIBLE if is_eligible(row, not_allowed) else LEFT_OUT
        texts |= {"note": note, "tone": tone}
    return texts


def _income(row: Mapping[str, Any]) -> Row:
    texts = {name: str(row.get(name) or "") for name in ("item", "amount")}
    return {"category": str(row.get("kind") or ""), **texts}


def _padded(rows: list[Row], least: int) -> list[Row]:
    wanted = max(ROWS, len(rows) + 1, least)
    return rows + [{} for _ in range(min(wanted, MAX_LINES) - len(rows))]


def _balance(budget: Budget) -> str:
    """Say how income and expenses stand to each other."""
    if not budget.total and not budget.income_total:
        return "まだ金額が入力されていません。"
    gap = budget.total - budget.income_total
    if gap == 0:
        return f"収入と支出は、どちらも {format_yen(budget.total)} で合っています。"
    word = "足りません" if gap > 0 else "多すぎます"
    return (
        f"収入の合計 {format_yen(budget.income_total)} が、支出の合計 {format_yen(budget.total)} "
        f"より {format_yen(abs(gap))} {word}。"
    )
