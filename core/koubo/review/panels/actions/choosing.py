"""Choosing who judges what: drawn by the lot, or ticked by hand."""

from collections.abc import Collection
from typing import Any

from sqlalchemy import Select, delete, exists, or_, select

from koubo.calendar import day_in_japan
from koubo.people.rules import Actor
from koubo.problems import Problem, Problems, Refused, Stale
from koubo.review.models import EarlierSheet, Review, ScoreCell
from koubo.review.panels.actions.assignment import assigned_event, refuse_untimely, told_recused
from koubo.review.panels.assigning import Terms
from koubo.review.panels.giving import NewSheet, give_out, refuse_overtaken
from koubo.review.panels.models import AssignmentRun
from koubo.review.panels.queries.against import Pair
from koubo.review.panels.queries.drawing import Table, assignment_table, draw
from koubo.review.paper.models import PaperScan, PaperSheet
from koubo.review.policy import load_reviewed_call
from koubo.review.queries.stage import stage_of
from koubo.review.rules import REVIEW_STEPS, ReviewState
from koubo.review.standings import count_sheets, count_up
from koubo.schemes.catalog import Catalog
from koubo.schemes.models import Call
from koubo.schemes.review_words import Stage
from koubo.schemes.rules import Scheme
from koubo.storage.unit_of_work import UnitOfWork, Write

WRITTEN = (
    "{reviewer}の審査票には、すでに書かれた採点があるため、割当てを取り消せません。"
    "欠席や交代を記録してください。"
)
NOTHING_NEW = "新しく割り当てる審査票がありません。応募と委員、1件あたりの人数を確かめてください。"
LACKING = (
    "人数のそろわない応募があります。条件を変えて、もう一度試してください。"
    "そろわないまま割り当てるときは、「足りないまま割り当てる」にチェックを入れてください。"
)


def assign_by_lot(
    uow: UnitOfWork,
    catalog: Catalog,
    actor: Actor,
    call_id: int,
    *,
    stage_id: str,
    terms: Terms,
    seen: str,
    partly: bool = False,
) -> int:
    """Give sheets out as a drawing came to; give how many. What was given out before stays.

    :param seen: digest of the drawing that the officer looked at; Stale if it would come out
        otherwise by now
    :param partly: whether applications may stay short of reviewers
    """
    call = load_reviewed_call(uow.session, actor, call_id)
    scheme = catalog.of(call.release)
    stage = stage_of(scheme, stage_id)
    refuse_untimely(uow.session, call, scheme, stage)
    drawn = draw(uow, catalog, actor, call_id, stage_id, terms)
    if drawn.digest != seen:
        raise Stale
    if drawn.plan.lacks and not partly:
        raise Problems([Problem("lacking", LACKING, "partly")])
    new = [
        NewSheet(member, application, drawn.table.of(application, member))
        for application, member, _ in drawn.new()
    ]
    if not new:
        raise Refused(NOTHING_NEW)
    with uow.writing() as write:
        call = _begin(write, call_id, scheme, stage, new)
        run = AssignmentRun(
            call_id=call_id,
            stage_id=stage_id,
            seed=terms.seed,
            per_application=terms.each,
            inputs=dict(drawn.inputs),
            result=dict(drawn.result),
            made_by=actor.person_id,
            made_at=write.now,
        )
        write.session.add(run)
        write.record(
            "assign_by_lot",
            call,
            chain=call.chain,
            detail={
                "stage": stage_id,
                "seed": terms.seed,
                "each": terms.each,
                "sheets": len(new),
                "digest": seen,
                "recused": told_recused(new),
            },
            event=assigned_event(call, stage, new),
        )
    return len(new)


