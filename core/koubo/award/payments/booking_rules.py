"""Which 会計年度 a payment is booked to, and until when: 出納整理期間 and 過年度支出."""

from datetime import date

from koubo.calendar import fiscal_year, fiscal_year_start, format_date, format_fiscal_year
from koubo.problems import Problem

CLOSING = (5, 31)
"""出納閉鎖: the last day on which a payment is booked to the year that ended on 31 March
(地方自治法第235条の5)."""


def accounts_close_on(year: int) -> date:
    """Give the last day on which a payment can be booked to a 会計年度."""
    return date(year + 1, *CLOSING)


def booked_year(award_year: int, paid_on: date, past_year_reason: str) -> int:
    """Give the 会計年度 that a payment is booked to.

    Until 31 May it is the award's own, whatever the day; after that a payment is 過年度支出, which
    the year of its day bears (地方自治法施行令第165条の8).

    :param past_year_reason: why it is paid so late; empty where nobody confirmed that
    """
    if paid_on > accounts_close_on(award_year) and past_year_reason.strip():
        return fiscal_year(paid_on)
    return award_year


def payment_year_problem(award_year: int, paid_on: date, past_year_reason: str) -> Problem | None:
    """Say why a payment cannot be booked on a day; None where it can."""
    year, closing = format_fiscal_year(award_year), accounts_close_on(award_year)
    if paid_on < fiscal_year_start(award_year):
        message = (
            f"「支払日」が{year}の始まる前です。この交付は{year}の予算から支払うため、"
            f"{format_date(fiscal_year_start(award_year))}以後の日を入力してください。"
        )
        return Problem("before_year", message, field="paid_on")
    if paid_on > closing and not past_year_reason.strip():
        message = (
            f"{year}の出納は{format_date(closing)}で閉鎖されています。この日の支払いは{year}には記録できません。"
            "会計の担当課に確かめ、過年度支出として支払ったときは、その理由を入力して記録してください。"
        )
        return Problem("year_closed", message, field="paid_on")
    return None


def payment_year_note(award_year: int, paid_on: date) -> str:
    """Say that a payment in April or May belongs to the year before; empty for any other day."""
    if fiscal_year(paid_on) == award_year or paid_on > accounts_close_on(award_year):
        return ""
    year = format_fiscal_year(award_year)
    return f"出納整理期間の支払いのため、{year}の支出として記録します。"
