"""Builds a small city: people with seats, a call of Kurashiki's scheme, applications in it.

Whatever has a verb is done by that verb, so that a test's world is one that could really be.
"""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from io import BytesIO
from typing import Any

from sqlalchemy import select

from account_builders import an_account
from koubo.applications.actions.attaching import attach_file
from koubo.applications.actions.drafts import save_draft, start_application
from koubo.applications.actions.filing import file
from koubo.applications.actions.staff import accept, record_finding
from koubo.applications.models import Application, Filing
from koubo.calendar import JST, day_in_japan
from koubo.people.models import Department, Membership, Organisation, Person, Post, SeatRow
from koubo.people.queries import load_actor
from koubo.people.rules import Actor, MemberRole, SeatKind
from koubo.plugins import House, load
from koubo.schemes.catalog import digest_of
from koubo.schemes.eligibility.case import Answer
from koubo.schemes.models import Call, CallCourse, Release, Theme
from koubo.schemes.rules import CallState, ThemeState
from koubo.storage.database import Database
from koubo.storage.files import FileStore
from koubo.storage.unit_of_work import UnitOfWork

OPENS = datetime(2025, 10, 1, 9, 0, tzinfo=JST)
IN_TIME = datetime(2025, 12, 5, 14, 20, tzinfo=JST)
CLOSES = datetime(2025, 12, 8, 17, 0, tzinfo=JST)
AFTER = datetime(2025, 12, 10, 9, 0, tzinfo=JST)
NEW_YEAR = datetime(2026, 4, 2, 9, 0, tzinfo=JST)

PDF = b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"


@dataclass
class City:
    """A database with people in it, the house's plugins, and a place for files."""

    database: Database
    house: House
    files: FileStore
    ids: dict[str, int]

    def uow(self, now: datetime = IN_TIME, person: str = "") -> UnitOfWork:
        """Give a unit of work at a moment, on behalf of a person by name."""
        return UnitOfWork(self.database, now=now, person_id=self.ids.get(person))

    def actor(self, person: str, now: datetime = IN_TIME) -> Actor:
        """Give a person as the house sees them at that moment."""
        with self.uow(now) as uow:
            found = load_actor(uow.session, self.ids[person], day_in_japan(now))
        assert found is not None
        return found

    @property
    def catalog(self) -> Any:
        return self.house.catalog


def a_city(database: Database, files: FileStore, house: House | None = None) -> City:
    """Make a city with a department, two officers, a releaser, three reviewers and two groups."""
    city = City(database, house or load(), files, {})
    with city.uow(OPENS) as uow, uow.writing() as write:
        session = write.session
        rivers = Department(name="環境政策課")
        session.add_all([rivers, Department(name="市民活動推進課")])
        session.add(
            Post(title="倉敷市長", holder="倉敷 太郎", signs_letters=True, from_on=date(2020, 4, 1))
        )
        session.flush()
        city.ids["department"] = rivers.id
        for name, kind in (
            ("officer", SeatKind.OFFICER),
            ("officer2", SeatKind.OFFICER),
            ("releaser", SeatKind.RELEASER),
            ("department_person", SeatKind.DEPARTMENT),
            ("reviewer_a", None),
            ("reviewer_b", None),
            ("reviewer_c", None),
            ("applicant", None),
            ("stranger", None),
        ):
            person = Person(name=name, email=f"{name}@example.jp")
            session.add(person)
            session.flush()
            city.ids[name] = person.id
            if kind is not None:
                department = rivers.id if kind is SeatKind.DEPARTMENT else None
                session.add(
                    SeatRow(
                        person_id=person.id,
                        kind=kind,
                        department_id=department,
                        from_on=date(2020, 4, 1),
                    )
                )
        for name, member in (("organisation", "applicant"), ("other_organisation", "stranger")):
            organisation = an_organisation(name=f"{name}の会")
            session.add(organisation)
            session.flush()
            city.ids[name] = organisation.id
            session.add(
                Membership(
                    organisation_id=organisation.id,
                    person_id=city.ids[member],
                    role=MemberRole.REPRESENTATIVE,
                )
            )
            session.add(an_account(organisation.id, city.ids[member], OPENS))
    return city


def an_organisation(**changes: Any) -> Organisation:
    """Make an organisation that meets every course's plain requirements."""
    values: dict[str, Any] = {
        "name": "みずたま防災クラブ",
        "kana": "みずたまぼうさいくらぶ",
        "kind": "任意団体",
        "address": "倉敷市西中新田640番地",
        "representative_title": "代表",
        "representative": "水玉 花子",
        "members": 9,
        "established_on": date(2018, 6, 1),
        "in_city": True,
        "changed_at": OPENS,
    }
    return Organisation(**{**values, **changes})


