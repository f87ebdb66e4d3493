"""A 交付決定 that is revoked: in part, whole, before and after everything was settled."""

from collections import Counter
from datetime import date, datetime

import pytest
from sqlalchemy import select

from award_builders import PAID, SETTLED, a_kessai, a_staffed_city, award, release
from builders import City, version_of
from grant_builders import a_granted_award, accept, claim_and_pay, draft_settlement, report
from koubo.award.models import Award, Notice
from koubo.award.payments.actions.claims import file_claim
from koubo.award.payments.claim_rules import ClaimKind
from koubo.award.rules import AwardState
from koubo.calendar import JST
from koubo.papers.letters import Letter
from koubo.problems import Problems, Refused, Stale
from koubo.reporting.models import Repayment, RepaymentReceipt
from koubo.reporting.rules import Booking, RepaymentCause, RepaymentState
from koubo.reporting.settling.actions.closing import close_award
from koubo.reporting.settling.actions.repaying import (
    bill_repayment,
    owed_on,
    receive_repayment,
    waive_interest,
)
from koubo.reporting.settling.actions.revoking import draft_revocation_decision
from koubo.reporting.settling.interest_rules import NO_LATE_RATE, NO_SURCHARGE_RATE
from koubo.reporting.settling.revocation_rules import Revocation
from koubo.schemes.award_words import AfterAward
from koubo.storage.database import Database
from koubo.storage.files import FileStore
from promises.pressing import at_once

ADVANCE = {"cost": 375_000, "requested": 300_000, "adopted": 300_000}
REVOKED = datetime(2027, 6, 10, 10, 0, tzinfo=JST)
DUE = date(2027, 6, 30)
BACK = datetime(2027, 7, 30, 10, 0, tzinfo=JST)


@pytest.fixture
def city(database: Database, tmp_path) -> City:
    return a_staffed_city(database, FileStore(tmp_path / "files"))


def revoke(city: City, award_id: int, amount: int | None, *, version: int | None = None) -> int:
    """Draft a revocation; give its id."""
    seen = version_of(city, Award, award_id) if version is None else version
    asked = Revocation(amount, "要綱第15条第1項第2号", "ほかの用途に使われた。", DUE)
    with city.uow(REVOKED, "officer") as uow:
        return draft_revocation_decision(
            uow,
            city.catalog,
            city.actor("officer", REVOKED),
            award_id,
            asked=asked,
            version=seen,
            kessai=a_kessai(REVOKED),
        )


def repayments(city: City) -> list[Repayment]:
    with city.uow() as uow:
        return list(uow.session.scalars(select(Repayment).order_by(Repayment.id)))


def receive(city: City, repayment_id: int, amount: int | None, now: datetime = BACK) -> None:
    with city.uow(now, "officer") as uow:
        receive_repayment(
            uow,
            city.catalog,
            city.actor("officer", now),
            repayment_id,
            received_on=now.date(),
            amount=amount,
            version=version_of(city, Repayment, repayment_id),
        )


def bill(city: City, repayment_id: int) -> None:
    with city.uow(REVOKED, "officer") as uow:
        version = version_of(city, Repayment, repayment_id)
        actor = city.actor("officer", REVOKED)
        bill_repayment(uow, actor, repayment_id, bill_number="納第9号", version=version)


def close(city: City, award_id: int) -> None:
    with city.uow(BACK, "officer") as uow:
        version = version_of(city, Award, award_id)
        close_award(uow, city.actor("officer", BACK), award_id, version=version)


def a_closed_award(city: City) -> int:
    """Paid 300,000, settled at 300,000, closed."""
    _, award_id = a_granted_award(city, **ADVANCE)
    claim_and_pay(city, award_id, 100_000)
    claim_and_pay(city, award_id, 200_000, now=PAID.replace(month=8))
    accept(city, report(city, award_id, cost=375_000, requested=300_000))
    release(city, draft_settlement(city, award_id), now=SETTLED)
    with city.uow(SETTLED, "officer") as uow:
        version = version_of(city, Award, award_id)
        close_award(uow, city.actor("officer", SETTLED), award_id, version=version)
    return award_id


