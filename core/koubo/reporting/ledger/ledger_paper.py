"""The 交付台帳 on A3: the columns of the file, set together two and three to a column."""

from collections.abc import Sequence
from datetime import date

from koubo.calendar import format_date, format_fiscal_year
from koubo.money import format_yen
from koubo.papers.ledgers import LedgerColumn, LedgerPaper
from koubo.reporting.ledger.rules import (
    LEDGER_STATES,
    Dated,
    LedgerRow,
    LedgerTotals,
    ledger_cells,
)

PAPER_COLUMNS = (
    LedgerColumn("受付番号\n年度", 12),
    LedgerColumn("事業\n団体", 22),
    LedgerColumn("募集・コース\n段階", 14),
    LedgerColumn("申請額", 9, figures=True),
    LedgerColumn("答申額\n内定額", 9, figures=True),
    LedgerColumn("採択決定日\n文書番号", 11),
    LedgerColumn("交付決定額\n日・文書番号", 12, figures=True),
    LedgerColumn("変更後の額\n日・文書番号", 12, figures=True),
    LedgerColumn("概算払額\n支払日", 11, figures=True),
    LedgerColumn("確定額\n日・文書番号", 12, figures=True),
    LedgerColumn("精算払額\n支払日", 11, figures=True),
    LedgerColumn("返還額\n収納日", 11, figures=True),
    LedgerColumn("当初との差額\n未精算額", 9, figures=True),
    LedgerColumn("状態", 9),
)
NONE = "―"


def ledger_paper(
    rows: Sequence[LedgerRow], printed_on: date, as_of: date | None, narrowed: str
) -> LedgerPaper:
    """Give the ledger as a paper.

    :param narrowed: what it was narrowed to, in words; empty for all
    """
    totals = LedgerTotals()
    for row in rows:
        totals.add(ledger_cells(row))
    day = f"基準日　{format_date(as_of)}" if as_of else f"{format_date(printed_on)}現在"
    return LedgerPaper(
        title="交付台帳",
        told="　".join(one for one in (day, narrowed) if one),
        printed_on=printed_on,
        columns=PAPER_COLUMNS,
        rows=[_row(one) for one in rows],
        totals=_totals(totals),
    )


def _row(row: LedgerRow) -> tuple[str, ...]:
    case = row.case
    return (
        f"{case.receipt_number}\n{format_fiscal_year(case.fiscal_year)}",
        f"{case.project}\n{case.organisation}",
        "\n".join(one for one in (case.call_title, row.course, case.stage) if one),
        _yen(case.requested),
        f"{_yen(case.recommended)}\n{_yen(case.adopted)}",
        _day(row.selection),
        _dated(row.grant, row.grant.known),
        _dated(row.change, row.awarded),
        _dated(row.advance, row.advance.known),
        _dated(row.settlement, row.settled),
        _dated(row.final, row.final.known),
        _dated(row.returned, row.returned.known),
        f"{_yen(row.unspent)}\n{_yen(row.open)}",
        LEDGER_STATES[case.state],
    )


def _totals(totals: LedgerTotals) -> tuple[str, ...]:
    def of(title: str) -> str:
        return format_yen(totals.sums.get(title, 0))

    return (
        f"合計（{totals.count}件）",
        "",
        "",
        of("申請額"),
        f"{of('答申額')}\n{of('内定額')}",
        "",
        of("交付決定額（当初）"),
        of("交付決定額（変更後）"),
        of("概算払額"),
        of("確定額"),
        of("精算払額"),
        of("返還額"),
        f"{of('当初との差額')}\n{of('未精算額')}",
        "",
    )


def _yen(amount: int | None) -> str:
    return NONE if amount is None else format_yen(amount)


def _day(fact: Dated) -> str:
    if fact.on is None:
        return NONE
    return "\n".join(one for one in (format_date(fact.on), fact.number) if one)


def _dated(fact: Dated, amount: int | None) -> str:
    if fact.on is None:
        return _yen(amount)
    return f"{_yen(amount)}\n{_day(fact)}"
