"""交付請求: nothing is paid without a bill, and no bill is larger than what is left."""

from datetime import date, timedelta

import pytest

from award_builders import PAID, a_candidate, a_staffed_city, award
from builders import City, version_of
from grant_builders import a_granted_award, claim_and_pay
from koubo.award.models import Award, Claim
from koubo.award.payments.actions.claims import file_claim
from koubo.award.payments.actions.paying import accept_claim, order_payment, pay_claim
from koubo.award.payments.claim_rules import ClaimKind, ClaimState
from koubo.people.rules import NotAllowed
from koubo.problems import NotFound, Problems, Refused, Stale
from koubo.storage.database import Database
from koubo.storage.files import FileStore


@pytest.fixture
def city(database: Database, tmp_path) -> City:
    return a_staffed_city(database, FileStore(tmp_path / "files"))


def claim(city: City, award_id: int, amount: int | None, **changes) -> int:
    values = {
        "kind": ClaimKind.ADVANCE,
        "amount": amount,
        "purpose": "材料を先に買うため",
        "version": version_of(city, Award, award_id),
    }
    with city.uow(PAID, "applicant") as uow:
        applicant = city.actor("applicant")
        return file_claim(uow, city.catalog, applicant, award_id, **{**values, **changes})


def test_an_advance_is_paid_step_by_step(city: City) -> None:
    _, award_id = a_granted_award(city)

    claim_id = claim_and_pay(city, award_id, 60_000)

    found = award(city, award_id)
    assert (found.paid, found.returned) == (60_000, 0)
    with city.uow() as uow:
        bill = uow.session.get_one(Claim, claim_id)
        assert (bill.state, bill.order_number, bill.paid_on) == (
            ClaimState.PAID,
            "支第789号",
            date(2026, 5, 1),
        )


def test_an_advance_stays_within_what_is_left(city: City) -> None:
    _, award_id = a_granted_award(city)
    claim(city, award_id, 60_000)

    with pytest.raises(Problems) as raised:
        claim(city, award_id, 43_001, purpose=" ")
    assert [one.field for one in raised.value.problems] == ["amount", "purpose"]

    claim(city, award_id, 43_000)
    with pytest.raises(Refused, match="請求できる額がありません"):
        claim(city, award_id, 1)


def test_pressing_twice_makes_one_bill(city: City) -> None:
    _, award_id = a_granted_award(city)
    version = version_of(city, Award, award_id)
    claim(city, award_id, 10_000, version=version)

    with pytest.raises(Stale):
        claim(city, award_id, 10_000, version=version)


def test_nothing_is_claimed_before_the_grant_or_by_others(city: City) -> None:
    _, award_id = a_candidate(city)

    with pytest.raises(Refused):
        claim(city, award_id, 1)
    with pytest.raises(Refused):
        claim(city, award_id, None, kind=ClaimKind.FINAL)
    stranger = city.actor("stranger")
    with city.uow(PAID, "stranger") as uow, pytest.raises(NotFound):
        file_claim(
            uow, city.catalog, stranger, award_id, kind=ClaimKind.ADVANCE, amount=1, version=1
        )


def test_a_bill_takes_no_step_out_of_order(city: City) -> None:
    _, award_id = a_granted_award(city)
    claim_id = claim(city, award_id, 10_000)
    officer = city.actor("officer")

    with city.uow(PAID, "officer") as uow:
        with pytest.raises(Refused):
            order_payment(uow, officer, claim_id, order_number="支第1号", version=1)
        with pytest.raises(Refused):
            pay_claim(uow, officer, claim_id, paid_on=PAID.date(), version=1)
        with pytest.raises(NotAllowed):
            accept_claim(uow, city.actor("applicant"), claim_id, version=1)
        accept_claim(uow, officer, claim_id, version=1)
        with pytest.raises(Stale):
            accept_claim(uow, officer, claim_id, version=1)
        with pytest.raises(Problems):
            order_payment(uow, officer, claim_id, order_number=" ", version=2)
        order_payment(uow, officer, claim_id, order_number="支第1号", version=2)
        late = (PAID + timedelta(days=1)).date()
        with pytest.raises(Problems):
            pay_claim(uow, officer, claim_id, paid_on=late, version=3)

    assert award(city, award_id).paid == 0
