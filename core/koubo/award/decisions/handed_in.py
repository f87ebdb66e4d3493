"""What was handed in, as letters and amounts need it."""

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from koubo.applications.models import Application, Filing, Snapshot
from koubo.applications.rules import FilingState
from koubo.applications.schemas import answers_from_json, prefilled
from koubo.award.models import Award
from koubo.schemes.catalog import Catalog
from koubo.schemes.eligibility.case import PastAward
from koubo.schemes.forms import FilingKind, Form
from koubo.schemes.past_awards import nth_time, past_awards

HANDED_IN = (FilingState.FILED, FilingState.ACCEPTED)


def newest_snapshots(
    session: Session, application_ids: Collection[int], kind: FilingKind
) -> dict[int, Snapshot]:
    """Give what each application last handed in of a kind, by application, in one statement."""
    newest = (
        select(func.max(Snapshot.id).label("id"))
        .join(Filing, Filing.id == Snapshot.filing_id)
        .where(Filing.application_id.in_(application_ids), Filing.kind == kind)
        .group_by(Filing.application_id)
        .subquery()
    )
    rows = session.execute(
        select(Filing.application_id, Snapshot)
        .join(Snapshot, Snapshot.filing_id == Filing.id)
        .join(newest, newest.c.id == Snapshot.id)
    )
    return {application_id: snapshot for application_id, snapshot in rows}


def proposal_filings(session: Session, application_ids: Collection[int]) -> dict[int, int]:
    """Give the id of each application's 企画提案書, by application, in one statement."""
    rows = session.execute(
        select(Filing.application_id, Filing.id).where(
            Filing.application_id.in_(application_ids), Filing.kind == FilingKind.PROPOSAL
        )
    )
    return {application_id: filing_id for application_id, filing_id in rows}


def newest_of_filings(session: Session, filing_ids: Collection[int]) -> dict[int, Snapshot]:
    """Give what was last handed in of each document, by its filing, in one statement."""
    newest = (
        select(func.max(Snapshot.id))
        .where(Snapshot.filing_id.in_(filing_ids))
        .group_by(Snapshot.filing_id)
    )
    found = session.scalars(select(Snapshot).where(Snapshot.id.in_(newest)))
    return {one.filing_id: one for one in found}


def prefill(
    catalog: Catalog, application: Application, kind: FilingKind, earlier: Snapshot
) -> dict[str, Any]:
    """Give the draft of a later document, filled from an earlier one where the form says so."""
    scheme = catalog.of(application.call.release)
    form = scheme.form_for(kind, scheme.course(application.course_id))
    return prefilled(form, earlier.answers) if form.prefill else {}


def answers_of(form: Form, snapshot: Snapshot) -> Mapping[str, Any]:
    """Give the typed answers of a snapshot."""
    return answers_from_json(form, snapshot.answers)


def times_of(session: Session, catalog: Catalog, awards: Sequence[Award]) -> dict[int, int]:
    """Give which time it is for each award, counted as its course says."""
    past = past_awards(session, {one.application.organisation_id for one in awards})
    return {one.id: _time_of(catalog, one, past) for one in awards}


def _time_of(catalog: Catalog, award: Award, past: Mapping[int, tuple[PastAward, ...]]) -> int:
    application = award.application
    scheme = catalog.of(application.call.release)
    course = scheme.course(application.course_id)
    return nth_time(scheme, course, past[application.organisation_id], award.fiscal_year)
