"""Releasing a decision of any kind: what it does depends on the kind."""

from koubo.award.actions.grants import release_grant
from koubo.award.actions.selection import release_selection
from koubo.award.policy import load_decision
from koubo.award.rules import DecisionKind
from koubo.papers.letters import Press
from koubo.people.rules import Actor
from koubo.reporting.actions.settlements import release_settlement
from koubo.schemes.catalog import Catalog
from koubo.storage.unit_of_work import UnitOfWork

RELEASES = {
    DecisionKind.SELECTION: release_selection,
    DecisionKind.GRANT: release_grant,
    DecisionKind.SETTLEMENT: release_settlement,
}


def release_decision(
    uow: UnitOfWork, catalog: Catalog, press: Press, actor: Actor, decision_id: int, *, version: int
) -> None:
    """Issue a drafted decision, by another person than its drafter."""
    decision = load_decision(uow.session, actor, decision_id)
    RELEASES[decision.kind](uow, catalog, press, actor, decision_id, version=version)
