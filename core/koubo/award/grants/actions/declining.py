"""辞退: the organisation does not want the award after all."""

from koubo.applications.models import Filing
from koubo.award.grants.telling import to_officers
from koubo.award.models import Award
from koubo.award.policy import load_own_award
from koubo.award.rules import AWARD_STEPS, AwardState
from koubo.calendar import day_in_japan
from koubo.people.rules import Actor
from koubo.problems import Problem, Problems
from koubo.storage.unit_of_work import UnitOfWork


def decline_award(
    uow: UnitOfWork, actor: Actor, award_id: int, *, reason: str, version: int
) -> None:
    """Give an award up before it is granted, with a reason."""
    load_own_award(uow.session, actor, award_id)
    if not reason.strip():
        raise Problems([Problem("no_reason", "辞退する理由を入力してください。", field="reason")])
    with uow.writing() as write:
        award = write.lock(Award, award_id, version=version)
        AWARD_STEPS.require(award.state, AwardState.DECLINED)
        award.state = AwardState.DECLINED
        award.ended_on, award.end_reason = day_in_japan(write.now), reason.strip()
        if award.filing_id is not None:  # nobody is reminded of what is given up
            write.lock(Filing, award.filing_id).closes_at = None
        write.record(
            "decline_award",
            award,
            chain=award.application.call.chain,
            detail={"reason": reason.strip()},
            event=to_officers(write, award, "award_declined"),
        )
