"""Past awards (助成歴): who was awarded in which year, and which time an award is."""

from collections.abc import Collection, Iterable, Mapping

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from koubo.schemes.eligibility.case import PastAward
from koubo.schemes.models import PastAwardRow
from koubo.schemes.rules import Course, Scheme

OF_ORGANISATIONS = select(PastAwardRow).where(
    PastAwardRow.organisation_id.in_(bindparam("organisations", expanding=True))
)


def past_awards(
    session: Session, organisation_ids: Collection[int]
) -> Mapping[int, tuple[PastAward, ...]]:
    """Give the past awards of organisations, in one statement whatever their number."""
    rows = session.scalars(OF_ORGANISATIONS, {"organisations": list(set(organisation_ids))})
    found: dict[int, list[PastAward]] = {one: [] for one in organisation_ids}
    for row in rows:
        found[row.organisation_id].append(row.value())
    return {key: tuple(awards) for key, awards in found.items()}


def in_terms_of(scheme: Scheme, past: Iterable[PastAward]) -> tuple[PastAward, ...]:
    """Give past awards under the ids that the scheme's courses have today."""
    return tuple(PastAward(scheme.canonical(one.course_id), one.fiscal_year) for one in past)


def nth_time(scheme: Scheme, course: Course, past: Iterable[PastAward], fiscal_year: int) -> int:
    """Give which time an award of a 事業年度 is, counted as the course's rate by time says.

    Two awards of one year are one time; the award that is asked about is no past one.
    """
    counted = course.funding.courses_counted(course.id)
    years = {
        one.fiscal_year
        for one in in_terms_of(scheme, past)
        if one.course_id in counted and one.fiscal_year < fiscal_year
    }
    return len(years) + 1
