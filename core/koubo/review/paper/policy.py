"""Who keys and reads sheets from paper: officers who neither sit on the panel nor are kept out."""

from typing import Any

from sqlalchemy import ColumnElement, Select, and_, select
from sqlalchemy.orm import Session

from koubo.applications.models import Application
from koubo.applications.policy import visible_to_staff
from koubo.people.rules import Actor, SeatKind, require
from koubo.problems import NotFound
from koubo.review.models import Review
from koubo.review.paper.models import PaperScan, PaperSheet


def keyable(actor: Actor) -> ColumnElement[bool]:
    """Give the clause of the reviews whose paper an officer may handle.

    It is asked of a statement that joins ``Application``. Whoever is kept out of the application,
    or sits on the panel, is shown nothing of it, the number included.
    """
    return and_(Application.call_id.not_in(actor.calls_reviewed()), visible_to_staff(actor))


def load_paper_sheet(session: Session, actor: Actor, paper_id: int) -> PaperSheet:
    """Give what was keyed from a paper that the actor may read; NotFound for any other."""
    require(actor, SeatKind.OFFICER)
    of_review = select(PaperSheet).join(Review, Review.id == PaperSheet.review_id)
    wanted = _joined(of_review).where(PaperSheet.id == paper_id, keyable(actor))
    found: PaperSheet | None = session.scalars(wanted).first()
    if found is None:
        raise NotFound
    return found


def load_scan(session: Session, actor: Actor, scan_id: int) -> PaperScan:
    """Give a scan that the actor may look at; NotFound for any other.

    A scan of all of a reviewer's sheets is hidden from whoever is kept out of one of them.
    """
    require(actor, SeatKind.OFFICER)
    scan = session.get(PaperScan, scan_id)
    if scan is None:
        raise NotFound
    shown = [Review.panel_member_id == scan.panel_member_id, Review.stage_id == scan.stage_id]
    if scan.review_id is not None:
        shown.append(Review.id == scan.review_id)
    every = set(session.scalars(select(Review.id).where(*shown)))
    seen = set(session.scalars(_joined(select(Review.id)).where(*shown, keyable(actor))))
    if not every or every != seen:
        raise NotFound
    return scan


def _joined(statement: Select[Any]) -> Select[Any]:
    return statement.join(Application, Application.id == Review.application_id)
