"""What was promised to one is not given to another: changes against offers to runners-up."""

from datetime import date

import pytest

from amendment_builders import ANSWERED, a_change, approve
from award_builders import (
    DECIDED,
    GRANTED,
    a_staffed_city,
    accepted_of,
    award,
    awards_of,
    draft_selection,
    recommend,
    release,
    vote,
)
from builders import City, a_call
from grant_builders import apply_for, draft_grant
from koubo.award.grants.actions.offers import answer_offer, offer_to_runner_up
from koubo.award.rules import LineChange, Outcome
from koubo.problems import Refused
from koubo.storage.database import Database
from koubo.storage.files import FileStore


@pytest.fixture
def city(database: Database, tmp_path) -> City:
    return a_staffed_city(database, FileStore(tmp_path / "files"))


def test_what_a_smaller_award_freed_and_was_offered_does_not_come_back_by_a_change(
    city: City,
) -> None:
    call_id = a_call(city, budget=300_000)
    first = accepted_of(city, call_id, "first", cost=375_000, requested=300_000)
    second = accepted_of(city, call_id, "second", cost=130_000, requested=100_000)
    recommend(city, call_id, {first: 300_000, second: None})
    waits = {second: LineChange(Outcome.RUNNER_UP, 0, "次点のため", departs="次点とするため")}
    release(city, draft_selection(city, call_id, changes=waits), now=DECIDED)
    vote(city, call_id, 300_000)
    [award_id] = awards_of(city, call_id)
    apply_for(city, award_id, applicant="first", cost=375_000, requested=300_000)
    release(city, draft_grant(city, award_id), now=GRANTED)
    sizes = {"cost": 250_000, "requested": 200_000}
    approve(city, a_change(city, award_id, applicant="first", **sizes))
    with city.uow(ANSWERED, "officer") as uow:
        officer = city.actor("officer", ANSWERED)
        until = date(2026, 8, 31)
        offer_id = offer_to_runner_up(uow, officer, second, amount=100_000, until=until)
    with city.uow(ANSWERED, "second") as uow:
        runner_up = city.actor("second", ANSWERED)
        answer_offer(uow, runner_up, offer_id, accepted=True, version=1)

    again = a_change(city, award_id, applicant="first", cost=375_000, requested=300_000)
    with pytest.raises(Refused, match="取り置いている額"):
        approve(city, again)
    assert award(city, award_id).awarded == 200_000
