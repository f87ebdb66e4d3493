"""Takes a city's applications on: recommended, decided, granted, paid, reported, settled."""

from datetime import date, datetime
from functools import lru_cache
from typing import Any

from sqlalchemy import select

from account_builders import an_account
from builders import (
    OPENS,
    City,
    a_budget,
    a_call,
    a_city,
    an_accepted_application,
    an_organisation,
    version_of,
)
from koubo.award.decisions.actions.selection import draft_selection_decision
from koubo.award.grants.actions.calls import record_vote
from koubo.award.models import Award, Decision
from koubo.award.rules import Kessai, LineChange
from koubo.calendar import JST, day_in_japan
from koubo.lifecycle.release import release_decision
from koubo.papers.letters import Press
from koubo.people.models import Membership, Person, SeatRow
from koubo.people.rules import MemberRole, SeatKind
from koubo.review.conclusion_models import Recommendation, RecommendationLine
from koubo.review.rules import Conclusion
from koubo.schemes.models import Call
from koubo.storage.database import Database
from koubo.storage.files import FileStore

CONCLUDED = datetime(2026, 2, 20, 15, 0, tzinfo=JST)


DECIDED = datetime(2026, 3, 16, 10, 0, tzinfo=JST)


APPLIED = datetime(2026, 4, 3, 10, 0, tzinfo=JST)


GRANTED = datetime(2026, 4, 10, 10, 0, tzinfo=JST)


PAID = datetime(2026, 5, 1, 10, 0, tzinfo=JST)


REPORTED = datetime(2027, 3, 20, 10, 0, tzinfo=JST)


SETTLED = datetime(2027, 4, 12, 10, 0, tzinfo=JST)


@lru_cache(maxsize=1)
def press() -> Press:
    """Give the one press of the test run."""
    return Press()


def a_staffed_city(database: Database, files: FileStore) -> City:
    """Make a city in which one person may both draft and release, and another only release."""
    city = a_city(database, files)
    with city.uow() as uow, uow.writing() as write:
        seat = SeatRow(
            person_id=city.ids["officer2"], kind=SeatKind.RELEASER, from_on=date(2020, 4, 1)
        )
        write.session.add(seat)
    return city


def a_group(city: City, name: str) -> str:
    """Add an organisation with one member, both under this name."""
    with city.uow() as uow, uow.writing() as write:
        person = Person(name=name, email=f"{name}@example.jp")
        organisation = an_organisation(name=f"{name}の会", representative=f"{name} 花子")
        write.session.add_all([person, organisation])
        write.session.flush()
        city.ids[name], city.ids[f"{name}_organisation"] = person.id, organisation.id
        write.session.add(
            Membership(
                organisation_id=organisation.id,
                person_id=person.id,
                role=MemberRole.REPRESENTATIVE,
            )
        )
        write.session.add(an_account(organisation.id, person.id, OPENS))
    return name


def accepted_of(city: City, call_id: int, name: str, *, cost: int, requested: int) -> int:
    """Give the id of an accepted application of a new organisation."""
    a_group(city, name)
    return an_accepted_application(
        city,
        call_id,
        applicant=name,
        organisation=f"{name}_organisation",
        answers={"budget": a_budget(cost, requested)},
    )


def _concluded(city: City, call: Call, stage_id: str) -> Recommendation:
    return Recommendation(
        call_id=call.id,
        stage_id=stage_id,
        release_id=call.release_id,
        concluded_on=day_in_japan(CONCLUDED),
        selection={"outcomes": [], "working": []},
        recorded_by=city.ids["officer"],
        recorded_at=CONCLUDED,
    )


def recommend(city: City, call_id: int, amounts: dict[int, int | None]) -> None:
    """Record the panel's conclusion: yen for the recommended in order, None for the others."""
    with city.uow(CONCLUDED, "officer") as uow, uow.writing() as write:
        call = write.session.get_one(Call, call_id)
        write.session.add(_concluded(city, call, "documents"))
        recommendation = _concluded(city, call, "presentation")
        write.session.add(recommendation)
        write.session.flush()
        for rank, (application_id, amount) in enumerate(amounts.items(), start=1):
            recommended = amount is not None
            conclusion = Conclusion.RECOMMENDED if recommended else Conclusion.NOT_RECOMMENDED
            write.session.add(
                RecommendationLine(
                    recommendation_id=recommendation.id,
                    application_id=application_id,
                    conclusion=conclusion,
                    rank=rank,
                    amount=amount or 0,
                    conditions="広報は市と一緒に行うこと。" if recommended else "",
                )
            )


def a_kessai(now: datetime, **changes: Any) -> Kessai:
    """Give a 決裁 of that day."""
    values: dict[str, Any] = {
        "number": "市活第45号",
        "on": day_in_japan(now),
        "post": "市民活動推進課長",
        "document_number": "倉市活第123号",
        "issued_on": day_in_japan(now),
    }
    return Kessai(**{**values, **changes})


def draft_selection(
    city: City,
    call_id: int,
    *,
    changes: dict[int, LineChange] | None = None,
    person: str = "officer",
    **kessai: Any,
) -> int:
    """Draft a selection decision; give its id."""
    with city.uow(DECIDED, person) as uow:
        return draft_selection_decision(
            uow,
            city.catalog,
            city.actor(person, DECIDED),
            call_id,
            kessai=a_kessai(DECIDED, **kessai),
            changes=changes or {},
        )


def release(
    city: City,
    decision_id: int,
    *,
    now: datetime,
    person: str = "releaser",
    version: int | None = None,
) -> None:
    """Release a decision of any kind."""
    seen = version_of(city, Decision, decision_id) if version is None else version
    with city.uow(now, person) as uow:
        actor = city.actor(person, now)
        release_decision(uow, city.catalog, press(), actor, decision_id, version=seen)


def awards_of(city: City, call_id: int) -> list[int]:
    """Give the ids of a call's awards."""
    with city.uow() as uow:
        return list(
            uow.session.scalars(
                select(Award.id)
                .join(Award.application)
                .where(Award.application.has(call_id=call_id))
                .order_by(Award.id)
            )
        )


def award(city: City, award_id: int) -> Award:
    """Give an award as it is stored now."""
    with city.uow() as uow:
        return uow.session.get_one(Award, award_id)


def vote(city: City, call_id: int, amount: int, *, now: datetime = DECIDED) -> None:
    """Record that the budget was voted."""
    with city.uow(now, "officer") as uow:
        record_vote(
            uow,
            city.actor("officer", now),
            call_id,
            voted_on=day_in_japan(now),
            amount=amount,
            version=version_of(city, Call, call_id),
        )


def a_candidate(
    city: City,
    *,
    cost: int = 138_400,
    requested: int = 103_000,
    adopted: int = 103_000,
    budget: int = 2_000_000,
) -> tuple[int, int]:
    """Give a call and its one award, selected and waiting for the 交付申請."""
    call_id = a_call(city, budget=budget)
    application_id = an_accepted_application(
        city, call_id, answers={"budget": a_budget(cost, requested)}
    )
    recommend(city, call_id, {application_id: adopted})
    release(city, draft_selection(city, call_id), now=DECIDED)
    return call_id, awards_of(city, call_id)[0]
