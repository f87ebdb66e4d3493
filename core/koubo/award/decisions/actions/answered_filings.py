"""The documents that a decision answers are accepted with it, as they were when it was drafted."""

from collections.abc import Collection

from sqlalchemy import exists, select

from koubo.applications.models import Filing, Snapshot
from koubo.applications.rules import FILING_STEPS, FilingState
from koubo.award.decisions.actions.release import Release
from koubo.award.decisions.handed_in import HANDED_IN
from koubo.award.models import Award
from koubo.problems import Refused

MENDED = (
    "起案の後に、団体の書類が補正されています。"
    "起案した人が取りやめて、新しい書類で起案し直してください。"
)


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
    found = filings.all()
    refuse_mended(under_way, [one.id for one in found])
    for filing in found:
        _accept(under_way, filing)


def accept_filing(under_way: Release, filing: Filing) -> None:
    """Accept the document that a decision answers; Refused where it was handed in anew since."""
    refuse_mended(under_way, [filing.id])
    _accept(under_way, filing)


def refuse_mended(under_way: Release, filing_ids: Collection[int]) -> None:
    """Refuse where a document was changed since the drafting, by its organisation or an officer."""
    newer = exists().where(
        Snapshot.filing_id.in_(filing_ids), Snapshot.recorded_at > under_way.decision.drafted_at
    )
    if under_way.write.session.scalar(select(newer)):
        raise Refused(MENDED)


def _accept(under_way: Release, filing: Filing) -> None:
    if filing.state not in HANDED_IN:
        raise Refused(MENDED)
    if filing.state is FilingState.FILED:
        FILING_STEPS.require(filing.state, FilingState.ACCEPTED)
        filing.state = FilingState.ACCEPTED
        verb = f"accept_{filing.kind.value}"
        under_way.write.record(verb, filing, chain=under_way.call.chain)
