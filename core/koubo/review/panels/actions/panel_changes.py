"""Changing a seated panel: roles, terms of office, and members who leave mid-way."""

from collections.abc import Mapping
from datetime import date

from sqlalchemy import delete, select, update
from sqlalchemy.orm.attributes import flag_modified

from koubo.calendar import day_in_japan
from koubo.people.models import SeatRow
from koubo.people.rules import Actor, SeatKind
from koubo.problems import NotFound, Problem, Problems, Refused
from koubo.review.models import Review
from koubo.review.panels.actions.panel import refuse_second_chair, told_place
from koubo.review.panels.models import PanelMember, PanelSeat
from koubo.review.panels.rules import PANEL_ROLE_NAMES, PanelRole, Place
from koubo.review.policy import load_reviewed_call
from koubo.review.rules import OPEN_STATES, REVIEW_STEPS, ReviewState
from koubo.review.standings import count_sheets, count_up
from koubo.schemes.catalog import Catalog
from koubo.schemes.models import Call
from koubo.schemes.rules import Scheme
from koubo.storage.unit_of_work import UnitOfWork, Write

BEFORE_TERM = "最後の日は、任期の始まり以後の日にしてください。"


def change_panel_member(
    uow: UnitOfWork,
    catalog: Catalog,
    actor: Actor,
    call_id: int,
    member_id: int,
    *,
    place: Place,
    roles: Mapping[str, PanelRole],
    version: int,
) -> int:
    """Change what a member is, in which stages, and the term; give how many sheets were closed.

    The seat follows the term. Where the term does not run today, open sheets are closed as replaced;
    what was handed in stays and counts.

    :raises Refused: where another one chairs, or sheets stand in a stage that the member is to leave
    """
    call = load_reviewed_call(uow.session, actor, call_id)
    scheme = catalog.of(call.release)
    with uow.writing() as write:
        call = write.lock(Call, call_id)
        member = _lock(write, call_id, member_id, version)
        refuse_second_chair(write, call_id, scheme.stages, dict(roles), but=member_id)
        changed = _change_roles(write, scheme, member, roles)
        member.kana, member.sphere, member.affiliation = place.kana, place.sphere, place.affiliation
        member.most = place.most
        member.from_on, member.to_on = place.from_on or member.from_on, place.to_on
        if member.to_on is not None and member.to_on < member.from_on:
            raise Problems([Problem("term_backwards", BEFORE_TERM, "to_on")])
        # Roles stand in a table of their own: the member is newer even where only they changed.
        flag_modified(member, "sphere")
        _follow(write, member)
        closed = [] if member.term.holds(day_in_japan(write.now)) else _close(write, call, member)
        write.record(
            "change_panel_member",
            member,
            chain=call.chain,
            detail={
                "pseudonym": member.pseudonym,
                "roles": changed,
                "closed": closed,
                **told_place(member.term, place),
            },
        )
    return len(closed)


def leave_panel(
    uow: UnitOfWork,
    actor: Actor,
    call_id: int,
    member_id: int,
    *,
    last_day: date,
    reason: str,
    version: int,
) -> int:
    """Let a member's term end early, with the reason; give how many open sheets were closed.

    From the day after the member sees nothing any more. Up to today, open sheets are closed at once.

    :raises Problems: by field, for a day before the term
    """
    load_reviewed_call(uow.session, actor, call_id)
    with uow.writing() as write:
        call = write.lock(Call, call_id)
        member = _lock(write, call_id, member_id, version)
        if last_day < member.from_on:
            raise Problems([Problem("before_term", BEFORE_TERM, "last_day")])
        if member.to_on is not None and last_day > member.to_on:
            message = "任期の終わりより後の日です。任期を延ばすときは、任期の欄を直してください。"
            raise Problems([Problem("after_term", message, "last_day")])
        member.to_on = last_day
        _follow(write, member)
        closed = _close(write, call, member) if last_day <= day_in_japan(write.now) else []
        write.record(
            "leave_panel",
            member,
            chain=call.chain,
            detail={
                "pseudonym": member.pseudonym,
                "last_day": last_day.isoformat(),
                "reason": reason,
                "closed": closed,
            },
        )
    return len(closed)


