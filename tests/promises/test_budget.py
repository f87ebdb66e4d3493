"""Promise 5: awards never exceed the budget, whoever presses when."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import func, select

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
from koubo.award.grants.actions.grants import granted_of
from koubo.award.models import Notice
from koubo.award.rules import AwardState
from koubo.problems import Refused, Stale
from koubo.schemes.models import Call
from koubo.storage.database import Database
from koubo.storage.files import FileStore

GROUPS = 6
EACH = 100_000
VOTED = 350_000  # three fit


@pytest.fixture
def city(database: Database, tmp_path) -> City:
    return a_staffed_city(database, FileStore(tmp_path / "files"))


def drafted_grants(city: City) -> tuple[int, list[int]]:
    """Give a call and one drafted 交付決定 for each of its groups."""
    call_id = a_call(city, budget=GROUPS * EACH)
    names = [f"group{number}" for number in range(GROUPS)]
    applications = {
        accepted_of(city, call_id, name, cost=130_000, requested=EACH): EACH for name in names
    }
    recommend(city, call_id, dict(applications))
    release(city, draft_selection(city, call_id), now=DECIDED)
    vote(city, call_id, VOTED)
    drafts = []
    for name, award_id in zip(names, awards_of(city, call_id), strict=True):
        apply_for(city, award_id, applicant=name, cost=130_000, requested=EACH)
        drafts.append(draft_grant(city, award_id))
    return call_id, drafts


def pressed(city: City, decision_id: int, person: str) -> str:
    """Press once; give what came of it."""
    try:
        release(city, decision_id, now=GRANTED, person=person)
    except (Refused, Stale) as error:
        return type(error).__name__
    return "released"


def test_the_budget_holds_whoever_presses_when(city: City) -> None:
    call_id, drafts = drafted_grants(city)
    presses = [(one, person) for one in drafts for person in ("releaser", "officer2")]

    with ThreadPoolExecutor(max_workers=8) as pool:
        outcomes = list(pool.map(lambda one: pressed(city, *one), presses))

    assert outcomes.count("released") == 3
    with city.uow() as uow:
        assert granted_of(uow.session, call_id) == 3 * EACH
        assert uow.session.get_one(Call, call_id).budget == VOTED
        letters = uow.session.scalar(select(func.count()).select_from(Notice))
    assert letters == GROUPS + 3
    states = [award(city, one).state for one in awards_of(city, call_id)]
    assert states.count(AwardState.GRANTED) == 3


def test_several_awards_in_one_decision_are_counted_together(city: City) -> None:
    call_id = a_call(city, budget=2 * EACH)
    applications = [
        accepted_of(city, call_id, name, cost=130_000, requested=EACH) for name in ("hana", "yuki")
    ]
    recommend(city, call_id, dict.fromkeys(applications, EACH))
    release(city, draft_selection(city, call_id), now=DECIDED)
    vote(city, call_id, 2 * EACH - 1)
    both = awards_of(city, call_id)
    for name, award_id in zip(("hana", "yuki"), both, strict=True):
        apply_for(city, award_id, applicant=name, cost=130_000, requested=EACH)

    with pytest.raises(Refused, match="不足 1円"):
        release(city, draft_grant(city, *both), now=GRANTED)

    assert [award(city, one).awarded for one in both] == [None, None]
