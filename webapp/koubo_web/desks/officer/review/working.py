"""How one application's place and amount came about, with every sheet for it."""

from dataclasses import dataclass

from flask import render_template
from flask.typing import ResponseReturnValue

from koubo.people.rules import SeatKind
from koubo.review.queries.working import WorkingOfOne, working_of_one
from koubo.review.rules import REVIEW_STEPS, ReviewState
from koubo.review.tallied import total_text
from koubo.schemes.figure_list import WORDS
from koubo_web.access import seat
from koubo_web.desks.officer.desk import desk
from koubo_web.desks.officer.review.sheets_again import again_shown
from koubo_web.desks.officer.review.words import verdict_tag
from koubo_web.forms.score_sheet import sheet_facts, sheet_texts
from koubo_web.requests import actor, site, unit_of_work


@dataclass(frozen=True)
class SheetShown:
    """One reviewer's sheet as the officer reads it."""

    reviewer: str
    state: str
    conflict: str
    lines: list[tuple[str, str, str]]


@desk.get("/calls/<int:call_id>/review/<stage_id>/applications/<int:application_id>")
@seat(SeatKind.OFFICER)
def review_working(call_id: int, stage_id: str, application_id: int) -> ResponseReturnValue:
    """Show how one application's place and amount came about, and every sheet for it."""
    found = working_of_one(
        unit_of_work().session, site().catalog, actor(), call_id, stage_id, application_id
    )
    return render_template(
        "officer/review_working.html",
        found=found,
        tag=verdict_tag,
        total=total_text(found.scored.score) or "—",
        sheets=_sheets(found),
        again=again_shown(call_id, found.stage, found.sheets),
        policies=WORDS,
    )


def _sheets(found: WorkingOfOne) -> list[SheetShown]:
    return [
        SheetShown(
            one.reviewer,
            REVIEW_STEPS.names[one.state],
            one.conflict,
            sheet_facts(found.stage, sheet_texts(found.stage, one.cells, one.comment))
            if one.state is ReviewState.HANDED_IN
            else [],
        )
        for one in found.sheets
    ]
