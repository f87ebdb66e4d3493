"""The read side of departments' opinions: of one application, of a call, of one's department."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from typing import Any

from sqlalchemy import ColumnElement, Result, Select, and_, bindparam, case, func, select
from sqlalchemy.orm import Session, lazyload

from koubo.applications.models import Application, Filing, Snapshot
from koubo.applications.opinion_models import Opinion
from koubo.applications.opinion_rules import ASKABLE, OpinionSource, is_overdue
from koubo.applications.policy import visible_opinions, visible_to_staff
from koubo.people.bars import ACTORS
from koubo.people.models import Department, Organisation, Person
from koubo.people.rules import Actor
from koubo.schemes.catalog import Catalog
from koubo.schemes.forms import FilingKind
from koubo.schemes.models import Call, Theme
from koubo.schemes.rules import Scheme
from koubo.storage.waiting import Rows, waits

PAGE = 50
MOST_ROWS = 5_000
"""So many rows a department's workbook has at most."""
# Put together once: to build a statement takes longer than to run it.
OPINIONS = (
    select(
        Opinion,
        func.coalesce(Application.receipt_number, ""),
        Application.project_name,
        Organisation.name,
        func.coalesce(Person.name, ""),
    )
    .join(Application, Application.id == Opinion.application_id)
    .join(Organisation, Organisation.id == Application.organisation_id)
    .outerjoin(Person, Person.id == Opinion.entered_by)
    .options(lazyload(Opinion.application))  # a line needs none of it
)


@dataclass(frozen=True)
class OpinionLine:
    """An opinion with what it is about."""

    id: int
    application_id: int
    receipt_number: str
    project_name: str
    organisation: str
    department_id: int
    department: str
    note: str
    due_on: date
    answers: dict[str, Any]
    answered_at: datetime | None
    source: OpinionSource | None
    entered_by: str
    version: int

    @property
    def is_answered(self) -> bool:
        """Say whether the department has answered."""
        return self.answered_at is not None

    def is_overdue(self, today: date) -> bool:
        """Say whether it should have come."""
        return is_overdue(self.due_on, self.is_answered, today)


def opinions_of(session: Session, actor: Actor, application_id: int) -> list[OpinionLine]:
    """Give the opinions on an application, in the order they were asked for; one statement."""
    return _shown(session.execute(_of_application(actor), {"application": application_id}))


@lru_cache(maxsize=ACTORS)
def _of_application(actor: Actor) -> Select[*tuple[Any, ...]]:
    """Select those on an application, bound as ``application``."""
    is_about = Opinion.application_id == bindparam("application")
    return OPINIONS.where(is_about, visible_opinions(actor)).order_by(Opinion.id)


def opinions_of_call(
    session: Session, actor: Actor, call_id: int, department_id: int | None = None
) -> list[OpinionLine]:
    """Give what a department, or any, was asked in a call, in the order of receipt; one statement."""
    wanted = Application.call_id == call_id
    if department_id is not None:
        wanted = and_(wanted, Opinion.department_id == department_id)
    found = _lines(session, actor, wanted, limit=MOST_ROWS)
    return sorted(found, key=lambda one: one.receipt_number)


def opinions_asked(
    session: Session, actor: Actor, *, before: int | None = None, limit: int = PAGE
) -> list[OpinionLine]:
    """Give what the actor's departments were asked, newest first, by key; one statement."""
    own = Opinion.department_id.in_(actor.departments())
    where = own if before is None else and_(own, Opinion.id < before)
    return _lines(session, actor, where, limit=limit, order=(Opinion.id.desc(),))


def opinions_waiting(session: Session, actor: Actor, *, limit: int = PAGE) -> list[OpinionLine]:
    """Give what the actor's departments still have to answer, the nearest day first."""
    waits = and_(
        Opinion.department_id.in_(actor.departments()),
        Opinion.answered_at.is_(None),
        Application.state.in_(ASKABLE),
    )
    return _lines(session, actor, waits, limit=limit, order=(Opinion.due_on, Opinion.id))


def opinions_for_reviewer(
    session: Session, actor: Actor, scheme: Scheme, application_id: int
) -> list[OpinionLine]:
    """Give the opinions that came, where the scheme lets reviewers read them; else no statement."""
    return opinions_for_reviewers(session, actor, scheme, (application_id,))


def opinions_for_reviewers(
    session: Session, actor: Actor, scheme: Scheme, application_ids: Collection[int]
) -> list[OpinionLine]:
    """Give those on several applications; one statement, or none where reviewers read none."""
    if not scheme.office_words.reviewers_read:
        return []
    came = and_(Opinion.application_id.in_(application_ids), Opinion.answered_at.is_not(None))
    return _lines(session, actor, came, readable=visible_to_staff(actor))


def _lines(
    session: Session,
    actor: Actor,
    where: Any,
    *,
    limit: int | None = None,
    order: tuple[Any, ...] = (Opinion.id,),
    readable: ColumnElement[bool] | None = None,
) -> list[OpinionLine]:
    """Give opinions of applications that the actor may see.

    :param readable: whose opinions these may be; all to officers, a department's own to it if None
    """
    if readable is None:
        readable = visible_opinions(actor)
    return _shown(session.execute(OPINIONS.where(where, readable).order_by(*order).limit(limit)))


