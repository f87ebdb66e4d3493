"""Random cases from 交付決定 to the last yen, as rows: plausible, not earned, and added up here."""

from dataclasses import dataclass
from datetime import date, timedelta
from random import Random
from typing import Any

from account_builders import an_account
from award_builders import DECIDED, GRANTED, PAID, a_kessai
from builders import City
from koubo.applications.rules import ApplicationState, FilingState
from koubo.award.models import Award, Claim, Decision, DecisionLine
from koubo.award.payments.claim_rules import ClaimKind, ClaimState
from koubo.award.rules import (
    AwardState,
    DecisionKind,
    DecisionState,
    Outcome,
)
from koubo.calendar import day_in_japan
from koubo.reporting.models import Repayment, RepaymentReceipt
from koubo.reporting.rules import Booking, RepaymentCause, RepaymentState
from koubo.schemes.forms import FilingKind
from promises.crowd_rows import Rows
from review.rounds import Round

LINES = 100
"""Awards that one decision grants."""


@dataclass(frozen=True)
class Money:
    """What one case came to (円); None where that is not decided."""

    requested: int
    adopted: int
    awarded: int
    advance: int
    final: int
    waiting: int
    """Billed, accepted, and not paid yet."""
    settled: int | None
    returned: int
    asked_back: int

    @property
    def paid(self) -> int:
        return self.advance + self.final

    @property
    def to_pay(self) -> int:
        return max((self.settled or 0) - self.paid, 0) if self.settled is not None else 0

    @property
    def to_return(self) -> int:
        return self.asked_back - self.returned


def a_case(random: Random) -> Money:
    """Draw a case: settled or not, with an advance or not, paid to the end or not."""
    requested = random.randint(1, 500) * 1_000 + random.choice((0, 0, 7, 999))
    adopted = random.randint(1, requested)
    awarded = random.randint(1, adopted)
    advance = random.choice((0, random.randint(1, awarded), awarded))
    if random.random() < 0.4:
        waiting = 0 if advance else random.choice((0, random.randint(1, awarded)))
        return Money(requested, adopted, awarded, advance, 0, waiting, None, 0, 0)
    settled = random.choice((0, awarded, random.randint(0, awarded)))
    asked = max(advance - settled, 0)
    left = max(settled - advance, 0)
    final = random.choice((0, left))
    returned = random.choice((0, asked, random.randint(0, asked)))
    waiting = random.choice((0, left - final))
    return Money(requested, adopted, awarded, advance, final, waiting, settled, returned, asked)


def add_cases(round_: Round, count: int, seed: int) -> list[Money]:
    """Add so many cases to a call; give what each came to, in the order of their awards."""
    random, city = Random(seed), round_.city
    cases = [a_case(random) for _ in range(count)]
    with city.uow(GRANTED, "officer") as uow, uow.writing() as write:
        rows = Rows(write.session, round_, count)
        applications = rows.applications("M", ApplicationState.SELECTED)
        rows.filed(applications, FilingKind.PROPOSAL, FilingState.ACCEPTED)
        filings, _ = rows.filed(applications, FilingKind.GRANT_APPLICATION, FilingState.ACCEPTED)
        awards = rows.add(
            Award, [_award(*one) for one in zip(applications, filings, cases, strict=True)]
        )
        account = an_account(city.ids["organisation"], city.ids["applicant"], GRANTED)
        write.session.add(account)
        write.session.flush()
        _claims(rows, awards, cases, account.id)
        _repayments(rows, awards, cases)
        pairs = list(zip(awards, applications, filings, cases, strict=True))
        for first in range(0, count, LINES):
            _decide(rows, city, pairs[first : first + LINES], DecisionKind.GRANT, first)
        settled = [one for one in pairs if one[3].settled is not None]
        for first in range(0, len(settled), LINES):
            _decide(rows, city, settled[first : first + LINES], DecisionKind.SETTLEMENT, first)
    return cases


