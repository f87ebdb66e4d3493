"""Whether a 交付決定 still fits: into what its call's budget has left, and into each of its pots."""

from collections.abc import Iterator, Mapping
from datetime import date

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from koubo.applications.models import Application
from koubo.award.grants.freed import taken_column
from koubo.award.models import Award
from koubo.money import format_yen
from koubo.review.conclusions import pot_sums
from koubo.review.pots import whole_pots
from koubo.review.selection.values import Pot
from koubo.schemes.pot_queries import pots_of


def taken_by_course(session: Session, call_id: int, on: date) -> dict[str, int]:
    """Give what the awards of a call take from its budget on a day, by course (円).

    A settled award takes what was settled, and what was freed before the year's end is the pot's
    again.

    :param on: the day that is asked about, JST
    """
    rows = session.execute(
        select(Application.course_id, func.sum(taken_column(on)))
        .select_from(Award)
        .join(Application, Application.id == Award.application_id)
        .where(Application.call_id == call_id)
        .group_by(Application.course_id)
    )
    # PostgreSQL adds integers up to a decimal.
    return {course: int(taken or 0) for course, taken in rows}


def overdrawn(
    budget: int, taken: Mapping[str, int], wanted: Mapping[str, int], pots: tuple[Pot, ...]
) -> Iterator[str]:
    """Say what a grant would draw too much of: of the whole budget, else of single pots (円).

    :param taken: what was granted already, by course
    :param wanted: what is to be granted now, by course
    :param pots: as `whole_pots` gives them; the last may be for all courses
    """
    before, now = sum(taken.values()), sum(wanted.values())
    if before + now > budget:
        yield (
            f"交付決定額の合計が予算を超えます。予算 {format_yen(budget)}、"
            f"決定済み {format_yen(before)}、この決定 {format_yen(now)}、"
            f"不足 {format_yen(before + now - budget)}。"
        )
        return
    given = {course: taken.get(course, 0) + wanted.get(course, 0) for course in {*taken, *wanted}}
    for one in pot_sums(pots, given):
        if one.over:
            yield (
                f"交付決定額の合計が予算の枠「{one.pot.title}」を超えます。"
                f"枠 {format_yen(one.pot.amount)}、不足 {format_yen(one.over)}。"
            )


def overdrawn_in(
    session: Session, call_id: int, budget: int, wanted: Mapping[str, int], on: date
) -> tuple[str, ...]:
    """Give what a grant of a call would draw too much of; empty where it fits.

    :param wanted: what is to be granted, by course (円)
    :param on: the day of the grant, JST
    """
    taken = taken_by_course(session, call_id, on)
    courses = [course for course, amount in {**taken, **wanted}.items() if amount]
    pots = pots_of(session, call_id)
    whole = whole_pots(budget, pots, courses) if pots else ()
    return tuple(overdrawn(budget, taken, wanted, whole))
