"""Issued letters, for staff and for the organisation itself."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Select, func, or_, select
from sqlalchemy.orm import Session

from koubo.applications.models import Application
from koubo.award.models import Decision, DecisionLine, Notice
from koubo.people.rules import Actor

LETTER_NUMBER: ColumnElement[str] = func.coalesce(Notice.document_number, Decision.document_number)
"""The number that a line's own letter bears, with its 枝番; that of the decision where it has no
letter (an agreement in its place). Asks for an outer join of Notice by its decision line."""

SHOWN = 50


@dataclass(frozen=True)
class NoticeRow:
    """One issued letter."""

    id: int
    application_id: int
    title: str
    document_number: str
    issued_on: date
    project: str


def notices_of(
    session: Session, application_ids: Sequence[int], *, award_id: int | None = None
) -> list[NoticeRow]:
    """Give the issued letters of applications that the actor was shown, newest first.

    :param award_id: leaves the letters about other awards of the application out
    """
    wanted = _notices().where(Notice.application_id.in_(application_ids))
    if award_id is not None:
        line = DecisionLine.id == Notice.decision_line_id
        wanted = wanted.join(DecisionLine, line).where(
            or_(DecisionLine.award_id == award_id, DecisionLine.award_id.is_(None))
        )
    return [NoticeRow(*row) for row in session.execute(wanted.order_by(Notice.id.desc()))]


def own_notices(
    session: Session, actor: Actor, *, before: int | None = None, limit: int = SHOWN
) -> list[NoticeRow]:
    """Give the letters to the actor's own organisations, newest first."""
    wanted = _notices().where(Application.organisation_id.in_(actor.organisation_ids))
    if before is not None:
        wanted = wanted.where(Notice.id < before)
    rows = session.execute(wanted.order_by(Notice.id.desc()).limit(limit))
    return [NoticeRow(*row) for row in rows]


def _notices() -> Select[*tuple[Any, ...]]:
    return select(
        Notice.id,
        Notice.application_id,
        Notice.title,
        Notice.document_number,
        Notice.issued_on,
        Application.project_name,
    ).join(Application, Application.id == Notice.application_id)
