"""The report of a stopped project on which nothing was spent: no account, no receipts."""

from koubo.applications.models import Filing
from koubo.award.models import Award
from koubo.award.rules import AwardState
from koubo.reporting.settling.settling import RECEIPTS
from koubo.schemes.budget_so_far import budget_so_far
from koubo.schemes.catalog import Catalog
from koubo.schemes.forms import FilingKind


def excused_questions(catalog: Catalog, award: Award, filing: Filing) -> frozenset[str]:
    """Give the questions that need no answer; none but of a stopped project that cost nothing.

    Every line of the account is left blank, or says 0円.
    """
    if award.ended_on is None or award.state not in (
        AwardState.DISCONTINUED,
        AwardState.REPORTED,  # handed in again after a correction
    ):
        return frozenset()
    scheme = catalog.of(award.application.call.release)
    form = scheme.form_for(FilingKind.REPORT, scheme.course(award.application.course_id))
    budget = form.of_kind("budget")
    if budget is None:
        return frozenset()
    so_far = budget_so_far(filing.draft.get(budget.id), scheme.costs.not_allowed)
    if so_far.unread or so_far.budget.total or so_far.budget.income_total:
        return frozenset()
    return frozenset({budget.id, RECEIPTS})
