"""秋田市 協働サポート交付金: a call whose proposals follow a 参加表明, and what is written for it."""

from datetime import datetime
from io import BytesIO
from typing import Any

from sqlalchemy import select

from builders import OPENS, PDF, City, version_of
from koubo.applications.actions.attaching import attach_file
from koubo.applications.actions.drafts import save_draft, start_application
from koubo.applications.actions.filing import file
from koubo.applications.actions.participation import file_participation
from koubo.applications.models import Filing
from koubo.calendar import JST
from koubo.schemes.actions.calls import kept_moments
from koubo.schemes.catalog import digest_of
from koubo.schemes.eligibility.case import Gate
from koubo.schemes.forms import FilingKind
from koubo.schemes.models import Call, CallCourse, Release
from koubo.schemes.rules import CallState

SCHEME = "akita_support"
DECLARING = datetime(2025, 10, 20, 10, 0, tzinfo=JST)
DECLARATIONS_END = datetime(2025, 10, 31, 17, 16, tzinfo=JST)
PROPOSING = datetime(2025, 11, 10, 10, 0, tzinfo=JST)
PROPOSALS_END = datetime(2025, 11, 28, 17, 16, tzinfo=JST)
DECLARED: dict[str, Any] = {
    "project_name": "雪の日の見守り訪問",
    "issue": "雪の多い日に買い物に出られない。",
    "idea": "当番で訪ねる。",
}


def a_call_of(city: City, scheme_id: str = SCHEME, **changes: Any) -> int:
    """Make a published call of a scheme with all its open courses; give its id."""
    scheme = city.catalog.installed(scheme_id)
    with city.uow(OPENS) as uow, uow.writing() as write:
        release = Release(
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
            "title": f"令和8年度事業 {scheme.title}",
            "intake_year": 2025,
            "fiscal_year": 2026,
            "opens_at": OPENS,
            "closes_at": PROPOSALS_END,
            "moments": kept_moments({}, {Gate.PARTICIPATION: DECLARATIONS_END}),
            "budget": 5_000_000,
            "state": CallState.PUBLISHED,
        }
        call = Call(release=release, **{**values, **changes})
        write.session.add(call)
        write.session.flush()
        for course in scheme.open_courses:
            write.session.add(CallCourse(call_id=call.id, course_id=course.id))
        return call.id


def a_participation(city: City, call_id: int, now: datetime = DECLARING) -> int:
    """Begin an application and write its 参加表明書; give the filing's id."""
    with city.uow(now, "applicant") as uow:
        actor = city.actor("applicant", now)
        filing_id = start_application(
            uow,
            city.catalog,
            actor,
            call_id,
            course_id=f"{SCHEME}.kyodo_support",
            organisation_id=city.ids["organisation"],
        )
        save_draft(uow, city.catalog, actor, filing_id, typed=DECLARED, version=1)
    return filing_id


def declare(city: City, filing_id: int, now: datetime = DECLARING) -> str:
    """Hand a 参加表明書 in; give the receipt number."""
    with city.uow(now, "applicant") as uow:
        version = version_of(city, Filing, filing_id)
        actor = city.actor("applicant", now)
        return file_participation(uow, city.catalog, city.files, actor, filing_id, version=version)


def proposal_of(city: City, filing_id: int) -> Filing | None:
    """Give the proposal of the application that a filing belongs to; None while there is none."""
    with city.uow() as uow:
        application_id = uow.session.get_one(Filing, filing_id).application_id
        return uow.session.scalars(
            select(Filing).where(
                Filing.application_id == application_id, Filing.kind == FilingKind.PROPOSAL
            )
        ).first()


PROPOSED: dict[str, Any] = {
    "new_viewpoint": "雪かきの当番表に見守りを組み込む。",
    "plan": "毎週火曜に訪ねる。",
    "effect": "60人を見守る。",
    "starts_on": {"year": "R8", "month": "6", "day": "1"},
    "ends_on": {"year": "R9", "month": "3", "day": "31"},
    "group_role": "訪問",
    "city_role": "広報",
    "synergy": "名簿と訪問がつながる。",
    "staffing": "責任者1人、当番24人",
    "budget": {
        "expenses": [{"category": "消耗品費", "item": "防寒具", "amount": "100000"}],
        "incomes": [{"kind": "requested_grant", "item": "", "amount": "100000"}],
    },
    "pledge": "はい",
    "clean_pledge": "はい",
}


def propose(city: City, filing_id: int, now: datetime = PROPOSING) -> str:
    """Write the proposal to its end and hand it in; give the receipt number."""
    actor = city.actor("applicant", now)
    with city.uow(now, "applicant") as uow:
        version = version_of(city, Filing, filing_id)
        save_draft(uow, city.catalog, actor, filing_id, typed=PROPOSED, version=version)
        for question in ("bylaws", "roster"):
            attach_file(
                uow,
                city.catalog,
                city.files,
                actor,
                filing_id,
                question_id=question,
                name=f"{question}.pdf",
                stream=BytesIO(PDF),
            )
        version = version_of(city, Filing, filing_id)
        return file(uow, city.catalog, city.files, actor, filing_id, version=version)
