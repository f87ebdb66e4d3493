"""Beginning a stage: every member of its panel is given a sheet for every application."""

from itertools import product

from sqlalchemy import select
from sqlalchemy.orm import Session

from koubo.calendar import day_in_japan
from koubo.people.rules import Actor
from koubo.problems import Refused
from koubo.review.events import event_for_reviewers
from koubo.review.messages import REVIEW_ASSIGNED
from koubo.review.panels.giving import NewSheet, give_out, given_pairs, refuse_overtaken
from koubo.review.panels.models import AssignmentRun
from koubo.review.panels.queries.against import NOTHING, against_all
from koubo.review.panels.queries.panel import panel_of
from koubo.review.panels.staff_conflicts import keep_staff_out, staff_conflicts
from koubo.review.policy import load_reviewed_call
from koubo.review.queries.entries import StageEntry, stage_entries
from koubo.review.queries.progress import progress_of
from koubo.review.queries.stage import in_stage, stage_of
from koubo.schemes.catalog import Catalog
from koubo.schemes.models import Call
from koubo.schemes.review_words import Stage
from koubo.schemes.rules import CallState, Scheme
from koubo.storage.outbox import Event
from koubo.storage.unit_of_work import UnitOfWork


def start_stage(
    uow: UnitOfWork, catalog: Catalog, actor: Actor, call_id: int, *, stage_id: str
) -> int:
    """Give every member of the panel a sheet for every application; give how many were new.

    None is given for an application that the stage does not judge, unless some were before, nor to
    a substitute, nor to a member whose term does not run. A known conflict recuses at once; any
    other application stays hidden until the reviewer has declared. Done again, it serves members
    and applications that came later.
    """
    call = load_reviewed_call(uow.session, actor, call_id)
    scheme = catalog.of(call.release)
    stage = stage_of(scheme, stage_id)
    refuse_untimely(uow.session, call, scheme, stage)
    _refuse_chosen(uow.session, call_id, stage)
    new = _new_sheets(uow, catalog, call, stage)
    if not new:
        raise Refused(
            "割り当てる審査票がありません。任期中の委員を登録し、応募を受理してから始めてください。"
            "審査しない応募だけのときは、集計のページで結論を記録してください。"
        )
    of_staff = staff_conflicts(uow.session, catalog, call, day_in_japan(uow.now))
    with uow.writing() as write:
        call = write.lock(Call, call_id)
        refuse_untimely(write.session, call, scheme, stage)
        _refuse_chosen(write.session, call_id, stage)
        keep_staff_out(write, call, of_staff)
        refuse_overtaken(write.session, scheme, call_id, stage, new)
        give_out(write, call_id, stage, new)
        write.session.add(
            AssignmentRun(
                call_id=call_id,
                stage_id=stage_id,
                per_application=None,
                inputs={"members": sorted({one.member.pseudonym for one in new})},
                result={"sheets": len(new)},
                made_by=actor.person_id,
                made_at=write.now,
            )
        )
        write.record(
            "start_stage",
            call,
            chain=call.chain,
            detail={"stage": stage_id, "sheets": len(new), "recused": told_recused(new)},
            event=assigned_event(call, stage, new),
        )
    return len(new)


def refuse_untimely(session: Session, call: Call, scheme: Scheme, stage: Stage) -> None:
    """Refuse to give sheets out before the stage's time, or after its conclusion."""
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


def _refuse_chosen(session: Session, call_id: int, stage: Stage) -> None:
    if is_chosen(session, call_id, stage.id):
        raise Refused(
            f"「{stage.title}」は、応募ごとに委員を選んで割り当てています。"
            "あとからの割当ても「割当て」のページで行ってください。"
        )


def is_chosen(session: Session, call_id: int, stage_id: str) -> bool:
    """Say whether reviewers were chosen for each application, by hand or by the lot."""
    newest = session.scalars(
        select(AssignmentRun)
        .where(AssignmentRun.call_id == call_id, AssignmentRun.stage_id == stage_id)
        .order_by(AssignmentRun.id.desc())
        .limit(1)
    ).first()
    return newest is not None and "members" not in newest.inputs


def judged_in(session: Session, scheme: Scheme, call: Call, stage: Stage) -> list[StageEntry]:
    """Give the applications for which sheets are given out, those of before included."""
    return [one for one in stage_entries(session, scheme, call, stage) if one.waiver is None]


def _new_sheets(uow: UnitOfWork, catalog: Catalog, call: Call, stage: Stage) -> list[NewSheet]:
    """Give the sheets that are still to be given out, each with what is known against it."""
    session, on = uow.session, day_in_japan(uow.now)
    scheme = catalog.of(call.release)
    applications = judged_in(session, scheme, call, stage)
    members = [one for one in panel_of(session, call.id) if one.judges(stage.id, on)]
    against = against_all(
        session, catalog, call, members=members, which=in_stage(scheme, call.id, stage), on=on
    )
    given = given_pairs(session, call.id, stage.id)
    return [
        NewSheet(member, application, against.get((application.id, member.id), NOTHING))
        for application, member in product(applications, members)
        if (application.id, member.id) not in given
    ]


def told_recused(new: list[NewSheet]) -> list[dict[str, object]]:
    """Give, for history, who is kept out of what from the beginning."""
    return [
        {"application": one.application.id, "reviewer": one.member.pseudonym}
        for one in new
        if one.against.reason
    ]


def assigned_event(call: Call, stage: Stage, new: list[NewSheet]) -> Event:
    """Tell those who have something to declare."""
    people = sorted({one.member.person_id for one in new if not one.against.reason})
    return event_for_reviewers(call, stage, REVIEW_ASSIGNED, people)
