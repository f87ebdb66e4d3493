"""A call is planned, changed, opened, extended and cancelled by officers, and by nobody else."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from builders import IN_TIME, City, a_city
from koubo.people.rules import NotAllowed
from koubo.problems import NotFound, Problems, Refused, Stale
from koubo.schemes.actions.calls import (
    change_call,
    plan_call,
)
from koubo.schemes.queries import call_page, calls_for, public_calls
from koubo.storage.database import Database
from koubo.storage.files import FileStore
from schemes.calling import (
    NOW,
    OPENS,
    a_plan,
    codes,
    planned,
    publish,
    published,
    version,
)


@pytest.fixture
def city(database: Database, tmp_path: Path) -> City:
    return a_city(database, FileStore(tmp_path / "files"))


def test_a_planned_call_is_seen_by_officers_only(city: City) -> None:
    call_id = planned(city)

    with city.uow(NOW) as uow:
        assert [one.id for one in calls_for(uow.session, city.actor("officer"))] == [call_id]
        assert calls_for(uow.session, city.actor("applicant")) == []
        with pytest.raises(NotFound):
            call_page(uow.session, call_id)


@pytest.mark.parametrize("person", ["applicant", "department_person", "releaser"])
def test_only_an_officer_plans_a_call(city: City, person: str) -> None:
    with city.uow(NOW, person) as uow, pytest.raises(NotAllowed):
        plan_call(uow, city.catalog, city.actor(person), plan=a_plan())


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"closes_at": OPENS}, "closes_before_opening"),
        ({"course_ids": ()}, "no_course"),
        ({"course_ids": ("kurashiki.nothing",)}, "unknown_course"),
        ({"course_ids": ("kurashiki.rules_2005",)}, "unknown_course"),  # ended
        ({"fiscal_year": 2025}, "year_before_intake"),
    ],
)
def test_a_plan_that_cannot_be_is_not_saved(city: City, changes: dict[str, Any], code: str) -> None:
    with pytest.raises(Problems) as raised:
        planned(city, **changes)

    assert codes(raised) == [code]


def test_a_changed_call_keeps_what_was_last_said(city: City) -> None:
    call_id = planned(city)

    with city.uow(NOW, "officer") as uow:
        plan = a_plan(title="市民企画提案事業", course_ids=("kurashiki.collab_prep",))
        change_call(uow, city.catalog, city.actor("officer"), call_id, plan=plan, version=1)

    publish(city, call_id)
    with city.uow(NOW) as uow:
        page = call_page(uow.session, call_id)
    assert (page.facts.title, page.course_ids) == ("市民企画提案事業", ("kurashiki.collab_prep",))


def test_a_change_from_an_old_page_is_refused(city: City) -> None:
    call_id = planned(city)
    change = a_plan(title="別の名前")
    with city.uow(NOW, "officer") as uow:
        change_call(uow, city.catalog, city.actor("officer"), call_id, plan=change, version=1)

    with city.uow(NOW, "officer2") as uow, pytest.raises(Stale):
        change_call(uow, city.catalog, city.actor("officer2"), call_id, plan=change, version=1)


def test_a_published_call_is_not_changed(city: City) -> None:
    call_id = published(city)

    with city.uow(NOW, "officer") as uow, pytest.raises(Refused):
        change_call(
            uow,
            city.catalog,
            city.actor("officer"),
            call_id,
            plan=a_plan(),
            version=version(city, call_id),
        )


def test_the_public_lists_say_little_to_the_database(city: City) -> None:
    for _ in range(3):
        published(city)
    spoken: dict[str, int] = {}
    asked: dict[str, Callable[[Any], Any]] = {
        "list": lambda session: public_calls(session, IN_TIME),
        "page": lambda session: call_page(session, 1),
    }
    for name, ask in asked.items():
        with city.uow(NOW) as uow, city.database.statements() as said:
            ask(uow.session)
        spoken[name] = len(said)

    assert spoken == {"list": 3, "page": 5}
