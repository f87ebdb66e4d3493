"""The pictures that put the years side by side: applications, and money."""

from collections.abc import Mapping, Sequence
from functools import partial
from itertools import groupby

from koubo.calendar import format_fiscal_year
from koubo.money import format_yen
from koubo.reporting.figures.call_numbers import CallNumbers, counts_together, sums_together
from koubo_web.pictures.bars import Bar, bar_chart
from koubo_web.pictures.of_call import BUDGET, SUM_NAMES
from koubo_web.pictures.picture import Picture

Years = Mapping[int, Sequence[CallNumbers]]
"""The calls of each 事業年度, the newest first."""


def by_year(numbers: Sequence[CallNumbers]) -> Years:
    """Put the calls together that have the same 事業年度."""
    return {year: list(found) for year, found in groupby(numbers, lambda one: one.fiscal_year)}


def applications_by_year(years: Years) -> Picture:
    """Show how many applications came in each year, and how many of them were selected."""
    counts = {year: counts_together(found) for year, found in years.items()}
    bars = [
        Bar(
            format_fiscal_year(year),
            one.selected,
            f"{one.filed:,}件（採択{one.selected:,}件）",
            one.filed,
        )
        for year, one in counts.items()
    ]
    told = "、".join(f"{format_fiscal_year(year)} {one.filed:,}件" for year, one in counts.items())
    return Picture(
        "years",
        "年度ごとの応募",
        f"応募は、{told}です。" if counts else "公開した募集はまだありません。",
        [
            ("事業年度", ""),
            ("募集", "num"),
            ("応募", "num"),
            ("受理", "num"),
            ("採択", "num"),
            ("交付決定", "num"),
            ("額の確定", "num"),
        ],
        [
            [
                format_fiscal_year(year),
                f"{len(years[year])}件",
                *(
                    f"{many:,}件"
                    for many in (one.filed, one.accepted, one.selected, one.granted, one.settled)
                ),
            ]
            for year, one in counts.items()
        ],
        partial(bar_chart, bars) if bars else None,
    )


def money_by_year(years: Years) -> Picture:
    """Show what was awarded in the calls of each year beside their budgets (円)."""
    sums = {year: sums_together(found) for year, found in years.items()}
    budgets = {year: sum(one.budget for one in found) for year, found in years.items()}
    bars = [
        Bar(format_fiscal_year(year), one.awarded, format_yen(one.awarded))
        for year, one in sums.items()
    ]
    told = "、".join(
        f"{format_fiscal_year(year)} {format_yen(one.awarded)}" for year, one in sums.items()
    )
    return Picture(
        "years-money",
        "年度ごとの交付決定額",
        f"交付決定額は、{told}です。" if sums else "公開した募集はまだありません。",
        [("事業年度", ""), (BUDGET, "num"), *((name, "num") for name in SUM_NAMES.values())],
        [
            [
                format_fiscal_year(year),
                format_yen(budgets[year]),
                *(format_yen(getattr(one, key)) for key in SUM_NAMES),
            ]
            for year, one in sums.items()
        ],
        partial(bar_chart, bars) if bars else None,
        ["それぞれ別の金額です。足し合わせることはできません。"],
    )
