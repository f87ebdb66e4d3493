"""The keyed papers that wait for another officer to read them back (読合せ), over all calls."""

from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from koubo.applications.models import Application
from koubo.people.rules import Actor
from koubo.review.models import Review
from koubo.review.paper.models import PaperSheet
from koubo.review.paper.policy import keyable
from koubo.review.paper.rules import PaperState
from koubo.review.queries.stage import stage_of
from koubo.schemes.catalog import Catalog
from koubo.schemes.models import Call
from koubo.schemes.review_words import Stage
from koubo.schemes.rules import CallFacts


@dataclass(frozen=True)
class WaitingReadings:
    """How many papers of a stage somebody else keyed."""

    call: CallFacts
    stage: Stage
    papers: int


def waiting_readings(session: Session, catalog: Catalog, actor: Actor) -> list[WaitingReadings]:
    """Give the stages whose papers the actor may read back; what the actor keyed is not counted.

    One statement where nothing waits.
    """
    counted = (
        select(Application.call_id, Review.stage_id, func.count().label("papers"))
        .select_from(PaperSheet)
        .join(Review, Review.id == PaperSheet.review_id)
        .join(Application, Application.id == Review.application_id)
        .where(
            PaperSheet.state == PaperState.KEYED,
            PaperSheet.keyed_by != actor.person_id,
            keyable(actor),
        )
        .group_by(Application.call_id, Review.stage_id)
        .subquery()
    )
    rows = session.execute(
        select(Call, counted.c.stage_id, counted.c.papers)
        .join(counted, counted.c.call_id == Call.id)
        .order_by(Call.closes_at, Call.id, counted.c.stage_id)
    )
    return [
        WaitingReadings(call.facts(), stage_of(catalog.of(call.release), stage_id), int(papers))
        for call, stage_id, papers in rows
    ]
