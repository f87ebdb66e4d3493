"""Beginning a stage: every member of the panel is given a sheet for every application."""

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import product

from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from koubo.calendar import day_in_japan
from koubo.people.models import Bar
from koubo.people.rules import Actor, BarCause
from koubo.problems import Refused, Stale
from koubo.review.events import event_for_reviewers
from koubo.review.hookspecs import koubo_reviewer_conflicts
from koubo.review.messages import REVIEW_ASSIGNED
from koubo.review.models import Review
from koubo.review.panel_models import PanelMember
from koubo.review.policy import load_reviewed_call
from koubo.review.queries.panel import Member, panel_of, reviewers_of
from koubo.review.queries.progress import progress_of
from koubo.review.queries.stage import (
    StageApplication,
    stage_application_ids,
    stage_applications,
    stage_of,
)
from koubo.review.rules import ReviewedApplication, Reviewer, ReviewState
from koubo.review.standings import add_standings
from koubo.schemes.catalog import Catalog
from koubo.schemes.models import Call
from koubo.schemes.review_words import Stage
from koubo.schemes.rules import CallState, Scheme
from koubo.storage.unit_of_work import UnitOfWork, Write


@dataclass(frozen=True)
class Assignment:
    """A sheet that is to be given out; ``conflict`` says why it is a recusal from the start."""

    member: Member
    application: StageApplication
    conflict: str

    @property
    def state(self) -> ReviewState:
        """Give the state in which the sheet begins."""
        return ReviewState.RECUSED if self.conflict else ReviewState.ASSIGNED

    @property
    def cause(self) -> BarCause:
        """Give why the application is hidden from the reviewer for now."""
        return BarCause.RECUSED if self.conflict else BarCause.UNDECLARED


def start_stage(
    uow: UnitOfWork, catalog: Catalog, actor: Actor, call_id: int, *, stage_id: str
) -> int:
    """Give every member of the panel a sheet for every application; give how many were new.

    None is given for an application that the stage does not judge, unless some were before.
    A known conflict recuses at once; any other application stays hidden until the reviewer has
    declared. Done again, it serves members and applications that came later.
    """
    call = load_reviewed_call(uow.session, actor, call_id)
    scheme = catalog.of(call.release)
    stage = stage_of(scheme, stage_id)
    _refuse_untimely(uow.session, call, scheme, stage)
    new = _assignments(uow, catalog, scheme, call_id, stage)
    if not new:
        raise Refused(
            "割り当てる審査票がありません。委員を登録し、応募を受理してから始めてください。"
            "審査しない応募だけのときは、集計のページで結論を記録してください。"
        )
    with uow.writing() as write:
        call = write.lock(Call, call_id)
        _refuse_untimely(write.session, call, scheme, stage)
        _refuse_overtaken(write.session, scheme, call_id, stage, new)
        _give_out(write, stage, new)
        add_standings(write, call_id, stage_id, {one.application.id for one in new})
        write.record(
            "start_stage",
            call,
            chain=call.chain,
            detail={
                "stage": stage_id,
                "sheets": len(new),
                "recused": [
                    {"application": one.application.id, "reviewer": one.member.pseudonym}
                    for one in new
                    if one.conflict
                ],
            },
            event=event_for_reviewers(call, stage, REVIEW_ASSIGNED, _to_declare(new)),
        )
    return len(new)


def conflicts_of(
    catalog: Catalog, scheme: Scheme, application: StageApplication, reviewer: Reviewer
) -> str:
    """Ask every rule why a reviewer may not judge an application; empty if nothing is known."""
    problems = catalog.hooks.all(koubo_reviewer_conflicts, scheme.id)(
        scheme=scheme,
        application=ReviewedApplication(
            id=application.id,
            organisation=application.organisation,
            course_id=application.course_id,
            partner_department=application.partner_department,
        ),
        reviewer=reviewer,
    )
    return "\n".join(dict.fromkeys(problem.message for problem in problems))


