"""What an attack on the money found: each story once, from the grant to where it must be refused."""

from datetime import date, datetime

import pytest

from amendment_builders import ANSWERED, CHANGED, a_change, amendment, draft_answer
from award_builders import (
    SETTLED,
    a_kessai,
    a_staffed_city,
    award,
    release,
)
from builders import City, version_of
from grant_builders import (
    a_granted_award,
    accept,
    claim_and_pay,
    draft_settlement,
    report,
)
from koubo.award.actions.claims import file_claim
from koubo.award.budget_left import taken_by_course
from koubo.award.models import Award
from koubo.award.rules import ClaimKind
from koubo.calendar import JST
from koubo.problems import Refused
from koubo.reporting.actions.closing import close_award
from koubo.reporting.actions.revoking import draft_revocation_decision
from koubo.reporting.revocation_rules import Revocation
from koubo.storage.database import Database
from koubo.storage.files import FileStore

ADVANCE = {"cost": 375_000, "requested": 300_000, "adopted": 300_000}
EARLY = datetime(2027, 3, 24, 10, 0, tzinfo=JST)
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
    _, award_id = a_granted_award(city, **ADVANCE)
    revoke(city, award_id, 100_000, now)
    amendment_id = a_change(city, award_id, now=now, project="会場を変えた事業")
    found = amendment(city, amendment_id)
    assert (found.before, found.after) == (None, None), found.working
