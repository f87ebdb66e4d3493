"""Asking departments for opinions in short, for the tests of them."""

from datetime import date

from sqlalchemy import select

from builders import AFTER, City
from koubo.applications.actions.opinions import OpinionRequest, answer_opinion, ask_opinions
from koubo.applications.opinion_models import Opinion
from koubo.people.models import Department, Person, SeatRow
from koubo.people.rules import SeatKind

DUE = date(2025, 12, 20)


def another_department(city: City) -> int:
    """Put a person into the second department and give its id."""
    with city.uow() as uow, uow.writing() as write:
        department = write.session.scalars(
            select(Department).where(Department.name == "市民活動推進課")
        ).one()
        person = Person(name="other_department", email="other_department@example.jp")
        write.session.add(person)
        write.session.flush()
        city.ids["other_department"] = person.id
        write.session.add(
            SeatRow(
                person_id=person.id,
                kind=SeatKind.DEPARTMENT,
                department_id=department.id,
                from_on=date(2020, 4, 1),
            )
        )
        return department.id


def ask(
    city: City,
    department_id: int,
    *applications: int,
    person: str = "officer",
    due: date = DUE,
) -> int:
    with city.uow(AFTER, person) as uow:
        request = OpinionRequest(department_id, due, "会場のこと")
        return ask_opinions(uow, city.actor(person), applications, request)


def answer(city: City, opinion_id: int, text: str, *, person: str, version: int = 1) -> None:
    with city.uow(AFTER, person) as uow:
        answer_opinion(
            uow,
            city.catalog,
            city.actor(person),
            opinion_id,
            typed={"opinion": text},
            version=version,
        )


def the_opinion(city: City, application_id: int) -> Opinion:
    with city.uow() as uow:
        return uow.session.scalars(
            select(Opinion).where(Opinion.application_id == application_id)
        ).one()
