"""What an attack on the money found: each story once, from the grant to where it must be refused."""

from datetime import date, datetime

import pytest
from sqlalchemy import select

from amendment_builders import ANSWERED, CHANGED, a_change, amendment, approve, draft_answer
from award_builders import (
    GRANTED,
    SETTLED,
    a_candidate,
    a_kessai,
    a_staffed_city,
    award,
    press,
    release,
    vote,
)
from builders import City, a_budget, version_of
from grant_builders import (
    a_granted_award,
    accept,
    apply_for,
    claim_and_pay,
    draft_grant,
    draft_settlement,
    report,
)
from koubo.applications.models import Filing
from koubo.applications.office_consent import ConsentWay, OfficeConsent
from koubo.award.grants.actions.calls import open_awards
from koubo.award.grants.budget_left import taken_by_course
from koubo.award.models import Award, Claim, Decision
from koubo.award.payments.actions.claims import file_claim
from koubo.award.payments.claim_rules import ClaimKind
from koubo.award.rules import AWARD_STEPS, AwardState
from koubo.calendar import JST
from koubo.lifecycle.mending import Wanted, mend
from koubo.lifecycle.release import release_decision
from koubo.problems import Refused
from koubo.reporting.models import Repayment
from koubo.reporting.settling.actions.closing import close_award
from koubo.reporting.settling.actions.repaying import bill_repayment, receive_repayment
from koubo.reporting.settling.actions.revoking import draft_revocation_decision
from koubo.reporting.settling.actions.settlements import draft_settlement_decision
from koubo.reporting.settling.queries import standing_of
from koubo.reporting.settling.revocation_rules import Revocation
from koubo.storage.database import Database
from koubo.storage.files import FileStore
from promises.pressing import at_once

ADVANCE = {"cost": 375_000, "requested": 300_000, "adopted": 300_000}
EARLY = datetime(2027, 3, 24, 10, 0, tzinfo=JST)
OVER = datetime(2027, 4, 1, 0, 0, 1, tzinfo=JST)
LATE = datetime(2027, 6, 10, 10, 0, tzinfo=JST)
DUE = date(2027, 6, 30)


@pytest.fixture
def city(database: Database, tmp_path) -> City:
    return a_staffed_city(database, FileStore(tmp_path / "files"))


def revoke(city: City, award_id: int, amount: int, now: datetime = LATE) -> None:
    asked = Revocation(amount, "要綱第15条第1項第2号", "ほかの用途に使われた。", DUE)
    with city.uow(now, "officer") as uow:
        decision_id = draft_revocation_decision(
            uow,
            city.catalog,
            city.actor("officer", now),
            award_id,
            asked=asked,
            version=version_of(city, Award, award_id),
            kessai=a_kessai(now),
        )
    release(city, decision_id, now=now)


def taken(city: City, call_id: int, on: datetime) -> int:
    with city.uow() as uow:
        return sum(taken_by_course(uow.session, call_id, on.date()).values())


def test_what_is_closed_is_not_settled_again(city: City) -> None:
    _, award_id = a_granted_award(city, **ADVANCE)
    claim_and_pay(city, award_id, 300_000)
    accept(city, report(city, award_id, cost=375_000, requested=300_000))
    release(city, draft_settlement(city, award_id), now=SETTLED)
    with city.uow(SETTLED, "officer") as uow:
        version = version_of(city, Award, award_id)
        close_award(uow, city.actor("officer", SETTLED), award_id, version=version)

    with pytest.raises(Refused):
        draft_settlement(city, award_id, now=LATE)


def test_a_bill_under_way_is_not_left_above_a_smaller_award(city: City) -> None:
    _, award_id = a_granted_award(city, **ADVANCE)
    decision_id = draft_answer(city, a_change(city, award_id, cost=250_000, requested=200_000))
    with city.uow(ANSWERED, "applicant") as uow:
        file_claim(
            uow,
            city.catalog,
            city.actor("applicant", ANSWERED),
            award_id,
            kind=ClaimKind.ADVANCE,
            amount=250_000,
            purpose="材料を先に買うため",
            version=version_of(city, Award, award_id),
        )
    with pytest.raises(Refused, match="支払いの途中の請求"):
        release(city, decision_id, now=ANSWERED)
    assert award(city, award_id).awarded == 300_000


def test_what_was_freed_in_time_stays_free_whatever_is_revoked_later(city: City) -> None:
    call_id, award_id = a_granted_award(city, **ADVANCE)
    claim_and_pay(city, award_id, 300_000)
    accept(city, report(city, award_id, cost=250_000, requested=200_000, now=EARLY), now=EARLY)
    release(city, draft_settlement(city, award_id, now=EARLY), now=EARLY)
    settled = award(city, award_id).settled
    assert taken(city, call_id, LATE) == settled
    revoke(city, award_id, settled + 50_000)
    assert taken(city, call_id, LATE) == settled


def test_no_change_undoes_a_revocation(city: City) -> None:
    now = CHANGED
    call_id, award_id = a_granted_award(city, **ADVANCE)
    revoke(city, award_id, 100_000, now)
    found = amendment(city, a_change(city, award_id, now=now, cost=380_000, requested=300_000))
    assert (found.before, found.after) == (None, None)
    revoke(city, award_id, 0, now)
    with city.uow() as uow:  # nothing was ever paid: the call waits for nothing more of it
        assert open_awards(uow.session, call_id) == 0