def close_ended_term(uow: UnitOfWork, actor: Actor, call_id: int, member_id: int) -> int:
    """Close the open sheets of a member whose term is over; give how many.

    :raises Refused: while the term runs, or where nothing is open
    """
    load_reviewed_call(uow.session, actor, call_id)
    with uow.writing() as write:
        call = write.lock(Call, call_id)
        member = _lock(write, call_id, member_id, None)
        if member.term.holds(day_in_japan(write.now)):
            raise Refused(f"{member.pseudonym}の任期は、まだ終わっていません。")
        closed = _close(write, call, member)
        if not closed:
            raise Refused(f"{member.pseudonym}には、閉じる審査票がありません。")
        detail = {"pseudonym": member.pseudonym, "closed": closed}
        write.record("close_ended_term", member, chain=call.chain, detail=detail)
    return len(closed)


def _lock(write: Write, call_id: int, member_id: int, version: int | None) -> PanelMember:
    """Give a member of the call; another call's is not found, whatever version is named."""
    seated = select(PanelMember.call_id).where(PanelMember.id == member_id)
    if write.session.scalar(seated) != call_id:
        raise NotFound
    return write.lock(PanelMember, member_id, version=version)


def _change_roles(
    write: Write, scheme: Scheme, member: PanelMember, roles: Mapping[str, PanelRole]
) -> dict[str, str]:
    """Write the roles; give those that are new, in words."""
    rows = write.session.scalars(
        select(PanelSeat).where(PanelSeat.panel_member_id == member.id)
    ).all()
    before = {one.stage_id: one for one in rows}
    gone = before.keys() - roles.keys()
    _refuse_with_sheets(write, scheme, member, gone)
    if gone:
        write.session.execute(
            delete(PanelSeat).where(
                PanelSeat.panel_member_id == member.id, PanelSeat.stage_id.in_(gone)
            )
        )
    changed = dict.fromkeys(sorted(gone), "加わらない")
    for stage_id, role in roles.items():
        if stage_id in before and before[stage_id].role is role:
            continue
        changed[stage_id] = PANEL_ROLE_NAMES[role]
        if stage_id in before:
            before[stage_id].role = role
        else:
            seat = PanelSeat(panel_member_id=member.id, stage_id=stage_id, role=role)
            write.session.add(seat)
    return changed


def _refuse_with_sheets(write: Write, scheme: Scheme, member: PanelMember, gone: set[str]) -> None:
    standing = write.session.scalars(
        select(Review.stage_id)
        .where(Review.panel_member_id == member.id, Review.stage_id.in_(gone))
        .distinct()
    ).all()
    for stage in scheme.stages:
        if stage.id in standing:
            raise Refused(
                f"{member.pseudonym}には「{stage.title}」の審査票があるため、"
                "この段階から外せません。欠席や交代を記録してください。"
            )


def _follow(write: Write, member: PanelMember) -> None:
    """Let the seat be the term's: who may sign in as a reviewer of the call, and on which days."""
    write.session.execute(
        update(SeatRow)
        .where(
            SeatRow.person_id == member.person_id,
            SeatRow.kind == SeatKind.REVIEWER,
            SeatRow.call_id == member.call_id,
        )
        .values(from_on=member.from_on, to_on=member.to_on)
    )


def _close(write: Write, call: Call, member: PanelMember) -> list[int]:
    """Close the member's open sheets as replaced; give their applications."""
    reviews = write.session.scalars(
        select(Review)
        .where(Review.panel_member_id == member.id, Review.state.in_(OPEN_STATES))
        .order_by(Review.id)
        .with_for_update()
        .execution_options(populate_existing=True)
    ).all()
    by_stage: dict[str, set[int]] = {}
    for one in reviews:
        REVIEW_STEPS.require(one.state, ReviewState.REPLACED)
        one.state = ReviewState.REPLACED
        by_stage.setdefault(one.stage_id, set()).add(one.application_id)
    write.session.flush()
    for stage_id, application_ids in by_stage.items():
        count_sheets(write, call.id, stage_id, application_ids)
        count_up(write, call.id, stage_id)
    return [one.application_id for one in reviews]
