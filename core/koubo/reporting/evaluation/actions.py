"""Goals set before the start; sheets of the sides; the joint sheet after their talk."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm.attributes import flag_modified

from koubo.applications.policy import is_own
from koubo.award.grants.telling import to_officers
from koubo.award.models import Award
from koubo.award.policy import load_award
from koubo.people.rules import Actor, SeatKind
from koubo.problems import NotFound, Problem, Problems, Refused, Stale
from koubo.reporting.evaluation.models import EvaluationSheet, Goal
from koubo.reporting.evaluation.policy import all_handed_in, load_evaluated, sheets_of, sides_of
from koubo.reporting.evaluation.rules import (
    BEFORE_START,
    EVALUATED,
    JOINT,
    LONGEST,
    SheetText,
    evaluation_at,
    sheet_problems,
)
from koubo.schemes.catalog import Catalog
from koubo.schemes.evaluation_words import Evaluation, EvaluationTime
from koubo.storage.unit_of_work import UnitOfWork, Write

MOST_GOALS = 10


@dataclass(frozen=True)
class GoalText:
    """A goal, by what it is measured, and what came of it."""

    text: str
    measure: str = ""
    reached: str = ""


def set_goals(
    uow: UnitOfWork, actor: Actor, award_id: int, *, goals: Sequence[GoalText], version: int
) -> None:
    """Set the goals of a project, by its organisation or an officer; later only what was reached.

    :param version: the award's version that the page showed
    :raises Problems: with the fields ``text-<n>``, ``measure-<n>``, ``reached-<n>``
    """
    award = load_evaluated(uow.session, actor, award_id)
    if not is_own(actor, award.application) and not actor.sits_as(SeatKind.OFFICER):
        raise NotFound
    kept = [one for one in goals if one.text.strip() or one.reached.strip()]
    if problems := _goal_problems(kept):
        raise Problems(problems)
    with uow.writing() as write:
        award = write.lock(Award, award_id, version=version)
        rows = list(
            write.session.scalars(
                select(Goal).where(Goal.award_id == award_id).order_by(Goal.number)
            )
        )
        if award.state not in BEFORE_START and [one.text for one in rows] != [
            one.text.strip() for one in kept
        ]:
            raise Refused(
                "実績報告の後は、目標を変えられません。「どこまでできたか」だけを書けます。"
            )
        _keep_goals(write, actor, award_id, rows, kept)
        # Goals are read and saved as one: the award's version tells two people's saves apart.
        flag_modified(award, "paid")
        write.session.flush()
        write.record(
            "set_goals", award, chain=award.application.call.chain, detail={"goals": len(kept)}
        )


def _goal_problems(goals: Sequence[GoalText]) -> list[Problem]:
    found = []
    if len(goals) > MOST_GOALS:
        message = f"目標は{MOST_GOALS}個までにしてください。"
        found.append(Problem("too_many", message, field=f"text-{MOST_GOALS}"))
    for place, one in enumerate(goals):
        if not one.text.strip():
            found.append(Problem("no_text", "目標を入力してください。", field=f"text-{place}"))
        for name, text in (("text", one.text), ("reached", one.reached)):
            if len(text) > LONGEST:
                message = f"{LONGEST}字以内で入力してください。"
                found.append(Problem("too_long", message, field=f"{name}-{place}"))
        if len(one.measure) > 200:
            message = "「何で確かめるか」は200字以内で入力してください。"
            found.append(Problem("too_long", message, field=f"measure-{place}"))
    return found


def _keep_goals(
    write: Write, actor: Actor, award_id: int, rows: list[Goal], goals: Sequence[GoalText]
) -> None:
    for number, one in enumerate(goals, start=1):
        if number <= len(rows):
            row = rows[number - 1]
        else:
            row = Goal(award_id=award_id, number=number, set_at=write.now, set_by=actor.person_id)
            write.session.add(row)
        row.text, row.measure = one.text.strip(), one.measure.strip()
        row.reached = one.reached.strip()
    for row in rows[len(goals) :]:
        write.session.delete(row)
    write.session.flush()


def save_evaluation(
    uow: UnitOfWork,
    catalog: Catalog,
    actor: Actor,
    award_id: int,
    *,
    time: EvaluationTime,
    side: str,
    text: SheetText,
    version: int | None,
    hand_in: bool = False,
) -> None:
    """Keep a side's sheet, unfinished or handed in; what was handed in is not changed any more.

    :param version: the sheet's version that the page showed; None where there was none yet
    :raises Problems: only where it is handed in, with ``mark-<n>`` and ``reason-<n>``
    """
    award = load_evaluated(uow.session, actor, award_id)
    evaluation = asked_of(catalog, award, time)
    if side not in sides_of(actor, award, evaluation):
        raise NotFound
    if award.state not in EVALUATED:
        raise Refused("交付決定の後に評価できます。")
    if side == JOINT and not all_handed_in(evaluation, sheets_of(uow.session, award_id, time)):
        raise Refused("合同の評価は、すべての側の評価が提出されてから書けます。")
    if any(len(one) > LONGEST for one in (text.comment, text.private)):
        message = f"{LONGEST}字以内で入力してください。"
        raise Problems([Problem("too_long", message, field="comment")])
    if hand_in and (problems := list(sheet_problems(evaluation, text))):
        raise Problems(problems)
    with uow.writing() as write:
        write.lock(Award, award_id)
        sheet = sheets_of(write.session, award_id, time).get(side)
        if sheet is None:
            sheet = EvaluationSheet(award_id=award_id, time=time, side=side)
            write.session.add(sheet)
        elif version is None:
            raise Stale  # another of the same side began it meanwhile
        else:
            sheet = write.lock(EvaluationSheet, sheet.id, version=version)
        if sheet.handed_in_at is not None:
            raise Refused("この評価は提出されています。直すときは、事務局に連絡してください。")
        _keep_sheet(write, actor, sheet, text, hand_in=hand_in)
        write.record(
            "hand_in_evaluation" if hand_in else "save_evaluation",
            sheet,
            chain=award.application.call.chain,
            detail={"side": side, "time": time.value},
            event=to_officers(write, award, "evaluation_handed_in", side=side)
            if hand_in and side != JOINT
            else None,
        )


def _keep_sheet(
    write: Write, actor: Actor, sheet: EvaluationSheet, text: SheetText, *, hand_in: bool
) -> None:
    sheet.answers = {item: one.as_json() for item, one in text.answers.items()}
    sheet.comment, sheet.private = text.comment.strip(), text.private.strip()
    sheet.saved_at, sheet.saved_by = write.now, actor.person_id
    if hand_in:
        sheet.handed_in_at, sheet.handed_in_by = write.now, actor.person_id
    write.session.flush()


def asked_of(catalog: Catalog, award: Award, time: EvaluationTime) -> Evaluation:
    """Give what an award's scheme asks at a time; NotFound where it asks nothing then."""
    scheme = catalog.of(award.application.call.release)
    found = evaluation_at(scheme.evaluations, time)
    if found is None:
        raise NotFound
    return found


