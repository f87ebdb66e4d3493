"""All that was filed in a call as rows of an export: one statement for every thousand of them."""

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from koubo.applications.models import Application, Filing, Snapshot
from koubo.applications.policy import visible_to_staff
from koubo.applications.rules import APPLICATION_STEPS
from koubo.applications.schemas import answers_from_json
from koubo.calendar import format_moment
from koubo.people.models import Organisation
from koubo.people.rules import Actor
from koubo.schemes.form_columns import export_columns, export_row
from koubo.schemes.forms import FilingKind, Form
from koubo.schemes.models import Theme
from koubo.schemes.rules import Scheme

AT_ONCE = 1_000
Cell = str | int | date | None
BEFORE: tuple[tuple[str, str], ...] = (
    ("receipt_number", "受付番号"),
    ("state", "状態"),
    ("received_at", "受け付けた日時"),
    ("course", "コース"),
    ("theme", "市のテーマ"),
    ("organisation", "団体"),
    ("requested", "申請額（円）"),
)
"""What stands before the answers."""
AFTER = (("files", "添付ファイル"),)


def columns_of(scheme: Scheme) -> tuple[tuple[str, str], ...]:
    """Give id and label of every column: a call's courses share one form, and one table."""
    form = scheme.forms.get(FilingKind.PROPOSAL)
    return (*BEFORE, *(export_columns(form) if form else ()), *AFTER)


def exported_applications(
    session: Session, actor: Actor, scheme: Scheme, call_id: int
) -> Iterator[tuple[Cell, ...]]:
    """Give a call's applications as they were last handed in, by receipt number.

    Only what the actor may see; drafts are nobody's but their organisation's.
    """
    form = scheme.forms.get(FilingKind.PROPOSAL)
    titles = {one.id: one.title for one in scheme.courses}
    after = ""
    while rows := _page(session, actor, call_id, after):
        for row in rows:
            yield _row(row, form, titles)
        after = rows[-1].receipt_number
        if len(rows) < AT_ONCE:
            return


def _page(session: Session, actor: Actor, call_id: int, after: str) -> Sequence[Any]:
    newest = (
        select(func.max(Snapshot.id))
        .join(Filing, Filing.id == Snapshot.filing_id)
        .where(
            Filing.application_id == Application.id,
            Filing.kind == FilingKind.PROPOSAL,
            Filing.number == 1,
        )
        .correlate(Application)
        .scalar_subquery()
    )
    return session.execute(
        select(
            Application.receipt_number,
            Application.state,
            Application.received_at,
            Application.course_id,
            Application.requested,
            Organisation.name.label("organisation"),
            Theme.title.label("theme"),
            Snapshot.answers,
            Snapshot.files,
        )
        .join(Organisation, Organisation.id == Application.organisation_id)
        .join(Snapshot, Snapshot.id == newest)
        .outerjoin(Theme, Theme.id == Application.theme_id)
        .where(
            Application.call_id == call_id,
            Application.receipt_number > after,
            visible_to_staff(actor),
        )
        .order_by(Application.receipt_number)
        .limit(AT_ONCE)
    ).all()


def _row(row: Any, form: Form | None, titles: dict[str, str]) -> tuple[Cell, ...]:
    answers = export_row(form, answers_from_json(form, row.answers)) if form else ()
    return (
        row.receipt_number,
        APPLICATION_STEPS.names[row.state],
        format_moment(row.received_at) if row.received_at else None,
        titles.get(row.course_id, row.course_id),
        row.theme,
        row.organisation,
        row.requested,
        *answers,
        "\n".join(one["name"] for one in row.files),
    )
