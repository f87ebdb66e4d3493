"""Scoring again (採点のやり直し): an officer opens a sheet that is in; the earlier one is kept beside."""

from dataclasses import replace
from datetime import datetime

from sqlalchemy import func, select

from koubo.calendar import format_deadline_short, format_moment, in_time
from koubo.people.rules import Actor, SeatKind, require
from koubo.problems import NotFound, Problem, Problems, Refused
from koubo.review.events import board_path, event_for_officers, event_for_reviewers
from koubo.review.marking_time import MarkingTime, marking_time
from koubo.review.models import EarlierSheet, Review
from koubo.review.panels.models import PanelMember
from koubo.review.policy import load_own_review, load_reviewed_sheet
from koubo.review.queries.own import cells_of
from koubo.review.queries.stage import call_of, stage_of
from koubo.review.rescoring import keep_scores, scores_with
from koubo.review.rules import REVIEW_STEPS, ReviewState
from koubo.review.selection.values import Cell
from koubo.review.sheet_messages import REVIEW_ASKS_BACK, REVIEW_REOPENED
from koubo.schemes.catalog import Catalog
from koubo.storage.unit_of_work import UnitOfWork, Write

REASON_MISSING = "採点をやり直す理由を入力してください。記録に残り、委員にも伝わります。"
ASK_MISSING = "直したいところと、その理由を入力してください。事務局が読みます。"


def reopen_sheet(
    uow: UnitOfWork,
    catalog: Catalog,
    actor: Actor,
    review_id: int,
    *,
    reason: str,
    version: int,
    until: datetime | None = None,
) -> None:
    """Give a sheet that is in back to its reviewer, and keep it as it was handed in.

    The reviewer begins from the earlier marks. What the panel's sheets come to is counted anew
    without this one until it comes in again.

    :param until: until when (exclusive) this sheet alone is asked for, where the day is over
    :raises Problems: with the fields ``reason`` and ``due_on``
    :raises Refused: where the sheet is not in, or the stage is concluded
    :raises Stale: where the sheet was saved, or a colleague handed in, meanwhile
    """
    require(actor, SeatKind.OFFICER)
    review = load_reviewed_sheet(uow.session, actor, review_id)
    call = call_of(uow.session, review)
    stage = stage_of(catalog.of(call.release), review.stage_id)
    time = marking_time(uow.session, call.id, stage.id)
    _refuse_unless_open(time, review)
    if problems := _problems(time, reason, until, uow.now):
        raise Problems(problems)
    again = {review.id: (review.application_id, ReviewState.DECLARED)}
    scored = scores_with(uow.session, catalog, call, stage, again)
    with uow.writing() as write:
        review = write.lock(Review, review_id, version=version)
        _refuse_unless_open(marking_time(write.session, call.id, stage.id), review)
        cells = cells_of(write.session, review_id)
        earlier = _earlier(write, review, cells, reason)
        write.session.add(earlier)
        review.state, review.handed_in_at = ReviewState.DECLARED, None
        review.saved_page, review.saved_turn, review.reopening_asked = "", 0, ""
        review.extended_to = until or review.extended_to
        write.session.flush()
        keep_scores(write, call.id, stage.id, scored)
        member = write.session.get_one(PanelMember, review.panel_member_id)
        due = time.due_for(review.extended_to)
        event = event_for_reviewers(
            call,
            stage,
            REVIEW_REOPENED,
            (member.person_id,),
            reason=reason.strip(),
            due=f"提出の期限は {format_deadline_short(due)} です。"
            if due
            else "提出の期限は決められていません。",
        )
        write.record(
            "reopen_sheet",
            review,
            chain=call.chain,
            detail={
                "reviewer": member.pseudonym,
                "number": earlier.number,
                "reason": reason.strip(),
                "until": until.isoformat() if until else None,
            },
            event=replace(event, path=f"/reviewer/reviews/{review.id}"),
        )


def ask_to_reopen(
    uow: UnitOfWork, catalog: Catalog, actor: Actor, review_id: int, *, reason: str
) -> None:
    """Ask the officers, as the reviewer, to give a sheet back that was handed in.

    :raises Problems: with the field ``reason``
    :raises Refused: where the sheet is not in, or the stage is concluded
    """
    review = load_own_review(uow.session, actor, review_id)
    call = call_of(uow.session, review)
    stage = stage_of(catalog.of(call.release), review.stage_id)
    _refuse_unless_open(marking_time(uow.session, call.id, stage.id), review)
    if not reason.strip():
        raise Problems([Problem("reason", ASK_MISSING, "reason")])
    with uow.writing() as write:
        review = write.lock(Review, review_id)
        _refuse_unless_open(marking_time(write.session, call.id, stage.id), review)
        review.reopening_asked = reason.strip()
        member = write.session.get_one(PanelMember, review.panel_member_id)
        event = event_for_officers(
            write, call, stage, REVIEW_ASKS_BACK, reviewer=member.pseudonym, reason=reason.strip()
        )
        path = f"{board_path(call.id, stage.id)}/applications/{review.application_id}"
        write.record(
            "ask_to_reopen_sheet",
            review,
            chain=call.chain,
            detail={"reviewer": member.pseudonym, "reason": reason.strip()},
            event=replace(event, path=path),
        )


def _refuse_unless_open(time: MarkingTime, review: Review) -> None:
    if time.is_concluded:
        raise Refused(
            "審査会の結論を記録した段階の審査票は、開き直せません。結論の記録を直す必要があるときは、"
            "事務局で扱いを決めてください。"
        )
    if not time.is_running:
        raise Refused("この募集はもう公開中ではないため、審査票を開き直せません。")
    if review.state is not ReviewState.HANDED_IN:
        raise Refused(
            f"この審査票は「{REVIEW_STEPS.names[review.state]}」です。"
            "開き直せるのは、提出済みの審査票だけです。"
        )


def _problems(
    time: MarkingTime, reason: str, until: datetime | None, now: datetime
) -> list[Problem]:
    found = []
    if not reason.strip():
        found.append(Problem("reason", REASON_MISSING, "reason"))
    due = time.due_for(until)
    if until is not None and not in_time(now, until):
        message = f"この審査票の期限は、いま（{format_moment(now)}）より後にしてください。"
        found.append(Problem("until", message, "due_on"))
    elif due is not None and not in_time(now, due):
        message = (
            f"提出期限（{format_deadline_short(due)}）を過ぎています。"
            "この審査票だけの期限を入力してください。"
        )
        found.append(Problem("until", message, "due_on"))
    return found


def _earlier(write: Write, review: Review, cells: dict[str, Cell], reason: str) -> EarlierSheet:
    """Give the sheet as it was handed in, under its own number."""
    if review.handed_in_at is None:
        raise NotFound
    last = write.session.scalar(
        select(func.max(EarlierSheet.number)).where(EarlierSheet.review_id == review.id)
    )
    return EarlierSheet(
        review_id=review.id,
        number=(last or 0) + 1,
        snapshot_id=review.snapshot_id,
        cells={
            key: {"state": cell.state.value, "points": cell.points, "reason": cell.reason}
            for key, cell in cells.items()
        },
        comment=review.comment,
        handed_in_at=review.handed_in_at,
        reason=reason.strip(),
        opened_by=write.person_id,
        opened_at=write.now,
    )