def test_part_of_a_closed_award_comes_back_and_it_is_closed_again(city: City) -> None:
    award_id = a_closed_award(city)

    release(city, revoke(city, award_id, 50_000), now=REVOKED)

    found, [repayment] = award(city, award_id), repayments(city)
    assert (found.state, found.awarded, found.settled) == (AwardState.SETTLED, 50_000, 50_000)
    assert (repayment.cause, repayment.amount, repayment.due_on) == (
        RepaymentCause.REVOCATION,
        250_000,
        DUE,
    )
    with city.uow() as uow:
        notice = uow.session.scalars(select(Notice).order_by(Notice.id.desc()).limit(1)).one()
    told = dict(Letter.from_json(notice.letter).items)
    assert "金250,000円" in told.values()
    assert "令和9年6月30日" in told.values()
    assert Letter.from_json(notice.letter).working[:3] == (
        "交付決定額 300,000 − 取り消す額 250,000 → 取消し後の交付決定額 50,000円",
        "確定額 300,000円 と取消し後の交付決定額 50,000円 の少ないほう → 取消し後の確定額 50,000円",
        "支払済額 300,000 − 50,000 → 返還を求める額 250,000円",
    )
    bill(city, repayment.id)
    with pytest.raises(Problems) as raised:
        receive(city, repayment.id, 1_000_000)
    assert [one.field for one in raised.value.problems] == ["amount"]
    receive(city, repayment.id, 100_000)
    assert (award(city, award_id).returned, repayments(city)[0].state) == (
        100_000,
        RepaymentState.ASKED,
    )
    with pytest.raises(Refused, match="返還が済んでいません"):
        close(city, award_id)
    receive(city, repayment.id, None)
    [repayment] = repayments(city)
    # 200,000 from 1 August 2026 (364 days), 50,000 from 1 May 2026 (456 days); late by 30 days.
    assert (repayment.surcharge, repayment.late_interest) == (21_840 + 6_840, 2_250)
    assert (repayment.received, repayment.state) == (250_000, RepaymentState.ASKED)
    receive(city, repayment.id, 680)
    with city.uow(BACK, "officer") as uow:
        actor, seen = city.actor("officer", BACK), version_of(city, Repayment, repayment.id)
        waive_interest(uow, actor, repayment.id, reason="災害のため", version=seen)
    [repayment] = repayments(city)
    assert (repayment.state, repayment.waived) == (RepaymentState.RECEIVED, 30_250)
    close(city, award_id)

    found = award(city, award_id)
    assert (found.state, found.paid - found.returned) == (AwardState.CLOSED, 50_000)
    with city.uow() as uow:
        receipts = uow.session.scalars(select(RepaymentReceipt)).all()
    assert [(one.amount, one.interest, one.booking, one.booked_in) for one in receipts] == [
        (100_000, 0, Booking.REVENUE, 2027),
        (150_000, 0, Booking.REVENUE, 2027),
        (0, 680, Booking.REVENUE, 2027),
    ]


def test_a_whole_revocation_ends_the_award_and_asks_for_all(city: City) -> None:
    _, award_id = a_granted_award(city, **ADVANCE)
    claim_and_pay(city, award_id, 120_000)

    release(city, revoke(city, award_id, 0), now=REVOKED)

    found, [repayment] = award(city, award_id), repayments(city)
    assert (found.state, found.awarded, found.settled) == (AwardState.REVOKED, 0, 0)
    assert (found.ended_on, found.freed_on) == (REVOKED.date(), REVOKED.date())
    assert found.end_reason == "要綱第15条第1項第2号による。ほかの用途に使われた。"
    assert repayment.amount == 120_000
    bill(city, repayment.id)
    receive(city, repayment.id, None)  # the sum
    receive(city, repayment.id, None)  # what was on top of it
    close(city, award_id)
    assert award(city, award_id).state is AwardState.CLOSED


