"""What officers set for a stage's sheets: the day, the newer papers, files kept from reviewers."""

from datetime import datetime

from sqlalchemy import func, select, update

from koubo.applications.models import Application, Attachment, Filing, Snapshot
from koubo.applications.policy import load_attachment, load_for_staff
from koubo.calendar import format_deadline_short, in_time
from koubo.people.rules import Actor, SeatKind, require
from koubo.problems import NotFound, Problem, Problems, Refused, Stale
from koubo.review.events import event_for_reviewers
from koubo.review.marking_time import CONCLUDED, OVER, marking_time
from koubo.review.models import Review, StageTerms
from koubo.review.panels.models import PanelMember
from koubo.review.policy import load_call_in_part
from koubo.review.queries.stage import in_stage, stage_of
from koubo.review.rules import OPEN_STATES
from koubo.review.sheet_messages import REVIEW_DUE_SET, REVIEW_MOVED
from koubo.review.sheet_models import HiddenFile
from koubo.schemes.catalog import Catalog
from koubo.schemes.forms import FilingKind
from koubo.schemes.models import Call
from koubo.storage.database import upsert
from koubo.storage.unit_of_work import UnitOfWork, Write

NOT_BLIND = "この段階の審査は匿名審査ではないため、ファイルを委員から隠せません。"


def set_due(
    uow: UnitOfWork,
    catalog: Catalog,
    actor: Actor,
    call_id: int,
    *,
    stage_id: str,
    due_at: datetime | None,
    seen: datetime | None,
) -> None:
    """Set, move or lift the day by which a stage's sheets are asked for; those who are open hear it.

    :param due_at: half-open; None lifts it
    :param seen: the day that the officer had before them
    :raises Problems: with the field ``due_on``, where it has passed already
    :raises Refused: where the stage is concluded
    """
    call = load_call_in_part(uow.session, actor, call_id)
    stage = stage_of(catalog.of(call.release), stage_id)
    _refuse_over(uow, call_id, stage_id)
    if due_at is not None and not in_time(uow.now, due_at):
        raise Problems([Problem("past", "提出期限は、いまより後にしてください。", "due_on")])
    with uow.writing() as write:
        call = write.lock(Call, call_id)
        _refuse_over(uow, call_id, stage_id)
        # Other transactions set terms only with the call locked, so that this is still so below.
        before = marking_time(write.session, call_id, stage_id).due_at
        if before != seen:
            raise Stale
        if before == due_at:
            return
        insert = upsert(write.session.get_bind().dialect.name, StageTerms)
        write.session.execute(
            insert.values(call_id=call_id, stage_id=stage_id, due_at=due_at).on_conflict_do_update(
                index_elements=[StageTerms.call_id, StageTerms.stage_id],
                set_={"due_at": due_at},
            )
        )
        told = (
            f"提出の期限は {format_deadline_short(due_at)} です。"
            if due_at
            else "提出の期限はなくなりました。"
        )
        people = _with_open_sheets(write, call_id, stage_id)
        write.record(
            "set_review_due",
            call,
            chain=call.chain,
            detail={
                "stage": stage_id,
                "before": before.isoformat() if before else None,
                "due_at": due_at.isoformat() if due_at else None,
            },
            event=event_for_reviewers(call, stage, REVIEW_DUE_SET, people, due=told)
            if people
            else None,
        )


