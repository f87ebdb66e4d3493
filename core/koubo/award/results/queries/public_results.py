"""Which results everybody may read, year by year: when they were decided, and how many there were."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from koubo.award.models import Decision, DecisionLine
from koubo.award.rules import DecisionKind, DecisionState, Outcome
from koubo.schemes.models import Call
from koubo.schemes.policy import public_call

PAGE = 100
"""More calls than one city decides for one year."""
RELEASED = (Decision.kind == DecisionKind.SELECTION, Decision.state == DecisionState.RELEASED)


@dataclass(frozen=True)
class ResultLine:
    """A call whose results were released, as lists show it."""

    call_id: int
    call: str
    scheme_id: str
    fiscal_year: int
    issued_on: date
    released_at: datetime
    applications: int = 0
    selected: int = 0


def result_years(session: Session) -> tuple[int, ...]:
    """Give the 事業年度 that have results to read, newest first; one statement."""
    years = (
        select(Call.fiscal_year)
        .join(Decision, Decision.call_id == Call.id)
        .where(public_call(), *RELEASED)
        .distinct()
        .order_by(Call.fiscal_year.desc())
    )
    return tuple(session.scalars(years))


def results_of_year(session: Session, fiscal_year: int) -> tuple[ResultLine, ...]:
    """Give the released results of one 事業年度, newest first, with their numbers; two statements."""
    found = _lines(session, _released().where(Call.fiscal_year == fiscal_year).limit(PAGE))
    counts = _counts(session, [one.call_id for one in found])
    return tuple(_counted(one, counts.get(one.call_id, {})) for one in found)


def newest_results(session: Session, *, limit: int) -> tuple[ResultLine, ...]:
    """Give the results that were released last, without their numbers; one statement."""
    return _lines(session, _released().limit(limit))


def _released() -> Any:
    first = select(func.min(Decision.id)).where(*RELEASED).group_by(Decision.call_id)
    return (
        select(
            Call.id,
            Call.title,
            Call.scheme_id,
            Call.fiscal_year,
            Decision.issued_on,
            Decision.released_at,
        )
        .join(Decision, Decision.call_id == Call.id)
        .where(public_call(), Decision.id.in_(first))
        .order_by(Decision.released_at.desc(), Call.id.desc())
    )


def _lines(session: Session, query: Any) -> tuple[ResultLine, ...]:
    return tuple(
        ResultLine(
            row.id, row.title, row.scheme_id, row.fiscal_year, row.issued_on, row.released_at
        )
        for row in session.execute(query)
    )


def _counts(session: Session, call_ids: Collection[int]) -> Mapping[int, Mapping[Outcome, int]]:
    """Count by call and outcome the lines that hold: of a promoted runner-up, the later one."""
    holding = (
        select(func.max(DecisionLine.id))
        .join(Decision, Decision.id == DecisionLine.decision_id)
        .where(Decision.call_id.in_(call_ids), *RELEASED)
        .group_by(DecisionLine.application_id)
    )
    rows = session.execute(
        select(Decision.call_id, DecisionLine.outcome, func.count())
        .join(Decision, Decision.id == DecisionLine.decision_id)
        .where(DecisionLine.id.in_(holding))
        .group_by(Decision.call_id, DecisionLine.outcome)
    )
    counts: dict[int, dict[Outcome, int]] = {}
    for call_id, outcome, count in rows:
        counts.setdefault(call_id, {})[outcome] = count
    return counts


def _counted(line: ResultLine, counts: Mapping[Outcome, int]) -> ResultLine:
    return replace(
        line, applications=sum(counts.values()), selected=counts.get(Outcome.SELECTED, 0)
    )
