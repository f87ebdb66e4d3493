"""Who sees which report and repayment: whoever sees the award."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from koubo.award.models import Award
from koubo.award.policy import visible_awards
from koubo.people.rules import Actor
from koubo.problems import NotFound
from koubo.reporting.models import Repayment, Report


def load_report(session: Session, actor: Actor, report_id: int) -> Report:
    """Give a report of an award that the actor may see; NotFound for any other."""
    found = session.scalars(
        select(Report)
        .join(Report.award)
        .join(Award.application)
        .where(Report.id == report_id, visible_awards(actor))
    ).first()
    if found is None:
        raise NotFound
    return found


def load_repayment(session: Session, actor: Actor, repayment_id: int) -> Repayment:
    """Give a repayment of an award that the actor may see; NotFound for any other."""
    found = session.scalars(
        select(Repayment)
        .join(Repayment.award)
        .join(Award.application)
        .where(Repayment.id == repayment_id, visible_awards(actor))
    ).first()
    if found is None:
        raise NotFound
    return found
