"""The inbox: what waits in which call, and findings by rule."""

from flask import render_template, request, url_for
from flask.typing import ResponseReturnValue

from koubo.applications.queries.by_rule import rules_of_page
from koubo.applications.queries.inbox import (
    WAITS_MEANINGS,
    WAITS_NAMES,
    Waits,
    inbox_counts,
)
from koubo.applications.queries.opinions import count_opinions
from koubo.applications.queries.paper import papers_begun
from koubo.calendar import day_in_japan
from koubo.people.rules import SeatKind
from koubo.schemes.policy import load_call
from koubo.schemes.queries import CallLine, calls_for
from koubo.schemes.rules import CallState
from koubo_web.access import seat
from koubo_web.desks.officer.desk import desk
from koubo_web.requests import actor, now, site, unit_of_work

RUNNING = (CallState.PUBLISHED, CallState.DECIDED)
UNDONE = (Waits.NEW, Waits.CHECKING, Waits.ASKED, Waits.OVERDUE, Waits.RETURNED)


@desk.get("/inbox")
@seat(SeatKind.OFFICER)
def inbox() -> ResponseReturnValue:
    """Show what waits in each running call, each count leading to its list."""
    session, who = unit_of_work().session, actor()
    running = [one for one in calls_for(session, who) if one.state in RUNNING]
    today = day_in_japan(now())
    counts = inbox_counts(session, who, [one.id for one in running], today)
    # A decided call of a past year has its place in the list of calls; here it would be in the way.
    calls = [one for one in running if _is_shown(one, counts[one.id])]
    titles = {one.id: one.title for one in calls}
    return render_template(
        "officer/inbox.html",
        calls=[(one, [_cell(one.id, waits, counts[one.id]) for waits in Waits]) for one in calls],
        totals=[sum(counts[one.id].get(waits, 0) for one in calls) for waits in Waits],
        names=list(WAITS_NAMES.values()),
        meanings=[(WAITS_NAMES[one], WAITS_MEANINGS[one]) for one in Waits],
        begun=papers_begun(session, who),
        opinions=[
            (one, titles[one.call_id])
            for one in count_opinions(session, who, today, call_ids=list(titles))
            if one.waiting
        ],
    )


def _is_shown(call: CallLine, counts: dict[Waits, int]) -> bool:
    """Say whether a call takes applications, or has some that wait for the office still."""
    return call.state is CallState.PUBLISHED or any(counts.get(one, 0) for one in UNDONE)


def _cell(call_id: int, waits: Waits, counts: dict[Waits, int]) -> tuple[int, str]:
    """Give a count, and where what was counted is listed; nowhere for none."""
    count = counts.get(waits, 0)
    url = url_for("officer.applications", call_id=call_id, waits=waits.value) if count else ""
    return count, url


@desk.get("/calls/<int:call_id>/findings")
@seat(SeatKind.OFFICER)
def findings_by_rule(call_id: int) -> ResponseReturnValue:
    """Show which requirement is missed or unknown for whom, one page of applications at a time."""
    session, who = unit_of_work().session, actor()
    call = load_call(session, who, call_id)
    page = rules_of_page(
        session, site().catalog, who, call, after=request.args.get("after", "")[:50]
    )
    looked_at = sorted([*page.judged, *page.unjudged], key=lambda one: one.receipt_number)
    return render_template(
        "officer/findings.html",
        call=call,
        page=page,
        looked_at=looked_at,
        is_first="after" not in request.args,
        next_url=url_for(
            "officer.findings_by_rule", call_id=call_id, after=looked_at[-1].receipt_number
        )
        if page.more
        else "",
    )
