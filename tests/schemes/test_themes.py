"""A department offers a theme; an officer coordinates it or turns it down."""

from datetime import datetime
from pathlib import Path

import pytest
from sqlalchemy import select

from builders import City, a_city
from koubo.calendar import JST
from koubo.people.mail_map import read_mail_map
from koubo.people.messages import told_by
from koubo.people.models import Department, SeatRow
from koubo.people.rules import NotAllowed, SeatKind
from koubo.problems import NotFound, Problems, Refused, Stale
from koubo.schemes.actions.themes import (
    change_theme,
    coordinate_theme,
    decline_theme,
    offer_theme,
)
from koubo.schemes.call_schemas import read_theme
from koubo.schemes.models import Theme
from koubo.schemes.plans import ThemeText
from koubo.schemes.queries import themes_for, themes_waiting
from koubo.schemes.rules import ThemeState
from koubo.storage.database import Database
from koubo.storage.files import FileStore
from koubo.storage.outbox import pending_events
from koubo.storage.waiting import gather

NOW = datetime(2026, 7, 1, 10, 0, tzinfo=JST)
TEXT = ThemeText(2027, "水辺の環境学習", "川に親しむ機会が減った", "子どもと調べたい", "会場を貸す")


@pytest.fixture
def city(database: Database, tmp_path: Path) -> City:
    return a_city(database, FileStore(tmp_path / "files"))


def offered(city: City, text: ThemeText = TEXT) -> int:
    with city.uow(NOW, "department_person") as uow:
        return offer_theme(
            uow,
            city.actor("department_person"),
            department_id=city.ids["department"],
            theme=text,
        )


def move_to_other_department(city: City, person: str) -> None:
    with city.uow(NOW) as uow, uow.writing() as write:
        other = write.session.scalars(
            select(Department).where(Department.id != city.ids["department"])
        ).one()
        seat = write.session.scalars(
            select(SeatRow).where(
                SeatRow.person_id == city.ids[person], SeatRow.kind == SeatKind.DEPARTMENT
            )
        ).one()
        seat.department_id = other.id


def test_an_offered_theme_waits_for_an_officer(city: City) -> None:
    theme_id = offered(city)

    with city.uow(NOW) as uow:
        lines = themes_for(uow.session, city.actor("officer"), states=[ThemeState.OFFERED])
        asked = {"themes": themes_waiting(city.actor("officer"), ThemeState.OFFERED)}
        waiting = gather(uow.session, asked)["themes"]
        event = pending_events(uow.session, now=NOW)[0]
    assert [(one.id, one.department, one.state_name) for one in lines] == [
        (theme_id, "環境政策課", "提出済み")
    ]
    assert [one.count for one in waiting] == [1]
    assert event.recipients == {"officer": [city.ids["officer"], city.ids["officer2"]]}


@pytest.mark.parametrize("person", ["officer", "applicant"])
def test_only_departments_offer_themes(city: City, person: str) -> None:
    with city.uow(NOW, person) as uow, pytest.raises(NotAllowed):
        offer_theme(uow, city.actor(person), department_id=city.ids["department"], theme=TEXT)


def test_nobody_offers_a_theme_for_another_department(city: City) -> None:
    move_to_other_department(city, "department_person")

    with pytest.raises(NotFound):
        offered(city)


def test_a_theme_of_a_year_that_is_over_is_not_offered(city: City) -> None:
    with pytest.raises(Problems) as raised:
        offered(city, ThemeText(2025, "題", "課題", "期待", "できること"))

    assert [one.field for one in raised.value.problems] == ["fiscal_year"]


def test_a_theme_is_worded_anew_until_it_is_coordinated(city: City) -> None:
    theme_id = offered(city)
    actor = city.actor("department_person")
    anew = ThemeText(2027, "川の学校", "課題", "期待", "できること")

    with city.uow(NOW, "department_person") as uow:
        change_theme(uow, actor, theme_id, theme=anew, version=1)
    with city.uow(NOW, "department_person") as uow, pytest.raises(Stale):
        change_theme(uow, actor, theme_id, theme=TEXT, version=1)
    with city.uow(NOW, "officer") as uow:
        coordinate_theme(uow, city.actor("officer"), theme_id, version=2)
    with city.uow(NOW, "department_person") as uow, pytest.raises(Refused):
        change_theme(uow, actor, theme_id, theme=TEXT, version=3)

    with city.uow(NOW) as uow:
        theme = uow.session.get_one(Theme, theme_id)
    assert (theme.title, theme.state) == ("川の学校", ThemeState.COORDINATED)


def test_a_theme_of_another_department_is_not_found(city: City) -> None:
    theme_id = offered(city)
    move_to_other_department(city, "department_person")
    actor = city.actor("department_person")

    with city.uow(NOW, "department_person") as uow:
        with pytest.raises(NotFound):
            change_theme(uow, actor, theme_id, theme=TEXT, version=1)
        assert themes_for(uow.session, actor) == ()


def test_a_declined_theme_tells_its_department_why(city: City) -> None:
    theme_id = offered(city)

    with city.uow(NOW, "officer") as uow:
        with pytest.raises(Problems):
            decline_theme(uow, city.actor("officer"), theme_id, reason=" ", version=1)
        decline_theme(uow, city.actor("officer"), theme_id, reason="別の事業で行う", version=1)

    with city.uow(NOW) as uow:
        line = themes_for(uow.session, city.actor("department_person"))[0]
        event = pending_events(uow.session, now=NOW)[-1]
    assert line.state_name == "見送り"
    assert (event.kind, event.recipients, event.path) == (
        "theme_declined",
        {"department": [city.ids["department_person"]]},
        f"/department/themes/{theme_id}",
    )


def test_a_department_does_not_coordinate(city: City) -> None:
    theme_id = offered(city)

    with city.uow(NOW, "department_person") as uow, pytest.raises(NotAllowed):
        coordinate_theme(uow, city.actor("department_person"), theme_id, version=1)


def test_every_event_of_a_theme_has_its_mail(city: City) -> None:
    theme_id = offered(city)
    with city.uow(NOW, "officer") as uow:
        coordinate_theme(uow, city.actor("officer"), theme_id, version=1)
        decline_theme(uow, city.actor("officer"), theme_id, reason="見送る", version=2)

    with city.uow(NOW) as uow:
        events = [one.event() for one in pending_events(uow.session, now=NOW)]
    assert [one.kind for one in events] == ["theme_offered", "theme_coordinated", "theme_declined"]
    for event in events:
        with city.uow(NOW) as uow:
            told = told_by(event, city.house.hooks, read_mail_map(uow.session, city.house.hooks))
            assert [one.person_id for one in told] == list(event.people)


def test_an_empty_theme_is_asked_about_field_by_field() -> None:
    with pytest.raises(Problems) as raised:
        read_theme({"title": "あ" * 61, "fiscal_year": "2027"})

    assert [one.field for one in raised.value.problems] == ["title", "issue", "wish", "city_part"]
