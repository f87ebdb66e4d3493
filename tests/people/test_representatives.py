"""Representatives by day: each paper bears the name of its own."""

from datetime import date
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from builders import AFTER, City, a_call, a_city, a_filed_application, version_of
from koubo.applications.actions.representing import change_representative
from koubo.people.actions.representatives import correct_representative
from koubo.people.models import Organisation
from koubo.people.representatives import facts_on, representative_on, terms_of
from koubo.problems import NotFound, Problems, Stale
from koubo.storage.database import Database
from koubo.storage.files import FileStore
from koubo.storage.history import history_of
from koubo.storage.outbox import EventRow

FIRST, SECOND = date(2025, 4, 1), date(2025, 11, 20)


@pytest.fixture
def city(database: Database, tmp_path: Path) -> City:
    return a_city(database, FileStore(tmp_path / "files"))


def _change(city: City, name: str, from_on: str, *, by: str = "applicant", **more: Any) -> None:
    typed = {"title": "会長", "name": name, "from_on": from_on}
    version = more.get("version", version_of(city, Organisation, city.ids["organisation"]))
    with city.uow(AFTER, by) as uow:
        actor = city.actor(by, AFTER)
        change_representative(uow, actor, city.ids["organisation"], typed=typed, version=version)


def test_each_day_has_its_representative(city: City) -> None:
    organisation = city.ids["organisation"]
    with city.uow() as uow:
        before = terms_of(uow.session, uow.session.get_one(Organisation, organisation))
        unchanged = representative_on(uow.session, organisation, FIRST)
    _change(city, "倉敷 一郎", "令和7年4月1日")
    _change(city, "倉敷 二郎", "2025-11-20")
    _change(city, "真備 三郎", "2025/11/20")

    assert [(one.name, one.from_on, one.to_on) for one in before] == [("水玉 花子", None, None)]
    assert (unchanged.title, unchanged.name) == ("代表", "水玉 花子")
    with city.uow() as uow:
        row = uow.session.get_one(Organisation, organisation)
        terms = terms_of(uow.session, row)
        names = {
            day: representative_on(uow.session, organisation, day).name
            for day in (date(2025, 3, 31), FIRST, date(2025, 11, 19), SECOND, AFTER.date())
        }
        assert facts_on(uow.session, row, FIRST).representative == "倉敷 一郎"
        assert (row.representative_title, row.representative) == ("会長", "真備 三郎")
        verbs = [one.verb for one in history_of(uow.session, row)]
    assert list(names.values()) == ["水玉 花子", "倉敷 一郎", "倉敷 一郎", "真備 三郎", "真備 三郎"]
    assert [(one.name, one.from_on, one.to_on) for one in terms] == [
        ("真備 三郎", SECOND, None),
        ("倉敷 一郎", FIRST, date(2025, 11, 19)),
        ("水玉 花子", None, date(2025, 3, 31)),
    ]
    assert verbs == ["change_representative"] * 3


def test_a_day_that_cannot_be_is_refused_at_its_field(city: City) -> None:
    def refused(name: str, from_on: str) -> list[tuple[str, str]]:
        with pytest.raises(Problems) as found:
            _change(city, name, from_on)
        return [(one.code, one.field) for one in found.value.problems]

    _change(city, "倉敷 一郎", "2025-04-01")

    assert refused("倉敷 二郎", "2025-12-11") == [("not_yet", "from_on")]
    assert refused("倉敷 二郎", "2025-03-31") == [("before_present", "from_on")]
    assert refused("倉敷 一郎", "2025-05-01") == [("same", "name")]
    assert refused("", "") == [("answer", "name"), ("answer", "from_on")]
    with pytest.raises(Stale):
        _change(city, "倉敷 二郎", "2025-05-01", version=1)
    with pytest.raises(NotFound):
        _change(city, "倉敷 二郎", "2025-05-01", by="stranger")


def test_a_misprint_is_mended_without_a_new_term(city: City) -> None:
    organisation = city.ids["organisation"]
    _change(city, "倉敷 一朗", "2025-04-01")

    with city.uow(AFTER, "applicant") as uow:
        typed = {"title": "会長", "name": "倉敷 一郎"}
        version = version_of(city, Organisation, organisation)
        actor = city.actor("applicant")
        correct_representative(uow, actor, organisation, typed=typed, version=version)

    with city.uow() as uow:
        row = uow.session.get_one(Organisation, organisation)
        assert [one.name for one in terms_of(uow.session, row)] == ["倉敷 一郎", "水玉 花子"]
        assert row.representative == "倉敷 一郎"


def test_officers_are_told_where_an_application_is_under_way(city: City) -> None:
    def told() -> list[tuple[int, ...]]:
        kind = "representative_changed"
        with city.uow() as uow:
            rows = uow.session.scalars(select(EventRow).where(EventRow.kind == kind))
            return [one.event().people for one in rows]

    _change(city, "倉敷 一郎", "2025-04-01")
    assert told() == []

    a_filed_application(city, a_call(city))
    _change(city, "倉敷 二郎", "2025-12-01")
    assert told() == [(city.ids["officer"], city.ids["officer2"])]
