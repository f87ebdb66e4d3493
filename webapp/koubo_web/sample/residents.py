"""Who lives in the sample city: departments, posts, people with seats, organisations, ledger."""

import secrets
from datetime import date, timedelta

from flask import Flask
from flask_security.utils import hash_password

from koubo.calendar import day_in_japan, fiscal_year
from koubo.people.actions.organisations import make_organisation
from koubo.people.models import Department, Membership, Person, Post, SeatRow
from koubo.people.rules import MemberRole, SeatKind
from koubo.schemes.eligibility.case import AwardOrigin
from koubo.schemes.models import PastAwardRow
from koubo.storage.unit_of_work import UnitOfWork, Write
from koubo_web.login.accounts import Account
from koubo_web.sample.reading import AccountData
from koubo_web.sample.scene import Diary, Scene
from koubo_web.sample.timetable import Timetable

LONG_AGO = timedelta(days=1500)
LATEST_ARRIVAL = timedelta(days=1000)
MONTH = timedelta(days=30)
SINCE_FOUNDING = timedelta(days=20)
PASSWORD = "kurashiki-demo"


def write_residents(diary: Diary, scene: Scene, times: Timetable, app: Flask) -> None:
    """Let the city's people move in, and each organisation register soon after its founding."""
    founded = times.now - LONG_AGO
    diary.add(founded, found_city, app)
    for key, organisation in scene.world.organisations.items():
        age = min(organisation.months * MONTH - SINCE_FOUNDING, LATEST_ARRIVAL)
        diary.add(times.now - age, register_organisation, key, times)


def found_city(scene: Scene, app: Flask) -> None:
    """Seat the city's own people and give the demo's people their accounts."""
    world = scene.world
    with UnitOfWork(scene.site.database, now=scene.at) as uow, uow.writing() as write:
        since = day_in_japan(scene.at)
        write.session.add(Post(**world.mayor, signs_letters=True, from_on=since))
        for key, name in world.departments.items():
            department = Department(name=name)
            write.session.add(department)
            write.session.flush()
            scene.ids[f"department:{key}"] = department.id
        for account in world.accounts:
            _add_person(scene, write, account.key, account.name, account.email)
            _add_account(scene, write, account, app)
            if account.seat:
                _seat(scene, write, account.key, SeatKind(account.seat), account.department, since)
        for key, name in world.department_people.items():
            _add_person(scene, write, key, name, f"{key}@example.jp")
            _seat(scene, write, key, SeatKind.DEPARTMENT, key, since)
        for key, name in world.former_panel.items():
            _add_person(scene, write, key, name, f"{key.replace('_', '-')}@example.jp")


def register_organisation(scene: Scene, key: str, times: Timetable) -> None:
    """Let an organisation's representative register it, and note what it was given before."""
    world, place = scene.world, list(scene.world.organisations).index(key) + 1
    organisation = world.organisations[key]
    person = world.representative_of(key)
    if f"person:{person}" not in scene.ids:
        with UnitOfWork(scene.site.database, now=scene.at) as uow, uow.writing() as write:
            _add_person(scene, write, person, organisation.representative, f"{key}@example.jp")
    typed = {
        "name": organisation.name,
        "kana": organisation.kana,
        "kind": organisation.kind,
        "address": organisation.address,
        "phone": f"086-000-{place:04d}",
        "representative_title": organisation.title,
        "representative": organisation.representative,
        "members": str(organisation.members),
        "established_on": (times.today - organisation.months * MONTH).isoformat(),
        "in_city": "はい",
    }
    with scene.act(person) as (uow, actor):
        scene.ids[f"organisation:{key}"] = make_organisation(uow, actor, typed=typed)
        with uow.writing() as write:
            _add_treasurer(scene, write, key)
            _add_ledger(scene, write, key, times.today)


def _add_person(scene: Scene, write: Write, key: str, name: str, email: str) -> None:
    person = Person(name=name, email=email)
    write.session.add(person)
    write.session.flush()
    scene.ids[f"person:{key}"] = person.id


def _add_account(scene: Scene, write: Write, account: AccountData, app: Flask) -> None:
    with app.app_context():
        hashed = hash_password(PASSWORD)
    write.session.add(
        Account(
            person_id=scene.ids[f"person:{account.key}"],
            email=account.email,
            password=hashed,
            active=True,
            fs_uniquifier=secrets.token_hex(32),
            registered_at=scene.at,
            confirmed_at=scene.at,
        )
    )


def _seat(
    scene: Scene, write: Write, key: str, kind: SeatKind, department: str, since: date
) -> None:
    write.session.add(
        SeatRow(
            person_id=scene.ids[f"person:{key}"],
            kind=kind,
            department_id=scene.ids[f"department:{department}"] if department else None,
            from_on=since,
        )
    )


def _add_treasurer(scene: Scene, write: Write, key: str) -> None:
    treasurer = scene.world.members.get(key, {}).get("treasurer")
    if treasurer:
        write.session.add(
            Membership(
                organisation_id=scene.ids[f"organisation:{key}"],
                person_id=scene.ids[f"person:{treasurer}"],
                role=MemberRole.TREASURER,
                joined_at=scene.at,
            )
        )


def _add_ledger(scene: Scene, write: Write, key: str, today: date) -> None:
    """Copy the years before Koubo from the city's own ledger."""
    write.session.add_all(
        PastAwardRow(
            organisation_id=scene.ids[f"organisation:{key}"],
            course_id=f"{scene.world.scheme}.{one.course}",
            fiscal_year=fiscal_year(today) - one.years_ago,
            amount=one.amount,
            source="これまでの交付台帳から",
            origin=AwardOrigin.LEDGER,
        )
        for one in scene.world.ledger
        if one.organisation == key
    )
