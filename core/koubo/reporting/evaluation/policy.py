"""Who evaluates a project for which side, and who reads what of it."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from koubo.applications.policy import is_own
from koubo.award.models import Award
from koubo.award.policy import load_award, load_own_award
from koubo.people.rules import Actor, SeatKind
from koubo.problems import NotFound
from koubo.reporting.evaluation.models import EvaluationSheet
from koubo.reporting.evaluation.rules import DEPARTMENT_SIDES, GROUP_SIDES, JOINT
from koubo.schemes.evaluation_words import Evaluation, EvaluationTime


def load_evaluated(session: Session, actor: Actor, award_id: int) -> Award:
    """Give an award of one's own organisation, or one that a seat shows; NotFound for any other."""
    try:
        return load_own_award(session, actor, award_id)
    except NotFound:
        return load_award(session, actor, award_id)


def load_sheet_for_staff(session: Session, actor: Actor, sheet_id: int) -> EvaluationSheet:
    """Give a sheet to an officer, of no award of their own organisation; NotFound for any other."""
    sheet = session.get(EvaluationSheet, sheet_id)
    if sheet is None or not actor.sits_as(SeatKind.OFFICER):
        raise NotFound
    load_award(session, actor, sheet.award_id)
    return sheet


def sides_of(actor: Actor, award: Award, evaluation: Evaluation) -> tuple[str, ...]:
    """Give the sides for which somebody writes: their own, or those without an account.

    Officers write the joint sheet, and for who hands in on paper; never for the organisation.
    """
    if is_own(actor, award.application):
        return tuple(one for one in evaluation.sides.value if one in GROUP_SIDES)
    if actor.sits_as(SeatKind.OFFICER):
        others = tuple(one for one in evaluation.sides.value if one not in GROUP_SIDES)
        return (*others, JOINT)
    if actor.sits_as(SeatKind.DEPARTMENT):
        return tuple(one for one in evaluation.sides.value if one in DEPARTMENT_SIDES)
    return ()


def sheets_of(session: Session, award_id: int, time: EvaluationTime) -> dict[str, EvaluationSheet]:
    """Give the sheets of an award by side, in one statement."""
    rows = session.scalars(
        select(EvaluationSheet).where(
            EvaluationSheet.award_id == award_id, EvaluationSheet.time == time
        )
    )
    return {one.side: one for one in rows}


def readable(
    actor: Actor, award: Award, evaluation: Evaluation, sheets: dict[str, EvaluationSheet]
) -> dict[str, EvaluationSheet]:
    """Give what somebody may read: their own sides', and the others' once all have handed in.

    Nobody's mark leans on another's; only officers, who chase what is missing, see what came in.
    """
    mine = sides_of(actor, award, evaluation)
    if actor.sits_as(SeatKind.OFFICER) and not is_own(actor, award.application):
        return {side: one for side, one in sheets.items() if one.handed_in_at or side in mine}
    if all_handed_in(evaluation, sheets):
        return {side: one for side, one in sheets.items() if one.handed_in_at or side in mine}
    return {side: one for side, one in sheets.items() if side in mine}


def all_handed_in(evaluation: Evaluation, sheets: dict[str, EvaluationSheet]) -> bool:
    """Say whether every side has handed in."""
    return all(
        side in sheets and sheets[side].handed_in_at is not None for side in evaluation.sides.value
    )
