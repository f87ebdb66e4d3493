"""When an interim report is due, and when it came late."""

from datetime import date

from koubo.schemes.forms import FilingKind
from koubo.schemes.rules import Scheme

FIRST_MONTH = 4
"""Of a fiscal year."""


def asks_interim(scheme: Scheme) -> bool:
    """Say whether a scheme has a 中間報告書."""
    return FilingKind.INTERIM_REPORT in scheme.forms


def interim_due(scheme: Scheme, fiscal_year: int) -> date | None:
    """Give the day that the scheme file names, in a 事業年度; None where it names none."""
    named = scheme.after_award.interim_due
    if named is None:
        return None
    month, day = (int(part) for part in named.value.split("-"))
    return date(fiscal_year + (month < FIRST_MONTH), month, day)


def days_late(due_on: date | None, handed_in: date | None, today: date) -> int:
    """Give by how many days a document is or came late; 0 in time, or where no day is known.

    :param handed_in: the day (JST) on which it first came in; None while it has not
    """
    if due_on is None:
        return 0
    return max(((handed_in or today) - due_on).days, 0)
