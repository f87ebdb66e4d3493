"""By when money has to be paid back."""

from datetime import date, timedelta

from koubo.schemes.rules import Scheme


def repay_by(scheme: Scheme, issued_on: date | None) -> date | None:
    """Give the last day for paying back what a letter of this day asks for.

    :returns: None where the scheme names no days (an officer enters the day), or without a day yet
    """
    days = scheme.after_award.repayment_days
    if days is None or issued_on is None:
        return None
    return issued_on + timedelta(days=days.value)
