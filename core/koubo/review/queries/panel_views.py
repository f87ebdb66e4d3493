"""What plugins show of a panel's marks, for the officers who run the review."""

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy.orm import Session

from koubo.people.rules import Actor
from koubo.review.hookspecs import koubo_panel_views
from koubo.review.panel_views import PanelView
from koubo.review.policy import load_reviewed_call
from koubo.review.queries.whole_stage import whole_stage
from koubo.schemes.catalog import Catalog
from koubo.schemes.review_words import Stage
from koubo.schemes.rules import CallFacts


@dataclass(frozen=True)
class PanelSeen:
    """A stage's panel as plugins show it."""

    call: CallFacts
    stage: Stage
    projects: Mapping[int, str]
    """What applications are called, by their numbers."""
    views: tuple[PanelView, ...]


def panel_seen(
    session: Session, catalog: Catalog, actor: Actor, call_id: int, stage_id: str
) -> PanelSeen:
    """Give what plugins show of a stage; it is computed anew, and nothing of it is kept."""
    call = load_reviewed_call(session, actor, call_id)
    whole = whole_stage(session, catalog, call, stage_id)
    inputs = whole.table.inputs
    ask = catalog.hooks.all(koubo_panel_views, whole.scheme.id)
    return PanelSeen(
        call.facts(),
        whole.stage,
        {key: one.project for key, one in whole.table.entries.items()},
        tuple(ask(inputs=inputs, selection=whole.selection)),
    )