def test_nothing_paid_is_nothing_to_return_and_the_settlement_asks_only_the_rest(
    city: City,
) -> None:
    _, award_id = a_granted_award(city, **ADVANCE)
    claim_and_pay(city, award_id, 300_000)
    release(city, revoke(city, award_id, 290_000), now=REVOKED)
    accept(city, report(city, award_id, cost=352_480, requested=290_000), now=REVOKED)
    release(city, draft_settlement(city, award_id, now=REVOKED), now=REVOKED)

    found = award(city, award_id)
    assert (found.state, found.settled) == (AwardState.SETTLED, 281_000)
    assert [(one.cause, one.amount) for one in repayments(city)] == [
        (RepaymentCause.REVOCATION, 10_000),
        (RepaymentCause.REMAINDER, 9_000),
    ]


def test_several_who_press_at_once_revoke_and_receive_once(city: City) -> None:
    _, award_id = a_granted_award(city, **ADVANCE)
    claim_and_pay(city, award_id, 120_000)
    officer, seen = city.actor("officer", REVOKED), version_of(city, Award, award_id)
    asked = Revocation(20_000, "要綱第15条", "ほかの用途", DUE)

    drafted = at_once(
        city,
        "officer",
        REVOKED,
        *[
            lambda uow: draft_revocation_decision(
                uow,
                city.catalog,
                officer,
                award_id,
                asked=asked,
                version=seen,
                kessai=a_kessai(REVOKED),
            )
        ]
        * 3,
    )
    [decision_id] = [one for one in drafted if isinstance(one, int)]
    release(city, decision_id, now=REVOKED)
    [repayment] = repayments(city)
    bill(city, repayment.id)
    version = version_of(city, Repayment, repayment.id)
    received = at_once(
        city,
        "officer",
        BACK,
        *[
            lambda uow: receive_repayment(
                uow,
                city.catalog,
                city.actor("officer", BACK),
                repayment.id,
                received_on=BACK.date(),
                version=version,
            )
        ]
        * 3,
    )

    assert Counter(received) == {None: 1, Stale: 2}
    assert (award(city, award_id).returned, repayments(city)[0].received) == (100_000, 100_000)


def test_without_rates_nothing_is_computed_and_the_page_says_so(city: City) -> None:
    award_id = a_closed_award(city)
    release(city, revoke(city, award_id, 50_000), now=REVOKED)
    [repayment] = repayments(city)

    with city.uow(BACK, "officer") as uow:
        row = uow.session.get_one(Repayment, repayment.id)
        owed = owed_on(uow.session, AfterAward(), row, BACK.date())

    assert (owed.rest, owed.interest_left) == (250_000, 0)
    assert owed.working.to_confirm == (NO_SURCHARGE_RATE, NO_LATE_RATE)
    with city.uow(BACK, "officer") as uow, pytest.raises(Refused, match="まだ残っています"):
        waive_interest(uow, city.actor("officer", BACK), repayment.id, reason="災害", version=1)


def test_what_stands_against_a_revocation(city: City) -> None:
    _, award_id = a_granted_award(city, **ADVANCE)
    officer = city.actor("officer", REVOKED)
    with city.uow(REVOKED, "officer") as uow, pytest.raises(Problems) as raised:
        draft_revocation_decision(
            uow,
            city.catalog,
            officer,
            award_id,
            asked=Revocation(300_000, " ", ""),
            version=version_of(city, Award, award_id),
        )
    assert [one.field for one in raised.value.problems] == ["amount", "ground", "reason"]
    with pytest.raises(Stale):
        revoke(city, award_id, 0, version=99)
    decision_id = revoke(city, award_id, 0)
    with pytest.raises(Refused, match="すでに起案されて"):
        revoke(city, award_id, 0)

    with city.uow(REVOKED, "applicant") as uow:
        file_claim(
            uow,
            city.catalog,
            city.actor("applicant", REVOKED),
            award_id,
            kind=ClaimKind.ADVANCE,
            amount=50_000,
            purpose="材料",
            version=version_of(city, Award, award_id),
        )
    with pytest.raises(Refused):
        release(city, decision_id, now=REVOKED)
    assert award(city, award_id).state is AwardState.GRANTED
