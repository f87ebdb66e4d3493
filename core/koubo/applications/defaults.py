"""What the core itself asks of an applicant and of a filing, beside what plugins ask."""

from collections.abc import Iterator
from datetime import date

from koubo.applications.messages import MAILS
from koubo.applications.office_mails import OFFICE_MAILS
from koubo.applications.rules import FilingCase
from koubo.applications.scanning import NOT_SCANNED, FileToScan, Scan
from koubo.calendar import (
    fiscal_year_end,
    fiscal_year_start,
    format_date,
    format_deadline,
    format_fiscal_year,
    format_moment,
    in_time,
)
from koubo.hooks import hookimpl
from koubo.money import Line, Working, format_yen
from koubo.people.mail_kinds import MailKind
from koubo.problems import Problem
from koubo.schemes.eligibility.case import Answer, EligibilityCase, FilingTime, Finding
from koubo.schemes.rules import Course


@hookimpl(trylast=True)
def koubo_eligibility_findings(course: Course, case: EligibilityCase) -> Iterator[Finding]:
    """Answer whether every filing was in time, and each condition of the course."""
    for filing in case.filings:
        yield in_time_finding(filing)
    for condition in course.conditions:
        yield condition.finding(case)


def in_time_finding(filing: FilingTime) -> Finding:
    """Answer the one deadline rule, ``received_at < closes_at``."""
    met = in_time(filing.received_at, filing.closes_at)
    told = f"提出 {format_moment(filing.received_at)}、締切 {format_deadline(filing.closes_at)}"
    problem = Problem("late_filing", f"提出の期限を過ぎています（{told}）。")
    return Finding(
        f"in_time.{filing.kind}",
        "提出期限までに提出した",
        Answer.MET if met else Answer.NOT_MET,
        Working((Line(told),)),
        None if met else problem,
    )


@hookimpl(trylast=True)
def koubo_filing_problems(course: Course, filing: FilingCase) -> Iterator[Problem]:
    """Say where answers contradict each other or the award they belong to."""
    starts, ends = filing.answers.get("starts_on"), filing.answers.get("ends_on")
    if isinstance(starts, date) and isinstance(ends, date) and ends < starts:
        message = "事業の終了日が開始日より前です。終了日を直してください。"
        yield Problem("days_out_of_order", message, field="ends_on")
    yield from _outside_the_year(filing)
    if filing.adopted is not None and filing.budget.requested > filing.adopted:
        question = filing.form.of_kind("budget")
        yield Problem(
            "above_adopted",
            f"申請額 {format_yen(filing.budget.requested)} が内定額 {format_yen(filing.adopted)} を"
            "超えています。内定額以内に直してください。",
            field=question.id if question else "",
        )


def _outside_the_year(filing: FilingCase) -> Iterator[Problem]:
    first, last = fiscal_year_start(filing.fiscal_year), fiscal_year_end(filing.fiscal_year)
    for field, name in (("starts_on", "開始日"), ("ends_on", "終了日")):
        day = filing.answers.get(field)
        if isinstance(day, date) and not first <= day <= last:
            yield Problem(
                "outside_fiscal_year",
                f"事業の{name}が、この募集の事業年度（{format_fiscal_year(filing.fiscal_year)}、"
                f"{format_date(first)}から{format_date(last)}まで）の外です。"
                "期間の中の日に直してください。",
                field=field,
            )


@hookimpl(trylast=True)
def koubo_mail_kinds() -> tuple[MailKind, ...]:
    """Give the mails about applications."""
    return (*MAILS, *OFFICE_MAILS)


@hookimpl(trylast=True)
def koubo_file_scan(file: FileToScan) -> Scan:
    """Say that nobody has looked; a scanner is a plugin, asked before."""
    return NOT_SCANNED
