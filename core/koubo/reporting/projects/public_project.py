"""One selected project as everybody may read it: its proposal, its reports, its evaluations.

Nothing of a report shows before the settlement that follows it, nothing of an evaluation before an
officer published it; of both, as of the proposal, only what is public by scheme and by consent.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from koubo.applications.models import Application, Filing
from koubo.applications.rules import FilingState
from koubo.applications.schemas import answers_from_json, publishable
from koubo.award.decisions.handed_in import newest_of_filings
from koubo.award.models import Award
from koubo.award.results.queries.published import NAME
from koubo.award.rules import AwardState
from koubo.problems import NotFound
from koubo.reporting.evaluation.models import EvaluationSheet
from koubo.reporting.evaluation.rules import JOINT
from koubo.reporting.models import Report
from koubo.reporting.projects.public_projects import (
    ProjectLine,
    clauses_of,
    line_of,
    public_answers,
    public_project_calls,
    rows_where,
)
from koubo.schemes.catalog import Catalog
from koubo.schemes.evaluation_words import EvaluationTime
from koubo.schemes.forms import FilingKind, Form
from koubo.schemes.question_kinds import QUESTION_KINDS
from koubo.schemes.rules import Scheme

TOLD = (AwardState.SETTLED, AwardState.CLOSED)
"""The states of an award whose report everybody may read, as far as it is public at all."""


@dataclass(frozen=True)
class ProjectReport:
    """One year's report, as far as it is public."""

    fiscal_year: int
    answers: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class PublicProject:
    """All that everybody may know of a project."""

    line: ProjectLine
    scheme: Scheme
    answers: tuple[tuple[str, str], ...]
    """Label and text of each public answer of the proposal."""
    reports: tuple[ProjectReport, ...]
    evaluations: tuple[tuple[int, EvaluationTime], ...]
    """Award and time of each published joint evaluation."""


def public_project(session: Session, catalog: Catalog, application_id: int) -> PublicProject:
    """Give a project with its public answers; NotFound for any that is not public.

    At most eight statements.
    """
    calls = public_project_calls(session, catalog)
    rows = session.execute(rows_where([*clauses_of(calls), Application.id == application_id])).all()
    if not rows:
        raise NotFound
    row, by_id = rows[0], {one.id: one for one in calls}
    call = by_id[row.call_id]
    answers = public_answers(session, by_id, rows, [row.id]).get(row.id, {})
    course = call.scheme.course(row.course_id).name
    form = call.scheme.forms.get(FilingKind.PROPOSAL)
    return PublicProject(
        line=line_of(row, call, not call.asks_for_names or NAME in answers),
        scheme=call.scheme,
        answers=_texts(form.for_course(course), answers) if form is not None else (),
        reports=_reports(session, call.scheme, course, application_id),
        evaluations=_evaluations(session, application_id),
    )


def _texts(form: Form, answers: Mapping[str, Any]) -> tuple[tuple[str, str], ...]:
    """Give the label and the text of each public answer that says something, but for the name."""
    found = [
        (one.label, QUESTION_KINDS[one.kind].text(one, answers[one.id]))
        for one in form.questions()
        if one.id in answers and one.id != NAME and answers[one.id] is not None
    ]
    return tuple((label, text) for label, text in found if text)


def _reports(
    session: Session, scheme: Scheme, course: str, application_id: int
) -> tuple[ProjectReport, ...]:
    """Give the public answers of the reports that were accepted and settled; two statements."""
    form = scheme.forms.get(FilingKind.REPORT)
    years = {
        filing_id: fiscal_year
        for filing_id, fiscal_year in session.execute(
            select(Report.filing_id, Award.fiscal_year)
            .join(Award, Award.id == Report.award_id)
            .join(Filing, Filing.id == Report.filing_id)
            .where(
                Award.application_id == application_id,
                Award.state.in_(TOLD),
                Filing.state == FilingState.ACCEPTED,
            )
            .order_by(Award.fiscal_year, Award.id)
        )
    }
    if form is None or not years:
        return ()
    own = form.for_course(course)
    found = newest_of_filings(session, list(years))
    reports = [
        ProjectReport(
            fiscal_year, _texts(own, publishable(own, answers_from_json(own, found[key].answers)))
        )
        for key, fiscal_year in years.items()
        if key in found
    ]
    return tuple(one for one in reports if one.answers)


def _evaluations(session: Session, application_id: int) -> tuple[tuple[int, EvaluationTime], ...]:
    rows = session.execute(
        select(EvaluationSheet.award_id, EvaluationSheet.time)
        .join(Award, Award.id == EvaluationSheet.award_id)
        .where(
            Award.application_id == application_id,
            EvaluationSheet.side == JOINT,
            EvaluationSheet.published_at.is_not(None),
        )
        .order_by(EvaluationSheet.id)
    )
    return tuple((award_id, time) for award_id, time in rows)
