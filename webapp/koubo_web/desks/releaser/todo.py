"""What waits for a releaser."""

from flask import url_for

from koubo.award.queries.decisions import decision_rows
from koubo.award.rules import DECISION_NAMES, DecisionState
from koubo.calendar import format_date
from koubo.people.rules import Actor, SeatKind
from koubo.schemes.catalog import Catalog
from koubo.storage.unit_of_work import UnitOfWork
from koubo_web.desks.todo import DeskHome, Todo


def sits(who: Actor) -> bool:
    """Say whether a person issues decisions."""
    return who.sits_as(SeatKind.RELEASER)


def todo(work: UnitOfWork, catalog: Catalog, who: Actor) -> list[Todo]:
    """Give the drafted decisions that somebody else has drafted."""
    drafted = decision_rows(work.session, who, state=DecisionState.DRAFTED)
    return [
        Todo(
            f"{DECISION_NAMES[one.kind]}を施行する（{one.lines}件）",
            url_for("releaser.decision", decision_id=one.id),
            "内容を確かめる",
            f"{one.call_title}\n{one.document_number}　施行日 {format_date(one.issued_on)}"
            f"　起案 {one.drafter}",
        )
        for one in drafted
        if one.drafted_by != who.person_id
    ]


RELEASER = DeskHome("releaser", "施行担当", sits, todo)
