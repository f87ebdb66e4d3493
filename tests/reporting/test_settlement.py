"""From the report to the closed award."""

from datetime import date

import pytest
from sqlalchemy import select

from award_builders import PAID, REPORTED, SETTLED, a_staffed_city, award, release
from builders import City, version_of
from grant_builders import (
    a_granted_award,
    accept,
    claim_and_pay,
    draft_settlement,
    report,
    start_and_fill_report,
)
from koubo.applications.models import Filing
from koubo.award.models import Award, Notice
from koubo.award.payments.actions.claims import file_claim
from koubo.award.payments.claim_rules import ClaimKind
from koubo.award.rules import AwardState
from koubo.papers.letters import Letter
from koubo.problems import Problems, Refused
from koubo.reporting.actions import check_report, file_report
from koubo.reporting.models import Repayment, Report
from koubo.reporting.rules import RepaymentCause, RepaymentState
from koubo.reporting.settling.actions.closing import close_award
from koubo.reporting.settling.actions.repaying import bill_repayment, receive_repayment
from koubo.storage.database import Database
from koubo.storage.files import FileStore

ADVANCE = {"cost": 375_000, "requested": 300_000, "adopted": 300_000}


@pytest.fixture
def city(database: Database, tmp_path) -> City:
    return a_staffed_city(database, FileStore(tmp_path / "files"))


def close(city: City, award_id: int) -> None:
    with city.uow(SETTLED, "officer") as uow:
        version = version_of(city, Award, award_id)
        close_award(uow, city.actor("officer"), award_id, version=version)


def the_repayment(city: City) -> Repayment | None:
    with city.uow() as uow:
        return uow.session.scalars(select(Repayment)).first()


def test_st_01_part_of_an_advance_comes_back(city: City) -> None:
    _, award_id = a_granted_award(city, **ADVANCE)
    claim_and_pay(city, award_id, 300_000)
    report_id = report(city, award_id, cost=352_480, requested=300_000)
    assert award(city, award_id).state is AwardState.REPORTED
    accept(city, report_id)

    release(city, draft_settlement(city, award_id), now=SETTLED)

    found, repayment = award(city, award_id), the_repayment(city)
    assert (found.state, found.settled, found.paid) == (AwardState.SETTLED, 281_000, 300_000)
    assert repayment is not None
    assert (repayment.amount, repayment.cause) == (19_000, RepaymentCause.REMAINDER)
    with city.uow() as uow:
        kept = uow.session.get_one(Report, report_id).settlement
        notice = uow.session.scalars(select(Notice).order_by(Notice.id.desc()).limit(1)).one()
    assert kept is not None
    assert (kept["fixed_amount"], kept["further_payment"], kept["return_amount"]) == (
        281_000,
        0,
        19_000,
    )
    letter = Letter.from_json(notice.letter)
    assert letter.items[2:] == (
        ("交付決定額", "金300,000円"),
        ("確定額", "金281,000円"),
        ("概算払で支払済みの額", "金300,000円"),
        ("差引", "令和9年5月2日までに金19,000円を返還してください"),
    )
    assert letter.working == (
        "対象経費 352,480円",
        "352,480 × 80% = 281,984",
        "上限 300,000円 以内 → 281,984",
        "千円未満切捨て → 281,000円",
        "交付決定額 300,000円 と計算額 281,000円 の少ないほう → 確定額 281,000円",
        "確定額 281,000 − 支払済額 300,000 → 返還額 19,000円",
    )


def test_money_comes_back_and_the_award_is_closed(city: City) -> None:
    _, award_id = a_granted_award(city, **ADVANCE)
    claim_and_pay(city, award_id, 300_000)
    accept(city, report(city, award_id, cost=352_480, requested=300_000))
    release(city, draft_settlement(city, award_id), now=SETTLED)
    repayment = the_repayment(city)
    assert repayment is not None
    officer = city.actor("officer")

    with pytest.raises(Refused, match="返還が済んでいません"):
        close(city, award_id)
    with city.uow(SETTLED, "officer") as uow:
        with pytest.raises(Problems) as raised:
            receive_repayment(
                uow,
                city.catalog,
                officer,
                repayment.id,
                received_on=date(2027, 4, 13),
                version=1,
            )
        assert [one.field for one in raised.value.problems] == ["bill_number", "received_on"]
        bill_repayment(uow, officer, repayment.id, bill_number="納第55号", version=1)
        receive_repayment(
            uow, city.catalog, officer, repayment.id, received_on=SETTLED.date(), version=2
        )
    close(city, award_id)

    found, repayment = award(city, award_id), the_repayment(city)
    assert repayment is not None
    assert (found.state, found.returned) == (AwardState.CLOSED, 19_000)
    assert repayment.state is RepaymentState.RECEIVED


def test_the_rest_is_claimed_after_the_settlement(city: City) -> None:
    _, award_id = a_granted_award(city, **ADVANCE)
    claim_and_pay(city, award_id, 100_000)
    accept(city, report(city, award_id, cost=352_480, requested=300_000))
    release(city, draft_settlement(city, award_id), now=SETTLED)

    with pytest.raises(Refused, match="精算払の請求を待って"):
        close(city, award_id)
    claim_and_pay(city, award_id, None, kind=ClaimKind.FINAL, now=SETTLED)
    close(city, award_id)

    found = award(city, award_id)
    assert (found.state, found.paid, the_repayment(city)) == (AwardState.CLOSED, 281_000, None)


def test_a_report_needs_its_receipts(city: City) -> None:
    _, award_id = a_granted_award(city)
    filing_id = start_and_fill_report(
        city, award_id, cost=138_400, requested=103_000, receipts=False
    )
    applicant = city.actor("applicant")

    with city.uow(REPORTED, "applicant") as uow:
        check = check_report(uow, city.catalog, applicant, filing_id)
        assert [one.field for one in check.problems] == ["receipts"]
        with pytest.raises(Problems):
            file_report(
                uow,
                city.catalog,
                city.files,
                applicant,
                filing_id,
                version=version_of(city, Filing, filing_id),
            )
    assert award(city, award_id).state is AwardState.GRANTED


def test_a_settlement_needs_an_accepted_report(city: City) -> None:
    _, award_id = a_granted_award(city)
    report(city, award_id, cost=138_400, requested=103_000)

    with pytest.raises(Refused, match="受理されていません"):
        draft_settlement(city, award_id)


def test_a_settlement_waits_for_bills_on_their_way(city: City) -> None:
    _, award_id = a_granted_award(city)
    with city.uow(PAID, "applicant") as uow:
        file_claim(
            uow,
            city.catalog,
            city.actor("applicant"),
            award_id,
            kind=ClaimKind.ADVANCE,
            amount=50_000,
            purpose="材料",
            version=version_of(city, Award, award_id),
        )
    accept(city, report(city, award_id, cost=138_400, requested=103_000))

    with pytest.raises(Refused, match="支払いの途中の請求"):
        draft_settlement(city, award_id)


def test_a_payment_after_the_draft_stops_the_release(city: City) -> None:
    _, award_id = a_granted_award(city)
    accept(city, report(city, award_id, cost=138_400, requested=103_000))
    decision_id = draft_settlement(city, award_id)
    later = SETTLED.replace(hour=12)
    claim_and_pay(city, award_id, 50_000, now=later)

    with pytest.raises(Refused, match="起案の後に請求と支払い"):
        release(city, decision_id, now=later)
