"""A stage for an officer who is kept out of some of it: how far the sheets of the others are."""

from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from koubo.applications.models import Application
from koubo.applications.policy import visible_to_staff
from koubo.people.models import Organisation
from koubo.people.rules import Actor
from koubo.review.models import Standing
from koubo.review.policy import load_call_in_part
from koubo.review.queries.stage import stage_of
from koubo.schemes.catalog import Catalog
from koubo.schemes.review_words import Stage
from koubo.schemes.rules import CallFacts

SHOWN = 200


@dataclass(frozen=True)
class PartRow:
    """One application and its sheets; no score, no rank and no amount."""

    application_id: int
    receipt_number: str
    project: str
    organisation: str
    sheets_due: int
    sheets_in: int


@dataclass(frozen=True)
class StageInPart:
    """What of a stage tells nothing of the application that is kept from the officer."""

    call: CallFacts
    stage: Stage
    rows: tuple[PartRow, ...]


def stage_in_part(
    session: Session, catalog: Catalog, actor: Actor, call_id: int, stage_id: str
) -> StageInPart:
    """Give how far the sheets of a stage are, without the applications that are kept back.

    By receipt number, never by rank: a gap in the ranks would tell of the one that is missing.
    """
    call = load_call_in_part(session, actor, call_id)
    stage = stage_of(catalog.of(call.release), stage_id)
    rows = session.execute(
        select(
            Application.id,
            func.coalesce(Application.receipt_number, ""),
            Application.project_name,
            Organisation.name,
            Standing.sheets_due,
            Standing.sheets_in,
        )
        .select_from(Standing)
        .join(Application, Application.id == Standing.application_id)
        .join(Organisation, Organisation.id == Application.organisation_id)
        .where(Standing.call_id == call_id, Standing.stage_id == stage_id, visible_to_staff(actor))
        .order_by(Application.receipt_number)
        .limit(SHOWN)
    )
    return StageInPart(call.facts(), stage, tuple(PartRow(*row) for row in rows))
