"""Calls are opened on the release that is offered, and pinned to exactly it."""

from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy import select

from builders import AFTER, City, a_city
from koubo.plugins import load
from koubo.problems import Problems, Refused, Stale
from koubo.proof.proving import proving_of
from koubo.schemes.actions.calls import change_call, plan_call
from koubo.schemes.actions.publishing import publish_call
from koubo.schemes.actions.releases import withdraw_release
from koubo.schemes.actions.scheme_files import upload_scheme_file
from koubo.schemes.models import Call, Release
from koubo.schemes.offering import (
    desk_release,
    known_schemes,
    offered,
    offered_scheme,
    unreadable_releases,
)
from koubo.storage.files import FileStore
from releasing import CAP, HIGHER_CAP, release_it, without_cases
from schemes.calling import NOW, a_plan, planned, publish, stored, version
from schemes.small import SMALL


@pytest.fixture
def city(database: Any, tmp_path: Any) -> City:
    return a_city(database, FileStore(tmp_path / "files"))


def withdraw(city: City, desk_release_id: int, reason: str = "数字の写し間違い") -> None:
    with city.uow(AFTER, "officer") as uow:
        withdraw_release(uow, city.actor("officer"), desk_release_id, reason=reason)


def small_copy(city: City, text: str = SMALL) -> int:
    with city.uow(AFTER, "officer") as uow:
        return upload_scheme_file(uow, city.actor("officer"), content=text.encode())


def test_a_call_is_pinned_to_the_release_that_was_offered_when_it_opened(city: City) -> None:
    call_id = planned(city)
    release_id = without_cases(city, (CAP, HIGHER_CAP))

    publish(city, call_id)
    withdraw(city, release_id)

    call = stored(city, call_id)
    with city.uow(AFTER) as uow:
        page = desk_release(uow.session, city.actor("officer"), release_id)
    assert call.release.text == page.text
    assert call.release.digest == page.line.digest
    assert page.calls == ((call_id, call.title),)


def test_a_release_that_comes_between_proof_and_opening_is_noticed(city: City) -> None:
    call_id = planned(city)
    with city.uow(NOW) as uow:
        scheme = offered_scheme(uow.session, city.catalog, "kurashiki")
    proven = proving_of(city.catalog, scheme).proven
    without_cases(city, (CAP, HIGHER_CAP))

    with city.uow(NOW, "officer") as uow, pytest.raises(Stale):
        publish_call(uow, city.catalog, city.actor("officer"), call_id, proven=proven, version=1)


def test_a_scheme_without_any_plugin_is_offered_and_answered_for(city: City) -> None:
    release_it(city, small_copy(city))
    call_id = planned(city, scheme_id="small", course_ids=("small.start",))

    with city.uow(NOW) as uow:
        scheme = offered_scheme(uow.session, city.catalog, "small")
    publish(city, call_id, proving_of(city.catalog, scheme).proven)

    call = stored(city, call_id)
    fresh = City(city.database, load(), city.files, city.ids)  # as after a restart
    with city.uow(AFTER) as uow:
        release = uow.session.get_one(Release, call.release_id)
        proving = proving_of(fresh.catalog, fresh.catalog.of(release))
    assert (call.scheme_id, release.plugin_version) == ("small", "")
    assert proving.fault == ""


def test_courses_that_a_release_lacks_cannot_be_opened(city: City) -> None:
    call_id = planned(city)
    small = SMALL.replace("small.", "kurashiki.")
    for key in ("id", "scheme"):
        small = small.replace(f"{key}: small", f"{key}: kurashiki")
    release_it(city, small_copy(city, small))

    with pytest.raises(Problems):
        publish(city, call_id)
    with city.uow(NOW, "officer") as uow, pytest.raises(Problems):
        change_call(
            uow,
            city.catalog,
            city.actor("officer"),
            call_id,
            plan=a_plan(),
            version=version(city, call_id),
        )


def test_a_release_that_this_version_cannot_read_is_said_to_be_so(city: City) -> None:
    without_cases(city, (CAP, HIGHER_CAP))
    with city.uow(AFTER) as uow, uow.writing() as write:
        release = write.session.scalars(select(Release)).one()
        release.text = release.text.replace("step: cap", "step: lid")

    with city.uow(AFTER, "officer") as uow:
        assert "kurashiki" not in offered(uow.session, city.catalog)
        (unreadable,) = unreadable_releases(uow.session, city.catalog)
        with pytest.raises(Refused):
            plan_call(uow, city.catalog, city.actor("officer"), plan=a_plan())
    assert unreadable.line.scheme_id == "kurashiki"
    assert unreadable.broken.complaints != []


def test_planned_calls_do_not_keep_a_release_from_being_another(city: City) -> None:
    planned(city)
    planned(city, title="二つ目")

    with city.uow(AFTER) as uow:
        releases = uow.session.scalars(select(Release)).all()
        calls = uow.session.scalars(select(Call)).all()
        assert len(releases) == 1
        assert {one.release_id for one in calls} == {releases[0].id}
        assert replace(city.catalog.of(releases[0]), cases=b"").text == releases[0].text


def test_lists_name_what_is_offered_no_longer(city: City) -> None:
    release_id = release_it(city, small_copy(city))
    published = planned(city, scheme_id="small", course_ids=("small.start",))
    withdraw(city, release_id)

    with city.uow(AFTER) as uow:
        with city.database.statements() as said:
            known_schemes(uow.session, city.catalog, ["kurashiki"])
        found = known_schemes(uow.session, city.catalog, ["kurashiki", "small", "nowhere"])

    assert {key: one.title for key, one in found.items()} == {
        "kurashiki": "市民企画提案事業",
        "small": "小さな補助金",
    }
    assert (published, said) == (1, [])
