"""What the core does about reports where no plugin says otherwise."""

from collections import defaultdict
from collections.abc import Iterator

from koubo.award.rules import AwardCase
from koubo.calendar import format_fiscal_year
from koubo.hooks import hookimpl
from koubo.problems import Problem
from koubo.reporting.rules import ReportCase, Settlement, Table, YearRecord, settle
from koubo.schemes.amount import AmountCase, award_amount
from koubo.schemes.rules import Course


@hookimpl(trylast=True)
def koubo_report_problems(award: AwardCase, report: ReportCase) -> Iterator[Problem]:
    """Ask for receipts where money was spent."""
    if report.actual.total and not report.receipts:
        message = "領収書の写しがありません。「領収書の写し」にファイルを添付してください。"
        yield Problem("no_receipts", message, field="receipts")


@hookimpl(trylast=True)
def koubo_settlement(course: Course, award: AwardCase, report: ReportCase) -> Settlement:
    """Apply the course's amount rule to the actual eligible cost."""
    total = report.actual.total or None
    case = AmountCase(eligible_cost=report.eligible_cost, total_cost=total)
    return settle(
        recalculated=award_amount(course.funding, case),
        awarded=award.amounts.awarded or 0,
        paid=award.amounts.paid - award.amounts.returned,
    )


@hookimpl(trylast=True)
def koubo_statistics(fiscal_year: int, records: tuple[YearRecord, ...]) -> Iterator[Table]:
    """Count awards and add their amounts by course."""
    rows: dict[str, list[int]] = defaultdict(lambda: [0, 0, 0, 0])
    for one in records:
        row = rows[one.course_id]
        row[0] += 1
        row[1] += one.requested or 0
        row[2] += one.awarded or 0
        row[3] += one.settled or 0
    yield Table(
        f"{format_fiscal_year(fiscal_year)} コース別の件数と金額",
        ("コース", "件数", "申請額（円）", "交付決定額（円）", "確定額（円）"),
        tuple((course, *figures) for course, figures in sorted(rows.items())),
    )
