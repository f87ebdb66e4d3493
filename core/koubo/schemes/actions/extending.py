"""An officer gives more time: to everybody, or for one step only, always to all alike."""

from collections.abc import Collection, Iterator
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm.attributes import flag_modified

from koubo.calendar import format_deadline, in_time
from koubo.people.rules import Actor, SeatKind, require
from koubo.problems import Problem, Problems, Refused
from koubo.schemes.actions.calls import kept_moments
from koubo.schemes.actions.publishing import call_event
from koubo.schemes.catalog import Catalog
from koubo.schemes.deadline_queries import deadlines_of
from koubo.schemes.deadlines import (
    EVERYBODY,
    Deadlines,
    Target,
    TargetKind,
    target_name,
    targets_of,
)
from koubo.schemes.models import Call, CallCourse
from koubo.schemes.policy import load_call
from koubo.schemes.rules import CallState
from koubo.storage.unit_of_work import UnitOfWork, Write


def extend_deadline(
    uow: UnitOfWork,
    catalog: Catalog,
    actor: Actor,
    call_id: int,
    *,
    closes_at: datetime,
    reason: str,
    version: int,
    target: Target = EVERYBODY,
    tell: Collection[int] = (),
) -> None:
    """Move a published call's deadline later, with a published reason.

    :param target: whose deadline; all others close as before
    :param tell: persons it concerns who have begun or filed, whom a higher area knows
    """
    require(actor, SeatKind.OFFICER)
    call = load_call(uow.session, actor, call_id)
    scheme = catalog.of(call.release)
    before = deadlines_of(uow.session, call)
    opened = [scheme.course(one.course_id) for one in before.courses]
    if target not in targets_of(before, opened):
        raise Problems([Problem("target", "延ばす締切を選んでください。", "target")])
    if problems := list(_problems(before, target, closes_at, reason, uow.now)):
        raise Problems(problems)
    name = target_name(before, scheme, target)
    with uow.writing() as write:
        call = write.lock(Call, call_id, version=version)
        if call.state is not CallState.PUBLISHED:
            raise Refused("公開中の募集だけ、締切を延ばせます。")
        before = deadlines_of(write.session, call)
        was = before.at(target)
        _keep(write, call, before.extended(target, closes_at))
        told = {"closes": format_deadline(closes_at), "reason": reason.strip(), "what": name}
        kind = "deadline_extended" if target == EVERYBODY else "step_extended"
        write.record(
            "extend_deadline",
            call,
            chain=call.chain,
            detail={
                "target": target.key,
                "name": "" if target == EVERYBODY else name,
                "before": was.isoformat() if was else None,
                "after": closes_at.isoformat(),
                "reason": reason.strip(),
            },
            event=call_event(call, kind, tell, told),
        )


def _problems(
    deadlines: Deadlines, target: Target, closes_at: datetime, reason: str, now: datetime
) -> Iterator[Problem]:
    present = deadlines.at(target)
    if present is not None and closes_at <= present:
        message = f"今の締切（{format_deadline(present)}）より後の日時にしてください。"
        yield Problem("not_later", message, "closes_on")
    elif not in_time(now, closes_at):
        yield Problem("past", "新しい締切は、今より後の日時にしてください。", "closes_on")
    elif target.kind is TargetKind.GATE and closes_at > deadlines.closes_at:
        message = (
            f"募集の締切（{format_deadline(deadlines.closes_at)}）までの日時にしてください。"
            "もっと延ばすときは、先に募集の締切を延ばしてください。"
        )
        yield Problem("gate_after_close", message, "closes_on")
    if not reason.strip():
        yield Problem(
            "reason", "延長する理由を入力してください。募集のページに載ります。", "reason"
        )


def _keep(write: Write, call: Call, deadlines: Deadlines) -> None:
    call.closes_at = deadlines.closes_at
    call.moments = kept_moments(call.days, deadlines.gates)
    flag_modified(call, "moments")  # a course's deadline is the call's next version too
    rows = write.session.scalars(
        select(CallCourse).where(CallCourse.call_id == call.id).with_for_update()
    )
    own = {one.course_id: one for one in deadlines.courses}
    for row in rows:
        row.closes_at = own[row.course_id].closes_at
        row.theme_closes_at = own[row.course_id].theme_closes_at
