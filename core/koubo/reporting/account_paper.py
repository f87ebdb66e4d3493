"""The 収支決算書: the account as a paper and as a workbook, receipts by their numbers."""

from collections.abc import Iterator
from datetime import date

from koubo.award.models import Award
from koubo.calendar import format_date, format_fiscal_year
from koubo.money import format_number, format_yen
from koubo.papers.sheets import Cell, Sheet
from koubo.papers.statements import Statement, StatementPart, StatementTable
from koubo.reporting.expense_rules import SIDE_NAMES, Account, AccountLine, Entry, Side

TITLE = "収支決算書"
LINES = ("費目", "内容", "予算（円）", "決算（円）", "差引（円）")
ENTRIES = ("番号", "日付", "費目", "相手", "内訳", "金額（円）", "領収書")
YES, NO = "あり", "なし"


def account_statement(award: Award, account: Account, day: date) -> Statement:
    """Give the account as a paper to print.

    :param day: the day (JST) that it bears
    """
    organisation = award.application.organisation
    spent, came = account.used(Side.EXPENSE), account.used(Side.INCOME)
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
            *(_lines_part(account, side) for side in (Side.INCOME, Side.EXPENSE)),
            *(_entries_part(account, side) for side in (Side.INCOME, Side.EXPENSE)),
        ),
    )


def _lines_part(account: Account, side: Side) -> StatementPart:
    rows = [tuple(str(one) for one in row) for row in _told_rows(account, side)]
    table = StatementTable(
        tuple((one, place > 1) for place, one in enumerate(LINES)), tuple(rows), (3, 5, 2, 2, 2)
    )
    return StatementPart(f"{SIDE_NAMES[side]}の部", table=table if account.of(side) else None)


def _told_rows(account: Account, side: Side) -> Iterator[tuple[str, ...]]:
    for one in account.of(side):
        sums = (format_number(each) for each in (one.planned, one.used, one.rest))
        yield (*_words(one), *sums)
    total = (account.planned(side), account.used(side), account.rest(side))
    yield ("合計", "", *(format_number(each) for each in total))


def _words(line: AccountLine) -> tuple[str, str]:
    return line.category_name, line.line or "（予算にないもの）"


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
        lines += [(name, *_words(one), one.planned, one.used, one.rest) for one in account.of(side)]
        total = (account.planned(side), account.used(side), account.rest(side))
        lines.append((name, "合計", "", *total))
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
            notes=(project,),
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
