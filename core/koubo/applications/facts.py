"""From rows to the frozen values that rules and hooks get."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from sqlalchemy import bindparam, func, select
from sqlalchemy.orm import Session

from koubo.applications.gates import gates_of
from koubo.applications.models import (
    Application,
    Attachment,
    Correction,
    Filing,
    Snapshot,
    StaffFindingRow,
)
from koubo.applications.rules import CorrectionState
from koubo.applications.schemas import Reading, read_answers
from koubo.calendar import day_in_japan
from koubo.people.queries import departments
from koubo.schemes.catalog import Catalog
from koubo.schemes.eligibility.case import (
    ApplicantFacts,
    Day,
    EligibilityCase,
    FilingTime,
    GroupFacts,
    PastAward,
    StaffFinding,
)
from koubo.schemes.forms import FilingKind, Form
from koubo.schemes.past_awards import in_terms_of, nth_time, past_awards
from koubo.schemes.plans import last_day
from koubo.schemes.questions import Sources
from koubo.schemes.rules import Course, Scheme

COUNTS = (
    select(Attachment.question_id, func.count())
    .where(Attachment.filing_id == bindparam("filing"), Attachment.removed_at.is_(None))
    .group_by(Attachment.question_id)
)
ASKED = select(Correction).where(
    Correction.filing_id == bindparam("filing"), Correction.state == CorrectionState.ASKED
)

FOUND = select(StaffFindingRow).where(
    StaffFindingRow.application_id.in_(bindparam("applications", expanding=True))
)


@dataclass(frozen=True)
class Asked:
    """What a filing is asked: scheme, course and form as its call's release has them."""

    scheme: Scheme
    course: Course
    form: Form

    @classmethod
    def of(cls, catalog: Catalog, filing: Filing) -> "Asked":
        """Give what one filing is asked."""
        scheme = catalog.of(filing.application.call.release)
        course = scheme.course(filing.application.course_id)
        return cls(scheme, course, scheme.form_for(filing.kind, course))


def sources_of(session: Session, asked: Asked) -> Sources:
    """Give what questions may choose from; departments where the form has such a question."""
    offers = departments(session) if asked.form.of_kind("department") else ()
    return Sources(
        departments=tuple(one.name for one in offers),
        cost_categories=asked.scheme.categories_of(asked.course),
        ineligible_categories=asked.scheme.costs.not_allowed,
        priced_categories=asked.course.funding.priced_categories,
    )


def attached_counts(session: Session, filing_id: int) -> dict[str, int]:
    """Give how many files each question has."""
    rows = session.execute(COUNTS, {"filing": filing_id})
    return {question_id: count for question_id, count in rows}


def read_draft(
    session: Session, asked: Asked, filing: Filing, attached: Mapping[str, int] | None = None
) -> Reading:
    """Judge a filing's draft as it stands.

    :param attached: how many files each question has; looked up if None
    """
    if attached is None:
        attached = attached_counts(session, filing.id)
    return read_answers(asked.form, filing.draft, sources_of(session, asked), attached)


def open_correction(session: Session, filing_id: int) -> Correction | None:
    """Give the correction that the applicant still has to answer."""
    return session.scalars(ASKED, {"filing": filing_id}).first()


@dataclass(frozen=True)
class Recorded:
    """What is on record about several applications: past awards and what officers found."""

    past: Mapping[int, tuple[PastAward, ...]]
    """By organisation."""
    staff: Mapping[int, Mapping[str, StaffFinding]]
    """By application, then by rule."""

    @classmethod
    def of(cls, session: Session, applications: Sequence[Application]) -> "Recorded":
        """Read it; two statements whatever the number."""
        numbers = [one.id for one in applications]
        rows = session.scalars(FOUND, {"applications": numbers})
        staff: dict[int, dict[str, StaffFinding]] = {one: {} for one in numbers}
        for row in rows:
            staff[row.application_id][row.rule] = row.value()
        return cls(past_awards(session, [one.organisation_id for one in applications]), staff)


def eligibility_case(
    session: Session,
    application: Application,
    answers: Mapping[str, Any],
    *,
    scheme: Scheme,
    form: Form,
    received_at: datetime,
    applicant: ApplicantFacts | None = None,
    recorded: Recorded | None = None,
) -> EligibilityCase:
    """Give all that eligibility rules may look at.

    :param received_at: when the first filing came in; the moment of asking while it is a draft
    :param applicant: the organisation as it stood at the filing; as it stands now if None
    :param recorded: what was read for several at once; read for this one if None
    """
    recorded = recorded or Recorded.of(session, [application])
    department = form.of_kind("department")
    call = application.call
    return EligibilityCase(
        applicant=as_answered(applicant or applicant_facts(application), form, answers),
        fiscal_year=call.fiscal_year,
        filings=(FilingTime(FilingKind.PROPOSAL, received_at, application.closes_at),),
        past_awards=in_terms_of(scheme, recorded.past[application.organisation_id]),
        theme=application.theme.facts() if application.theme else None,
        partner_department=str(answers.get(department.id, "")) if department else "",
        groups=_groups_of(form, answers),
        answers=answers,
        declarations={
            one.id: bool(answers.get(one.id))
            for one in form.questions()
            if one.kind == "declaration"
        },
        days=_days_of(session, application),
        gates=gates_of(session, scheme, form, answers, application, received_at=received_at),
        staff=recorded.staff[application.id],
    )


def time_of(session: Session, scheme: Scheme, application: Application) -> int:
    """Give which time it is that the organisation would be awarded in the course."""
    organisation_id = application.organisation_id
    past = past_awards(session, [organisation_id])[organisation_id]
    course = scheme.course(application.course_id)
    return nth_time(scheme, course, past, application.call.fiscal_year)


def as_answered(
    applicant: ApplicantFacts, form: Form, answers: Mapping[str, Any]
) -> ApplicantFacts:
    """Lay what the form asks about the applicant over its profile."""
    given = {
        one.fact.value: answers.get(one.id) for one in form.questions() if one.fact is not None
    }
    return replace(applicant, **{fact: value for fact, value in given.items() if value is not None})


def _groups_of(form: Form, answers: Mapping[str, Any]) -> tuple[GroupFacts, ...] | None:
    """Give those who join the applicant; None where the form does not ask."""
    question = form.of_kind("groups")
    if question is None:
        return None
    return tuple(answers.get(question.id) or ())


def _days_of(session: Session, application: Application) -> dict[Day, date]:
    """Give the named days that are known, the grant application's as it came in or as planned."""
    call = application.call
    days = {
        Day.CALL_OPENS: day_in_japan(call.opens_at),
        Day.CALL_CLOSES: last_day(application.closes_at),
        **call.days,
    }
    if Day.GRANT_APPLICATION in call.days:  # the rules ask for it
        filed = session.scalar(
            select(func.min(Snapshot.received_at))
            .join(Filing, Filing.id == Snapshot.filing_id)
            .where(
                Filing.application_id == application.id,
                Filing.kind == FilingKind.GRANT_APPLICATION,
                Filing.number == 1,
            )
        )
        if filed is not None:
            days[Day.GRANT_APPLICATION] = day_in_japan(filed)
    return days


def applicant_facts(application: Application) -> ApplicantFacts:
    """Give the organisation as it stands now."""
    organisation = application.organisation
    return ApplicantFacts(
        name=organisation.name,
        kind=organisation.kind,
        members=organisation.members,
        established_on=organisation.established_on,
        in_city=organisation.in_city,
    )
