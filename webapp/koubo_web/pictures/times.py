"""Days and spans on a line of time; every one has its days in words beside it."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

from koubo_web.pictures.bars import LONGEST_LABEL, SCHEMA
from koubo_web.pictures.picture import NARROW, Say, Spec, extent

STEP, STEP_UNDER_LABEL = 34, 50
TODAY_WORD = "今日"
TODAY = "#ac3e00"
"""orange-900 of the design tokens."""
ROOM_FOR_MONTH = 90
SHORTEST = 6
"""A span is at least so many px long, so that a day can be seen."""


@dataclass(frozen=True)
class Stretch:
    """Something on the line of time, from a day to a day."""

    label: str
    told: str
    begins: date
    ends: date
    colour: str
    is_planned: bool = False
    """Drawn hollow: it has not begun."""


def time_chart(stretches: Sequence[Stretch], width: int, say: Say, *, today: date | None) -> Spec:
    """Give a chart of days and spans, in their order, with today marked.

    :param today: None where the day has nothing to do with it any more
    """
    stretches = [replace(one, label=say(one.label), told=say(one.told)) for one in stretches]
    above = width <= NARROW
    longest = max(extent(one.label) for one in stretches)
    beside = 0 if above else min(LONGEST_LABEL, longest) + 12
    room = width - beside - 20
    first, last = _ends(stretches, today)
    values = [
        _value(place, one, (first, last), room, above=above) for place, one in enumerate(stretches)
    ]
    months = {
        "format": "%Y/%-m",
        "tickCount": room // ROOM_FOR_MONTH,
        "labelOverlap": "greedy",
        "labelSeparation": 8,
        "grid": True,
    }
    scale = {"type": "utc", "domain": [_midnight(one).isoformat() for one in (first, last)]}
    across = {"type": "temporal", "scale": scale, "axis": {**months, "title": None}}
    layers = [] if today is None else _today(today, say(TODAY_WORD), across)
    layers += _layers(across, room, above=above)
    return {
        "$schema": SCHEMA,
        "data": {"values": values},
        "width": room,
        "height": {"step": STEP_UNDER_LABEL if above else STEP},
        "padding": {"left": 8, "right": 8, "top": 22, "bottom": 4},
        "encoding": {
            "y": {
                "field": "place",
                "type": "ordinal",
                "title": None,
                "axis": {"labels": False, "ticks": False, "domain": False},
            }
        },
        "layer": layers,
    }


def _ends(stretches: Sequence[Stretch], today: date | None) -> tuple[date, date]:
    """Give the first and the last day of the line, with a little air before and behind."""
    known = [today] if today else []
    first = min([one.begins for one in stretches] + known)
    last = max([one.ends for one in stretches] + known)
    air = timedelta(days=max(3, (last - first).days // 30))
    return first - air, last + air


def _value(
    place: int, one: Stretch, ends: tuple[date, date], room: int, *, above: bool
) -> dict[str, Any]:
    first, last = (_midnight(day) for day in ends)
    pixel = (last - first) / room
    begins, until = _midnight(one.begins), _midnight(one.ends)
    if until - begins < SHORTEST * pixel:
        until = begins + SHORTEST * pixel
    is_late = last - until < (extent(one.told) + 8) * pixel
    return {
        "place": place,
        "label": _with_days(one, room) if above else one.label,
        "told": one.told,
        "begins": begins.isoformat(),
        "ends": until.isoformat(),
        "beside": (begins if is_late else until).isoformat(),
        "side": "right" if is_late else "left",
        "colour": one.colour,
        "fill": "#ffffff" if one.is_planned else one.colour,
    }


def _with_days(one: Stretch, room: int) -> str:
    """Give name and days in one line; a name that is too long is cut, the days never."""
    name, left = one.label, room - extent(f"　{one.told}")
    while extent(name) > left:
        name = f"{name.removesuffix('…')[:-1]}…"
    return f"{name}　{one.told}"


def _layers(across: dict[str, Any], room: int, *, above: bool) -> list[dict[str, Any]]:
    ink = {
        "fill": {"field": "fill", "type": "nominal", "scale": None},
        "stroke": {"field": "colour", "type": "nominal", "scale": None},
    }
    bars: dict[str, Any] = {
        "mark": {"type": "bar", "height": 14, "yOffset": 8 if above else 0, "strokeWidth": 2},
        "encoding": {"x": {**across, "field": "begins"}, "x2": {"field": "ends"}, **ink},
    }
    at = {"align": "left", "x": 0, "dy": -10} if above else {"align": "right", "x": -8}
    name: dict[str, Any] = {
        "mark": {"type": "text", "limit": room if above else LONGEST_LABEL, **at},
        "encoding": {"text": {"field": "label"}},
    }
    if above:
        return [bars, *_on_white(name)]
    told = [
        {
            "transform": [{"filter": {"field": "side", "equal": side}}],
            "mark": {"type": "text", "align": side, "dx": away},
            "encoding": {"x": {**across, "field": "beside"}, "text": {"field": "told"}},
        }
        for side, away in (("left", 8), ("right", -8))
    ]
    return [bars, *(layer for one in told for layer in _on_white(one)), name]


def _on_white(text: dict[str, Any]) -> list[dict[str, Any]]:
    """Give a text with white around its letters: lines behind it do not cross it."""
    around = {**text["mark"], "stroke": "#ffffff", "strokeWidth": 5, "strokeJoin": "round"}
    return [{**text, "mark": around}, text]


def _today(today: date, label: str, across: dict[str, Any]) -> list[dict[str, Any]]:
    data = {"values": [{"at": _midnight(today).isoformat(), "label": label}]}
    at = {**across, "field": "at"}
    return [
        {
            "data": data,
            "mark": {"type": "rule", "color": TODAY, "strokeWidth": 2, "strokeDash": [4, 3]},
            "encoding": {"x": at, "y": None},
        },
        {
            "data": data,
            "mark": {"type": "text", "color": TODAY, "fontWeight": "bold", "y": -10},
            "encoding": {"x": at, "y": None, "text": {"field": "label"}},
        },
    ]


def _midnight(day: date) -> datetime:
    """Give the day as its place on the line: the line knows of no time zone."""
    return datetime(day.year, day.month, day.day, tzinfo=UTC)