def _shown(rows: Result[*tuple[Any, ...]]) -> list[OpinionLine]:
    return [
        OpinionLine(
            id=one.id,
            application_id=one.application_id,
            receipt_number=number,
            project_name=project,
            organisation=organisation,
            department_id=one.department_id,
            department=one.department.name,
            note=one.note,
            due_on=one.due_on,
            answers=one.answers,
            answered_at=one.answered_at,
            source=one.source,
            entered_by=who,
            version=one.version,
        )
        for one, number, project, organisation, who in rows
    ]


@dataclass(frozen=True)
class OpinionCount:
    """How many opinions of a department in a call are there, missing, and late."""

    call_id: int
    department_id: int
    department: str
    answered: int
    waiting: int
    overdue: int


def count_opinions(
    session: Session, actor: Actor, today: date, *, call_ids: Collection[int] | None = None
) -> list[OpinionCount]:
    """Count opinions by call and department; one statement. What is decided waits no more."""
    answered = Opinion.answered_at.is_not(None)
    waits = and_(Opinion.answered_at.is_(None), Application.state.in_(ASKABLE))
    late = and_(waits, Opinion.due_on < today)
    query = (
        select(
            Application.call_id,
            Department.id,
            Department.name,
            *(func.sum(case((one, 1), else_=0)) for one in (answered, waits, late)),
        )
        .select_from(Opinion)
        .join(Application, Application.id == Opinion.application_id)
        .join(Department, Department.id == Opinion.department_id)
        .where(visible_opinions(actor))
        .group_by(Application.call_id, Department.id, Department.name)
        .order_by(Application.call_id, Department.name)
    )
    if call_ids is not None:
        query = query.where(Application.call_id.in_(call_ids))
    return [OpinionCount(*row) for row in session.execute(query)]


def opinions_due(actor: Actor, until: date) -> Rows:
    """Ask how many opinions are awaited until a day, and late ones, by call, day and department.

    What is decided waits no more. The words are the department's name.
    """
    return (
        waits(number=Application.call_id, words=Department.name, on=Opinion.due_on)
        .join_from(Opinion, Application, Application.id == Opinion.application_id)
        .join(Department, Department.id == Opinion.department_id)
        .where(
            visible_opinions(actor),
            Opinion.answered_at.is_(None),
            Application.state.in_(ASKABLE),
            Opinion.due_on <= until,
        )
        .group_by(Application.call_id, Department.name, Opinion.due_on)
    )


@dataclass(frozen=True)
class Candidate:
    """An application about which a department may be asked, and which one suggests itself."""

    id: int
    receipt_number: str
    project_name: str
    organisation: str
    department: str
    """The theme's, or the one that the application names; empty where neither."""


def suggested_department(catalog: Catalog, application: Application, snapshot: Snapshot) -> str:
    """Give the name of the theme's department, or of the one that the application names."""
    if application.theme is not None:
        return application.theme.department.name
    scheme = catalog.of(application.call.release)
    form = scheme.form_for(FilingKind.PROPOSAL, scheme.course(application.course_id))
    question = form.of_kind("department")
    return str(snapshot.answers.get(question.id, "")) if question else ""


def candidates(
    session: Session,
    catalog: Catalog,
    actor: Actor,
    call: Call,
    *,
    after: str = "",
    limit: int = PAGE,
) -> list[Candidate]:
    """Give the applications of a call that are not decided, by key of receipt; one statement."""
    newest = (
        select(func.max(Snapshot.number))
        .where(Snapshot.filing_id == Filing.id)
        .correlate(Filing)
        .scalar_subquery()
    )
    proposal = and_(Filing.application_id == Application.id, Filing.kind == FilingKind.PROPOSAL)
    rows = session.execute(
        select(
            Application.id,
            Application.receipt_number,
            Application.project_name,
            Application.course_id,
            Organisation.name,
            func.coalesce(Department.name, ""),
            Snapshot.answers,
        )
        .join(Organisation, Organisation.id == Application.organisation_id)
        .join(Filing, proposal)
        .join(Snapshot, and_(Snapshot.filing_id == Filing.id, Snapshot.number == newest))
        .outerjoin(Theme, Theme.id == Application.theme_id)
        .outerjoin(Department, Department.id == Theme.department_id)
        .where(
            Application.call_id == call.id,
            Application.state.in_(ASKABLE),
            Application.receipt_number > after,
            visible_to_staff(actor),
        )
        .order_by(Application.receipt_number)
        .limit(limit)
    )
    scheme = catalog.of(call.release)
    found = []
    for number, receipt, project, course_id, organisation, of_theme, answers in rows:
        question = scheme.form_for(FilingKind.PROPOSAL, scheme.course(course_id)).of_kind(
            "department"
        )
        named = str(answers.get(question.id, "")) if question else ""
        found.append(Candidate(number, receipt or "", project, organisation, of_theme or named))
    return found