def open_again(
    uow: UnitOfWork, catalog: Catalog, actor: Actor, sheet_id: int, *, reason: str, version: int
) -> None:
    """Let a side mend its sheet, by an officer with a reason; the joint sheet is written again."""
    sheet = uow.session.get(EvaluationSheet, sheet_id)
    if sheet is None or not actor.sits_as(SeatKind.OFFICER):
        raise NotFound
    load_award(uow.session, actor, sheet.award_id)  # as staff: never for one's own group
    if not reason.strip():
        raise Problems([Problem("no_reason", "理由を入力してください。", field="reason")])
    with uow.writing() as write:
        sheet = write.lock(EvaluationSheet, sheet_id, version=version)
        if sheet.handed_in_at is None:
            raise Refused("この評価は、まだ提出されていません。")
        sheet.handed_in_at = sheet.handed_in_by = None
        sheet.published_at = None  # nobody reads along while it is written again
        write.session.flush()
        write.record(
            "reopen_evaluation",
            sheet,
            chain=sheet.award.application.call.chain,
            detail={"side": sheet.side, "reason": reason.strip()},
        )


def publish_joint(
    uow: UnitOfWork, catalog: Catalog, actor: Actor, sheet_id: int, *, version: int
) -> None:
    """Let everybody read the joint sheet; private comments stay among the sides."""
    sheet = uow.session.get(EvaluationSheet, sheet_id)
    if sheet is None or sheet.side != JOINT or not actor.sits_as(SeatKind.OFFICER):
        raise NotFound
    load_award(uow.session, actor, sheet.award_id)  # as staff: never for one's own group
    with uow.writing() as write:
        sheet = write.lock(EvaluationSheet, sheet_id, version=version)
        if sheet.handed_in_at is None:
            raise Refused("合同の評価を提出してから公開してください。")
        sheet.published_at = sheet.published_at or write.now
        write.session.flush()
        chain = sheet.award.application.call.chain
        write.record("publish_evaluation", sheet, chain=chain)