def assign_by_hand(
    uow: UnitOfWork,
    catalog: Catalog,
    actor: Actor,
    call_id: int,
    *,
    stage_id: str,
    add: Collection[Pair],
    remove: Collection[Pair] = (),
) -> tuple[int, int]:
    """Give sheets to chosen members and take undeclared ones back; give how many of each.

    A sheet on which something was declared stays: absence and replacement are recorded instead.

    :param add: pairs of application and member
    :raises Refused: where a member is kept out of an application, or does not judge in the stage
    """
    call = load_reviewed_call(uow.session, actor, call_id)
    scheme = catalog.of(call.release)
    stage = stage_of(scheme, stage_id)
    refuse_untimely(uow.session, call, scheme, stage)
    table = assignment_table(uow.session, catalog, actor, call_id, stage_id, day_in_japan(uow.now))
    new = _chosen(table, add)
    if not new and not remove:
        raise Refused("変えるところがありません。割り当てる委員を選んでください。")
    with uow.writing() as write:
        call = _begin(write, call_id, scheme, stage, new)
        taken = _take_back(write, call, stage, table, remove)
        chosen = [
            {"application": one.application.id, "reviewer": one.member.pseudonym} for one in new
        ]
        write.session.add(
            AssignmentRun(
                call_id=call_id,
                stage_id=stage_id,
                per_application=None,
                inputs={"by_hand": True},
                result={"given": chosen, "taken_back": taken},
                made_by=actor.person_id,
                made_at=write.now,
            )
        )
        write.record(
            "assign_by_hand",
            call,
            chain=call.chain,
            detail={"stage": stage_id, "given": chosen, "taken_back": taken},
            event=assigned_event(call, stage, new) if new else None,
        )
    return len(new), len(taken)


def _begin(write: Write, call_id: int, scheme: Scheme, stage: Stage, new: list[NewSheet]) -> Call:
    call = write.lock(Call, call_id)
    refuse_untimely(write.session, call, scheme, stage)
    refuse_overtaken(write.session, scheme, call_id, stage, new)
    if new:
        give_out(write, call_id, stage, new)
        count_up(write, call_id, stage.id)
    return call


def _chosen(table: Table, add: Collection[Pair]) -> list[NewSheet]:
    applications = {one.id: one for one in table.shown}
    members = {one.id: one for one in table.members}
    new = []
    for application_id, member_id in sorted(set(add)):
        application, member = applications.get(application_id), members.get(member_id)
        if application is None or member is None or table.sheet(application, member):
            raise Stale
        if not table.judges(member):
            raise Refused(
                f"{member.pseudonym}は、この段階の委員でないか、任期の外にあるため、割り当てられません。"
            )
        against = table.of(application, member)
        if against.reason:
            raise Refused(
                f"{member.pseudonym}は「{application.project}」の審査に加われません。{against.reason}"
            )
        new.append(NewSheet(member, application, against))
    return new


def _take_back(
    write: Write, call: Call, stage: Stage, table: Table, remove: Collection[Pair]
) -> list[dict[str, object]]:
    """Take undeclared sheets back; the bar stays, so that nobody sees more for it."""
    names = {one.id: one.pseudonym for one in table.members}
    taken: list[dict[str, object]] = []
    for pair in sorted(set(remove)):
        sheet = table.sheets.get(pair)
        if sheet is None or pair[0] in table.hidden:
            raise Stale
        review = write.lock(Review, sheet.review_id, version=sheet.version)
        if review.state is not ReviewState.ASSIGNED:
            raise Refused(
                f"{names[pair[1]]}の審査票は「{REVIEW_STEPS.names[review.state]}」のため、"
                "割当てを取り消せません。欠席や交代を記録してください。"
            )
        if write.session.scalar(select(or_(*map(exists, _written(review.id))))):
            raise Refused(WRITTEN.format(reviewer=names[pair[1]]))
        write.session.execute(delete(Review).where(Review.id == review.id))
        taken.append({"application": pair[0], "reviewer": names[pair[1]]})
    if taken:
        write.session.flush()
        count_sheets(write, call.id, stage.id, {pair[0] for pair in remove})
        count_up(write, call.id, stage.id)
    return taken


def _written(review_id: int) -> tuple[Select[Any], ...]:
    """Give what may stand on a sheet though nothing is declared: keyed, or from before a recusal."""
    return (
        select(PaperSheet.id).where(PaperSheet.review_id == review_id),
        select(PaperScan.id).where(PaperScan.review_id == review_id),
        select(ScoreCell.id).where(ScoreCell.review_id == review_id),
        select(EarlierSheet.id).where(EarlierSheet.review_id == review_id),
        select(Review.id).where(Review.in_place_of == review_id),
    )
