"""An officer plans a call, changes it while it is planned, and takes themes into it."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import replace
from datetime import date, datetime
from typing import Any

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from koubo.calendar import day_in_japan, format_date
from koubo.people.models import Person
from koubo.people.rules import Actor, SeatKind, require
from koubo.problems import Problem, Problems, Refused
from koubo.schemes.actions.releases import find_release
from koubo.schemes.catalog import Catalog, Versions
from koubo.schemes.deadline_queries import course_deadlines
from koubo.schemes.deadlines import CourseDeadlines
from koubo.schemes.eligibility.case import Day, Gate
from koubo.schemes.models import Call, CallCourse, Theme
from koubo.schemes.offering import offered_scheme
from koubo.schemes.plans import CallPlan, plan_problems
from koubo.schemes.policy import load_call
from koubo.schemes.pot_queries import pots_against
from koubo.schemes.rules import CallState, Scheme, ThemeState
from koubo.storage.unit_of_work import UnitOfWork, Write

NOT_PLANNED = "準備中の募集だけが直せます。公開した募集は、締切の延長か中止ができます。"


def plan_call(uow: UnitOfWork, catalog: Catalog, actor: Actor, *, plan: CallPlan) -> int:
    """Plan a call of a scheme that is offered; give its id. Nobody outside sees it yet.

    Sent twice, it is planned once.
    """
    require(actor, SeatKind.OFFICER)
    scheme = offered_scheme(uow.session, catalog, plan.scheme_id)
    _check(plan, scheme)
    with uow.writing() as write:
        write.lock(Person, actor.person_id)  # so that of two clicks one waits
        if (planned := _planned_already(write, plan)) is not None:
            return planned
        release = find_release(write, scheme, Versions())
        call = Call(release_id=release.id, state=CallState.PLANNED, **_columns(plan))
        write.session.add(call)
        write.session.flush()
        _keep_courses(write, call, plan)
        write.record("plan_call", call, chain=call.chain, detail=_told(plan))
        return call.id


def change_call(
    uow: UnitOfWork, catalog: Catalog, actor: Actor, call_id: int, *, plan: CallPlan, version: int
) -> None:
    """Change a call while it is planned; themes of another 事業年度 fall out of it."""
    require(actor, SeatKind.OFFICER)
    call = load_call(uow.session, actor, call_id)
    scheme = offered_scheme(uow.session, catalog, call.scheme_id)
    _check(plan, scheme)
    if problems := tuple(pots_against(uow.session, call_id, plan.budget, plan.course_ids)):
        raise Problems(problems)
    with uow.writing() as write:
        call = lock_planned(write, call_id, version)
        for name, value in _columns(plan).items():
            setattr(call, name, value)
        _keep_courses(write, call, plan)
        for theme in _themes_in(write.session, call_id):
            if theme.fiscal_year != plan.fiscal_year:
                theme.call_id = None
        write.record("change_call", call, chain=call.chain, detail=_told(plan))


def take_themes(
    uow: UnitOfWork, actor: Actor, call_id: int, *, theme_ids: Collection[int], version: int
) -> None:
    """Take exactly these coordinated themes of the call's 事業年度 into a planned call."""
    require(actor, SeatKind.OFFICER)
    load_call(uow.session, actor, call_id)
    with uow.writing() as write:
        call = lock_planned(write, call_id, version)
        chosen = [write.lock(Theme, one) for one in sorted(set(theme_ids))]
        if any(not _may_be_taken(theme, call) for theme in chosen):
            message = "調整が終わった、同じ事業年度のテーマだけを載せられます。選び直してください。"
            raise Problems([Problem("theme", message, "theme_ids")])
        before = {theme.id for theme in _themes_in(write.session, call_id)}
        for theme in _themes_in(write.session, call_id):
            if theme not in chosen:
                theme.call_id = None
        for theme in chosen:
            theme.call_id = call_id
        if before != {theme.id for theme in chosen}:
            write.record(
                "take_themes", call, chain=call.chain, detail={"themes": sorted(set(theme_ids))}
            )


