"""What everybody reads of projects hangs on the scheme and on consent, in lists and in searches."""

from pathlib import Path

import pytest
from sqlalchemy import select

from award.test_results import a_decided_round, decide
from award_builders import DECIDED, a_staffed_city
from builders import AFTER, City
from koubo.applications.models import Application, Filing, Snapshot
from koubo.award.results.queries.published import WITHHELD
from koubo.problems import NotFound
from koubo.reporting.projects.public_project import public_project
from koubo.reporting.projects.public_projects import (
    WantedProjects,
    project_choices,
    public_project_calls,
    public_projects,
)
from koubo.storage.database import Database
from koubo.storage.files import FileStore
from review.rounds import Round

NAME = "            label: 事業の名称\n"
ASKING = (NAME, f"{NAME}            publish: ask\n")


@pytest.fixture
def city(database: Database, tmp_path: Path) -> City:
    return a_staffed_city(database, FileStore(tmp_path))


def say(round_: Round, place: int, **answers: object) -> None:
    with round_.city.uow(AFTER) as uow, uow.writing() as write:
        snapshot = write.session.scalars(
            select(Snapshot)
            .join(Filing, Filing.id == Snapshot.filing_id)
            .where(Filing.application_id == round_.applications[place])
        ).one()
        snapshot.answers = {**snapshot.answers, "project_name": "事業", **answers}


def found(round_: Round, text: str = "") -> list[tuple[str, str, int | None]]:
    with round_.city.uow(DECIDED) as uow:
        calls = public_project_calls(uow.session, round_.city.catalog)
        lines = public_projects(uow.session, calls, WantedProjects(text))
        assert len(project_choices(uow.session, calls).years) == len(calls)
        return [(one.name, one.organisation, one.adopted) for one in lines]


def test_a_name_without_consent_is_neither_shown_nor_found(city: City) -> None:
    asking = a_decided_round(city, "publication:\n  selected: [project]\n", ASKING)
    before = found(asking)
    decide(asking)
    say(asking, 0, **{"project_name.publish": False})
    withheld = found(asking), found(asking, "事業"), found(asking, "organisation")
    say(asking, 0, **{"project_name.publish": True})

    assert before == []
    assert withheld == ([(WITHHELD, "", None)], [], [])
    assert found(asking, "事業") == [("事業0", "", None)]


def test_organisations_alone_are_found_by_their_names_alone(city: City) -> None:
    grouped = a_decided_round(city, "publication:\n  selected: [organisation, adopted]\n")
    decide(grouped)

    assert found(grouped, "ＯＲＧＡＮＩＳＡＴＩＯＮ") == [(WITHHELD, "organisationの会", 69_000)]
    assert found(grouped, "事業") == []
    with city.uow(DECIDED) as uow:
        numbers = [one.receipt_number or "" for one in uow.session.scalars(select(Application))]
    assert [found(grouped, one) for one in numbers] == [[]] * 3


def test_a_scheme_that_names_nobody_has_no_projects(city: City) -> None:
    silent = a_decided_round(city, "publication:\n  selected: [course]\n")
    decide(silent)

    assert found(silent) == []
    with city.uow(DECIDED) as uow, pytest.raises(NotFound):
        public_project(uow.session, city.catalog, silent.applications[0])


def test_who_was_not_selected_or_withdrew_has_no_page(city: City) -> None:
    named = a_decided_round(city, "")
    decide(named)

    for place in (1, 2):
        with city.uow(DECIDED) as uow, pytest.raises(NotFound):
            public_project(uow.session, city.catalog, named.applications[place])
    assert [one[0] for one in found(named)] == ["事業0"]
