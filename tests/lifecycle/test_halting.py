"""What goes on in a halted call: whatever an applicant has a deadline for, and the way out."""

from typing import Any

import pytest

from award_builders import a_staffed_city
from builders import AFTER, City, a_call, an_accepted_application
from grant_builders import a_granted_award, report
from koubo.award.models import Award
from koubo.award.rules import AwardState
from koubo.schemes.actions.publishing import cancel_call
from koubo.schemes.models import Call
from koubo.schemes.rules import CallState
from koubo.storage.files import FileStore
from lifecycle.test_rechecking import recheck, with_versions


@pytest.fixture
def city(database: Any, tmp_path: Any) -> City:
    return a_staffed_city(database, FileStore(tmp_path / "files"))


def halted(city: City) -> City:
    """Give the city with other versions, under which its calls come out otherwise."""
    changed = with_versions(city, "2", "2", changed=True)
    assert len(recheck(changed)) == 1
    return changed


def test_a_halted_call_can_be_cancelled_with_its_themes(city: City) -> None:
    call_id = a_call(city)
    an_accepted_application(city, call_id)
    halted(city)

    with city.uow(AFTER, "officer") as uow:
        version = uow.session.get_one(Call, call_id).version
        cancel_call(uow, city.actor("officer"), call_id, reason="災害のため", version=version)

    with city.uow(AFTER) as uow:
        assert uow.session.get_one(Call, call_id).state is CallState.CANCELLED


def test_a_report_is_begun_and_handed_in_while_its_call_is_halted(city: City) -> None:
    _, award_id = a_granted_award(city)
    changed = halted(city)

    report(changed, award_id, cost=138_400, requested=103_000)

    with city.uow(AFTER) as uow:
        assert uow.session.get_one(Award, award_id).state is AwardState.REPORTED
