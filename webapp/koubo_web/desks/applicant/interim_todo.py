"""The 中間報告書 among what is to be done: asked for where the scheme has one, until it is in."""

from collections.abc import Iterator, Sequence
from datetime import date

from flask import url_for
from sqlalchemy.orm import Session

from koubo.award.models import Award
from koubo.award.queries import AwardRow
from koubo.award.rules import AwardState
from koubo.calendar import format_date, next_midnight
from koubo.reporting.interim.rules import asks_interim, interim_due
from koubo.reporting.queries import InterimRow, interims_by_award
from koubo.schemes.catalog import Catalog
from koubo.schemes.forms import FILING_NAMES, FilingKind
from koubo.schemes.rules import Scheme
from koubo_web.desks.todo import Todo


def interim_step(session: Session, catalog: Catalog, award: Award) -> Iterator[Todo]:
    """Give what is to be done about the interim report of one award."""
    scheme = catalog.of(award.application.call.release)
    if award.state is not AwardState.GRANTED or not asks_interim(scheme):
        return
    row = interims_by_award(session, [award.id]).get(award.id)
    yield from _todo(scheme, award, row, "")


def interim_steps(session: Session, catalog: Catalog, awards: Sequence[AwardRow]) -> list[Todo]:
    """Give what is to be done about the interim reports of several awards."""
    schemes = {
        one.id: scheme
        for one in awards
        if one.state is AwardState.GRANTED
        and asks_interim(scheme := catalog.pinned(one.scheme_text))
    }
    if not schemes:
        return []
    rows = interims_by_award(session, schemes)
    return [
        todo
        for one in awards
        if one.id in schemes
        for todo in _todo(schemes[one.id], one, rows.get(one.id), f"：{one.project}")
    ]


def _todo(
    scheme: Scheme, award: Award | AwardRow, row: InterimRow | None, project: str
) -> Iterator[Todo]:
    if row is not None and row.is_handed_in:
        return
    due: date | None = row.due_on if row and row.due_on else interim_due(scheme, award.fiscal_year)
    begun = row is not None and row.filing_id is not None
    form = scheme.forms[FilingKind.INTERIM_REPORT].title
    yield Todo(
        f"{form or FILING_NAMES[FilingKind.INTERIM_REPORT]}を提出する{project}",
        url_for("applicant.confirm_interim_report", award_id=award.id),
        "続きを書く" if begun else "作り始める",
        f"{format_date(due)}までに提出してください。" if due else "期限は市からお知らせします。",
        next_midnight(due) if due else None,
        about=award.application_id,
    )
