"""The result of one application, as its organisation reads and prints it."""

from collections.abc import Mapping

from flask import render_template
from flask.typing import ResponseReturnValue

from koubo.award.queries.own_result import OwnResult, own_result
from koubo.award.result_paper import result_paper
from koubo.award.rules import Outcome
from koubo_web.access import signed_in
from koubo_web.desks.applicant.desk import desk
from koubo_web.desks.award_words import outcome_tag
from koubo_web.printing import statement_answer
from koubo_web.requests import actor, site, unit_of_work

LEADS: Mapping[Outcome, str] = {
    Outcome.SELECTED: "採択されました。",
    Outcome.RUNNER_UP: "次点になりました。",
    Outcome.NOT_SELECTED: "今回は採択されませんでした。理由は下のとおりです。",
    Outcome.INELIGIBLE: "応募の要件を満たさないと判断されました。理由は下のとおりです。",
}


@desk.get("/applications/<int:application_id>/result")
@signed_in
def result(application_id: int) -> ResponseReturnValue:
    """Show the result: outcome, amount with its working, reasons, conditions, what the panel says."""
    found = _result(application_id)
    return render_template(
        "applicant/result.html",
        result=found,
        tag=outcome_tag(found.outcome),
        lead=LEADS[found.outcome],
    )


@desk.get("/applications/<int:application_id>/result.pdf")
@signed_in
def result_pdf(application_id: int) -> ResponseReturnValue:
    """Print the result as 審査結果のお知らせ, beside the official letter."""
    found = _result(application_id)
    return statement_answer(result_paper(found), f"審査結果のお知らせ {found.receipt_number}")


def _result(application_id: int) -> OwnResult:
    return own_result(unit_of_work().session, site().catalog, actor(), application_id)
