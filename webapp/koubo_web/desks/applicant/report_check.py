"""What the account says of a 実績報告書, shown where it is about to be handed in."""

from dataclasses import dataclass

from flask import url_for

from koubo.applications.actions.checking import Check
from koubo.applications.models import Filing
from koubo.award.models import Award
from koubo.money import format_yen
from koubo.reporting.accounts.rules import Side
from koubo.reporting.accounts.standing import account_standing, award_of_report
from koubo.schemes.forms import FilingKind
from koubo_web.requests import site, unit_of_work


@dataclass(frozen=True)
class ReportOnCheck:
    """What the page before handing in says of the account behind a report.

    :param noted: how many things in the account the city is likely to ask about
    :param differs: how the costs in the report differ from the account's; empty where they agree
    """

    account_url: str
    copy_url: str
    noted: int
    differs: str


def report_on_check(filing: Filing, check: Check) -> ReportOnCheck | None:
    """Give what the account says of a report; None for other documents and without an account."""
    if filing.kind is not FilingKind.REPORT:
        return None
    session = unit_of_work().session
    award_id = award_of_report(session, filing.id)
    if award_id is None:
        return None
    award = session.get_one(Award, award_id)
    standing = account_standing(session, site().catalog, award)
    used, stated = standing.account.used(Side.EXPENSE), check.case.budget.total
    return ReportOnCheck(
        account_url=url_for("applicant.expenses", award_id=award_id),
        copy_url=url_for("applicant.confirm_copy_account", award_id=award_id),
        noted=len(standing.notes),
        differs=""
        if used == stated
        else f"支出の合計は、会計では {format_yen(used)}、この報告書では {format_yen(stated)} です。",
    )
