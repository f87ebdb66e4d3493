"""紙の審査票: one officer keys it, another reads it back (読合せ); then it counts like any other."""

from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime
from typing import Any

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from koubo.calendar import start_of_day
from koubo.people.rules import Actor
from koubo.problems import Problem, Problems, Refused, Stale
from koubo.review.actions.handing_in import Marked, Taken, hand_in, keep_cells
from koubo.review.marking_time import marking_time
from koubo.review.models import EarlierSheet, Review
from koubo.review.paper.models import PaperScan, PaperSheet
from koubo.review.paper.policy import load_paper_sheet
from koubo.review.paper.rules import (
    LIVE_STATES,
    PAPER_STEPS,
    Difference,
    PaperSource,
    PaperState,
    cells_as_json,
    cells_from_json,
    differences,
)
from koubo.review.paper.schemas import PaperInput
from koubo.review.policy import load_reviewed_sheet
from koubo.review.queries.own import cells_of
from koubo.review.queries.stage import call_of, stage_of
from koubo.review.rules import REVIEW_STEPS, ReviewState
from koubo.review.selection.values import CellState
from koubo.schemes.catalog import Catalog
from koubo.schemes.models import Call
from koubo.storage.unit_of_work import UnitOfWork, Write

NOT_DECLARED = (
    "この審査委員の利害関係の申告がまだ記録されていません。表紙の申告を先に記録してください。"
)
HANDED_IN = (
    "この審査票は、もう提出されています。紙の審査票は受け付けません。"
    "紙と違うときは、審査委員に確かめて、採点のやり直しを記録してください。"
)
SAME_PERSON = "入力した人は、自分で読み合わせることができません。ほかの職員が読み合わせてください。"
NO_SCAN = "紙の審査票のスキャンがまだ添付されていません。読み合わせる前に添付してください。"
ON_THE_WEB = (
    "審査委員が、画面でも採点を書き始めています。どちらを採るのかを審査委員に確かめ、"
    "紙を採るときは、その理由を書いてください。"
)


def key_paper_sheet(
    uow: UnitOfWork,
    catalog: Catalog,
    actor: Actor,
    review_id: int,
    *,
    paper: PaperInput,
    version: int,
) -> int:
    """Keep what one officer keyed from a paper until another reads it back; give its id.

    Keying again takes the place of what was keyed; who did so last is the one who may not read it.

    :param version: of what was keyed before, as the page had it; 0 where there was nothing
    """
    review = load_reviewed_sheet(uow.session, actor, review_id)
    call = call_of(uow.session, review)
    _require_open(uow.session, call, review, paper_moment(uow.now, paper))
    with uow.writing() as write:
        review = write.lock(Review, review_id)
        _require_open(
            write.session, call_of(write.session, review), review, paper_moment(uow.now, paper)
        )
        sheet = live_sheet(write.session, review_id)
        if (sheet.version if sheet else 0) != version:
            raise Stale
        return put_sheet(write, actor, review, sheet, paper).id


def put_sheet(
    write: Write,
    actor: Actor,
    review: Review,
    sheet: PaperSheet | None,
    paper: PaperInput,
    *,
    import_id: int | None = None,
) -> PaperSheet:
    """Write what was keyed down, under the lock of its review; it waits for the 読合せ."""
    if sheet is None:
        sheet = PaperSheet(review_id=review.id)
        write.session.add(sheet)
    else:
        PAPER_STEPS.require(sheet.state, PaperState.KEYED)
    sheet.state, sheet.import_id = PaperState.KEYED, import_id
    sheet.source = PaperSource.WORKBOOK if import_id else PaperSource.PAPER
    sheet.cells, sheet.comment = cells_as_json(paper.cells), paper.comment
    sheet.marked_on, sheet.differs = paper.marked_on, []
    sheet.keyed_by, sheet.keyed_at = actor.person_id, write.now
    sheet.scan_id = sheet.scan_id or newest_scan(write.session, review)
    write.session.flush()
    # Marks are told when they count: until then they are nobody's to read but the two officers'.
    detail = {"paper": sheet.id, "source": sheet.source.value}
    write.record(
        "key_paper_sheet", review, chain=call_of(write.session, review).chain, detail=detail
    )
    return sheet


def agree_paper_sheet(
    uow: UnitOfWork,
    catalog: Catalog,
    actor: Actor,
    paper_id: int,
    *,
    version: int,
    read: PaperInput | None = None,
    over_web: str = "",
) -> tuple[Difference, ...]:
    """Read a paper back: hand the sheet in as of the day on it, or return it to be keyed again.

    :param read: the second keying, which is compared; None: read aloud together and found alike
    :param over_web: why the paper is taken though the reviewer has begun on the web too
    :return: what is not the same; nothing where the sheet was handed in
    """
    paper = load_paper_sheet(uow.session, actor, paper_id)
    review = load_reviewed_sheet(uow.session, actor, paper.review_id)
    call = call_of(uow.session, review)
    stage = stage_of(catalog.of(call.release), review.stage_id)
    _require_readable(paper, actor, version)
    cells = cells_from_json(paper.cells)
    if read is not None:
        comments = (paper.comment, read.comment)
        if found := tuple(differences(stage, cells, read.cells, comments)):
            return_paper_sheet(uow, actor, paper_id, version=version, differs=found)
            return found
    typed = PaperInput(cells, paper.comment, paper.marked_on)
    moment = paper_moment(uow.now, typed)
    _require_open(uow.session, call, review, moment)
    if begun_on_web(uow.session, review) and not over_web.strip():
        raise Problems([Problem("on_the_web", ON_THE_WEB, "over_web")])

    def take(write: Write, review: Review) -> Taken:
        _require_open(write.session, call_of(write.session, review), review, moment)
        kept = write.lock(PaperSheet, paper_id, version=version)
        _require_readable(kept, actor, version)
        kept.state, kept.reason = PaperState.CHECKED, over_web.strip()
        kept.checked_by, kept.checked_at = actor.person_id, write.now
        keep_cells(write, review.id, typed.cells)
        review.comment = typed.comment
        return Taken(moment, _taken(kept, twice=read is not None))

    marked = Marked(review.id, review.application_id, review.version, cells)
    hand_in(uow, catalog, call, stage, [marked], take=take, verb="hand_in_paper_sheet")
    return ()


