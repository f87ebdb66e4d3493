"""Marking: a sheet is saved often, handed in once; who does not come is marked absent."""

from collections.abc import Mapping

from sqlalchemy import select, update
from sqlalchemy.orm.attributes import flag_modified

from koubo.applications.drafting import NO_PAGE, Page
from koubo.people.rules import Actor
from koubo.problems import NotFound, Refused, Stale
from koubo.review.actions.handing_in import Marked, Taken, hand_in, keep_cells
from koubo.review.actions.notes import NoteInput, keep_note
from koubo.review.actions.tally import tally_when_complete
from koubo.review.marking_time import refuse_closed
from koubo.review.models import Review
from koubo.review.panels.models import PanelMember
from koubo.review.policy import load_own_review, load_reviewed_call
from koubo.review.queries.own import cells_of
from koubo.review.queries.stage import call_of, stage_of
from koubo.review.rules import OPEN_STATES, REVIEW_STEPS, ReviewState
from koubo.review.selection.values import Cell, CellState
from koubo.review.standings import count_sheets, count_up
from koubo.schemes.catalog import Catalog
from koubo.storage.unit_of_work import UnitOfWork, Write


def save_sheet(
    uow: UnitOfWork,
    actor: Actor,
    review_id: int,
    *,
    cells: Mapping[str, Cell],
    comment: str,
    version: int,
    page: Page = NO_PAGE,
    note: NoteInput | None = None,
) -> int:
    """Keep a sheet as far as it is filled in, and give its new version.

    A page never stands in its own way: what it sends again because the answer was lost is taken
    once, and what it sends on top of that is no conflict.

    :param cells: marks by criterion, as `schemas.read_sheet` judged them
    :param page: the page that sends it, and how often it has sent
    :param note: the reviewer's own note, kept beside the sheet; None leaves it as it is
    :raises Stale: where another page saved since, or this one sent something else since
    :raises Refused: where the sheet is in, or the time for it is over
    """
    load_own_review(uow.session, actor, review_id)
    with uow.writing() as write:
        review = write.lock(Review, review_id)
        # A sheet that was handed in may not be handed in again, nor written in.
        REVIEW_STEPS.require(review.state, ReviewState.HANDED_IN)
        call = call_of(write.session, review)
        refuse_closed(write.session, review, write.now)
        if note is not None:
            keep_note(write, review_id, note, page)
        if _is_kept(write, review, cells, comment, page):
            return review.version
        if not _follows(review, version, page):
            raise Stale
        keep_cells(write, review_id, cells)
        review.comment = comment
        review.saved_page, review.saved_turn = page.id, page.turn
        # The marks belong to the sheet: it is newer even where only they changed.
        flag_modified(review, "comment")
        write.record("save_sheet", review, chain=call.chain)
    return review.version


def _follows(review: Review, version: int, page: Page) -> bool:
    """Say whether the sheet is as the page had it before it, or as the page itself left it."""
    if page.id and review.saved_page == page.id:
        return page.turn > review.saved_turn
    return review.version == version


def _is_kept(
    write: Write, review: Review, cells: Mapping[str, Cell], comment: str, page: Page
) -> bool:
    """Say whether the same page sends what it sent already: a double click, an answer that was lost."""
    if not page.id or review.saved_page != page.id or review.comment != comment:
        return False
    kept = cells_of(write.session, review.id)
    return all(kept.get(key, Cell(CellState.MISSING)) == cell for key, cell in cells.items())


def hand_in_sheet(
    uow: UnitOfWork, catalog: Catalog, actor: Actor, review_id: int, *, version: int
) -> None:
    """Hand a complete sheet in; from then on it can only be read.

    :raises Problems: with everything that is still missing
    :raises Refused: where the sheet is in, or the time for it is over
    """
    review = load_own_review(uow.session, actor, review_id)
    call = call_of(uow.session, review)
    stage = stage_of(catalog.of(call.release), review.stage_id)
    REVIEW_STEPS.require(review.state, ReviewState.HANDED_IN)
    cells = cells_of(uow.session, review_id)
    marked = Marked(review_id, review.application_id, version, cells)
    hand_in(uow, catalog, call, stage, [marked], take=_in_time)


def _in_time(write: Write, review: Review) -> Taken:
    """Look, now that the sheet is locked, whether its time is over."""
    refuse_closed(write.session, review, write.now)
    review.saved_page, review.reopening_asked = "", ""
    return Taken()


def mark_absent(
    uow: UnitOfWork,
    catalog: Catalog,
    actor: Actor,
    call_id: int,
    *,
    stage_id: str,
    member_id: int,
    application_id: int | None = None,
) -> int:
    """Mark a member's open sheets of a stage absent, or the one for one application; give how many.

    Sheets that were handed in stay and count.
    """
    call = load_reviewed_call(uow.session, actor, call_id)
    stage = stage_of(catalog.of(call.release), stage_id)
    with uow.writing() as write:
        member = write.lock(PanelMember, member_id)
        if member.call_id != call_id:
            raise NotFound
        wanted = select(Review).where(
            Review.panel_member_id == member_id,
            Review.stage_id == stage_id,
            Review.state.in_(OPEN_STATES),
        )
        if application_id is not None:
            wanted = wanted.where(Review.application_id == application_id)
        reviews = write.session.scalars(
            wanted.order_by(Review.id).with_for_update().execution_options(populate_existing=True)
        ).all()
        if not reviews:
            raise Refused(f"{member.pseudonym}には、欠席にできる未提出の審査票がありません。")
        for review in reviews:
            REVIEW_STEPS.require(review.state, ReviewState.ABSENT)
        write.session.execute(
            update(Review)
            .where(Review.id.in_([review.id for review in reviews]))
            .values(state=ReviewState.ABSENT, version=Review.version + 1)
        )
        count_sheets(write, call_id, stage_id, {one.application_id for one in reviews})
        count_up(write, call_id, stage_id)
        write.record(
            "mark_absent",
            member,
            chain=call.chain,
            detail={
                "stage": stage.id,
                "reviewer": member.pseudonym,
                "applications": [one.application_id for one in reviews],
            },
        )
    closed = len(reviews)
    tally_when_complete(uow, catalog, call_id, stage_id)
    return closed
