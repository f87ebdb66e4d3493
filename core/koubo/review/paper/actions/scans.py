"""The scan of what came on paper: of one sheet, or one file of all that a reviewer handed in."""

from typing import BinaryIO

from sqlalchemy import select

from koubo.applications.actions.attaching import NewFile, keep_judged
from koubo.people.rules import Actor
from koubo.problems import NotFound
from koubo.review.models import Review
from koubo.review.paper.models import PaperScan, PaperSheet
from koubo.review.paper.queries.sheets import paper_lines
from koubo.review.paper.rules import LIVE_STATES
from koubo.review.policy import load_call_in_part, load_reviewed_sheet
from koubo.review.queries.stage import call_of, stage_of
from koubo.schemes.catalog import Catalog
from koubo.schemes.questions import Question
from koubo.storage.files import FileStore
from koubo.storage.unit_of_work import UnitOfWork, Write

SCAN_QUESTION = Question(
    id="scan",
    kind="files",
    label="スキャン",
    support="審査票番号と、印の付いた点が読めるように読み取ってください。",
    types=("pdf", "jpg", "png"),
)


def keep_sheet_scan(
    uow: UnitOfWork,
    catalog: Catalog,
    files: FileStore,
    actor: Actor,
    review_id: int,
    *,
    name: str,
    stream: BinaryIO,
) -> int:
    """Keep the scan of one sheet durably and put it beside what was keyed of it; give its id."""
    review = load_reviewed_sheet(uow.session, actor, review_id)
    call = call_of(uow.session, review)
    new = keep_judged(catalog, files, call.scheme_id, SCAN_QUESTION, name, stream)
    with uow.writing() as write:
        review = write.lock(Review, review_id)
        scan = _scan(write, actor, review.panel_member_id, review.stage_id, review_id, new)
        _put_beside(write, scan, [review_id], again=True)
        write.record("keep_paper_scan", review, chain=call.chain, detail=_detail(scan))
    return scan.id


def keep_member_scan(
    uow: UnitOfWork,
    catalog: Catalog,
    files: FileStore,
    actor: Actor,
    call_id: int,
    *,
    stage_id: str,
    member_id: int,
    name: str,
    stream: BinaryIO,
) -> int:
    """Keep one scan of all that a reviewer handed in, cover and sheets; give its id.

    It is put beside every sheet of theirs that waits without a scan of its own. Whoever is kept
    out of one of the applications may not bring it in, nor look at it.
    """
    call = load_call_in_part(uow.session, actor, call_id)
    stage = stage_of(catalog.of(call.release), stage_id)
    lines = paper_lines(uow.session, actor, call_id, stage, member_id=member_id)
    if not lines:
        raise NotFound
    new = keep_judged(catalog, files, call.scheme_id, SCAN_QUESTION, name, stream)
    with uow.writing() as write:
        scan = _scan(write, actor, member_id, stage_id, None, new)
        _put_beside(write, scan, [one.review_id for one in lines], again=False)
        write.record("keep_paper_scan", scan, chain=call.chain, detail=_detail(scan))
    return scan.id


def _scan(
    write: Write,
    actor: Actor,
    member_id: int,
    stage_id: str,
    review_id: int | None,
    new: NewFile,
) -> PaperScan:
    scan = PaperScan(
        panel_member_id=member_id,
        stage_id=stage_id,
        review_id=review_id,
        key=new.kept.key,
        name=new.name.name,
        media_type=new.media_type,
        size=new.kept.size,
        sha256=new.kept.sha256,
        scanned_by=new.scan.scanner,
        kept_by=actor.person_id,
        kept_at=write.now,
    )
    write.session.add(scan)
    write.session.flush()
    return scan


def _put_beside(write: Write, scan: PaperScan, review_ids: list[int], *, again: bool) -> None:
    """Refer to a scan from what waits; one sheet's own takes the place of another."""
    waiting = select(PaperSheet).where(
        PaperSheet.review_id.in_(review_ids), PaperSheet.state.in_(LIVE_STATES)
    )
    if not again:
        waiting = waiting.where(PaperSheet.scan_id.is_(None))
    for sheet in write.session.scalars(waiting.order_by(PaperSheet.id).with_for_update()):
        sheet.scan_id = scan.id


def _detail(scan: PaperScan) -> dict[str, str | int]:
    return {"scan": scan.id, "name": scan.name, "size": scan.size, "sha256": scan.sha256}
