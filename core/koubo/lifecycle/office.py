"""What waits for an officer anywhere in the house, in one statement."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from sqlalchemy.orm import Session

from koubo.applications.queries.opinions import opinions_due
from koubo.applications.queries.staff import (
    corrections_due,
    filings_waiting,
    late_corrections,
    sums_requested,
)
from koubo.award.amendments.queries import unanswered_amendments
from koubo.award.decisions.queries.ready import grants_waiting
from koubo.award.grants.queries.waiting import (
    applications_due,
    claims_open,
    offers_accepted,
    overdue_awards,
    withdrawals_asked,
)
from koubo.people.outgoing import happenings_in_trouble, mails_in_trouble, mails_to_post
from koubo.people.rules import Actor, SeatKind, require
from koubo.reporting.queries import settlements_waiting
from koubo.reporting.settling.queries import awards_to_close, repayments_waiting
from koubo.review.days.upcoming import days_coming
from koubo.review.paper.queries.waiting import waiting_readings
from koubo.schemes.queries import themes_waiting
from koubo.schemes.rules import ThemeState
from koubo.storage.waiting import Waiting, gather

SHOWN_LATE = 5
"""So many corrections that were not made in time are named, the oldest."""
WEEK = timedelta(days=7)


class OfficeWait(StrEnum):
    """What may wait for an officer; the function that asks for it says what its rows hold."""

    LATE_CORRECTION = "late_correction"
    CORRECTION_DUE = "correction_due"
    OPINION_DUE = "opinion_due"
    THEME = "theme"
    READING = "reading"
    PRESENTATION = "presentation"
    FILING = "filing"
    REQUESTED = "requested"
    AMENDMENT = "amendment"
    TO_GRANT = "to_grant"
    TO_SETTLE = "to_settle"
    OVERDUE_AWARD = "overdue_award"
    APPLICATION_DUE = "application_due"
    WITHDRAWAL = "withdrawal"
    OFFER = "offer"
    CLAIM = "claim"
    REPAYMENT = "repayment"
    TO_CLOSE = "to_close"
    MAIL = "mail"
    HAPPENING = "happening"
    TO_POST = "to_post"


@dataclass(frozen=True)
class OfficeWaiting:
    """What waits for an officer, as of a day (JST)."""

    today: date
    rows: Mapping[str, Sequence[Waiting]]

    def of(self, wait: OfficeWait) -> Sequence[Waiting]:
        """Give the rows of one kind, the nearest day first."""
        return self.rows[wait]

    def count(self, wait: OfficeWait) -> int:
        """Count everything of one kind."""
        return sum(one.count for one in self.rows[wait])


def office_waiting(
    session: Session, actor: Actor, today: date, call_ids: Collection[int]
) -> OfficeWaiting:
    """Give what waits for an officer, of what the actor may see; one statement.

    What is due is given for the week that begins today, overdue opinions included.

    :param call_ids: the calls of which the sums that were requested are given
    """
    require(actor, SeatKind.OFFICER)
    until = today + WEEK
    return OfficeWaiting(
        today,
        gather(
            session,
            {
                OfficeWait.LATE_CORRECTION: late_corrections(actor, today, limit=SHOWN_LATE),
                OfficeWait.CORRECTION_DUE: corrections_due(actor, today, until),
                OfficeWait.OPINION_DUE: opinions_due(actor, until),
                OfficeWait.THEME: themes_waiting(actor, ThemeState.OFFERED),
                OfficeWait.READING: waiting_readings(actor),
                OfficeWait.PRESENTATION: days_coming(actor, today, until),
                OfficeWait.FILING: filings_waiting(actor),
                OfficeWait.REQUESTED: sums_requested(actor, call_ids),
                OfficeWait.AMENDMENT: unanswered_amendments(actor),
                OfficeWait.TO_GRANT: grants_waiting(actor),
                OfficeWait.TO_SETTLE: settlements_waiting(actor),
                OfficeWait.OVERDUE_AWARD: overdue_awards(actor, today),
                OfficeWait.APPLICATION_DUE: applications_due(actor, today, until),
                OfficeWait.WITHDRAWAL: withdrawals_asked(actor),
                OfficeWait.OFFER: offers_accepted(actor),
                OfficeWait.CLAIM: claims_open(actor),
                OfficeWait.REPAYMENT: repayments_waiting(actor),
                OfficeWait.TO_CLOSE: awards_to_close(actor),
                OfficeWait.MAIL: mails_in_trouble(actor),
                OfficeWait.HAPPENING: happenings_in_trouble(actor),
                OfficeWait.TO_POST: mails_to_post(actor),
            },
        ),
    )
