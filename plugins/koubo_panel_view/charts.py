"""The drawings beside the tables, as Vega-Lite says them; colour is never the only sign."""

from collections.abc import Sequence
from typing import Any

from koubo.api import Chart, format_number
from koubo_panel_view.figures import Disagreement, Severity

DARK = "#0017c1"
GREY = "#767676"


def severity_chart(severities: Sequence[Severity]) -> Chart:
    """Draw how far each reviewer lies above or below the colleagues."""
    compared = [one for one in severities if one.against_others is not None]
    values = [
        {"reviewer": one.reviewer, "difference": float(one.against_others or 0)} for one in compared
    ]
    told = "、".join(
        f"{one.reviewer} {format_number(one.against_others or 0)}点" for one in compared
    )
    spec = _spec(
        values,
        {
            "y": _names("reviewer", [one.reviewer for one in compared]),
            "x": {
                "field": "difference",
                "type": "quantitative",
                "title": "ほかの委員との差（点）。左は厳しい、右は甘い",
            },
        },
        [
            {"mark": {"type": "bar", "color": DARK, "height": 10}},
            {"mark": {"type": "rule", "color": GREY}, "encoding": {"x": {"datum": 0}, "y": None}},
        ],
    )
    return Chart(f"ほかの委員との差：{told}", spec)


def disagreement_chart(found: Sequence[Disagreement]) -> Chart:
    """Draw each reviewer's total on every application, the most disputed first."""
    widest = sorted(found, key=lambda one: (-one.range, one.label))
    values = [
        {"application": one.label, "total": float(total), "reviewer": reviewer}
        for one in widest
        for reviewer, total in one.totals.items()
    ]
    told = "、".join(f"{one.label} 差 {format_number(one.range)}点" for one in widest[:5])
    spec = _spec(
        values,
        {
            "y": _names("application", [one.label for one in widest]),
            "x": {
                "field": "total",
                "type": "quantitative",
                "title": "委員ごとの合計点",
                "scale": {"zero": False},
            },
        },
        [
            {
                "mark": {"type": "line", "color": GREY},
                "encoding": {"detail": {"field": "application"}},
            },
            {"mark": {"type": "point", "filled": True, "color": DARK, "size": 50, "opacity": 0.8}},
        ],
    )
    return Chart(f"委員の合計点の開きが大きい応募：{told}", spec)


def _names(field: str, order: Sequence[str]) -> dict[str, Any]:
    """Give the axis of names, in the order of the table."""
    return {"field": field, "type": "nominal", "title": None, "sort": list(order)}


def _spec(
    values: list[dict[str, Any]], encoding: dict[str, Any], layer: list[dict[str, Any]]
) -> dict[str, Any]:
    return {
        "$schema": "https://vega.github.io/schema/vega-lite/v5.json",
        "data": {"values": values},
        "width": 480,
        "height": {"step": 26},
        "encoding": encoding,
        "layer": layer,
    }
