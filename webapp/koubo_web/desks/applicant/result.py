"""The result of one application, as its organisation reads and prints it."""

from flask import render_template
from flask.typing import ResponseReturnValue

from koubo.award.results.queries.own_result import OwnResult, own_result
from koubo.award.results.result_paper import result_paper
from koubo.award.results.words import HOW_DECIDED, VERDICTS
from koubo_web.access import signed_in
from koubo_web.desks.applicant.desk import desk
from koubo_web.desks.award_words import outcome_tag
from koubo_web.printing import statement_answer
from koubo_web.requests import actor, site, unit_of_work


@desk.get("/applications/<int:application_id>/result")
@signed_in
def result(application_id: int) -> ResponseReturnValue:
    """Show the result: outcome and what it means, why, how it was decided, what can be done next."""
    found = _result(application_id)
    return render_template(
        "applicant/result.html",
        result=found,
        tag=outcome_tag(found.outcome),
        verdict=VERDICTS[found.outcome],
        how_decided=HOW_DECIDED,
    )


@desk.get("/applications/<int:application_id>/result.pdf")
@signed_in
def result_pdf(application_id: int) -> ResponseReturnValue:
    """Print the result as 審査結果のお知らせ, beside the official letter."""
    found = _result(application_id)
    return statement_answer(result_paper(found), f"審査結果のお知らせ {found.receipt_number}")


def _result(application_id: int) -> OwnResult:
    return own_result(unit_of_work().session, site().catalog, actor(), application_id)
