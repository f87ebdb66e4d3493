"""What lists read of a stage's kept standings: a page by key, counts, how far the panel is."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import BindParameter, and_, bindparam, case, exists, func, select, tuple_
from sqlalchemy.orm import Session

from koubo.applications.models import Application
from koubo.applications.policy import REVIEWED_STATES
from koubo.applications.rules import ApplicationState
from koubo.people.models import Organisation
from koubo.review.models import IS_ASKED_BACK, Review, Standing
from koubo.review.panels.models import PanelMember
from koubo.review.queries.hindrances import MemberProgress
from koubo.review.rules import ReviewState, pseudonym_order

PAGE = 50
LARGEST = 10**15
"""No total and no number comes near; what is larger is more than a database takes."""
THE_CALL: BindParameter[Any] = bindparam("call")
THE_STAGE: BindParameter[Any] = bindparam("stage")
FIRST: BindParameter[Any] = bindparam("first")
IN_STAGE = and_(Standing.call_id == THE_CALL, Standing.stage_id == THE_STAGE)
GONE = select(Application.id).where(
    Application.call_id == THE_CALL,
    Application.state.in_(tuple(one for one in ApplicationState if one not in REVIEWED_STATES)),
)
"""The applications of a call that are judged no more, or not yet; they are few."""
HAS_SHEET = exists().where(
    Review.application_id == Standing.application_id, Review.stage_id == THE_STAGE
)
ASSIGNED = (
    select(func.sum(case((Standing.sheets_due > 0, 1), (HAS_SHEET, 1), else_=0)))
    .where(IN_STAGE, Standing.application_id.not_in(GONE))
    .scalar_subquery()
)
WISHES = (
    select(func.count(Review.id))
    .join(PanelMember, PanelMember.id == Review.panel_member_id)
    .where(
        PanelMember.call_id == THE_CALL,
        Review.stage_id == THE_STAGE,
        IS_ASKED_BACK,
        Review.state == ReviewState.HANDED_IN,
        Review.application_id.not_in(GONE),
    )
    .scalar_subquery()
)
PROGRESS = (
    select(PanelMember.id, PanelMember.pseudonym, Review.state, func.count())
    .join(Review, and_(Review.panel_member_id == PanelMember.id, Review.stage_id == THE_STAGE))
    .where(PanelMember.call_id == THE_CALL, Review.application_id.not_in(GONE))
    .group_by(PanelMember.id, PanelMember.pseudonym, Review.state)
)
LINES: Any = (
    select(
        Standing.application_id,
        Application.project_name,
        Organisation.name.label("organisation"),
        Application.course_id,
        Application.requested,
        Standing.total_millionths,
        Standing.total_text,
        Standing.place,
        Standing.rank,
        Standing.verdict,
        Standing.calculated,
        Standing.amount,
        Standing.rest,
        Standing.waived,
        Standing.sheets_in,
        Standing.sheets_due,
    )
    .join(Application, Application.id == Standing.application_id)
    .join(Organisation, Organisation.id == Application.organisation_id)
    .where(IN_STAGE, Application.state.in_(REVIEWED_STATES))
    .limit(PAGE + 1)
)
TOTAL = tuple_(Standing.total_millionths, Standing.application_id)
KEY = tuple_(FIRST, bindparam("number"))
BY_PLACE = LINES.where(Standing.place.is_not(None))
BY_TOTAL = LINES.order_by(Standing.total_millionths.desc(), Standing.application_id.desc())


@dataclass(frozen=True)
class Key:
    """Where a page ends: the place of the last 集計, or before it the kept total and the number."""

    first: int
    application_id: int = 0

    def __str__(self) -> str:
        return f"{self.first}.{self.application_id}"

    @classmethod
    def of(cls, text: str) -> "Key | None":
        """Give the key that an address carries; None where it carries none."""
        first, _, number = text.partition(".")
        try:
            found = cls(int(first), int(number or 0))
        except ValueError:
            return None
        return found if max(abs(found.first), abs(found.application_id)) < LARGEST else None


def standing_page(
    session: Session,
    call_id: int,
    stage_id: str,
    *,
    by_place: bool,
    after: Key | None,
    before: Key | None,
) -> Sequence[Any]:
    """Give a page of standings, and one more where there is more; one statement.

    :param by_place: in the order of the last 集計; otherwise by the kept totals
    """
    statement: Any
    if by_place:
        place = Standing.place
        statement = BY_PLACE.order_by(place.desc() if before else place)
        if before or after:
            statement = statement.where(place < FIRST if before else place > FIRST)
    else:
        statement = BY_TOTAL
        if before:
            statement = LINES.where(TOTAL > KEY).order_by(
                Standing.total_millionths, Standing.application_id
            )
        elif after:
            statement = BY_TOTAL.where(TOTAL < KEY)
    found = before or after or Key(0)
    values = {"first": found.first, "number": found.application_id}
    rows = session.execute(statement, {"call": call_id, "stage": stage_id, **values}).all()
    return rows[::-1] if before else rows


def places_by_total(session: Session, call_id: int, stage_id: str, key: Key) -> tuple[int, int]:
    """Give which one a line is when all stand by their kept totals, and its rank; one statement."""
    above_it = func.count().filter(Standing.total_millionths > key.first)
    before, above = session.execute(
        select(func.count(), above_it).where(IN_STAGE, TOTAL > KEY),
        {
            "call": call_id,
            "stage": stage_id,
            "first": key.first,
            "number": key.application_id,
        },
    ).one()
    return before + 1, above + 1


def assigned_in(session: Session, call_id: int, stage_id: str) -> tuple[int, int]:
    """Count the applications that somebody was given a sheet for; one statement.

    :returns: that count, and how many sheets that are in their reviewers ask to have back
    """
    values = {"call": call_id, "stage": stage_id}
    assigned, wishes = session.execute(select(ASSIGNED, WISHES), values).one()
    return int(assigned or 0), int(wishes or 0)


def panel_progress(session: Session, call_id: int, stage_id: str) -> tuple[MemberProgress, ...]:
    """Give how far each reviewer is in a stage, by pseudonym; one statement.

    Sheets for applications that are judged no more are not waited for.
    """
    rows = session.execute(PROGRESS, {"call": call_id, "stage": stage_id})
    counts: dict[tuple[int, str], Counter[ReviewState]] = {}
    for member_id, reviewer, state, count in rows:
        counts.setdefault((member_id, reviewer), Counter())[state] = count
    members = [MemberProgress(*member, counted) for member, counted in counts.items()]
    return tuple(sorted(members, key=lambda one: pseudonym_order(one.reviewer)))