def _award(application: int, filing: int, case: Money) -> dict[str, Any]:
    settled = case.settled is not None
    return {
        "application_id": application,
        "fiscal_year": 2026,
        "state": AwardState.SETTLED if settled else AwardState.GRANTED,
        "filing_id": filing,
        "requested": case.requested,
        "recommended": case.adopted,
        "adopted": case.adopted,
        "awarded": case.awarded,
        "paid": case.paid,
        "returned": case.returned,
        "settled": case.settled,
        "granted_on": day_in_japan(GRANTED),
    }


def _claims(rows: Rows, awards: list[int], cases: list[Money], account_id: int) -> None:
    bills = []
    for award, case in zip(awards, cases, strict=True):
        kinds = (
            (ClaimKind.ADVANCE, case.advance, ClaimState.PAID),
            (ClaimKind.FINAL, case.final, ClaimState.PAID),
            (
                ClaimKind.ADVANCE if case.settled is None else ClaimKind.FINAL,
                case.waiting,
                ClaimState.ACCEPTED,
            ),
        )
        found = [one for one in kinds if one[1]]
        for number, (kind, amount, state) in enumerate(found, start=1):
            paid = state is ClaimState.PAID
            bills.append(
                {
                    "award_id": award,
                    "number": number,
                    "kind": kind,
                    "state": state,
                    "amount": amount,
                    "filed_at": GRANTED,
                    "filed_by": rows.ids["applicant"],
                    "accepted_by": rows.ids["officer2"],
                    "account_id": account_id,
                    "paid_on": day_in_japan(PAID) if paid else None,
                    "booked_year": 2026 if paid else None,
                }
            )
    rows.add(Claim, bills)


def _repayments(rows: Rows, awards: list[int], cases: list[Money]) -> None:
    back = [(award, one) for award, one in zip(awards, cases, strict=True) if one.asked_back]
    made = rows.add(
        Repayment,
        [
            {
                "award_id": award,
                "cause": RepaymentCause.REMAINDER,
                "state": RepaymentState.RECEIVED
                if one.returned == one.asked_back
                else RepaymentState.ASKED,
                "amount": one.asked_back,
                "received": one.returned,
                "asked_at": PAID,
                "received_on": day_in_japan(PAID) if one.returned == one.asked_back else None,
            }
            for award, one in back
        ],
    )
    rows.add(
        RepaymentReceipt,
        [
            {
                "repayment_id": repayment,
                "received_on": day_in_japan(PAID),
                "amount": one.returned,
                "booking": Booking.REFUND,
                "booked_in": 2026,
                "recorded_at": PAID,
                "recorded_by": rows.ids["officer"],
            }
            for repayment, (_, one) in zip(made, back, strict=True)
            if one.returned
        ],
    )


def _decide(
    rows: Rows, city: City, pairs: list[tuple[int, int, int, Money]], kind: DecisionKind, first: int
) -> None:
    """Add one released decision about several awards."""
    when = GRANTED if kind is DecisionKind.GRANT else PAID
    kessai = a_kessai(when)
    [decision] = rows.add(
        Decision,
        [
            {
                "call_id": rows.round_.call_id,
                "kind": kind,
                "state": DecisionState.RELEASED,
                "kessai_number": kessai.number,
                "kessai_on": kessai.on,
                "kessai_post": kessai.post,
                "document_number": f"倉市活第{kind.value[0]}{first}号",
                "issued_on": kessai.issued_on,
                "drafted_by": city.ids["officer"],
                "drafted_at": DECIDED,
                "released_by": city.ids["releaser"],
                "released_at": when,
            }
        ],
    )
    granted = kind is DecisionKind.GRANT
    rows.add(
        DecisionLine,
        [
            {
                "decision_id": decision,
                "application_id": application,
                "award_id": award,
                "filing_id": filing,
                "outcome": Outcome.GRANTED if granted else Outcome.SETTLED,
                "amount": case.awarded if granted else case.settled,
                "working": [],
            }
            for award, application, filing, case in pairs
        ],
    )


def after(days: int) -> date:
    """Give a day after all that was paid."""
    return day_in_japan(PAID) + timedelta(days=days)
