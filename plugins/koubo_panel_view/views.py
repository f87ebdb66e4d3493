"""The figures in tables and sentences that an officer reads without a textbook."""

from collections.abc import Iterator
from fractions import Fraction

from koubo.api import (
    Column,
    PanelView,
    Selection,
    SelectionInputs,
    ViewCell,
    ViewRow,
    format_number,
)
from koubo_panel_view.charts import disagreement_chart, severity_chart
from koubo_panel_view.figures import (
    MOST_FOR_STABILITY,
    Disagreement,
    Severity,
    Totals,
    alphas,
    disagreements,
    is_selected_otherwise,
    near_the_line,
    severities,
    totals_of,
    without_each,
)

GOOD, FAIR = 0.8, 0.667
"""Krippendorff's own lines (Content Analysis, 2nd ed., ch. 11)."""
NOTHING_TO_TELL = "まだ、比べられる審査票がありません。"


def views(inputs: SelectionInputs, selection: Selection) -> Iterator[PanelView]:
    """Give every view of a stage, from what hangs on little to the panel's habits."""
    totals = totals_of(inputs)
    yield near_view(inputs, selection)
    yield stability_view(inputs, selection)
    yield disagreement_view(disagreements(inputs, totals))
    yield severity_view(totals)
    yield agreement_view(inputs)


def near_view(inputs: SelectionInputs, selection: Selection) -> PanelView:
    """Show whose outcome hangs on one point of one reviewer."""
    found = near_the_line(inputs, selection)
    rows = tuple(
        ViewRow(
            (
                ViewCell(one.label),
                ViewCell("通過" if one.passes else "通過しない"),
                ViewCell(f"{format_number(one.total)}点", one.total),
                ViewCell(f"{format_number(one.gap)}点", one.gap),
                ViewCell(f"{format_number(one.step)}点", one.step),
            ),
            one.application_id,
            "境目の近く",
        )
        for one in found
    )
    lines: tuple[str, ...] = (
        "委員1人が1項目の点を1点変えるだけで、通過するかどうかが入れ替わり得る応募です。",
        "審議のときに、あらためて確かめる目安にしてください。点は変わりません。",
    )
    if not rows:
        lines = ("通過の境目の近くに、1点で入れ替わり得る応募はありません。",)
    columns = (
        Column("受付番号"),
        Column("いまの案"),
        Column("合計点", numeric=True),
        Column("境目までの差", numeric=True),
        Column("1点で動く幅", numeric=True),
    )
    return PanelView("near-the-line", "通過の境目", lines, columns if rows else (), rows)


def stability_view(inputs: SelectionInputs, selection: Selection) -> PanelView:
    """Show what would be different without each one of the reviewers."""
    title, key = "委員を1人除いて集計し直すと", "without-one"
    if len(inputs.applications) > MOST_FOR_STABILITY:
        told = f"応募が{MOST_FOR_STABILITY}件を超えるため、この比較は行っていません。"
        return PanelView(key, title, (told,))
    if is_selected_otherwise(inputs, selection):
        told = "この制度は独自の方法で集計するため、この比較は行っていません。"
        return PanelView(key, title, (told,))
    found = without_each(inputs, selection)
    rows = tuple(
        ViewRow(
            (
                ViewCell(one.reviewer),
                ViewCell("、".join(one.now_in) or "なし", len(one.now_in)),
                ViewCell("、".join(one.now_out) or "なし", len(one.now_out)),
            ),
            marked="結果が変わる" if one.now_in or one.now_out else "",
        )
        for one in found
    )
    changed = sum(bool(one.marked) for one in rows)
    told = (
        f"{len(rows)}人のうち{changed}人は、その委員の審査票がなければ通過する応募が変わります。"
        if changed
        else "どの委員の審査票を除いても、通過する応募は変わりません。"
    )
    lines = (
        told if rows else NOTHING_TO_TELL,
        "結果が1人の委員に左右されていないかを見るためのものです。審査票は除かれません。",
    )
    columns = (
        Column("除く委員"),
        Column("通過になる応募", numeric=True),
        Column("通過しなくなる応募", numeric=True),
    )
    return PanelView(key, title, lines, columns, rows)


