"""The list of what came in for a call: filtered, searched, paged by key."""

from typing import Any

from flask import render_template, request, url_for
from flask.typing import ResponseReturnValue

from koubo.applications.queries.inbox import WAITS_NAMES, Waits
from koubo.applications.queries.staff import (
    PAGE,
    TOP_COUNT,
    Wanted,
    count_applications,
    counts_by_state,
    list_applications,
)
from koubo.applications.rules import ApplicationState
from koubo.calendar import day_in_japan
from koubo.people.rules import SeatKind
from koubo.schemes.policy import load_call
from koubo_web.access import seat
from koubo_web.desks.officer.application_columns import COLUMNS, cells_of
from koubo_web.desks.officer.desk import desk
from koubo_web.desks.officer.words import application_tag
from koubo_web.requests import actor, now, site, unit_of_work

WAITING = (ApplicationState.FILED, ApplicationState.IN_CORRECTION)
SHOWN_STATES = tuple(ApplicationState)


@desk.get("/calls/<int:call_id>/applications")
@seat(SeatKind.OFFICER)
def applications(call_id: int) -> ResponseReturnValue:
    """List the applications of a call in the order of receipt."""
    session, who = unit_of_work().session, actor()
    call = load_call(session, who, call_id)
    wanted = _wanted()
    after, before = request.args.get("after", ""), request.args.get("before", "")
    rows = list_applications(
        session, who, call_id, wanted, after=after, before=before, limit=PAGE + 1
    )
    more = len(rows) > PAGE
    rows = rows[-PAGE:] if before else rows[:PAGE]
    has_previous = more if before else bool(after)
    has_next = bool(before) or more
    counts = counts_by_state(session, who, [call_id])[call_id]
    # What the tabs show is not counted again.
    count = (
        sum(counts.get(state, 0) for state in wanted.states or counts)
        if wanted.is_by_state
        else count_applications(session, who, call_id, wanted)
    )
    scheme = site().catalog.of(call.release)
    titles = {one.id: one.title for one in scheme.courses}
    return render_template(
        "officer/applications.html",
        call=call,
        heads=[(column.label, column.kind) for column in COLUMNS],
        rows=cells_of(rows, titles),
        courses=list(titles.items()),
        tabs=_tabs(call_id, counts),
        wanted=wanted,
        state=request.args.get("state", ""),
        waits=list(WAITS_NAMES.items()),
        total=f"{TOP_COUNT:,}件以上" if count >= TOP_COUNT else f"{count}件",
        previous=_url(call_id, before=rows[0].receipt_number) if has_previous and rows else "",
        next=_url(call_id, after=rows[-1].receipt_number) if has_next and rows else "",
    )


def _wanted() -> Wanted:
    state = request.args.get("state", "")
    states: tuple[ApplicationState, ...] = ()
    if state == "waiting":
        states = WAITING
    elif state in {one.value for one in SHOWN_STATES}:
        states = (ApplicationState(state),)
    waits = request.args.get("waits", "")
    return Wanted(
        states,
        request.args.get("course", ""),
        request.args.get("q", "")[:100],
        Waits(waits) if waits in list(Waits) else None,
        day_in_japan(now()),
    )


def _tabs(call_id: int, counts: dict[ApplicationState, int]) -> list[tuple[str, str, bool, int]]:
    """Give label, address, whether it is chosen, and count; empty states are left out."""
    chosen = request.args.get("state", "")
    tabs = [("すべて", "", sum(counts.values()))]
    tabs.append(("確認が必要", "waiting", sum(counts.get(one, 0) for one in WAITING)))
    tabs += [
        (application_tag(one)[0], one.value, counts[one]) for one in SHOWN_STATES if counts.get(one)
    ]
    return [
        (label, _url(call_id, state=value or None), value == chosen, count)
        for label, value, count in tabs
    ]


def _url(call_id: int, **changes: Any) -> str:
    kept = {name: request.args.get(name) or None for name in ("state", "course", "q", "waits")}
    return url_for("officer.applications", call_id=call_id, **{**kept, **changes})
