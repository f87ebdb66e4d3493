"""Bringing in a workbook of score sheets: a dry run, then exactly that, wholly or not at all.

A reviewer's own is saved, or handed in at once. What an officer brings in for reviewers counts as
keyed from paper: another officer reads it back before it is handed in.
"""

from sqlalchemy.orm.attributes import flag_modified

from koubo.people.imports import import_sheets, load_import, mark_applied
from koubo.people.rules import Actor, SeatKind, require
from koubo.problems import Refused, Stale
from koubo.review.actions.handing_in import Marked, Taken, hand_in, keep_cells
from koubo.review.marking_time import refuse_closed
from koubo.review.models import Review
from koubo.review.paper.actions.sheets import live_sheet, put_sheet
from koubo.review.paper.queries.workbook import ScoreRows, officer_rows, own_rows
from koubo.review.paper.schemas import PaperInput
from koubo.review.paper.workbook_plan import Fate, PlannedSheet, ScorePlan, plan_scores
from koubo.review.policy import load_own_review, load_reviewed_sheet
from koubo.review.queries.stage import call_of
from koubo.review.rules import REVIEW_STEPS, ReviewState
from koubo.review.schemas import SheetInput
from koubo.schemes.catalog import Catalog
from koubo.schemes.models import Call
from koubo.storage.files import FileStore
from koubo.storage.unit_of_work import UnitOfWork, Write

OFFICER_KIND, OWN_KIND = "score_workbook", "own_score_workbook"
"""What an import is of; the call is its subject, and the rows say of which stage they are."""
WRONG = "直すところがあるため、取り込めません。ファイルを直して選び直してください。"
NOTHING = "このファイルには、取り込むものがありません。"


def plan_officer_import(
    uow: UnitOfWork,
    catalog: Catalog,
    files: FileStore,
    actor: Actor,
    call_id: int,
    stage_id: str,
    draft_id: int,
) -> ScorePlan:
    """Give what a workbook would key for reviewers, each row a whole sheet; writes nothing."""
    require(actor, SeatKind.OFFICER)
    found = officer_rows(uow.session, catalog, actor, call_id, stage_id)
    return _plan(uow, files, actor, found, OFFICER_KIND, draft_id, complete=True)


def plan_own_import(
    uow: UnitOfWork,
    catalog: Catalog,
    files: FileStore,
    actor: Actor,
    call_id: int,
    stage_id: str,
    draft_id: int,
) -> ScorePlan:
    """Give what a reviewer's workbook would write into their own sheets; writes nothing."""
    found = own_rows(uow.session, catalog, actor, call_id, stage_id)
    return _plan(uow, files, actor, found, OWN_KIND, draft_id, complete=False)


def apply_officer_import(
    uow: UnitOfWork,
    catalog: Catalog,
    files: FileStore,
    actor: Actor,
    call_id: int,
    stage_id: str,
    draft_id: int,
    *,
    shown: str,
) -> int:
    """Keep the marks of a workbook until another officer reads them back; give how many sheets.

    :param shown: the digest of the plan that the officer saw
    """
    plan = plan_officer_import(uow, catalog, files, actor, call_id, stage_id, draft_id)
    wanted = _wanted(plan, shown)
    for one in wanted:
        load_reviewed_sheet(uow.session, actor, one.row.review_id)
    with uow.writing() as write:
        mark_applied(write, draft_id, {"keyed": len(wanted)})
        for one in wanted:
            review = _locked(write, one)
            paper = PaperInput(one.marks.cells, one.marks.comment, None)
            sheet = live_sheet(write.session, review.id)
            if (sheet.version if sheet else 0) != one.row.version[1]:
                raise Stale
            put_sheet(write, actor, review, sheet, paper, import_id=draft_id)
    return len(wanted)


def apply_own_import(
    uow: UnitOfWork,
    catalog: Catalog,
    files: FileStore,
    actor: Actor,
    call_id: int,
    stage_id: str,
    draft_id: int,
    *,
    shown: str,
    hands_in: bool,
) -> int:
    """Save a reviewer's own workbook, or hand all that is in it in; give how many sheets.

    :param hands_in: hand in every row that is filled in, also what was saved before as it is
    :raise Problems: where a sheet that would be handed in is not whole; nothing is saved then
    """
    plan = plan_own_import(uow, catalog, files, actor, call_id, stage_id, draft_id)
    wanted = _wanted(plan, shown, fates=(Fate.SAME,) if hands_in else ())
    for one in wanted:
        load_own_review(uow.session, actor, one.row.review_id)
    if hands_in:
        _hand_in(uow, catalog, call_id, stage_id, draft_id, wanted)
        return len(wanted)
    with uow.writing() as write:
        mark_applied(write, draft_id, {"saved": len(wanted)})
        for one in wanted:
            review = _locked(write, one)
            _put(write, review, one.marks)
            write.record("save_sheet", review, chain=call_of(write.session, review).chain)
    return len(wanted)


def _hand_in(
    uow: UnitOfWork,
    catalog: Catalog,
    call_id: int,
    stage_id: str,
    draft_id: int,
    wanted: tuple[PlannedSheet, ...],
) -> None:
    planned = {one.row.review_id: one for one in wanted}
    last = max(planned)

    def take(write: Write, review: Review) -> Taken:
        refuse_closed(write.session, review, write.now)
        _put(write, review, planned[review.id].marks)
        if review.id == last:
            mark_applied(write, draft_id, {"handed_in": len(wanted)})
        return Taken(detail={"@workbook": draft_id})

    call = uow.session.get_one(Call, call_id)
    stage = catalog.of(call.release).stage(stage_id)
    marked = [
        Marked(one.row.review_id, one.row.application_id, one.row.version[0], one.marks.cells)
        for one in wanted
    ]
    hand_in(uow, catalog, call, stage, marked, take=take)


def _plan(
    uow: UnitOfWork,
    files: FileStore,
    actor: Actor,
    found: ScoreRows,
    kind: str,
    draft_id: int,
    *,
    complete: bool,
) -> ScorePlan:
    draft = load_import(uow.session, actor, draft_id, kind=kind, subject_id=found.call_id)
    sheets = import_sheets(files, draft)
    return plan_scores(found.stage, found.rule, sheets, found.rows, complete=complete)


def _wanted(
    plan: ScorePlan, shown: str, *, fates: tuple[Fate, ...] = ()
) -> tuple[PlannedSheet, ...]:
    if plan.problems:
        raise Refused(WRONG)
    if plan.digest != shown:
        raise Stale
    wanted = plan.of(Fate.NEW, Fate.CHANGED, *fates)
    found = tuple(one for one in wanted if one.is_open)
    if not found:
        raise Refused(NOTHING)
    return tuple(sorted(found, key=lambda one: one.row.review_id))


def _locked(write: Write, planned: PlannedSheet) -> Review:
    review = write.lock(Review, planned.row.review_id, version=planned.row.version[0])
    REVIEW_STEPS.require(review.state, ReviewState.HANDED_IN)
    refuse_closed(write.session, review, write.now)
    return review


def _put(write: Write, review: Review, marks: SheetInput) -> None:
    keep_cells(write, review.id, marks.cells)
    review.comment = marks.comment
    review.saved_page = ""
    # The marks belong to the sheet: it is newer even where only they changed.
    flag_modified(review, "comment")
