"""What lists read of a stage's kept standings: a page by key, counts, how far the panel is."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import (
    BindParameter,
    String,
    and_,
    bindparam,
    case,
    exists,
    func,
    literal,
    select,
    true,
    tuple_,
    union_all,
)
from sqlalchemy.orm import Session

from koubo.applications.models import Application
from koubo.applications.policy import REVIEWED_STATES
from koubo.applications.rules import APPLICATION_STEPS
from koubo.people.models import Organisation
from koubo.review.models import IS_ASKED_BACK, Review, Standing
from koubo.review.panels.models import PanelMember
from koubo.review.queries.hindrances import MOST_SHEETS, MemberProgress
from koubo.review.rules import ReviewState, pseudonym_order
from koubo.storage.columns import read_columns

PAGE = 50
LARGEST = 10**15
"""No total and no number comes near; what is larger is more than a database takes."""
THE_CALL: BindParameter[Any] = bindparam("call")
THE_STAGE: BindParameter[Any] = bindparam("stage")
FIRST: BindParameter[Any] = bindparam("first")
IN_STAGE = and_(Standing.call_id == THE_CALL, Standing.stage_id == THE_STAGE)
LEFT_STATES = sorted(
    {to for one in REVIEWED_STATES for to in APPLICATION_STEPS.onward.get(one, ())}
    - set(REVIEWED_STATES)
)
GONE = select(Application.id).where(
    Application.call_id == THE_CALL, Application.state.in_(LEFT_STATES)
)
"""The applications of a call that are judged no more; they are few. Before it is accepted none has
a sheet, so that what still waits, which may be most of a call, need not be looked through."""
HAS_SHEET = exists().where(
    Review.application_id == Standing.application_id, Review.stage_id == THE_STAGE
)
# Nearly all have sheets that are due: their range of the index is counted, and the rest looked at.
DUE, NONE_DUE = (
    select(func.count()).where(IN_STAGE, which, Standing.application_id.not_in(GONE))
    for which in (Standing.sheets_due > 0, and_(Standing.sheets_due == 0, HAS_SHEET))
)
ASSIGNED = DUE.scalar_subquery() + NONE_DUE.scalar_subquery()
# The stage and the state stand outside the clause: by them an engine that has counted its rows takes
# the index of all sheets, and not that of the few.
WISHED = and_(Review.stage_id == THE_STAGE, Review.state == ReviewState.HANDED_IN)
WISHES = (
    select(func.count(case((WISHED, Review.id))))
    .join(PanelMember, PanelMember.id == Review.panel_member_id)
    .where(PanelMember.call_id == THE_CALL, IS_ASKED_BACK, Review.application_id.not_in(GONE))
    .scalar_subquery()
)
STATES = union_all(*(select(literal(one.value, String).label("state")) for one in ReviewState)).cte(
    "states"
)
SHEETS = (
    select(literal(1))
    .select_from(Review)
    .where(
        Review.panel_member_id == PanelMember.id,
        Review.stage_id == THE_STAGE,
        Review.state == STATES.c.state,
        Review.application_id.not_in(GONE),
    )
    .limit(MOST_SHEETS)
    .correlate(PanelMember, STATES)
    .subquery()
)
PROGRESS = (
    select(
        PanelMember.id,
        PanelMember.pseudonym,
        STATES.c.state,
        select(func.count()).select_from(SHEETS).scalar_subquery(),
    )
    .select_from(PanelMember)
    .join(STATES, true())
    .where(PanelMember.call_id == THE_CALL)
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

    Who has no sheet in it is left out. Sheets for applications that are judged no more are not
    waited for; of those in one state no more than `MOST_SHEETS` are counted.
    """
    rows = read_columns(session, PROGRESS, {"call": call_id, "stage": stage_id})
    counts: dict[tuple[int, str], Counter[ReviewState]] = {}
    for member_id, reviewer, state, count in rows:
        if count:
            counts.setdefault((member_id, reviewer), Counter())[ReviewState(state)] = count
    members = [MemberProgress(*member, counted) for member, counted in counts.items()]
    return tuple(sorted(members, key=lambda one: pseudonym_order(one.reviewer)))
