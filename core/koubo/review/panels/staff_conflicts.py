"""Staff are not exempt: what the rules know against them keeps them out when a stage begins.

Who was ever a member of the applicant is kept out by the clause itself (`people.bars`). The rules
know more, an organisation that carries the project out together with the applicant say.
"""

from collections.abc import Collection
from datetime import date

from sqlalchemy import insert, or_, select
from sqlalchemy.orm import Session

from koubo.applications.models import Application
from koubo.applications.policy import REVIEWED_STATES
from koubo.people.models import Bar, Membership, SeatRow
from koubo.people.rules import BarCause, SeatKind
from koubo.review.panels.queries.conflicts import known_conflicts
from koubo.schemes.catalog import Catalog
from koubo.schemes.models import Call
from koubo.storage.unit_of_work import Write

STAFF = (SeatKind.OFFICER, SeatKind.RELEASER, SeatKind.DEPARTMENT, SeatKind.AUDITOR)
THEIR_WORK = "own_department"
"""A theme of one's own department is staff's work, and keeps reviewers out at most."""
Pair = tuple[int, int]
"""Person and application."""


def staff_conflicts(session: Session, catalog: Catalog, call: Call, on: date) -> frozenset[Pair]:
    """Give which member of staff has a certain conflict with which of a call's applications.

    Only those are asked about who were ever a member of some organisation: one statement where
    nobody was, and never staff times applications.
    """
    people = session.scalars(
        select(SeatRow.person_id)
        .join(Membership, Membership.person_id == SeatRow.person_id)
        .where(SeatRow.kind.in_(STAFF), or_(SeatRow.to_on.is_(None), SeatRow.to_on >= on))
        .distinct()
    ).all()
    if not people:
        return frozenset()
    judged = Application.state.in_(REVIEWED_STATES)
    found = known_conflicts(session, catalog, call, person_ids=people, which=judged, on=on)
    return frozenset(
        pair
        for pair, known in found.items()
        if any(one.code != THEIR_WORK for one in known.certain)
    )


def keep_staff_out(write: Write, call: Call, pairs: Collection[Pair]) -> None:
    """Keep staff out of applications, at once and for good; those who are out already stay so."""
    standing = {
        (person_id, application_id)
        for person_id, application_id in write.session.execute(
            select(Bar.person_id, Bar.application_id).where(
                Bar.person_id.in_({person_id for person_id, _ in pairs}),
                Bar.cause == BarCause.RECUSED,
                Bar.lifted_at.is_(None),
            )
        )
    }
    new = sorted(set(pairs) - standing)
    if not new:
        return
    rows = [
        {
            "person_id": person_id,
            "application_id": application_id,
            "cause": BarCause.RECUSED,
            "set_at": write.now,
        }
        for person_id, application_id in new
    ]
    write.session.execute(insert(Bar), rows)
    write.record("keep_staff_out", call, chain=call.chain, detail={"count": len(new), "pairs": new})
