"""The documents that a decision answers are accepted with it, as they were when it was drafted."""

from collections.abc import Collection

from sqlalchemy import select

from koubo.applications.models import Filing
from koubo.applications.rules import FILING_STEPS, FilingState
from koubo.award.actions.release import Release
from koubo.award.handed_in import HANDED_IN
from koubo.award.models import Award
from koubo.problems import Refused


def accept_filings(under_way: Release, award_ids: Collection[int]) -> None:
    """Accept the 交付申請書 of awards; Refused where one was handed in anew since the drafting."""
    filings = under_way.write.session.scalars(
        select(Filing)
        .join(Award, Award.filing_id == Filing.id)
        .where(Award.id.in_(award_ids))
        .order_by(Filing.id)
        .with_for_update(of=Filing)
        .execution_options(populate_existing=True)
    )
    for filing in filings:
        accept_filing(under_way, filing)


def accept_filing(under_way: Release, filing: Filing) -> None:
    """Accept the document that a decision answers; Refused where it was handed in anew since."""
    filed_at = filing.filed_at
    fresh = filed_at is not None and filed_at <= under_way.decision.drafted_at
    if filing.state not in HANDED_IN or not fresh:
        raise Refused(
            "起案の後に、団体の書類が補正されています。"
            "起案した人が取りやめて、新しい書類で起案し直してください。"
        )
    if filing.state is FilingState.FILED:
        FILING_STEPS.require(filing.state, FilingState.ACCEPTED)
        filing.state = FilingState.ACCEPTED
        verb = f"accept_{filing.kind.value}"
        under_way.write.record(verb, filing, chain=under_way.call.chain)
