"""An officer opens a call to the public, or cancels it."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from koubo.calendar import day_in_japan, format_deadline, format_moment, in_time
from koubo.people.queries import department_people
from koubo.people.rules import Actor, SeatKind, require
from koubo.problems import Problem, Problems
from koubo.schemes.actions.calls import lock_planned, plan_of
from koubo.schemes.actions.releases import find_release, refuse_other_proof
from koubo.schemes.catalog import Catalog, Versions
from koubo.schemes.deadline_queries import course_deadlines, deadlines_of
from koubo.schemes.deadlines import tracks_of
from koubo.schemes.models import Call, Theme
from koubo.schemes.offering import offered_scheme
from koubo.schemes.plans import CallPlan, Proven, moment_problems, proof_problems
from koubo.schemes.policy import load_call
from koubo.schemes.rules import CALL_STEPS, THEME_STEPS, CallState, Scheme, ThemeState
from koubo.storage.outbox import Event, Reader
from koubo.storage.unit_of_work import UnitOfWork, Write


@dataclass(frozen=True)
class Opening:
    """What a call offers the moment it would be published."""

    plan: CallPlan
    themes: int


def opening_of(session: Session, call: Call) -> Opening:
    """Give what a call offers: its courses with their deadlines, and how many coordinated themes."""
    courses = course_deadlines(session, [call.id]).get(call.id, ())
    themes = session.scalars(
        select(Theme.id).where(Theme.call_id == call.id, Theme.state == ThemeState.COORDINATED)
    )
    return Opening(plan_of(call, courses), len(list(themes)))


def publish_problems(
    opening: Opening, scheme: Scheme, proven: Proven, *, now: datetime, override: str = ""
) -> Iterator[Problem]:
    """Say what keeps a call from being opened.

    :param scheme: the scheme as it is offered now, to which the call will be pinned
    :param override: why a failed rule case does not matter; never counts for a wrong sum
    """
    plan, courses = opening.plan, {one.id: one for one in scheme.open_courses}
    if not in_time(now, plan.deadlines.distinct()[0]):
        message = "締切がすでに過ぎています。募集の内容を直して、締切を後にしてください。"
        yield Problem("closed_already", message, "closes_on")
    for found in moment_problems(plan, scheme):
        yield replace(found, field="closes_on")
    if not plan.course_ids:
        yield Problem(
            "no_course", "コースがありません。募集するコースを選んでください。", "course_ids"
        )
    elif not set(plan.course_ids) <= set(courses):
        message = "制度の新しい版にないコースが含まれています。コースを選び直してください。"
        yield Problem("unknown_course", message, "course_ids")
    opened = [courses[one] for one in plan.course_ids if one in courses]
    bound = [one for one in opened if one.theme_bound]
    if bound and not opening.themes:
        title = bound[0].title
        message = (
            f"「{title}」には市のテーマが必要です。調整が終わったテーマを募集に載せてください。"
        )
        yield Problem("theme_missing", message, "theme_ids")
    if opening.themes and not any(one.takes_themes for one in opened):
        message = "テーマに応える形のコースがありません。テーマを外すか、コースを加えてください。"
        yield Problem("theme_without_course", message, "theme_ids")
    yield from proof_problems(proven, override)


def publish_call(
    uow: UnitOfWork,
    catalog: Catalog,
    actor: Actor,
    call_id: int,
    *,
    proven: Proven,
    version: int,
    override: str = "",
) -> None:
    """Open a call to the public, pinned to the scheme as it is offered and proven now.

    From here on the call can only be extended, corrected or cancelled; its themes become public
    with it.

    :raises Stale: where another release of the scheme has come to be offered since it was proven
    """
    require(actor, SeatKind.OFFICER)
    call = load_call(uow.session, actor, call_id)
    scheme = offered_scheme(uow.session, catalog, call.scheme_id)
    refuse_other_proof(scheme, proven)
    _refuse_unfit(uow.session, call, scheme, proven, uow.now, override)
    versions = Versions(proven.core_version, proven.plugin_version)
    with uow.writing() as write:
        call = lock_planned(write, call_id, version)
        refuse_other_proof(offered_scheme(write.session, catalog, call.scheme_id), proven)
        _refuse_unfit(write.session, call, scheme, proven, uow.now, override)
        release = find_release(write, scheme, versions, proven)
        CALL_STEPS.require(call.state, CallState.PUBLISHED)
        call.state, call.published_at = CallState.PUBLISHED, uow.now
        call.release = release
        write.record(
            "publish_call",
            call,
            chain=call.chain,
            detail={
                "digest": release.digest,
                "core_version": proven.core_version,
                "plugin_version": proven.plugin_version,
                "proof": dict(proven.proof),
                "override": override.strip(),
            },
            event=_to_departments(write, call, scheme),
        )
        for theme in _locked_themes(write, call_id, ThemeState.COORDINATED):
            THEME_STEPS.require(theme.state, ThemeState.PUBLISHED)
            theme.state = ThemeState.PUBLISHED
            write.record("publish_theme", theme, chain=call.chain)


def cancel_call(
    uow: UnitOfWork,
    actor: Actor,
    call_id: int,
    *,
    reason: str,
    version: int,
    tell: Collection[int] = (),
) -> None:
    """Cancel a call before it is decided; what was filed stays readable.

    :param tell: persons who have begun or filed an application, whom a higher area knows
    """
    require(actor, SeatKind.OFFICER)
    load_call(uow.session, actor, call_id)
    if not reason.strip():
        message = "中止する理由を入力してください。公開した募集では、募集のページに載ります。"
        raise Problems([Problem("reason", message, "reason")])
    with uow.writing() as write:
        call = write.lock(Call, call_id, version=version)
        CALL_STEPS.require(call.state, CallState.CANCELLED)
        call.state = CallState.CANCELLED
        write.record(
            "cancel_call",
            call,
            chain=call.chain,
            detail={"reason": reason.strip()},
            event=call_event(call, "call_cancelled", tell, {"reason": reason.strip()}),
        )
        for theme in _locked_themes(write, call_id, ThemeState.COORDINATED):
            theme.call_id = None
        for theme in _locked_themes(write, call_id, ThemeState.PUBLISHED):
            theme.state = ThemeState.NOT_TAKEN
            write.record("cancel_theme", theme, chain=call.chain)


def _refuse_unfit(
    session: Session, call: Call, scheme: Scheme, proven: Proven, now: datetime, override: str
) -> None:
    opening = opening_of(session, call)
    found = list(publish_problems(opening, scheme, proven, now=now, override=override))
    if found:
        raise Problems(found)


def _locked_themes(write: Write, call_id: int, state: ThemeState) -> list[Theme]:
    return list(
        write.session.scalars(
            select(Theme)
            .where(Theme.call_id == call_id, Theme.state == state)
            .order_by(Theme.id)
            .with_for_update(of=Theme)
        )
    )


def _to_departments(write: Write, call: Call, scheme: Scheme) -> Event:
    """Tell the departments of the themes, until when proposals may answer these."""
    deadlines = deadlines_of(write.session, call)
    tracks = [
        track
        for own in deadlines.courses
        for track in tracks_of(scheme.course(own.course_id))
        if track.with_theme
    ]
    closes = sorted({deadlines.of(one) for one in tracks} or {call.closes_at})
    today = day_in_japan(write.now)
    departments = write.session.scalars(
        select(Theme.department_id)
        .where(Theme.call_id == call.id, Theme.state == ThemeState.COORDINATED)
        .distinct()
    ).all()
    people = [
        person
        for department in sorted(departments)
        for person in department_people(write.session, department, today)
    ]
    told = {
        "opens": format_moment(call.opens_at),
        "closes": "、".join(format_deadline(one) for one in closes),
    }
    return call_event(call, "call_published", people, told, reader=Reader.DEPARTMENT)


def call_event(
    call: Call,
    kind: str,
    to: Collection[int],
    told: dict[str, str],
    *,
    reader: Reader = Reader.APPLICANT,
) -> Event:
    """Give what happened to a call, for the mails to those whom it concerns."""
    return Event(
        kind=kind,
        scheme_id=call.scheme_id,
        call_id=call.id,
        to={reader: tuple(dict.fromkeys(to))},
        facts={"call": call.title, **told},
        path=f"/calls/{call.id}",
    )
