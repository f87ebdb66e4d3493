"""Seeing the panel: what plugins make of its marks, as tables that sort and pictures beside them."""

from dataclasses import dataclass

from flask import render_template, request, url_for
from flask.typing import ResponseReturnValue

from koubo.people.rules import SeatKind
from koubo.problems import NotFound
from koubo.review.panel_views import PanelView, ViewRow, sorted_rows
from koubo.review.queries.panel_views import PanelSeen, panel_seen
from koubo_web.access import seat
from koubo_web.charts import DRAWS, drawing
from koubo_web.desks.officer.desk import desk
from koubo_web.pictures.showing import fitted
from koubo_web.requests import actor, site, unit_of_work

RISING, FALLING = "ascending", "descending"


@dataclass(frozen=True)
class Head:
    """The head of a column: where a click on it leads, and how it stands now."""

    title: str
    url: str
    order: str
    numeric: bool


@dataclass(frozen=True)
class Shown:
    """One view as the page draws it."""

    view: PanelView
    heads: tuple[Head, ...]
    rows: tuple[ViewRow, ...]


@desk.get("/calls/<int:call_id>/review/<stage_id>/panel-view")
@seat(SeatKind.OFFICER)
def review_panel_view(call_id: int, stage_id: str) -> ResponseReturnValue:
    """Show what plugins make of a panel's marks; `sort` is a view's key, a column and an order."""
    seen = _seen(call_id, stage_id)
    return render_template(
        "officer/review_panel_view.html",
        seen=seen,
        shown=[_shown(seen, one) for one in seen.views],
        draws=DRAWS,
    )


@desk.get("/calls/<int:call_id>/review/<stage_id>/panel-view/<key>.svg")
@seat(SeatKind.OFFICER)
def review_panel_chart(call_id: int, stage_id: str, key: str) -> ResponseReturnValue:
    """Draw the chart of one view."""
    for one in _seen(call_id, stage_id).views:
        if one.key == key and one.chart is not None and DRAWS:
            try:
                return drawing(fitted(one.chart.spec))
            except (TypeError, ValueError) as wrong:  # a plugin's chart that none can draw
                raise NotFound from wrong
    raise NotFound


def _seen(call_id: int, stage_id: str) -> PanelSeen:
    return panel_seen(unit_of_work().session, site().catalog, actor(), call_id, stage_id)


def _shown(seen: PanelSeen, view: PanelView) -> Shown:
    column, falling = _sorting(view)
    rows = view.rows if column is None else sorted_rows(view, column, falling=falling)
    heads = tuple(
        Head(
            one.title,
            _sorted_url(seen, view, place, falling=not (place == column and falling)),
            (FALLING if falling else RISING) if place == column else "",
            one.numeric,
        )
        for place, one in enumerate(view.columns)
    )
    return Shown(view, heads, rows)


def _sorting(view: PanelView) -> tuple[int | None, bool]:
    """Read which column of which view is to be sorted: 「disagreement.2.down」."""
    key, _, rest = request.args.get("sort", "").partition(".")
    place, _, order = rest.partition(".")
    known = key == view.key and place in {str(one) for one in range(len(view.columns))}
    return (int(place), order == "down") if known else (None, False)


def _sorted_url(seen: PanelSeen, view: PanelView, place: int, *, falling: bool) -> str:
    return url_for(
        "officer.review_panel_view",
        call_id=seen.call.id,
        stage_id=seen.stage.id,
        sort=f"{view.key}.{place}.{'down' if falling else 'up'}",
        _anchor=view.key,
    )
