"""What waits for a releaser."""

from collections.abc import Iterable
from datetime import date, datetime

from flask import url_for

from koubo.award.decisions.queries.decisions import DecisionRow, decision_rows
from koubo.award.rules import DECISION_NAMES, DecisionState
from koubo.calendar import day_in_japan, format_date
from koubo.people.rules import Actor, SeatKind
from koubo.schemes.catalog import Catalog
from koubo.storage.unit_of_work import UnitOfWork
from koubo_web.desks.todo import DeskHome, Todo


def sits(who: Actor) -> bool:
    """Say whether a person issues decisions."""
    return who.sits_as(SeatKind.RELEASER)


def todo(work: UnitOfWork, catalog: Catalog, who: Actor) -> list[Todo]:
    """Give the decisions that somebody else has drafted and whose 決裁 came back."""
    return todos_of(decision_rows(work.session, who, state=DecisionState.DRAFTED), who, work.now)


def todos_of(drafted: Iterable[DecisionRow], who: Actor, now: datetime) -> list[Todo]:
    """Give those of some decisions that wait for a person."""
    return [
        _todo(one, one.issued_on, now)
        for one in drafted
        if one.drafted_by != who.person_id and one.issued_on is not None
    ]


def _todo(decision: DecisionRow, issued_on: date, now: datetime) -> Todo:
    early = issued_on > day_in_japan(now)
    day = format_date(issued_on)
    title = f"{DECISION_NAMES[decision.kind]}を施行する（{decision.lines}件）"
    return Todo(
        f"{title}：{day}から施行できます" if early else title,
        url_for("releaser.decision", decision_id=decision.id),
        "内容を確かめる",
        f"{decision.call_title}\n{decision.document_number}　施行日 {day}　起案 {decision.drafter}",
    )


RELEASER = DeskHome("releaser", "施行担当", sits, todo)
