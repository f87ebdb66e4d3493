"""Releasing a decision of any kind: what it does depends on the kind."""

from koubo.award.amendments.actions.answering import release_amendment
from koubo.award.decisions.actions.promoting import release_promotion
from koubo.award.decisions.actions.selection import release_selection
from koubo.award.grants.actions.grants import release_grant
from koubo.award.policy import load_decision
from koubo.award.rules import DecisionKind
from koubo.papers.letters import Press
from koubo.people.rules import Actor
from koubo.reporting.settling.actions.revoking import release_revocation
from koubo.reporting.settling.actions.settlements import release_settlement
from koubo.schemes.catalog import Catalog
from koubo.schemes.rules import CallState
from koubo.storage.unit_of_work import UnitOfWork

RELEASES = {
    DecisionKind.SELECTION: release_selection,
    DecisionKind.GRANT: release_grant,
    DecisionKind.SETTLEMENT: release_settlement,
    DecisionKind.REVOCATION: release_revocation,
    DecisionKind.AMENDMENT: release_amendment,
}
AFTER_SELECTION = (CallState.DECIDED, CallState.FINISHED)


def release_decision(
    uow: UnitOfWork, catalog: Catalog, press: Press, actor: Actor, decision_id: int, *, version: int
) -> None:
    """Issue a drafted decision, by another person than its drafter."""
    decision = load_decision(uow.session, actor, decision_id)
    # A selection in a call that was decided already moves a runner-up up (繰上げ採択).
    moves_up = decision.kind is DecisionKind.SELECTION and decision.call.state in AFTER_SELECTION
    issue = release_promotion if moves_up else RELEASES[decision.kind]
    issue(uow, catalog, press, actor, decision_id, version=version)
