"""What the rules said of an accepted application is kept, with all that they were asked."""

from typing import Any

import pytest
from sqlalchemy import select

from builders import AFTER, City, a_call, a_city, an_accepted_application
from koubo.api import AmountCase, Line, Worked, hookimpl
from koubo.applications.models import Application, RecordedWorking, Snapshot
from koubo.applications.workings import compute, inputs_of, inputs_then
from koubo.money import Working
from koubo.plugins import load
from koubo.schemes.models import PastAwardRow
from koubo.storage.files import FileStore


class ByTime:
    """A plugin that gives so many thousand yen as it is the organisation's time."""

    @hookimpl
    def koubo_award_amount(self, case: AmountCase) -> Worked[int]:
        return Worked(case.nth_time * 1000, Working((Line("回数で決まる"),)))


@pytest.fixture
def city(database: Any, tmp_path: Any) -> City:
    return a_city(database, FileStore(tmp_path / "files"))


def test_an_accepted_application_keeps_what_the_rules_said_of_it(city: City) -> None:
    application_id = an_accepted_application(city, a_call(city))

    with city.uow(AFTER) as uow:
        kept = uow.session.scalars(select(RecordedWorking)).one()
    version = city.catalog.versions_of("kurashiki")
    assert (kept.application_id, kept.amount, kept.cause) == (application_id, 103_000, "accepted")
    assert Working.from_json(kept.working).lines != ()
    assert {one["answer"] for one in kept.findings} == {"met"}
    assert (kept.core_version, kept.plugin_version) == (version.core, version.plugin)


def test_what_is_kept_is_enough_to_compute_it_again(city: City) -> None:
    an_accepted_application(city, a_call(city))

    with city.uow(AFTER) as uow:
        application = uow.session.scalars(select(Application)).one()
        kept = uow.session.scalars(select(RecordedWorking)).one()
        snapshot = uow.session.get_one(Snapshot, kept.snapshot_id)
        scheme = city.catalog.of(application.call.release)
        now = inputs_of(uow.session, scheme, application, snapshot)
        then = inputs_then(now, kept)
        again = compute(city.catalog, scheme, application.course_id, then)
    assert then == now
    assert again.amount == kept.amount
    assert again.working.as_json() == kept.working


def test_the_time_that_an_award_would_be_is_among_what_is_kept(
    database: Any, tmp_path: Any
) -> None:
    """The applicant's page and the board count it; what is recorded must not differ from them."""
    house = load(more={"by_time": ByTime()})
    city = a_city(database, FileStore(tmp_path / "files"), house)
    with city.uow() as uow, uow.writing() as write:
        past = {"course_id": "kurashiki.collab_prep", "fiscal_year": 2025}
        write.session.add(PastAwardRow(organisation_id=city.ids["organisation"], **past))

    an_accepted_application(city, a_call(city))

    with city.uow(AFTER) as uow:
        kept = uow.session.scalars(select(RecordedWorking)).one()
    assert (kept.amount, kept.inputs["amount"]["nth_time"]) == (2_000, 2)
