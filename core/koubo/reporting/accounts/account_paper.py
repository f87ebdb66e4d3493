"""The 収支決算書: the account as a paper and as a workbook, receipts by their numbers."""

from datetime import date

from koubo.award.models import Award
from koubo.calendar import format_date, format_fiscal_year
from koubo.money import format_number, format_yen
from koubo.papers.sheets import Cell, Sheet
from koubo.papers.statements import Statement, StatementPart, StatementTable
from koubo.reporting.accounts.copying import stated
from koubo.reporting.accounts.rules import SIDE_NAMES, UNPLANNED, Account, AccountLine, Entry, Side
from koubo.schemes.budget import INCOME_NAMES, IncomeKind

TITLE = "収支決算書"
LINES = ("費目", "内容", "予算（円）", "決算（円）", "差引（円）")
ENTRIES = ("番号", "日付", "費目", "相手", "内訳", "金額（円）", "領収書")
YES, NO = "あり", "なし"
GRANT_TOLD = (
    "「市の補助金」の決算は、支出の合計からほかの収入を引いた額（交付決定額まで）です。"
    "ほかの収入は、会計に書いた額です（1件も書いていないときは、予算の額）。"
    "実績報告書に写す額と同じです。"
)

Row = tuple[str, str, int, int, int]
"""Category, words of the line, plan, outcome and difference (円)."""


def account_statement(award: Award, account: Account, day: date) -> Statement:
    """Give the account as a paper to print.

    :param day: the day (JST) that it bears
    """
    organisation = award.application.organisation
    spent, came = (_outcome(award, account, one) for one in (Side.EXPENSE, Side.INCOME))
    return Statement(
        title=TITLE,
        dated=day,
        addressee=(),
        sender=(
            organisation.name,
            f"{organisation.representative_title}　{organisation.representative}",
        ),
        opening="",
        facts=(
            ("事業の名称", award.application.project_name),
            ("事業年度", format_fiscal_year(award.fiscal_year)),
            ("交付決定額", format_yen(award.awarded or 0)),
            ("収入の合計", format_yen(came)),
            ("支出の合計", format_yen(spent)),
            ("差引", format_yen(came - spent)),
        ),
        parts=(
            *(_lines_part(award, account, side) for side in (Side.INCOME, Side.EXPENSE)),
            *(_entries_part(account, side) for side in (Side.INCOME, Side.EXPENSE)),
        ),
    )


def _outcome(award: Award, account: Account, side: Side) -> int:
    return sum(used for _, _, _, used, _ in _rows(award, account, side))


def _lines_part(award: Award, account: Account, side: Side) -> StatementPart:
    rows = [*_rows(award, account, side), _total(award, account, side)]
    table = StatementTable(
        tuple((one, place > 1) for place, one in enumerate(LINES)),
        tuple((name, line, *(format_number(one) for one in sums)) for name, line, *sums in rows),
        (3, 5, 2, 2, 2),
    )
    told = (GRANT_TOLD,) if side is Side.INCOME else ()
    return StatementPart(f"{SIDE_NAMES[side]}の部", told, table=table if rows[1:] else None)


def _total(award: Award, account: Account, side: Side) -> Row:
    planned, used = account.planned(side), _outcome(award, account, side)
    return "合計", "", planned, used, planned - used


def _rows(award: Award, account: Account, side: Side) -> list[Row]:
    """Give the lines of a side; income as the report states it, so that both papers agree."""
    if side is Side.EXPENSE:
        return [(*_words(one), one.planned, one.used, one.rest) for one in account.of(Side.EXPENSE)]
    came: dict[tuple[str, str], int] = {}
    for income in stated(account, award.awarded or 0).incomes:
        key = (income.kind.value, income.item)
        came[key] = came.get(key, 0) + income.amount
    rows = []
    for one in account.of(Side.INCOME):
        used = came.pop((one.category, one.line or one.category_name), 0)
        rows.append((*_words(one), one.planned, used, one.planned - used))
    left = [
        (INCOME_NAMES[IncomeKind(kind)], item, 0, used, -used)
        for (kind, item), used in came.items()
    ]
    return [*left, *rows]


def _words(line: AccountLine) -> tuple[str, str]:
    return line.category_name, line.line or f"（{UNPLANNED}）"


def _entries_part(account: Account, side: Side) -> StatementPart:
    """Give every entry by its number, which stands on the copy of its receipt."""
    rows = tuple(
        (
            str(entry.number),
            format_date(entry.paid_on),
            line.category_name,
            entry.payee,
            entry.what,
            format_number(entry.amount),
            YES if entry.receipt else NO,
        )
        for entry, line in _numbered(account, side)
    )
    columns = tuple((one, one in ("番号", "金額（円）")) for one in ENTRIES)
    table = StatementTable(columns, rows, (2, 5, 4, 5, 6, 4, 3)) if rows else None
    name = SIDE_NAMES[side]
    texts = () if rows else (f"{name}の記入はありません。",)
    return StatementPart(f"{name}の明細（{len(rows)}件）", texts, table=table)


def _numbered(account: Account, side: Side) -> list[tuple[Entry, AccountLine]]:
    found = [(entry, line) for line in account.of(side) for entry in line.entries]
    return sorted(found, key=lambda one: one[0].number)


def account_sheets(award: Award, account: Account) -> list[Sheet]:
    """Give the account as worksheets: the lines with their sums, and every entry."""
    project = f"{award.application.organisation.name}　{award.application.project_name}"
    lines: list[tuple[Cell, ...]] = []
    for side in (Side.INCOME, Side.EXPENSE):
        name = SIDE_NAMES[side]
        rows = [*_rows(award, account, side), _total(award, account, side)]
        lines += [(name, *one) for one in rows]
    entries: list[tuple[Cell, ...]] = [
        (
            entry.number,
            SIDE_NAMES[side],
            entry.paid_on,
            line.category_name,
            line.line,
            entry.payee,
            entry.addressee,
            entry.what,
            entry.amount,
            entry.receipt,
        )
        for side in (Side.INCOME, Side.EXPENSE)
        for entry, line in _numbered(account, side)
    ]
    return [
        Sheet(
            TITLE,
            ("収入・支出", *LINES),
            lines,
            (12, 18, 36, 14, 14, 14),
            notes=(project, GRANT_TOLD),
            yen=frozenset({3, 4, 5}),
        ),
        Sheet(
            "明細",
            (
                "番号", "収入・支出", "日付", "費目", "予算の行", "相手",
                "宛名", "内訳", "金額（円）", "領収書のファイル",
            ),
            entries,
            (8, 12, 12, 18, 28, 22, 22, 36, 14, 28),
            notes=(project,),
            yen=frozenset({8}),
        ),
    ]  # fmt: skip
