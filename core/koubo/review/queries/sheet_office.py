"""One sheet as an officer gives it back: whose it is, of what, and what the reviewer asked for."""

from dataclasses import dataclass

from sqlalchemy.orm import Session

from koubo.applications.models import Application
from koubo.people.rules import Actor
from koubo.problems import NotFound
from koubo.review.marking_time import MarkingTime, marking_time
from koubo.review.panels.models import PanelMember
from koubo.review.policy import load_reviewed_sheet
from koubo.review.queries.stage import stage_of
from koubo.review.rules import ReviewState
from koubo.schemes.catalog import Catalog
from koubo.schemes.models import Call
from koubo.schemes.review_words import Stage


@dataclass(frozen=True)
class SheetInOffice:
    """A sheet by its reviewer's pseudonym."""

    review_id: int
    version: int
    state: ReviewState
    reviewer: str
    application_id: int
    project: str
    receipt_number: str
    call: Call
    stage: Stage
    time: MarkingTime
    asked: str
    """Why the reviewer asks for it back; empty: they do not."""


def sheet_in_office(
    session: Session, catalog: Catalog, actor: Actor, call_id: int, stage_id: str, review_id: int
) -> SheetInOffice:
    """Give a sheet of a stage; NotFound where it is another stage's, or kept from the officer."""
    review = load_reviewed_sheet(session, actor, review_id)
    member = session.get_one(PanelMember, review.panel_member_id)
    if (member.call_id, review.stage_id) != (call_id, stage_id):
        raise NotFound
    application = session.get_one(Application, review.application_id)
    call = application.call
    return SheetInOffice(
        review_id=review.id,
        version=review.version,
        state=review.state,
        reviewer=member.pseudonym,
        application_id=application.id,
        project=application.project_name,
        receipt_number=application.receipt_number or "",
        call=call,
        stage=stage_of(catalog.of(call.release), stage_id),
        time=marking_time(session, call_id, stage_id),
        asked=review.reopening_asked,
    )
