"""What the core does about reports where no plugin says otherwise."""

from collections import defaultdict
from collections.abc import Iterator

from koubo.award.rules import AwardCase
from koubo.calendar import format_fiscal_year
from koubo.hooks import hookimpl
from koubo.money import Worked
from koubo.people.mail_kinds import MailKind
from koubo.problems import Problem
from koubo.reporting.messages import MAILS
from koubo.reporting.rules import ReportCase, Settlement, Table, YearRecord, settle


@hookimpl(trylast=True)
def koubo_report_problems(award: AwardCase, report: ReportCase) -> Iterator[Problem]:
    """Ask for receipts where money was spent."""
    if report.actual.total and not report.receipts:
        message = "領収書の写しがありません。「領収書の写し」にファイルを添付してください。"
        yield Problem("no_receipts", message, field="receipts")


@hookimpl(trylast=True)
def koubo_settlement(award: AwardCase, recalculated: Worked[int]) -> Settlement:
    """Fix the smaller of what was awarded and what the amount rule gives for the actual cost."""
    return settle(
        recalculated=recalculated,
        awarded=award.amounts.awarded or 0,
        paid=award.amounts.kept,
    )


@hookimpl(trylast=True)
def koubo_statistics(fiscal_year: int, records: tuple[YearRecord, ...]) -> Iterator[Table]:
    """Count awards and add their amounts by course."""
    rows: dict[str, list[int]] = defaultdict(lambda: [0, 0, 0, 0])
    for one in records:
        row = rows[one.course]
        row[0] += 1
        row[1] += one.requested or 0
        row[2] += one.awarded or 0
        row[3] += one.settled or 0
    totals = (sum(figures) for figures in zip(*rows.values(), strict=True))
    told: list[tuple[str | int, ...]] = [
        (course, *figures) for course, figures in sorted(rows.items())
    ]
    yield Table(
        f"{format_fiscal_year(fiscal_year)} コース別の件数と金額",
        ("コース", "採択の件数", "交付申請の額（円）", "交付決定額（円）", "確定額（円）"),
        (*told, ("合計", *totals)),
    )


@hookimpl(trylast=True)
def koubo_mail_kinds() -> tuple[MailKind, ...]:
    """Give the mails about reports and settlements."""
    return MAILS