def move_to_newest(
    uow: UnitOfWork,
    catalog: Catalog,
    actor: Actor,
    call_id: int,
    *,
    stage_id: str,
    application_id: int,
) -> int:
    """Let the open sheets for one application look at what was handed in last; give how many.

    Sheets that are in stay with what they judged. Marks that were made already stay.

    :raises Refused: where no open sheet looks at anything older, or the stage is concluded
    """
    call = load_call_in_part(uow.session, actor, call_id)
    scheme = catalog.of(call.release)
    stage = stage_of(scheme, stage_id)
    load_for_staff(uow.session, actor, application_id)
    judged = select(Application.id).where(in_stage(scheme, call_id, stage))
    if uow.session.scalar(judged.where(Application.id == application_id)) is None:
        raise NotFound
    _refuse_over(uow, call_id, stage_id)
    with uow.writing() as write:
        application = write.lock(Application, application_id)
        _refuse_over(uow, call_id, stage_id)
        newest = _newest_snapshot(write, application_id)
        sheets = write.session.scalars(
            select(Review)
            .where(
                Review.application_id == application_id,
                Review.stage_id == stage_id,
                Review.state.in_(OPEN_STATES),
                Review.snapshot_id != newest,
            )
            .order_by(Review.id)
            .with_for_update()
        ).all()
        if not sheets:
            raise Refused("訂正前の内容を見ている書きかけの審査票はありません。")
        members = [sheet.panel_member_id for sheet in sheets]
        before = sorted({sheet.snapshot_id for sheet in sheets})
        write.session.execute(
            update(Review)
            .where(Review.id.in_([sheet.id for sheet in sheets]))
            .values(snapshot_id=newest, saved_page="", version=Review.version + 1),
            execution_options={"synchronize_session": False},
        )
        people = write.session.scalars(
            select(PanelMember.person_id).where(PanelMember.id.in_(members))
        ).all()
        write.record(
            "move_sheets_to_newest",
            application,
            chain=call.chain,
            detail={"stage": stage_id, "from": before, "to": newest, "sheets": len(sheets)},
            event=event_for_reviewers(call, stage, REVIEW_MOVED, people),
        )
    return len(sheets)


def keep_file_from_reviewers(
    uow: UnitOfWork,
    catalog: Catalog,
    actor: Actor,
    call_id: int,
    *,
    attachment_id: int,
    is_kept: bool,
) -> None:
    """Keep a file from all reviewers of its application, or show it to them again.

    :raises Refused: where no stage of the call hides anything
    """
    require(actor, SeatKind.OFFICER)
    call = load_call_in_part(uow.session, actor, call_id)
    found = load_attachment(uow.session, actor, attachment_id)
    if found.filing.application.call_id != call_id:
        raise NotFound
    if not any(stage.hides for stage in catalog.of(call.release).stages):
        raise Refused(NOT_BLIND)
    with uow.writing() as write:
        file = write.lock(Attachment, attachment_id)
        kept = write.session.scalars(
            select(HiddenFile).where(HiddenFile.attachment_id == attachment_id)
        ).one_or_none()
        if is_kept == (kept is not None):
            return
        if kept is not None:
            write.session.delete(kept)
        else:
            write.session.add(
                HiddenFile(
                    attachment_id=attachment_id, hidden_by=actor.person_id, hidden_at=write.now
                )
            )
        verb = "keep_file_from_reviewers" if is_kept else "show_file_to_reviewers"
        write.record(verb, file, chain=call.chain, detail={"file": file.name})


def _refuse_over(uow: UnitOfWork, call_id: int, stage_id: str) -> None:
    found = marking_time(uow.session, call_id, stage_id)
    if found.is_concluded or not found.is_running:
        raise Refused(CONCLUDED if found.is_concluded else OVER)


def _with_open_sheets(write: Write, call_id: int, stage_id: str) -> list[int]:
    """Give the persons of the panel who have a sheet of the stage still open."""
    return list(
        write.session.scalars(
            select(PanelMember.person_id)
            .join(Review, Review.panel_member_id == PanelMember.id)
            .where(
                PanelMember.call_id == call_id,
                Review.stage_id == stage_id,
                Review.state.in_(OPEN_STATES),
            )
            .distinct()
            .order_by(PanelMember.person_id)
        )
    )


def _newest_snapshot(write: Write, application_id: int) -> int:
    """Give what was last handed in as the proposal."""
    newest = (
        select(func.max(Snapshot.number))
        .where(Snapshot.filing_id == Filing.id)
        .correlate(Filing)
        .scalar_subquery()
    )
    return write.session.scalars(
        select(Snapshot.id)
        .join(Filing, Filing.id == Snapshot.filing_id)
        .where(
            Filing.application_id == application_id,
            Filing.kind == FilingKind.PROPOSAL,
            Snapshot.number == newest,
        )
    ).one()
