"""A call ends when the money of every selected application is settled or declined."""

from pathlib import Path

import pytest

from award_builders import GRANTED, a_staffed_city
from builders import City, version_of
from grant_builders import a_granted_award
from koubo.award.grants.actions.calls import finish_call
from koubo.award.models import Award
from koubo.problems import Refused
from koubo.schemes.models import Call
from koubo.schemes.rules import CallState
from koubo.storage.database import Database
from koubo.storage.files import FileStore


@pytest.fixture
def city(database: Database, tmp_path: Path) -> City:
    return a_staffed_city(database, FileStore(tmp_path))


def finish(city: City, call_id: int) -> None:
    with city.uow(GRANTED, "officer") as uow:
        version = version_of(city, Call, call_id)
        finish_call(uow, city.actor("officer", GRANTED), call_id, version=version)


def test_a_call_with_an_open_award_cannot_be_finished(city: City) -> None:
    call_id, _ = a_granted_award(city)

    with pytest.raises(Refused, match="精算の終わっていない交付が1件あります"):
        finish(city, call_id)


def test_a_call_whose_awards_are_closed_is_finished_once(city: City) -> None:
    call_id, award_id = a_granted_award(city)
    with city.uow(GRANTED) as uow, uow.writing() as write:
        # The way there is tested elsewhere; here only where it ends.
        write.lock(Award, award_id).state = "closed"  # type: ignore[assignment]

    finish(city, call_id)

    with city.uow() as uow:
        assert uow.session.get_one(Call, call_id).state is CallState.FINISHED
    with pytest.raises(Refused, match="「終了」のため"):
        finish(city, call_id)