def disagreement_view(found: list[Disagreement]) -> PanelView:
    """Show on which applications the reviewers are far apart."""
    rows = tuple(
        ViewRow(
            (
                ViewCell(one.label),
                ViewCell(f"{format_number(one.range)}点", one.range),
                ViewCell(f"{one.spread:.2f}", one.spread),
                ViewCell(f"{one.widest}（{one.gap}点差）" if one.widest else "差なし", one.gap),
            ),
            one.application_id,
        )
        for one in sorted(found, key=lambda one: (-one.range, one.label))
    )
    return PanelView(
        "disagreement",
        "応募ごとの意見の開き",
        ("委員ごとの合計点がどれだけ離れているかです。開きの大きい応募から並べています。",)
        if rows
        else (NOTHING_TO_TELL,),
        (
            Column("受付番号"),
            Column("最高と最低の差", numeric=True),
            Column("標準偏差", numeric=True),
            Column("最も開いた項目", numeric=True),
        ),
        rows,
        disagreement_chart(found) if found else None,
    )


def severity_view(totals: dict[int, Totals]) -> PanelView:
    """Show who marks higher or lower than the colleagues, and how widely."""
    found = severities(totals)
    return PanelView(
        "severity",
        "委員ごとの点の付け方",
        (
            "「ほかの委員との差」は、同じ応募にほかの委員が付けた点の平均との差を、平均したものです。"
            "マイナスは厳しめ、プラスは甘めです。",
            "担当した応募が違うと平均も違います。良し悪しを表すものではありません。",
        )
        if found
        else (NOTHING_TO_TELL,),
        (
            Column("委員"),
            Column("審査票", numeric=True),
            Column("合計点の平均", numeric=True),
            Column("ほかの委員との差", numeric=True),
            Column("標準偏差", numeric=True),
            Column("最低〜最高", numeric=True),
        ),
        tuple(_severity_row(one) for one in found),
        severity_chart(found) if any(one.against_others is not None for one in found) else None,
    )


def _severity_row(one: Severity) -> ViewRow:
    difference = one.against_others
    told = "—" if difference is None else _difference_told(difference)
    return ViewRow(
        (
            ViewCell(one.reviewer),
            ViewCell(f"{one.sheets}件", one.sheets),
            ViewCell(f"{float(one.mean):.2f}点", one.mean),
            ViewCell(told, difference),
            ViewCell(f"{one.spread:.2f}", one.spread),
            ViewCell(
                f"{format_number(one.lowest)}〜{format_number(one.highest)}点",
                one.highest - one.lowest,
            ),
        )
    )


def _difference_told(points: Fraction) -> str:
    text = f"{float(points):+.2f}"
    if text.strip("+-0.") == "":
        return "0.00点（平均と同じ）" if points == 0 else "0.00点（平均とほぼ同じ）"
    return f"{text}点"


def agreement_view(inputs: SelectionInputs) -> PanelView:
    """Show Krippendorff's alpha of each criterion."""
    rows = tuple(
        ViewRow(
            (
                ViewCell(title),
                ViewCell("計算できません" if alpha is None else f"{alpha:.3f}", alpha),
                ViewCell(_meaning(alpha)),
                ViewCell(f"{marks}個", marks),
            )
        )
        for title, alpha, marks in alphas(inputs)
    )
    return PanelView(
        "agreement",
        "審査項目ごとの一致の度合い",
        (
            "クリッペンドルフのα（順序尺度）です。1は完全な一致、0は偶然と同じ程度を表します。",
            "委員や応募が少ないと大きく揺れます。低い項目は、来年の評価の目安の書き方を見直す手がかりになります。",
        ),
        (
            Column("審査項目"),
            Column("α", numeric=True),
            Column("目安"),
            Column("点の数", numeric=True),
        ),
        rows,
    )


def _meaning(alpha: float | None) -> str:
    if alpha is None:
        return "委員が2人に満たないか、すべて同じ点です"
    if alpha >= GOOD:
        return "よく一致しています（0.8以上）"
    if alpha >= FAIR:
        return "おおむね一致しています（0.667以上）"
    return "一致は弱いです（0.667未満）"