def a_call(city: City, *, budget: int = 2_000_000, fiscal_year: int = 2026, **changes: Any) -> int:
    """Make a published call of Kurashiki's scheme with one theme; give its id."""
    scheme = city.catalog.installed("kurashiki")
    with city.uow(OPENS) as uow, uow.writing() as write:
        release = write.session.scalars(select(Release)).first() or Release(
            scheme_id=scheme.id,
            digest=digest_of(scheme.text),
            text=scheme.text,
            core_version="0",
            plugin_version="0",
            proof={},
            made_at=OPENS,
        )
        values: dict[str, Any] = {
            "scheme_id": scheme.id,
            "title": f"令和{fiscal_year - 2018}年度事業 市民企画提案事業",
            "intake_year": fiscal_year - 1,
            "fiscal_year": fiscal_year,
            "opens_at": OPENS,
            "closes_at": CLOSES,
            "budget": budget,
            "state": CallState.PUBLISHED,
        }
        call = Call(release=release, **{**values, **changes})
        write.session.add(call)
        write.session.flush()
        for course in scheme.open_courses:
            write.session.add(CallCourse(call_id=call.id, course_id=course.id))
        theme = Theme(
            department_id=city.ids["department"],
            fiscal_year=fiscal_year,
            call_id=call.id,
            title="水辺の環境学習",
            issue="川に親しむ機会が減っている",
            wish="子どもと川を調べたい",
            city_part="会場と資料の提供",
            state=ThemeState.PUBLISHED,
        )
        write.session.add(theme)
        write.session.flush()
        city.ids["theme"] = theme.id
        return call.id


def a_budget(cost: int = 138_400, requested: int = 103_000) -> dict[str, Any]:
    """Give a balanced budget as it is typed."""
    incomes = [{"kind": "requested_grant", "item": "", "amount": str(requested)}]
    if cost > requested:
        incomes.append({"kind": "own_funds", "item": "会費", "amount": str(cost - requested)})
    return {
        "expenses": [{"category": "消耗品費", "item": "台紙", "amount": str(cost)}],
        "incomes": incomes,
    }


def a_proposal(**changes: Any) -> dict[str, Any]:
    """Give a complete 企画提案書 as it is typed."""
    values: dict[str, Any] = {
        "project_name": "まちなか防災すごろくづくり",
        "issue": "防災訓練に若い世代が来ない。",
        "plan": "すごろくを作り、公民館で4回遊ぶ。",
        "starts_on": {"year": "R8", "month": "4", "day": "10"},
        "ends_on": {"year": "2027", "month": "2", "day": "28"},
        "effect": "親子で避難経路を覚える。",
        "partner_department": "環境政策課",
        "joint_plan": "9月に2回話し合った。",
        "city_role": "団体は運営、市は会場。",
        "budget": a_budget(),
        "pledge": "はい",
    }
    return {**values, **changes}


def a_draft(
    city: City,
    call_id: int,
    *,
    course: str = "collab_prep",
    applicant: str = "applicant",
    organisation: str = "organisation",
    now: datetime = IN_TIME,
    answers: dict[str, Any] | None = None,
) -> int:
    """Start an application and fill it in completely; give the filing's id."""
    actor = city.actor(applicant, now)
    with city.uow(now, applicant) as uow:
        filing_id = start_application(
            uow,
            city.catalog,
            actor,
            call_id,
            course_id=f"kurashiki.{course}",
            organisation_id=city.ids[organisation],
            theme_id=city.ids.get("theme") if course == "city_theme" else None,
        )
        typed = a_proposal(**(answers or {}))
        save_draft(uow, city.catalog, actor, filing_id, typed=typed, version=1)
        for question in ("bylaws", "roster"):
            attach_file(
                uow,
                city.catalog,
                city.files,
                actor,
                filing_id,
                question_id=question,
                name=f"{question}_規約.pdf",
                stream=BytesIO(PDF),
            )
    return filing_id


def version_of(city: City, model: Any, key: int) -> int:
    with city.uow() as uow:
        return int(uow.session.get_one(model, key).version)


def file_it(
    city: City, filing_id: int, *, applicant: str = "applicant", now: datetime = IN_TIME
) -> str:
    with city.uow(now, applicant) as uow:
        return file(
            uow,
            city.catalog,
            city.files,
            city.actor(applicant, now),
            filing_id,
            version=version_of(city, Filing, filing_id),
        )


def a_filed_application(city: City, call_id: int, **options: Any) -> int:
    """Start, fill in and hand in an application; give its id."""
    filing_id = a_draft(city, call_id, **options)
    file_it(
        city,
        filing_id,
        applicant=options.get("applicant", "applicant"),
        now=options.get("now", IN_TIME),
    )
    with city.uow() as uow:
        return uow.session.get_one(Filing, filing_id).application_id


def accept_it(city: City, application_id: int, *, now: datetime = AFTER) -> None:
    officer = city.actor("officer", now)
    with city.uow(now, "officer") as uow:
        record_finding(
            uow,
            city.catalog,
            officer,
            application_id,
            rule="staff_check.exclusion",
            answer=Answer.MET,
            note="照会の結果、該当なし",
        )
        version = version_of(city, Application, application_id)
        accept(uow, city.catalog, officer, application_id, version=version)


def an_accepted_application(city: City, call_id: int, **options: Any) -> int:
    application_id = a_filed_application(city, call_id, **options)
    accept_it(city, application_id)
    return application_id


def later(moment: datetime, **step: int) -> datetime:
    return moment + timedelta(**step)