def return_paper_sheet(
    uow: UnitOfWork,
    actor: Actor,
    paper_id: int,
    *,
    version: int,
    differs: Sequence[Difference],
) -> None:
    """Give a paper back to be keyed again, with what was found not to be the same."""
    paper = load_paper_sheet(uow.session, actor, paper_id)
    _require_readable(paper, actor, version)
    if not differs:
        raise Problems([Problem("differs", "違うところに✓を付けてください。", "differs")])
    with uow.writing() as write:
        paper = write.lock(PaperSheet, paper_id, version=version)
        PAPER_STEPS.require(paper.state, PaperState.RETURNED)
        paper.state, paper.differs = PaperState.RETURNED, [asdict(one) for one in differs]
        review = write.session.get_one(Review, paper.review_id)
        detail = {"paper": paper.id, "differs": [one.field for one in differs]}
        chain = call_of(write.session, review).chain
        write.record("return_paper_sheet", review, chain=chain, detail=detail)


def drop_paper_sheet(
    uow: UnitOfWork, actor: Actor, paper_id: int, *, version: int, reason: str
) -> None:
    """Throw away what was keyed, such as a wrong sheet, or one that the reviewer sends on the web."""
    load_paper_sheet(uow.session, actor, paper_id)
    with uow.writing() as write:
        paper = write.lock(PaperSheet, paper_id, version=version)
        PAPER_STEPS.require(paper.state, PaperState.DROPPED)
        paper.state, paper.reason = PaperState.DROPPED, reason
        paper.dropped_by, paper.dropped_at = actor.person_id, write.now
        review = write.session.get_one(Review, paper.review_id)
        detail = {"paper": paper.id, "reason": reason}
        chain = call_of(write.session, review).chain
        write.record("drop_paper_sheet", review, chain=chain, detail=detail)


def live_sheet(session: Session, review_id: int) -> PaperSheet | None:
    """Give what was keyed for a review and waits; None where nothing does."""
    return session.scalars(
        select(PaperSheet).where(
            PaperSheet.review_id == review_id, PaperSheet.state.in_(LIVE_STATES)
        )
    ).first()


def newest_scan(session: Session, review: Review) -> int | None:
    """Give the scan that came in last for a sheet, its own before one of all the reviewer's."""
    return session.scalar(
        select(PaperScan.id)
        .where(
            PaperScan.panel_member_id == review.panel_member_id,
            PaperScan.stage_id == review.stage_id,
            or_(PaperScan.review_id == review.id, PaperScan.review_id.is_(None)),
        )
        .order_by(PaperScan.review_id.is_(None), PaperScan.id.desc())
        .limit(1)
    )


def begun_on_web(session: Session, review: Review) -> bool:
    """Say whether the reviewer has written in the sheet themselves; what, is not for officers.

    A sheet that was opened again holds the marks that it had: as long as they are those, it is not.
    """
    cells = cells_of(session, review.id)
    earlier = session.scalars(
        select(EarlierSheet)
        .where(EarlierSheet.review_id == review.id)
        .order_by(EarlierSheet.number.desc())
    ).first()
    if earlier is not None:
        return (cells_from_json(earlier.cells), earlier.comment) != (cells, review.comment)
    empty = (cell.state is CellState.MISSING and not cell.reason for cell in cells.values())
    return bool(review.comment) or not all(empty)


def paper_moment(now: datetime, paper: PaperInput) -> datetime:
    """Give the moment that counts: a day without an hour counts from its beginning."""
    return now if paper.marked_on is None else min(now, start_of_day(paper.marked_on))


def _require_open(session: Session, call: Call, review: Review, moment: datetime) -> None:
    if review.state is ReviewState.ASSIGNED:
        raise Refused(NOT_DECLARED)
    if review.state is ReviewState.HANDED_IN:
        raise Refused(HANDED_IN)
    REVIEW_STEPS.require(review.state, ReviewState.HANDED_IN)
    found = marking_time(session, call.id, review.stage_id)
    if hindrance := found.hindrance(moment, review.extended_to):
        raise Refused(hindrance)


def _require_readable(paper: PaperSheet, actor: Actor, version: int) -> None:
    if paper.version != version:
        raise Stale
    PAPER_STEPS.require(paper.state, PaperState.CHECKED)
    if paper.keyed_by == actor.person_id:
        raise Refused(SAME_PERSON)
    if paper.source is PaperSource.PAPER and paper.scan_id is None:
        raise Refused(NO_SCAN)


def _taken(paper: PaperSheet, *, twice: bool) -> dict[str, Any]:
    """Give what history tells of a paper beside its marks; no criterion's id has an ``@``."""
    return {
        "@paper": paper.id,
        "@source": paper.source.value,
        "@marked_on": paper.marked_on.isoformat() if paper.marked_on else None,
        "@keyed_by": paper.keyed_by,
        "@checked_by": paper.checked_by,
        "@keyed_twice": twice,
        "@over_web": paper.reason,
    }
