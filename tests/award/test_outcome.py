"""What became of an application, in one statement and only for those who may know."""

import pytest
from sqlalchemy import update

from award_builders import GRANTED, a_staffed_city, award, draft_selection, recommend
from builders import City, a_call, an_accepted_application
from grant_builders import a_granted_award
from koubo.award.models import Award
from koubo.award.results.queries.outcome import BecameOfIt, became_of
from koubo.award.rules import AwardState, DecisionKind
from koubo.storage.database import Database
from koubo.storage.files import FileStore


@pytest.fixture
def city(database: Database, tmp_path) -> City:
    return a_staffed_city(database, FileStore(tmp_path / "files"))


def told(city: City, application_id: int, who: str = "officer") -> BecameOfIt:
    with city.uow(GRANTED, who) as uow:
        return became_of(uow.session, city.actor(who), application_id)


def test_a_grant_is_told_with_its_decisions_even_when_nothing_is_left_of_it(city: City) -> None:
    _, award_id = a_granted_award(city)
    application_id = award(city, award_id).application_id
    with city.uow() as uow, uow.writing() as write:
        nothing_left = update(Award).values(awarded=0, state=AwardState.REVOKED)
        write.session.execute(nothing_left.where(Award.id == award_id))

    found = told(city, application_id)

    assert [(one.id, one.state, one.granted, one.amount) for one in found.awards] == [
        (award_id, AwardState.REVOKED, True, 0)
    ]
    assert [(one.kind, one.released) for one in found.decisions] == [
        (DecisionKind.SELECTION, True),
        (DecisionKind.GRANT, True),
    ]


def test_a_draft_is_told_to_staff_and_to_nobody_else(city: City) -> None:
    call_id = a_call(city)
    application_id = an_accepted_application(city, call_id)
    recommend(city, call_id, {application_id: 100_000})
    draft_selection(city, call_id)

    assert [one.released for one in told(city, application_id).decisions] == [False]
    assert told(city, application_id, "applicant") == BecameOfIt((), (), ())
