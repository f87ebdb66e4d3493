"""Changes of a granted plan in short: begun, filled in, handed in, answered."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import select

from award_builders import a_kessai, release
from builders import City, a_budget, version_of
from koubo.applications.actions.drafts import save_draft
from koubo.applications.models import Filing
from koubo.award.amendments.actions.amending import file_amendment, start_amendment
from koubo.award.amendments.actions.answering import Answer, draft_amendment_decision
from koubo.award.amendments.actions.stopping import Stop, file_stop
from koubo.award.amendments.models import Amendment
from koubo.award.models import Award
from koubo.calendar import JST

CHANGED = datetime(2026, 8, 3, 10, 0, tzinfo=JST)
ANSWERED = datetime(2026, 8, 10, 10, 0, tzinfo=JST)
LAST_DAY = date(2026, 9, 30)
REASON = "会場が使えなくなったため"


def start_change(
    city: City,
    award_id: int,
    *,
    cost: int | None = None,
    requested: int | None = None,
    now: datetime = CHANGED,
    applicant: str = "applicant",
    **answers: Any,
) -> int:
    """Begin a change and fill it in; give its filing's id."""
    actor = city.actor(applicant, now)
    with city.uow(now, applicant) as uow:
        filing_id = start_amendment(uow, city.catalog, actor, award_id)
    typed = {"change_reason": REASON, **answers}
    if cost is not None:
        typed["budget"] = a_budget(cost, requested or 0)
    with city.uow(now, applicant) as uow:
        version = version_of(city, Filing, filing_id)
        save_draft(uow, city.catalog, actor, filing_id, typed=typed, version=version)
    return filing_id


def hand_in_change(
    city: City, filing_id: int, *, now: datetime = CHANGED, applicant: str = "applicant"
) -> int:
    """Hand a change in; give the amendment's id."""
    with city.uow(now, applicant) as uow:
        actor = city.actor(applicant, now)
        version = version_of(city, Filing, filing_id)
        file_amendment(uow, city.catalog, city.files, actor, filing_id, version=version)
    with city.uow() as uow:
        found = select(Amendment.id).where(Amendment.filing_id == filing_id)
        return uow.session.scalars(found).one()


def a_change(city: City, award_id: int, **options: Any) -> int:
    """Hand in a change of an award; give the amendment's id."""
    return hand_in_change(
        city,
        start_change(city, award_id, **options),
        now=options.get("now", CHANGED),
        applicant=options.get("applicant", "applicant"),
    )


def a_stop(
    city: City,
    award_id: int,
    *,
    now: datetime = CHANGED,
    stops_on: date = LAST_DAY,
    applicant: str = "applicant",
) -> int:
    """Hand in that a project stops; give the amendment's id."""
    with city.uow(now, applicant) as uow:
        return file_stop(
            uow,
            city.catalog,
            city.actor(applicant, now),
            award_id,
            Stop(REASON, stops_on),
            version=version_of(city, Award, award_id),
        )


def draft_answer(
    city: City,
    amendment_id: int,
    *,
    approves: bool = True,
    reason: str = "",
    now: datetime = ANSWERED,
    person: str = "officer",
) -> int:
    """Draft the answer to a change; give the decision's id."""
    with city.uow(now, person) as uow:
        return draft_amendment_decision(
            uow,
            city.catalog,
            city.actor(person, now),
            amendment_id,
            answer=Answer(approves, reason),
            version=version_of(city, Amendment, amendment_id),
            kessai=a_kessai(now),
        )


def approve(city: City, amendment_id: int, *, now: datetime = ANSWERED) -> int:
    """Approve a change, by two people; give the decision's id."""
    decision_id = draft_answer(city, amendment_id, now=now)
    release(city, decision_id, now=now)
    return decision_id


def amendment(city: City, amendment_id: int) -> Amendment:
    """Give an amendment as it is stored now."""
    with city.uow() as uow:
        return uow.session.get_one(Amendment, amendment_id)