def record_vote(
    uow: UnitOfWork,
    actor: Actor,
    call_id: int,
    *,
    voted_on: date,
    budget: int,
    version: int,
    bound: int = 0,
) -> None:
    """Record the council's vote on the budget (議決日), and the sum it voted (円).

    :param bound: what has been promised out of the budget already (円), which it has to cover
    """
    require(actor, SeatKind.OFFICER)
    load_call(uow.session, actor, call_id)
    problems = []
    today = day_in_japan(uow.now)
    if voted_on > today:
        message = f"「議決日」は今日（{format_date(today)}）までの日を入力してください。"
        problems.append(Problem("vote_ahead", message, "voted_on"))
    if budget < bound:
        message = "すでに決めた額の合計を下回っています。金額を確かめてください。"
        problems.append(Problem("budget_below_bound", message, "budget"))
    problems += pots_against(uow.session, call_id, budget)
    if problems:
        raise Problems(problems)
    with uow.writing() as write:
        call = write.lock(Call, call_id, version=version)
        if call.state in (CallState.FINISHED, CallState.CANCELLED):
            raise Refused("終わった募集の予算は変えられません。")
        detail = {"voted_on": voted_on.isoformat(), "budget": budget, "before": call.budget}
        call.voted_on, call.budget = voted_on, budget
        write.record("record_vote", call, chain=call.chain, detail=detail)


def plan_of(call: Call, courses: Iterable[CourseDeadlines]) -> CallPlan:
    """Give a stored call as the plan that it was made of.

    :param courses: what ``course_deadlines`` gives of it
    """
    opened = tuple(courses)
    return CallPlan(
        scheme_id=call.scheme_id,
        title=call.title,
        intake_year=call.intake_year,
        fiscal_year=call.fiscal_year,
        opens_at=call.opens_at,
        closes_at=call.closes_at,
        budget=call.budget,
        course_ids=tuple(one.course_id for one in opened),
        briefing=call.briefing,
        closes=tuple(one for one in opened if one.closes_at or one.theme_closes_at),
        days=call.days,
        gates=call.gates,
    )


def lock_planned(write: Write, call_id: int, version: int) -> Call:
    """Give a planned call, locked; Refused for one in any other state."""
    call = write.lock(Call, call_id, version=version)
    if call.state is not CallState.PLANNED:
        raise Refused(NOT_PLANNED)
    return call


def _check(plan: CallPlan, scheme: Scheme) -> None:
    if problems := list(plan_problems(plan, scheme)):
        raise Problems(problems)


def _columns(plan: CallPlan) -> dict[str, Any]:
    return {
        "scheme_id": plan.scheme_id,
        "title": plan.title,
        "intake_year": plan.intake_year,
        "fiscal_year": plan.fiscal_year,
        "opens_at": plan.opens_at,
        "closes_at": plan.closes_at,
        "budget": plan.budget,
        "briefing": plan.briefing,
        "moments": kept_moments(plan.days, plan.gates),
    }


def kept_moments(days: Mapping[Day, date], gates: Mapping[Gate, datetime]) -> dict[str, Any]:
    """Give named days and deadlines of gates as a call keeps them."""
    return {name.value: at.isoformat() for name, at in [*days.items(), *gates.items()]}


def _planned_already(write: Write, plan: CallPlan) -> int | None:
    """Give a planned call that says the same to the letter."""
    planned = write.session.scalars(
        select(Call).where(
            Call.state == CallState.PLANNED,
            Call.scheme_id == plan.scheme_id,
            Call.title == plan.title,
        )
    ).all()
    courses = course_deadlines(write.session, [one.id for one in planned])
    wanted = _in_order(plan)
    return next(
        (one.id for one in planned if _in_order(plan_of(one, courses.get(one.id, ()))) == wanted),
        None,
    )


def _in_order(plan: CallPlan) -> CallPlan:
    """Give a plan in which the order of the courses makes no difference."""
    closes = tuple(sorted(plan.closes, key=lambda one: one.course_id))
    return replace(plan, course_ids=tuple(sorted(plan.course_ids)), closes=closes)


def _told(plan: CallPlan) -> dict[str, Any]:
    times = {"opens_at": plan.opens_at.isoformat(), "closes_at": plan.closes_at.isoformat()}
    own = {
        one.course_id: [
            at.isoformat() if at else None for at in (one.closes_at, one.theme_closes_at)
        ]
        for one in plan.closes
    }
    return {**_columns(plan), **times, "courses": list(plan.course_ids), "closes": own}


def _keep_courses(write: Write, call: Call, plan: CallPlan) -> None:
    write.session.execute(delete(CallCourse).where(CallCourse.call_id == call.id))
    write.session.add_all(
        CallCourse(
            call_id=call.id,
            course_id=one.course_id,
            closes_at=one.closes_at,
            theme_closes_at=one.theme_closes_at,
        )
        for one in plan.deadlines.courses
    )


def _themes_in(session: Session, call_id: int) -> list[Theme]:
    return list(session.scalars(select(Theme).where(Theme.call_id == call_id)))


def _may_be_taken(theme: Theme, call: Call) -> bool:
    return (
        theme.state is ThemeState.COORDINATED
        and theme.fiscal_year == call.fiscal_year
        and theme.call_id in (None, call.id)
    )
