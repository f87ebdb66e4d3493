"""What the city decided, and why: every line of a decision, those that got nothing too."""

from flask import render_template, request, url_for
from flask.typing import ResponseReturnValue

from koubo.award.decisions.queries.decisions import SHOWN, decision_page, decision_rows
from koubo.award.rules import DecisionState
from koubo.people.rules import SeatKind
from koubo.problems import NotFound
from koubo_web.access import seat
from koubo_web.desks.auditor.desk import desk
from koubo_web.desks.award_words import decision_name, decision_row_tag, outcome_tag
from koubo_web.lists.pages import one_page
from koubo_web.requests import actor, unit_of_work

READERS = (SeatKind.AUDITOR, SeatKind.OFFICER)


@desk.get("/decisions")
@seat(*READERS)
def decisions() -> ResponseReturnValue:
    """List every decision that was released, newest first; a draft is nothing that was done."""
    before = request.args.get("before", type=int)
    found = decision_rows(
        unit_of_work().session,
        actor(),
        state=DecisionState.RELEASED,
        before=before,
        limit=SHOWN + 1,
    )
    shown, next_url = one_page(
        found, SHOWN, lambda last: url_for("auditor.decisions", before=last.id)
    )
    return render_template(
        "auditor/decisions.html",
        rows=[(one, decision_name(one.kind), decision_row_tag(one)) for one in shown],
        next_url=next_url,
    )


@desk.get("/decisions/<int:decision_id>")
@seat(*READERS)
def decision(decision_id: int) -> ResponseReturnValue:
    """Show a decision with all its lines, their workings and where each case is."""
    page = decision_page(unit_of_work().session, actor(), decision_id)
    if page.row.state is not DecisionState.RELEASED:
        raise NotFound
    return render_template(
        "auditor/decision.html",
        page=page,
        name=decision_name(page.row.kind),
        tag=decision_row_tag(page.row),
        outcomes={one.id: outcome_tag(one.outcome) for one in page.lines},
    )
