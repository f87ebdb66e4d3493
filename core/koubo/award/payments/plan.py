"""What a list that came back from the city's accounts would record, row by row."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from koubo.award.models import Claim
from koubo.award.payments.actions.paying import Mark, mark_problems
from koubo.award.payments.claim_rules import ClaimState
from koubo.award.payments.sheets import AMOUNT, BILL, COLUMNS, ORDER, PAID_ON, REASON
from koubo.calendar import parse_date
from koubo.money import format_yen, parse_yen
from koubo.papers.workbooks import ReadSheet, Table, TableRow, find_table
from koubo.people.roster_rules import CellProblem
from koubo.problems import Problem, Problems
from koubo.storage.canonical import digest_of

FIELDS: Mapping[str, tuple[str, ...]] = {
    "bill": (BILL, "請求番号"),
    "amount": (AMOUNT, "支払額", "支出額"),
    "order": (ORDER, "支出命令の番号"),
    "paid_on": (PAID_ON, "支払年月日"),
    "reason": (REASON,),
}
REQUIRED = ("bill", "amount")
NO_TABLE = (
    f"「{BILL}」と「{AMOUNT}」の見出しがある表が見つかりません。"
    "ダウンロードした支出一式の見出しを消さずに、そのまま書き込んでください。"
)
UNKNOWN = "この請求書番号の請求は見つかりません。番号を確かめてください。"
TWICE = "同じ請求書番号の行が2つあります。1つにしてください。"
NO_DATE = "「支払日」は「2026年5月1日」または「令和8年5月1日」のように書いてください。"
NO_AMOUNT = "「金額」は「103,000」のように数字で書いてください。"


class PaymentFate(StrEnum):
    """What becomes of a row."""

    ORDERED = "ordered"
    PAID = "paid"
    SAME = "same"
    BLANK = "blank"


PAYMENT_FATES: Mapping[PaymentFate, str] = {
    PaymentFate.PAID: "支払日を記録",
    PaymentFate.ORDERED: "支出命令番号を記録",
    PaymentFate.SAME: "記録済み",
    PaymentFate.BLANK: "未記入",
}


@dataclass(frozen=True)
class PlannedPayment:
    """A row of the list, and what it would record."""

    row: int
    fate: PaymentFate
    claim_id: int
    version: int
    bill_number: str
    organisation: str
    amount: int
    mark: Mark


@dataclass(frozen=True)
class PaymentPlan:
    """What a list would record; with a problem in it nothing is recorded."""

    lines: tuple[PlannedPayment, ...]
    problems: tuple[CellProblem, ...] = ()
    unknown: tuple[str, ...] = field(default=())
    """Headings that nobody reads."""

    @property
    def changing(self) -> tuple[PlannedPayment, ...]:
        """Give the rows that record something."""
        return tuple(
            one for one in self.lines if one.fate in (PaymentFate.ORDERED, PaymentFate.PAID)
        )

    @property
    def total_paid(self) -> int:
        """Give the sum of what would be recorded as paid (円)."""
        return sum(one.amount for one in self.lines if one.fate is PaymentFate.PAID)

    @property
    def digest(self) -> str:
        """Give what tells this plan from any other, the state of the records included."""
        return digest_of(
            [
                [
                    one.row,
                    one.fate.value,
                    one.claim_id,
                    one.version,
                    one.mark.order_number,
                    one.mark.paid_on.isoformat() if one.mark.paid_on else "",
                ]
                for one in self.lines
            ]
        )


def bill_tables(sheets: Iterable[ReadSheet]) -> tuple[Table, ...]:
    """Give the tables of a list; Problems where there is none."""
    found = [find_table(sheet, FIELDS, REQUIRED) for sheet in sheets]
    tables = tuple(one for one in found if one is not None)
    if not tables:
        raise Problems([Problem("no_table", NO_TABLE, field="file")])
    return tables


def bill_numbers(tables: Sequence[Table]) -> list[str]:
    """Give the numbers of the bills that a list names."""
    return [_number(row) for table in tables for row in table.rows if _number(row)]


def plan_payments(tables: Sequence[Table], bills: Mapping[str, Claim], today: date) -> PaymentPlan:
    """Give what a list would record.

    :param bills: the bills that the officer may see, by number; others are unknown
    """
    reader = _Rows(bills, today)
    for table in tables:
        for row in table.rows:
            if _number(row):
                reader.read(table, row)
    unknown = tuple(one for table in tables for one in table.unknown if one not in COLUMNS)
    return PaymentPlan(tuple(reader.lines), tuple(reader.problems), unknown)


def _number(row: TableRow) -> str:
    return row.values["bill"].strip().upper()


@dataclass
class _Rows:
    """Reads rows, each bill once."""

    bills: Mapping[str, Claim]
    today: date
    lines: list[PlannedPayment] = field(default_factory=list)
    problems: list[CellProblem] = field(default_factory=list)
    seen: set[str] = field(default_factory=set)

    def read(self, table: Table, row: TableRow) -> None:
        """Read one row that names a bill."""
        number = _number(row)
        claim = self.bills.get(number)
        if claim is None:
            self._complain(table, row, "bill", UNKNOWN)
        elif number in self.seen:
            self._complain(table, row, "bill", TWICE)
        else:
            self.seen.add(number)
            self._read(table, row, number, claim)

    def _read(self, table: Table, row: TableRow, number: str, claim: Claim) -> None:
        if not self._same_amount(table, row, claim):
            return
        try:
            text = row.values.get("paid_on", "")
            paid_on = parse_date(text) if text else None
        except ValueError:
            self._complain(table, row, "paid_on", NO_DATE)
            return
        mark = Mark(row.values.get("order", "").strip(), paid_on, row.values.get("reason", ""))
        fate = _fate(claim, mark)
        if fate in (PaymentFate.ORDERED, PaymentFate.PAID) and self._refused(
            table, row, claim, mark
        ):
            return
        self.lines.append(
            PlannedPayment(
                row.number,
                fate,
                claim.id,
                claim.version,
                number,
                claim.award.application.organisation.name,
                claim.amount,
                mark,
            )
        )

    def _same_amount(self, table: Table, row: TableRow, claim: Claim) -> bool:
        try:
            amount = parse_yen(row.values["amount"])
        except ValueError:
            self._complain(table, row, "amount", NO_AMOUNT)
            return False
        if amount != claim.amount:
            message = (
                f"金額が請求額と違います（請求額 {format_yen(claim.amount)}、"
                f"この行 {format_yen(amount)}）。財務会計の伝票を確かめてください。"
            )
            self._complain(table, row, "amount", message)
            return False
        return True

    def _refused(self, table: Table, row: TableRow, claim: Claim, mark: Mark) -> bool:
        found = mark_problems(claim, mark, self.today)
        for one in found:
            column = "paid_on" if (one.field or "").startswith("paid_on") else "order"
            self._complain(table, row, column, one.message)
        return bool(found)

    def _complain(self, table: Table, row: TableRow, column: str, message: str) -> None:
        self.problems.append(CellProblem(row.number, table.cell(row.number, column), message))


def _fate(claim: Claim, mark: Mark) -> PaymentFate:
    if claim.state is ClaimState.PAID and mark.paid_on in (None, claim.paid_on):
        return PaymentFate.SAME
    if mark.paid_on is not None:
        return PaymentFate.PAID
    if not mark.order_number:
        return PaymentFate.BLANK
    if claim.state is ClaimState.ORDERED and mark.order_number == claim.order_number:
        return PaymentFate.SAME
    return PaymentFate.ORDERED