def test_what_an_officer_mended_after_the_draft_is_not_granted_as_it_was(city: City) -> None:
    call_id, award_id = a_candidate(city, **ADVANCE)
    vote(city, call_id, 2_000_000)
    filing_id = apply_for(city, award_id, cost=375_000, requested=300_000)
    decision_id = draft_grant(city, award_id)
    now = GRANTED.replace(hour=11)
    with city.uow(now, "officer") as uow:
        mend(
            uow,
            city.catalog,
            city.actor("officer", now),
            filing_id,
            Wanted(["budget"], {"budget": a_budget(250_000, 200_000)}),
            consent=OfficeConsent("会長", now, ConsentWay.TELEPHONE, "書き誤り"),
            version=version_of(city, Filing, filing_id),
        )
    with pytest.raises(Refused, match="起案の後に"):
        release(city, decision_id, now=GRANTED.replace(hour=15))
    assert award(city, award_id).state is AwardState.APPLIED


def test_no_decision_is_dated_before_what_it_answers(city: City) -> None:
    _, award_id = a_granted_award(city, **ADVANCE)
    accept(city, report(city, award_id, cost=250_000, requested=200_000, now=EARLY), now=EARLY)
    dated = a_kessai(OVER, on=EARLY.date().replace(day=23), issued_on=date(2027, 3, 31))
    with city.uow(OVER, "officer") as uow:
        decision_id = draft_settlement_decision(
            uow, city.catalog, city.actor("officer", OVER), [award_id], kessai=dated
        )
    with pytest.raises(Refused, match="書類の提出日（令和9年3月24日）より前です"):
        release(city, decision_id, now=OVER)


def test_who_applied_in_time_does_not_lapse() -> None:
    with pytest.raises(Refused):
        AWARD_STEPS.require(AwardState.APPLIED, AwardState.LAPSED)


def test_nothing_is_granted_or_raised_once_its_year_is_over(city: City) -> None:
    call_id, first = a_granted_award(city, **ADVANCE)
    less = draft_answer(city, a_change(city, first, cost=250_000, requested=200_000))
    release(city, less, now=ANSWERED)
    more = a_change(city, first, cost=375_000, requested=300_000, now=OVER)
    with pytest.raises(Refused, match="事業年度が終わった後"):
        approve(city, more, now=OVER)
    assert (award(city, first).awarded, taken(city, call_id, OVER)) == (200_000, 200_000)


def receive(city: City, number: int, amount: int | None) -> None:
    """Bill the repayment of that place, and let money come in for it."""
    now = LATE.replace(month=7)
    officer = city.actor("officer", now)
    with city.uow(now, "officer") as uow:
        found = uow.session.scalars(select(Repayment).order_by(Repayment.id)).all()[number]
        if not found.bill_number:
            version = found.version
            bill_repayment(uow, officer, found.id, bill_number="納第9号", version=version)
    with city.uow(now, "officer") as uow:
        receive_repayment(
            uow,
            city.catalog,
            officer,
            found.id,
            received_on=now.date(),
            amount=amount,
            version=version_of(city, Repayment, found.id),
        )


def meets(city: City, award_id: int) -> tuple[int, int]:
    """Give what stands once everything asked for has come, and what was settled."""
    with city.uow() as uow:
        found = standing_of(uow.session, uow.session.get_one(Award, award_id))
    assert (found.settled or 0) <= found.awarded
    assert 0 <= found.owed <= found.kept
    return found.kept + found.to_pay - found.to_return, found.settled or 0


def test_sums_meet_from_an_advance_through_every_cut_to_the_last_yen(city: City) -> None:
    _, award_id = a_granted_award(city, **ADVANCE)
    claim_and_pay(city, award_id, 300_000)
    approve(city, a_change(city, award_id, cost=250_000, requested=200_000))
    assert award(city, award_id).awarded == 200_000
    accept(city, report(city, award_id, cost=250_000, requested=200_000))
    release(city, draft_settlement(city, award_id), now=SETTLED)
    assert meets(city, award_id) == (200_000, 200_000)
    receive(city, 0, 40_000)
    assert meets(city, award_id) == (200_000, 200_000)
    revoke(city, award_id, 150_000)
    assert meets(city, award_id) == (150_000, 150_000)
    receive(city, 0, None)
    receive(city, 1, 20_000)
    revoke(city, award_id, 0, LATE.replace(month=8))
    assert meets(city, award_id) == (0, 0)
    with city.uow() as uow:
        asked = [
            one.amount for one in uow.session.scalars(select(Repayment).order_by(Repayment.id))
        ]
    assert asked == [100_000, 50_000, 150_000]


def test_a_smaller_award_and_a_bill_at_once_never_pay_beyond_it(city: City) -> None:
    _, award_id = a_granted_award(city, **ADVANCE)
    decision_id = draft_answer(city, a_change(city, award_id, cost=250_000, requested=200_000))
    seen, drafted = version_of(city, Award, award_id), version_of(city, Decision, decision_id)
    applicant, releaser = city.actor("applicant", ANSWERED), city.actor("releaser", ANSWERED)
    at_once(
        city,
        "officer",
        ANSWERED,
        lambda uow: file_claim(
            uow,
            city.catalog,
            applicant,
            award_id,
            kind=ClaimKind.ADVANCE,
            amount=300_000,
            purpose="材料を先に買うため",
            version=seen,
        ),
        lambda uow: release_decision(
            uow, city.catalog, press(), releaser, decision_id, version=drafted
        ),
    )
    with city.uow() as uow:
        billed = uow.session.scalars(select(Claim.amount)).all()
    assert sum(billed) <= (award(city, award_id).awarded or 0)