def _refuse_untimely(session: Session, call: Call, scheme: Scheme, stage: Stage) -> None:
    if call.state is not CallState.PUBLISHED:
        raise Refused("公開中の募集でだけ、審査を始められます。募集の状態を確かめてください。")
    progress = progress_of(session, {call.id: scheme})[call.id]
    if stage.id in progress.concluded:
        raise Refused(f"「{stage.title}」の結論はもう記録されているため、審査票を増やせません。")
    before = progress.waits_for(stage)
    if before is not None:
        raise Refused(
            f"「{before.title}」の結論がまだ記録されていません。"
            "先に記録すると、進む応募だけが次の審査に割り当てられます。"
        )


def _assignments(
    uow: UnitOfWork, catalog: Catalog, scheme: Scheme, call_id: int, stage: Stage
) -> list[Assignment]:
    """Give the sheets that are still to be given out, each with what is known against it."""
    session = uow.session
    applications = stage_applications(session, scheme, call_id, stage)
    members = panel_of(session, call_id)
    reviewers = reviewers_of(session, members, day_in_japan(uow.now))
    earlier = _earlier(session, call_id, stage.id)
    recused = _recused(session, call_id)
    judged_already = {application_id for application_id, _ in earlier}
    judged = [one for one in applications if one.waiver is None or one.id in judged_already]
    return [
        Assignment(
            member,
            application,
            recused.get((application.id, member.id))
            or conflicts_of(catalog, scheme, application, reviewers[member.person_id]),
        )
        for application, member in product(judged, members)
        if (application.id, member.id) not in earlier
    ]


def _earlier(session: Session, call_id: int, stage_id: str) -> frozenset[tuple[int, int]]:
    """Give for which application which member has a sheet in the stage already."""
    rows = session.execute(
        select(Review.application_id, Review.panel_member_id)
        .join(PanelMember, PanelMember.id == Review.panel_member_id)
        .where(PanelMember.call_id == call_id, Review.stage_id == stage_id)
    )
    return frozenset((application_id, member_id) for application_id, member_id in rows)


def _recused(session: Session, call_id: int) -> Mapping[tuple[int, int], str]:
    """Give who was kept out of which application in an earlier stage; it holds for the call."""
    rows = session.execute(
        select(Review.application_id, Review.panel_member_id, Review.conflict)
        .join(PanelMember, PanelMember.id == Review.panel_member_id)
        .where(PanelMember.call_id == call_id, Review.state == ReviewState.RECUSED)
    )
    return {(application_id, member_id): conflict for application_id, member_id, conflict in rows}


def _refuse_overtaken(
    session: Session, scheme: Scheme, call_id: int, stage: Stage, new: list[Assignment]
) -> None:
    """Raise Stale where somebody withdrew, or began the stage, since the rules were asked."""
    applications = {one.application.id for one in new}
    still_there = stage_application_ids(session, scheme, call_id, stage)
    pairs = {(one.application.id, one.member.id) for one in new}
    if not applications <= still_there or pairs & _earlier(session, call_id, stage.id):
        raise Stale


def _give_out(write: Write, stage: Stage, new: list[Assignment]) -> None:
    write.session.execute(
        insert(Review),
        [
            {
                "application_id": one.application.id,
                "stage_id": stage.id,
                "panel_member_id": one.member.id,
                "snapshot_id": one.application.snapshot_id,
                "state": one.state,
                "conflict": one.conflict,
            }
            for one in new
        ],
    )
    barred = _standing_bars(write.session, new)
    if bars := [
        {
            "person_id": one.member.person_id,
            "application_id": one.application.id,
            "cause": one.cause,
            "set_at": write.now,
        }
        for one in new
        if (one.member.person_id, one.application.id, one.cause) not in barred
    ]:
        write.session.execute(insert(Bar), bars)


def _standing_bars(session: Session, new: list[Assignment]) -> set[tuple[int, int, BarCause]]:
    people = {one.member.person_id for one in new}
    rows = session.execute(
        select(Bar.person_id, Bar.application_id, Bar.cause).where(
            Bar.person_id.in_(people), Bar.lifted_at.is_(None)
        )
    )
    return {(person_id, application_id, cause) for person_id, application_id, cause in rows}


def _to_declare(new: list[Assignment]) -> list[int]:
    return sorted({one.member.person_id for one in new if not one.conflict})
