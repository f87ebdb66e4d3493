"""What judges a budget that comes in: every line, and that income equals expenses."""

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from marshmallow import ValidationError, fields

from koubo.fields import Text, Yen, YesNo
from koubo.money import format_yen
from koubo.schemes.budget import INCOME_NAMES, Budget, ExpenseLine, IncomeKind, IncomeLine

MAX_LINES = 100
UNIT_PRICE = {"label": "単価"}
CHOOSE_CATEGORY = "費目を一覧の中から選んでください。"
CHOOSE_KIND = "収入の種類を一覧の中から選んでください。"


class BudgetField(fields.Field[Budget]):
    """``{"expenses": [{category, item, amount, ineligible}], "incomes": [{kind, item, amount}]}``.

    Wholly blank lines are left out. Complaints are keyed by table, line and cell.
    """

    def __init__(
        self,
        categories: Sequence[str],
        ineligible: Sequence[str],
        priced: Collection[str] = (),
        **options: Any,
    ) -> None:
        """Judge by the categories that count, those that do not, and those asked apiece."""
        super().__init__(**options)
        self.priced = frozenset(priced)
        self.categories = tuple(categories)
        self.ineligible = frozenset(ineligible)

    def _deserialize(
        self, value: Any, attr: str | None, data: Mapping[str, Any] | None, **kwargs: Any
    ) -> Budget:
        if not isinstance(value, Mapping):
            raise ValidationError("収支予算を入力してください。")
        complaints: dict[str, Any] = {}
        expenses = self._lines(value, "expenses", self._expense, complaints)
        incomes = self._lines(value, "incomes", self._income, complaints)
        if complaints:
            raise ValidationError(complaints)
        budget = Budget(tuple(expenses), tuple(incomes))
        self._judge_whole(budget)
        return budget

    def _lines(
        self, value: Mapping[str, Any], table: str, read: Any, complaints: dict[str, Any]
    ) -> list[Any]:
        rows = value.get(table) or []
        if not isinstance(rows, list) or len(rows) > MAX_LINES:
            complaints[table] = [f"{MAX_LINES}行までにしてください。"]
            return []
        found: list[Any] = []
        for place, row in enumerate(rows):
            if not isinstance(row, Mapping) or _is_blank(row):
                continue
            try:
                found.append(read(row))
            except ValidationError as error:
                complaints.setdefault(table, {})[place] = error.messages
        return found

    def _expense(self, row: Mapping[str, Any]) -> ExpenseLine:
        cells = _read_cells(
            row,
            category=Text(required=True, error_messages={"null": CHOOSE_CATEGORY}),
            item=Text(max_length=100, required=True, metadata={"label": "内容・内訳"}),
            amount=Yen(minimum=1, required=True, metadata={"label": "金額"}),
            ineligible=YesNo(load_default=False),
            unit_price=Yen(minimum=1, load_default=None, allow_none=True, metadata=UNIT_PRICE),
        )
        category = cells["category"]
        if category not in self.categories and category not in self.ineligible:
            raise ValidationError({"category": [CHOOSE_CATEGORY]})
        eligible = category not in self.ineligible and not cells["ineligible"]
        price = cells["unit_price"] or None
        if eligible and category in self.priced and price is None:
            raise ValidationError({"unit_price": [f"{category}は「単価」も入力してください。"]})
        return ExpenseLine(category, cells["item"], cells["amount"], eligible, price)

    def _income(self, row: Mapping[str, Any]) -> IncomeLine:
        cells = _read_cells(
            row,
            kind=Text(required=True, error_messages={"null": CHOOSE_KIND}),
            item=Text(
                max_length=100,
                load_default="",
                allow_none=True,
                metadata={"label": "内容・内訳"},
            ),
            amount=Yen(minimum=1, required=True, metadata={"label": "金額"}),
        )
        if cells["kind"] not in INCOME_NAMES:
            raise ValidationError({"kind": [CHOOSE_KIND]})
        kind = IncomeKind(cells["kind"])
        return IncomeLine(kind, cells["item"] or INCOME_NAMES[kind], cells["amount"])

    def _judge_whole(self, budget: Budget) -> None:
        if not budget.expenses:
            raise ValidationError("支出を1行以上入力してください。")
        if not budget.requested:
            raise ValidationError("収入に「市の補助金」を入力してください。")
        if not budget.is_balanced:
            gap = budget.total - budget.income_total
            side = "収入が足りません" if gap > 0 else "収入が多すぎます"
            raise ValidationError(
                f"収入の合計 {format_yen(budget.income_total)} と支出の合計 "
                f"{format_yen(budget.total)} が合いません（{format_yen(abs(gap))} {side}）。"
                "同じ額になるように直してください。"
            )


def budget_to_json(budget: Budget) -> dict[str, Any]:
    """Give a budget as it is kept in a snapshot, in the same shape as it comes in."""
    return {
        "expenses": [
            {
                "category": line.category,
                "item": line.item,
                "amount": line.amount,
                "ineligible": not line.eligible,
                **({} if line.unit_price is None else {"unit_price": line.unit_price}),
            }
            for line in budget.expenses
        ],
        "incomes": [
            {"kind": line.kind.value, "item": line.item, "amount": line.amount}
            for line in budget.incomes
        ],
    }


def budget_from_json(kept: Mapping[str, Any]) -> Budget:
    """Read a budget back from a snapshot; what was filed is not judged again."""
    return Budget(
        tuple(
            ExpenseLine(
                row["category"],
                row["item"],
                row["amount"],
                not row["ineligible"],
                row.get("unit_price"),
            )
            for row in kept["expenses"]
        ),
        tuple(
            IncomeLine(IncomeKind(row["kind"]), row["item"], row["amount"])
            for row in kept["incomes"]
        ),
    )


def budget_to_raw(kept: Mapping[str, Any]) -> dict[str, Any]:
    """Give a kept budget as the form shows it: every cell as text."""
    expenses = [
        {
            **row,
            "amount": str(row["amount"]),
            "ineligible": "はい" if row["ineligible"] else "",
            "unit_price": str(row.get("unit_price") or ""),
        }
        for row in kept["expenses"]
    ]
    incomes = [{**row, "amount": str(row["amount"])} for row in kept["incomes"]]
    return {"expenses": expenses, "incomes": incomes}


def _read_cells(row: Mapping[str, Any], **cells: fields.Field[Any]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    complaints: dict[str, Any] = {}
    for name, field in cells.items():
        raw = row.get(name)
        if isinstance(raw, str) and not raw.strip():
            raw = None
        try:
            if raw is None and not field.required:
                found[name] = field.load_default if field.load_default is not None else ""
            else:
                found[name] = field.deserialize(raw, name, row)
        except ValidationError as error:
            complaints[name] = error.messages
    if complaints:
        raise ValidationError(complaints)
    return found


def _is_blank(row: Mapping[str, Any]) -> bool:
    """A line counts as blank when neither a name nor an amount was typed."""
    return not any(str(row.get(name) or "").strip() for name in ("item", "amount"))
