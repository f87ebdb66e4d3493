"""Refusing what would draw more than a call's budget has left, with the call's row locked."""

from collections import Counter
from collections.abc import Collection

from sqlalchemy import select
from sqlalchemy.orm import Session

from koubo.applications.models import Application
from koubo.award.decisions.actions.release import Release
from koubo.award.grants.budget_left import overdrawn_in
from koubo.problems import Refused


def refuse_beyond_budget(under_way: Release) -> None:
    """Refuse what would draw more than the budget, or one of its pots, has left."""
    session, call = under_way.write.session, under_way.call
    courses = _courses(session, [one.application_id for one in under_way.lines])
    wanted: Counter[str] = Counter()
    for line in under_way.lines:
        wanted[courses[line.application_id]] += line.amount
    if found := overdrawn_in(session, call.id, call.budget, wanted, under_way.issued_on):
        raise Refused("".join(found))


def _courses(session: Session, application_ids: Collection[int]) -> dict[int, str]:
    rows = session.execute(
        select(Application.id, Application.course_id).where(Application.id.in_(application_ids))
    )
    return {application_id: course_id for application_id, course_id in rows}
