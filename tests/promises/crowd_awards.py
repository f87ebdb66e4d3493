"""Awards by the hundred, with all that hangs on them: bills, reports, decisions, letters."""

from datetime import date

from award_builders import DECIDED, PAID, a_kessai
from koubo.applications.rules import FilingState
from koubo.award.models import Award, Claim, Decision, DecisionLine, Notice
from koubo.award.payments.claim_rules import ClaimKind, ClaimState
from koubo.award.rules import (
    AwardState,
    DecisionKind,
    DecisionState,
    Outcome,
)
from koubo.reporting.models import Repayment, Report
from koubo.reporting.rules import RepaymentCause, RepaymentState
from koubo.schemes.forms import FilingKind
from promises.crowd_rows import SUM, Rows

AWARD_STATES = (
    AwardState.CANDIDATE,
    AwardState.APPLIED,
    AwardState.GRANTED,
    AwardState.REPORTED,
    AwardState.SETTLED,
)
CLAIM_STATES = (ClaimState.FILED, ClaimState.ACCEPTED, ClaimState.ORDERED)


def add_awards(rows: Rows, applications: list[int]) -> None:
    """Add an award of each application, in every state by turns."""
    states = [AWARD_STATES[place % len(AWARD_STATES)] for place in range(rows.count)]
    awards = rows.add(
        Award,
        [
            {
                "application_id": application,
                "fiscal_year": 2026,
                "state": state,
                "requested": SUM,
                "adopted": SUM,
                "awarded": SUM,
                "settled": SUM if state is AwardState.SETTLED else None,
            }
            for application, state in zip(applications, states, strict=True)
        ],
    )
    _claims(rows, awards)
    _reports(rows, applications, awards)
    _decisions(rows, applications, awards)


def _claims(rows: Rows, awards: list[int]) -> None:
    values = {
        "number": 1,
        "kind": ClaimKind.ADVANCE,
        "amount": SUM,
        "purpose": "材料を先に買うため",
        "filed_at": PAID,
        "filed_by": rows.ids["applicant"],
    }
    rows.add(
        Claim,
        [
            {**values, "award_id": one, "state": CLAIM_STATES[place % len(CLAIM_STATES)]}
            for place, one in enumerate(awards)
        ],
    )
    asked = {
        "cause": RepaymentCause.REMAINDER,
        "state": RepaymentState.ASKED,
        "amount": 1_000,
        "asked_at": PAID,
    }
    rows.add(Repayment, [{**asked, "award_id": one} for one in awards])


def _reports(rows: Rows, applications: list[int], awards: list[int]) -> None:
    rows.filed(applications, FilingKind.GRANT_APPLICATION, FilingState.FILED)
    filings, _ = rows.filed(applications, FilingKind.REPORT, FilingState.FILED)
    rows.add(
        Report,
        [
            {"award_id": award, "filing_id": filing, "due_on": date(2027, 4, 10)}
            for award, filing in zip(awards, filings, strict=True)
        ],
    )


def _decisions(rows: Rows, applications: list[int], awards: list[int]) -> None:
    """Add as many decisions of one line, and one of as many lines."""
    kessai = a_kessai(DECIDED)
    decision = {
        "call_id": rows.round_.call_id,
        "kind": DecisionKind.GRANT,
        "state": DecisionState.DRAFTED,
        "kessai_number": kessai.number,
        "kessai_on": kessai.on,
        "kessai_post": kessai.post,
        "document_number": kessai.document_number,
        "issued_on": kessai.issued_on,
        "drafted_by": rows.ids["officer"],
        "drafted_at": DECIDED,
    }
    whole, *each = rows.add(Decision, [decision] * (rows.count + 1))
    line = {"outcome": Outcome.GRANTED, "amount": SUM, "working": []}
    pairs = list(zip(applications, awards, strict=True))
    lines = rows.add(
        DecisionLine,
        [
            {**line, "decision_id": decision_id, "application_id": application, "award_id": one}
            for decisions in ([whole] * rows.count, each)
            for decision_id, (application, one) in zip(decisions, pairs, strict=True)
        ],
    )
    notice = {
        "title": "補助金交付決定通知書",
        "document_number": kessai.document_number,
        "issued_on": kessai.issued_on,
        "letter": {},
    }
    rows.add(
        Notice,
        [
            {**notice, "decision_line_id": line_id, "application_id": application}
            for line_id, application in zip(lines[: rows.count], applications, strict=True)
        ],
    )
