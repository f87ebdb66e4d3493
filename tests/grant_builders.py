"""From the 交付申請 to the settlement in short: what follows a selection."""

from datetime import datetime
from io import BytesIO
from typing import Any

from sqlalchemy import select

from award_builders import (
    APPLIED,
    GRANTED,
    PAID,
    REPORTED,
    SETTLED,
    a_candidate,
    a_kessai,
    release,
    vote,
)
from builders import (
    PDF,
    City,
    a_budget,
    version_of,
)
from koubo.applications.actions.attaching import attach_file
from koubo.applications.actions.drafts import save_draft
from koubo.applications.actions.staff import accept_filing
from koubo.applications.models import Filing
from koubo.award.grants.actions.applying import file_grant_application, start_grant_application
from koubo.award.grants.actions.grants import draft_grant_decision
from koubo.award.models import Award, Claim
from koubo.award.payments.actions.claims import file_claim
from koubo.award.payments.actions.paying import accept_claim, order_payment, pay_claim
from koubo.award.payments.claim_rules import ClaimKind
from koubo.calendar import day_in_japan
from koubo.reporting.actions import accept_report, file_report, start_report
from koubo.reporting.checking.actions.checks import record_check
from koubo.reporting.checking.rules import CheckKind
from koubo.reporting.models import Report
from koubo.reporting.settling.actions.settlements import draft_settlement_decision


def apply_for(
    city: City,
    award_id: int,
    *,
    applicant: str = "applicant",
    cost: int = 138_400,
    requested: int = 103_000,
    now: datetime = APPLIED,
) -> int:
    """Start, fill in and hand in the 交付申請書 of an award; give the filing's id."""
    actor = city.actor(applicant, now)
    with city.uow(now, applicant) as uow:
        filing_id = start_grant_application(uow, city.catalog, actor, award_id)
    typed = {"budget": a_budget(cost, requested), "advance": "はい"}
    with city.uow(now, applicant) as uow:
        version = version_of(city, Filing, filing_id)
        save_draft(uow, city.catalog, actor, filing_id, typed=typed, version=version)
    with city.uow(now, applicant) as uow:
        version = version_of(city, Filing, filing_id)
        file_grant_application(uow, city.catalog, city.files, actor, filing_id, version=version)
    return filing_id


def accept_for_grant(city: City, filing_id: int, *, now: datetime = APPLIED) -> None:
    """Accept a 交付申請書."""
    with city.uow(now, "officer") as uow:
        version = version_of(city, Filing, filing_id)
        accept_filing(uow, city.actor("officer", now), filing_id, version=version)


def draft_grant(
    city: City, *award_ids: int, now: datetime = GRANTED, person: str = "officer", **kessai: Any
) -> int:
    """Draft the 交付決定 of awards; give its id."""
    with city.uow(now, person) as uow:
        return draft_grant_decision(
            uow,
            city.catalog,
            city.actor(person, now),
            award_ids,
            kessai=a_kessai(now, **kessai),
        )


def claim_and_pay(
    city: City,
    award_id: int,
    amount: int | None,
    *,
    kind: ClaimKind = ClaimKind.ADVANCE,
    now: datetime = PAID,
    applicant: str = "applicant",
) -> int:
    """Let a bill come in and be paid; give its id."""
    with city.uow(now, applicant) as uow:
        claim_id = file_claim(
            uow,
            city.catalog,
            city.actor(applicant, now),
            award_id,
            kind=kind,
            amount=amount,
            purpose="材料を先に買うため",
            version=version_of(city, Award, award_id),
        )
    officer = city.actor("officer", now)
    with city.uow(now, "officer") as uow:
        accept_claim(uow, officer, claim_id, version=1)
    with city.uow(now, "officer") as uow:
        order_payment(uow, officer, claim_id, order_number="支第789号", version=2)
    with city.uow(now, "officer") as uow:
        version = version_of(city, Claim, claim_id)
        pay_claim(uow, officer, claim_id, paid_on=day_in_japan(now), version=version)
    return claim_id


def start_and_fill_report(
    city: City,
    award_id: int,
    *,
    cost: int,
    requested: int,
    applicant: str = "applicant",
    receipts: bool = True,
    now: datetime = REPORTED,
) -> int:
    """Start and fill in the report of an award; give the filing's id."""
    actor = city.actor(applicant, now)
    with city.uow(now, applicant) as uow:
        filing_id = start_report(uow, city.catalog, actor, award_id)
    typed = {
        "done": "すごろくを作り、4回遊んだ。",
        "result": "親子32組が参加した。",
        "budget": a_budget(cost, requested),
    }
    with city.uow(now, applicant) as uow:
        version = version_of(city, Filing, filing_id)
        save_draft(uow, city.catalog, actor, filing_id, typed=typed, version=version)
    if receipts:
        with city.uow(now, applicant) as uow:
            attach_file(
                uow,
                city.catalog,
                city.files,
                actor,
                filing_id,
                question_id="receipts",
                name="領収書.pdf",
                stream=BytesIO(PDF),
            )
    return filing_id


def report(city: City, award_id: int, *, now: datetime = REPORTED, **options: Any) -> int:
    """Hand in the report of an award; give the report's id."""
    filing_id = start_and_fill_report(city, award_id, now=now, **options)
    applicant = options.get("applicant", "applicant")
    with city.uow(now, applicant) as uow:
        actor = city.actor(applicant, now)
        version = version_of(city, Filing, filing_id)
        file_report(uow, city.catalog, city.files, actor, filing_id, version=version)
    with city.uow() as uow:
        return uow.session.scalars(select(Report.id).where(Report.award_id == award_id)).one()


def look_at(city: City, report_id: int, *, now: datetime = SETTLED) -> None:
    """Record both looks at a report: the substance by one officer, the accounts by another."""
    for kind, person in ((CheckKind.SUBSTANCE, "officer2"), (CheckKind.ACCOUNTS, "officer")):
        with city.uow(now, person) as uow:
            filing_id = uow.session.get_one(Report, report_id).filing_id
            version = version_of(city, Filing, filing_id)
            who = city.actor(person, now)
            record_check(uow, who, report_id, kind=kind, version=version)


def accept(city: City, report_id: int, *, now: datetime = SETTLED) -> None:
    """Look at a report from both sides, and accept it."""
    look_at(city, report_id, now=now)
    with city.uow(now, "officer") as uow:
        filing_id = uow.session.get_one(Report, report_id).filing_id
        accept_report(
            uow,
            city.catalog,
            city.actor("officer", now),
            report_id,
            version=version_of(city, Filing, filing_id),
        )


def draft_settlement(city: City, *award_ids: int, now: datetime = SETTLED) -> int:
    """Draft the 額の確定 of awards; give its id."""
    with city.uow(now, "officer") as uow:
        return draft_settlement_decision(
            uow, city.catalog, city.actor("officer", now), award_ids, kessai=a_kessai(now)
        )


def a_granted_award(city: City, **amounts: int) -> tuple[int, int]:
    """Give a call and its one award, granted."""
    call_id, award_id = a_candidate(city, **amounts)
    vote(city, call_id, amounts.get("budget", 2_000_000))
    sums = {key: amounts[key] for key in ("cost", "requested") if key in amounts}
    apply_for(city, award_id, **sums)
    release(city, draft_grant(city, award_id), now=GRANTED)
    return call_id, award_id
