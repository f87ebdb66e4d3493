"""A change of the settled award in the watched city, taken note of long ago."""

from sqlalchemy import select

from amendment_builders import ANSWERED, CHANGED
from builders import City
from koubo.applications.models import Filing, Snapshot
from koubo.applications.rules import FilingState
from koubo.award.amendments.models import Amendment
from koubo.award.amendments.rules import AmendmentState
from koubo.award.models import Award
from koubo.schemes.change_words import ChangeKind, Need
from koubo.schemes.forms import FilingKind

OWN_CHANGES = """
    applicant.confirm_amendment applicant.begin_amendment applicant.amendment
    applicant.amendment_withdrawal applicant.take_amendment_back
    applicant.confirm_stop applicant.stop
    applicant.project_contact applicant.save_project_contact
"""
OFFICERS_CHANGES = """
    officer.amendments officer.amendment officer.note_amendment_now
    officer.new_amendment_decision officer.draft_amendment officer.confirm_stop officer.stop
"""


def add_change(city: City, award_id: int) -> dict[str, int]:
    """Add a change by rows: its award is over, and no verb would begin one any more."""
    with city.uow() as uow, uow.writing() as write:
        award = write.session.get_one(Award, award_id)
        plan = write.session.scalars(
            select(Snapshot).where(Snapshot.filing_id == award.filing_id)
        ).first()
        assert plan is not None
        filing = Filing(
            application_id=award.application_id,
            kind=FilingKind.AMENDMENT,
            state=FilingState.ACCEPTED,
            draft={},
            saved_at=CHANGED,
            filed_at=CHANGED,
        )
        write.session.add(filing)
        write.session.flush()
        change = Amendment(
            award_id=award_id,
            filing_id=filing.id,
            number=1,
            kind=ChangeKind.CONTENT,
            state=AmendmentState.NOTED,
            needs=Need.NOTICE,
            reason="講師が変わるため",
            working=[],
            filed_at=CHANGED,
            filed_by=city.ids["applicant"],
            answered_at=ANSWERED,
        )
        kept = {name: getattr(plan, name) for name in ("answers", "applicant", "digest", "channel")}
        snapshot = Snapshot(
            filing_id=filing.id,
            number=1,
            files=[],
            note={},
            received_at=CHANGED,
            recorded_at=CHANGED,
            person_id=city.ids["applicant"],
            **kept,
        )
        write.session.add_all([change, snapshot])
        write.session.flush()
        return {"amendment": change.id}
