"""Lying bars with their figures beside them; no figure is told by a length or a colour alone."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from koubo_web.charts import SOFT
from koubo_web.pictures.picture import NARROW, Say, Spec, extent

SCHEMA = "https://vega.github.io/schema/vega-lite/v5.json"
FULL, PART = "#c5d7fb", "#00118f"
"""blue-200 and blue-1000 of the design tokens: light and dark enough for eyes without colours."""
STEP, STEP_UNDER_LABEL = 34, 52
LONGEST_LABEL = 255
"""Room for a name beside its bar (px); what is longer is cut there, the table has it whole."""


@dataclass(frozen=True)
class Bar:
    """One bar: its name, its length, and what is written at its end."""

    label: str
    value: int
    told: str
    of: int | None = None
    """The whole of which `value` is a part, drawn behind it; None where it is no part."""


def bar_chart(bars: Sequence[Bar], width: int, say: Say) -> Spec:
    """Give a chart of bars, in their order; on a narrow one names stand above their bars."""
    bars = [replace(one, label=say(one.label), told=say(one.told)) for one in bars]
    above = width <= NARROW
    beside = 0 if above else min(LONGEST_LABEL, max(extent(one.label) for one in bars)) + 12
    longest = max([1, *(max(one.value, one.of or 0) for one in bars)])
    telling = max(extent(one.told) for one in bars) + 16
    room = max(width - beside - telling, 60)
    values = [
        {
            "place": place,
            "label": one.label,
            "value": one.value,
            "whole": one.value if one.of is None else one.of,
            "told": one.told,
        }
        for place, one in enumerate(bars)
    ]
    scale = {"domain": [0, longest * (width - beside) / room], "nice": False}
    along = {"type": "quantitative", "axis": None, "scale": scale}
    # By place, not by name: two themes of one name are two bars.
    down: dict[str, Any] = {
        "field": "place",
        "type": "ordinal",
        "title": None,
        "axis": {"labels": False, "ticks": False, "domain": not above, "domainColor": SOFT},
    }
    height = 16
    drop = 10 if above else 0
    bar = {"type": "bar", "height": height, "yOffset": drop}
    layers: list[dict[str, Any]] = [
        {
            "mark": {**bar, "color": FULL if _has_parts(bars) else PART, "stroke": PART},
            "encoding": {"x": {**along, "field": "whole"}},
        },
        {
            "mark": {"type": "text", "align": "left", "dx": 6, "dy": drop},
            "encoding": {"x": {**along, "field": "whole"}, "text": {"field": "told"}},
        },
    ]
    if _has_parts(bars):
        part = {"mark": {**bar, "color": PART}, "encoding": {"x": {**along, "field": "value"}}}
        layers.insert(1, part)
    at = {"align": "left", "x": 0, "dy": -10} if above else {"align": "right", "x": -8}
    name = {"type": "text", "limit": beside or width, **at}
    layers.append({"mark": name, "encoding": {"text": {"field": "label"}}})
    return {
        "$schema": SCHEMA,
        "data": {"values": values},
        "width": width - beside - 10,
        "height": {"step": STEP_UNDER_LABEL if above else STEP},
        "padding": 4,
        "encoding": {"y": down},
        "layer": layers,
    }


def _has_parts(bars: Sequence[Bar]) -> bool:
    return any(one.of is not None for one in bars)
