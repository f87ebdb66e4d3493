"""Asking departments for their opinion on applications, and answering."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import select

from koubo.applications.events import application_event
from koubo.applications.models import Application
from koubo.applications.opinion_models import Opinion
from koubo.applications.opinion_rules import ASKABLE, OpinionSource, read_opinion
from koubo.applications.policy import load_for_staff, load_opinion
from koubo.calendar import day_in_japan, format_date
from koubo.people.models import Department
from koubo.people.queries import department_people
from koubo.people.rules import Actor, SeatKind, require
from koubo.problems import NotFound, Problem, Problems, Refused
from koubo.schemes.catalog import Catalog
from koubo.storage.outbox import Event, Reader
from koubo.storage.unit_of_work import UnitOfWork, Write

DECIDED = "採否などが決まった応募なので、意見は受け付けていません。"


@dataclass(frozen=True)
class OpinionRequest:
    """Which department is asked, until when, and what it should look at."""

    department_id: int
    due_on: date
    note: str = ""


def ask_opinions(
    uow: UnitOfWork,
    actor: Actor,
    application_ids: Collection[int],
    request: OpinionRequest,
) -> int:
    """Ask a department about applications and tell its people; give how many were asked.

    One that was asked already gets the new day, and may answer anew; what it wrote stays.
    """
    require(actor, SeatKind.OFFICER)
    if uow.session.get(Department, request.department_id) is None:
        message = "意見を求める担当課を選んでください。"
        raise Problems([Problem("department", message, "department_id")])
    if not application_ids:
        message = "意見を求める応募を1つ以上選んでください。"
        raise Problems([Problem("applications", message, "applications")])
    if request.due_on < day_in_japan(uow.now):
        message = "期限は今日よりあとの日にしてください。"
        raise Problems([Problem("due_on", message, "due_on")])
    for one in application_ids:
        if load_for_staff(uow.session, actor, one).state not in ASKABLE:
            raise Refused(DECIDED)
    with uow.writing() as write:
        for one in sorted(application_ids):
            _ask(write, actor, one, request)
    return len(application_ids)


def _ask(write: Write, actor: Actor, application_id: int, request: OpinionRequest) -> None:
    application = write.lock(Application, application_id)
    if application.state not in ASKABLE:
        raise Refused(DECIDED)
    opinion = write.session.scalars(
        select(Opinion).where(
            Opinion.application_id == application_id,
            Opinion.department_id == request.department_id,
        )
    ).first()
    if opinion is None:
        opinion = Opinion(
            application_id=application_id, department_id=request.department_id, answers={}
        )
        write.session.add(opinion)
    opinion.note, opinion.due_on = request.note.strip(), request.due_on
    opinion.asked_at, opinion.asked_by = write.now, actor.person_id
    opinion.answered_at = opinion.source = opinion.entered_by = None
    write.session.flush()
    department = write.session.get_one(Department, request.department_id)
    write.record(
        "ask_opinion",
        application,
        chain=application.call.chain,
        detail={
            "department": department.name,
            "due": str(request.due_on),
            "note": opinion.note,
        },
        event=_event(write, application, opinion, department),
    )


def _event(
    write: Write, application: Application, opinion: Opinion, department: Department
) -> Event:
    told = application_event(
        application,
        "opinion_asked",
        (),
        department=department.name,
        due=format_date(opinion.due_on),
    )
    people = department_people(write.session, department.id, day_in_japan(write.now))
    return Event(
        kind=told.kind,
        scheme_id=told.scheme_id,
        call_id=told.call_id,
        to={Reader.DEPARTMENT: tuple(people)},
        facts=told.facts,
        path=f"/department/opinions/{opinion.id}",
        application_id=application.id,
    )


def answer_opinion(
    uow: UnitOfWork,
    catalog: Catalog,
    actor: Actor,
    opinion_id: int,
    *,
    typed: Mapping[str, Any],
    version: int,
) -> None:
    """Answer for one's department; until the application is decided it may be answered anew."""
    require(actor, SeatKind.DEPARTMENT)
    opinion = load_opinion(uow.session, actor, opinion_id)
    if opinion.department_id not in actor.departments():
        raise NotFound
    answers = read_opinion(catalog.of(opinion.application.call.release), typed)
    with uow.writing() as write:
        opinion = write.lock(Opinion, opinion_id, version=version)
        enter_opinion(write, actor, opinion, answers, OpinionSource.WEB)


def enter_opinion(
    write: Write,
    actor: Actor,
    opinion: Opinion,
    answers: Mapping[str, Any],
    source: OpinionSource,
) -> None:
    """Keep a department's answers in a row that is locked, and who brought them in."""
    application = opinion.application
    if application.state not in ASKABLE:
        raise Refused(DECIDED)
    before = dict(opinion.answers)
    opinion.answers, opinion.source = dict(answers), source
    opinion.answered_at, opinion.entered_by = write.now, actor.person_id
    write.record(
        "answer_opinion",
        application,
        chain=application.call.chain,
        detail={
            "department": opinion.department.name,
            "source": source.value,
            "before": before,
            "after": dict(answers),
        },
    )
