"""支出一式 as a table: one row a bill, the same cells in CSV, Excel and on the page."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from koubo.award.payments.claim_rules import CLAIM_NAMES, ClaimKind
from koubo.award.payments.queries import PayableRow
from koubo.calendar import day_in_japan, format_fiscal_year
from koubo.papers.sheets import Cell, Sheet
from koubo.people.account_rules import BankDetails

BILL, AMOUNT, ORDER, PAID_ON = "請求書番号", "金額", "支出命令番号", "支払日"
REASON = "過年度支出の理由"
COLUMNS = (
    BILL, "債権者番号", "債権者名", "代表者", "住所", AMOUNT, "会計年度", "款", "項", "目", "節", "細節",
    "支払区分", "摘要", "金融機関コード", "金融機関名", "支店コード", "支店名", "種目", "口座番号", "口座名義",
    "名義カナ", "請求日", "交付決定日", "文書番号", ORDER, PAID_ON, REASON,
)  # fmt: skip
WIDTHS = (
    20, 10, 26, 16, 28, 12, 12, 8, 8, 8, 14, 8, 10, 34, 8, 16, 8, 16, 8, 10, 26, 26, 12, 12, 18, 18, 12, 20,
)  # fmt: skip
TOTAL_COLUMNS = ("会計年度", "節", "支払区分", "件数", "金額の合計")
STANDARD_SETSU = "18 負担金、補助及び交付金"
"""節 of subsidies in 地方自治法施行規則 別記 since 令和2年度; an officer confirms it for each call."""


@dataclass(frozen=True)
class PaymentLine:
    """One bill with all that a payment needs, the account in full."""

    bill: PayableRow
    representative: str
    account: BankDetails


@dataclass(frozen=True)
class PaymentTotal:
    """What is paid of one year, budget line and kind (円)."""

    fiscal_year: int
    setsu: str
    kind: ClaimKind
    count: int
    amount: int


def payment_cells(line: PaymentLine) -> tuple[Cell, ...]:
    """Give the cells of a bill, column by column."""
    bill, account = line.bill, line.account
    return (
        bill.bill_number,
        "",
        bill.organisation,
        line.representative,
        bill.address,
        bill.amount,
        format_fiscal_year(bill.fiscal_year),
        *bill.codes,
        CLAIM_NAMES[bill.kind],
        f"{bill.project}（{bill.call_title}）",
        account.bank_code,
        account.bank,
        account.branch_code,
        account.branch,
        account.kind_name,
        account.number,
        account.holder,
        account.holder_kana,
        day_in_japan(bill.filed_at),
        bill.granted_on,
        bill.grant_number or "",
        bill.order_number,
        None,
        "",
    )


def payment_totals(bills: Iterable[PayableRow]) -> tuple[PaymentTotal, ...]:
    """Give the sums by year, 節 and kind of payment, in that order."""
    sums: dict[tuple[int, str, ClaimKind], list[int]] = {}
    for one in bills:
        setsu = one.codes[3]
        sums.setdefault((one.fiscal_year, setsu, one.kind), []).append(one.amount)
    return tuple(
        PaymentTotal(*key, count=len(amounts), amount=sum(amounts))
        for key, amounts in sorted(sums.items())
    )


def payment_workbook(lines: Sequence[PaymentLine], day: date) -> tuple[Sheet, Sheet]:
    """Give the sheets of an Excel file: the bills, and apart from them their sums."""
    totals = payment_totals(one.bill for one in lines)
    sums: list[tuple[Cell, ...]] = [
        (
            format_fiscal_year(one.fiscal_year),
            one.setsu,
            CLAIM_NAMES[one.kind],
            one.count,
            one.amount,
        )
        for one in totals
    ]
    whole = ("合計", "", "", sum(one.count for one in totals), sum(one.amount for one in totals))
    return (
        Sheet("支出一覧", COLUMNS, [payment_cells(one) for one in lines], WIDTHS),
        Sheet(
            "合計",
            TOTAL_COLUMNS,
            [*sums, whole],
            (14, 26, 12, 8, 16),
            notes=(f"{day.isoformat()} に作成",),
        ),
    )
