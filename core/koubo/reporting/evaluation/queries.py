"""Evaluations as pages show them: goals, every side's sheet, and what the public may read."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from koubo.applications.models import Application
from koubo.applications.policy import barred
from koubo.award.models import Award
from koubo.award.policy import visible_awards
from koubo.award.rules import AwardState
from koubo.people.models import Organisation
from koubo.people.rules import Actor
from koubo.problems import NotFound
from koubo.reporting.evaluation.models import EvaluationSheet, Goal
from koubo.reporting.evaluation.policy import all_handed_in, readable, sheets_of, sides_of
from koubo.reporting.evaluation.rules import (
    EVALUATED,
    JOINT,
    ItemRow,
    SheetText,
    answers_of,
    beside_each_other,
)
from koubo.schemes.evaluation_words import Evaluation, EvaluationTime


@dataclass(frozen=True)
class SideLine:
    """Where one side's sheet stands, and whether the person writes it."""

    side: str
    place: int
    sheet_id: int | None
    handed_in_at: datetime | None
    published_at: datetime | None
    version: int | None
    mine: bool
    text: SheetText | None
    """None where the person may not read it (yet)."""


@dataclass(frozen=True)
class EvaluationView:
    """One evaluation of an award, as somebody may see it."""

    evaluation: Evaluation
    lines: tuple[SideLine, ...]
    sides: tuple[str, ...]
    rows: tuple[ItemRow, ...]
    complete: bool


def goals_of(session: Session, award_id: int) -> Sequence[Goal]:
    """Give the goals of a project in order."""
    return session.scalars(
        select(Goal).where(Goal.award_id == award_id).order_by(Goal.number)
    ).all()


def evaluation_view(
    session: Session, actor: Actor, award: Award, evaluation: Evaluation
) -> EvaluationView:
    """Give the sheets of an award at one time, each as far as the person may read it."""
    sheets = sheets_of(session, award.id, evaluation.time)
    mine = sides_of(actor, award, evaluation)
    seen = readable(actor, award, evaluation, sheets)
    lines = tuple(
        _line(side, place, sheets.get(side), seen, mine)
        for place, side in enumerate((*evaluation.sides.value, JOINT))
    )
    shown = {side: text_of(one) for side, one in seen.items() if one.handed_in_at}
    sides, rows = beside_each_other(evaluation, shown)
    return EvaluationView(evaluation, lines, sides, rows, all_handed_in(evaluation, sheets))


def _line(
    side: str,
    place: int,
    sheet: EvaluationSheet | None,
    seen: dict[str, EvaluationSheet],
    mine: tuple[str, ...],
) -> SideLine:
    if sheet is None:
        return SideLine(side, place, None, None, None, None, side in mine, None)
    text = text_of(sheet) if side in seen else None
    return SideLine(
        side,
        place,
        sheet.id,
        sheet.handed_in_at,
        sheet.published_at,
        sheet.version,
        side in mine,
        text,
    )


def text_of(sheet: EvaluationSheet) -> SheetText:
    """Give what a sheet says."""
    return SheetText(answers_of(sheet.answers), sheet.comment, sheet.private)


def public_evaluation(
    session: Session, award_id: int, time: EvaluationTime
) -> tuple[Award, SheetText]:
    """Give a published joint sheet without its private comment; NotFound for any other."""
    sheet = session.scalars(
        select(EvaluationSheet)
        .join(EvaluationSheet.award)
        .where(
            EvaluationSheet.award_id == award_id,
            EvaluationSheet.time == time,
            EvaluationSheet.side == JOINT,
            EvaluationSheet.published_at.is_not(None),
        )
    ).first()
    if sheet is None:
        raise NotFound
    return sheet.award, SheetText(answers_of(sheet.answers), sheet.comment)


def earlier_evaluations(
    session: Session, actor: Actor, organisation_id: int, course_id: str, *, but: int
) -> list[tuple[Award, EvaluationSheet]]:
    """Give what was handed in about an organisation's other projects of a course, newest first.

    For renewal (継続): the year that still runs is evaluated so far. What the actor is kept out of
    is left out.

    :param but: the application that asks, whose own awards are left out
    """
    rows = session.execute(
        select(Award, EvaluationSheet)
        .join(EvaluationSheet, EvaluationSheet.award_id == Award.id)
        .join(Award.application)
        .where(
            Application.organisation_id == organisation_id,
            Application.course_id == course_id,
            Application.id != but,
            EvaluationSheet.handed_in_at.is_not(None),
            ~barred(actor),
        )
        .order_by(Award.fiscal_year.desc(), EvaluationSheet.id)
        .limit(20)
    )
    return [(award, sheet) for award, sheet in rows]


@dataclass(frozen=True)
class ProjectRow:
    """An awarded project that somebody's seat shows, in a list."""

    award_id: int
    application_id: int
    receipt_number: str
    project: str
    organisation: str
    fiscal_year: int
    state: AwardState
    awarded: int | None
    """As it is now, after every change (円)."""


def projects_for(
    session: Session,
    actor: Actor,
    *,
    before: int | None = None,
    limit: int = 50,
    ended_too: bool = False,
) -> list[ProjectRow]:
    """Give the awarded projects that the actor's seats show, newest first; one statement.

    :param ended_too: also those that were granted once, then revoked or withdrawn
    """
    wanted = Award.granted_on.is_not(None) if ended_too else Award.state.in_(EVALUATED)
    found = (
        select(
            Award.id,
            Award.application_id,
            Application.receipt_number,
            Application.project_name,
            Organisation.name,
            Award.fiscal_year,
            Award.state,
            Award.awarded,
        )
        .join(Application, Application.id == Award.application_id)
        .join(Organisation, Organisation.id == Application.organisation_id)
        .where(visible_awards(actor), wanted)
        .order_by(Award.id.desc())
        .limit(limit)
    )
    if before is not None:
        found = found.where(Award.id < before)
    return [ProjectRow(row[0], row[1], row[2] or "", *row[3:]) for row in session.execute(found)]
