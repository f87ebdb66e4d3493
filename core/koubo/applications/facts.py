"""From rows to the frozen values that rules and hooks get."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from koubo.applications.models import (
    Application,
    Attachment,
    Correction,
    Filing,
    StaffFindingRow,
)
from koubo.applications.rules import CorrectionState, FilingState
from koubo.applications.schemas import Reading, read_answers
from koubo.calendar import next_midnight
from koubo.people.queries import departments
from koubo.schemes.catalog import Catalog
from koubo.schemes.eligibility.case import ApplicantFacts, EligibilityCase, FilingTime
from koubo.schemes.forms import FilingKind, Form
from koubo.schemes.models import PastAwardRow
from koubo.schemes.questions import Sources
from koubo.schemes.rules import Course, Scheme


@dataclass(frozen=True)
class Asked:
    """What a filing is asked: scheme, course and form as its call's release has them."""

    scheme: Scheme
    course: Course
    form: Form

    @classmethod
    def of(cls, catalog: Catalog, filing: Filing) -> "Asked":
        """Give what one filing is asked."""
        scheme = catalog.pinned(filing.application.call.release.text)
        course = scheme.course(filing.application.course_id)
        return cls(scheme, course, scheme.form_for(filing.kind, course))


def sources_of(session: Session, scheme: Scheme) -> Sources:
    """Give what questions may choose from."""
    return Sources(
        departments=tuple(one.name for one in departments(session)),
        cost_categories=scheme.costs.allowed,
        ineligible_categories=scheme.costs.not_allowed,
    )


def attached_counts(session: Session, filing_id: int) -> dict[str, int]:
    """Give how many files each question has."""
    rows = session.execute(
        select(Attachment.question_id, func.count())
        .where(Attachment.filing_id == filing_id, Attachment.removed_at.is_(None))
        .group_by(Attachment.question_id)
    )
    return {question_id: count for question_id, count in rows}


def read_draft(session: Session, asked: Asked, filing: Filing) -> Reading:
    """Judge a filing's draft as it stands."""
    attached = attached_counts(session, filing.id)
    return read_answers(asked.form, filing.draft, sources_of(session, asked.scheme), attached)


def open_correction(session: Session, filing_id: int) -> Correction | None:
    """Give the correction that the applicant still has to answer."""
    return session.scalars(
        select(Correction).where(
            Correction.filing_id == filing_id, Correction.state == CorrectionState.ASKED
        )
    ).first()


def closes_at(filing: Filing, correction: Correction | None) -> datetime | None:
    """Give when the time for handing in ends; None where no time was set."""
    if filing.state is FilingState.IN_CORRECTION and correction is not None:
        return next_midnight(correction.due_on)
    if filing.closes_at is not None:
        return filing.closes_at
    return filing.application.call.closes_at if filing.kind is FilingKind.PROPOSAL else None


def eligibility_case(
    session: Session,
    application: Application,
    answers: Mapping[str, Any],
    *,
    form: Form,
    received_at: datetime,
    applicant: ApplicantFacts | None = None,
) -> EligibilityCase:
    """Give all that eligibility rules may look at.

    :param received_at: when the first filing came in; the moment of asking while it is a draft
    :param applicant: the organisation as it stood at the filing; as it stands now if None
    """
    past = session.scalars(
        select(PastAwardRow).where(PastAwardRow.organisation_id == application.organisation_id)
    )
    staff = session.scalars(
        select(StaffFindingRow).where(StaffFindingRow.application_id == application.id)
    )
    department = form.of_kind("department")
    call = application.call
    closes = call.closes_at
    return EligibilityCase(
        applicant=applicant or applicant_facts(application),
        fiscal_year=call.fiscal_year,
        filings=(FilingTime(FilingKind.PROPOSAL, received_at, closes),),
        past_awards=tuple(one.value() for one in past),
        theme=application.theme.facts() if application.theme else None,
        partner_department=str(answers.get(department.id, "")) if department else "",
        declarations={
            one.id: bool(answers.get(one.id))
            for one in form.questions()
            if one.kind == "declaration"
        },
        staff={one.rule: one.value() for one in staff},
    )


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
