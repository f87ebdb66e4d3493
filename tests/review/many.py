"""Many applications and sheets at once, as rows: for counting statements."""

from typing import Any

from sqlalchemy import insert

from builders import AFTER, IN_TIME, a_budget, an_organisation
from koubo.applications.models import Application, Filing, Snapshot
from koubo.applications.rules import ApplicationState, FilingState
from koubo.review.models import Review, ScoreCell
from koubo.review.rules import ReviewState
from koubo.review.selection.values import CellState
from koubo.schemes.budget_field import BudgetField, budget_to_json
from koubo.schemes.forms import FilingKind
from review.rounds import CRITERIA, Round


def add_many(round_: Round, count: int) -> None:
    """Add accepted applications, each with a sheet handed in by every member of the panel."""
    kept = budget_to_json(BudgetField(("消耗品費",), ()).deserialize(a_budget()))
    with round_.city.uow(AFTER, "officer") as uow, uow.writing() as write:
        session = write.session
        organisations = [an_organisation(name=f"団体{place}") for place in range(count)]
        session.add_all(organisations)
        session.flush()
        applications = [
            Application(
                call_id=round_.call_id,
                course_id="kurashiki.collab_prep",
                organisation_id=organisation.id,
                state=ApplicationState.ACCEPTED,
                project_name=f"事業{organisation.id}",
                requested=103_000,
                receipt_number=f"KU-{organisation.id}",
                received_at=IN_TIME,
                created_at=IN_TIME,
            )
            for organisation in organisations
        ]
        session.add_all(applications)
        session.flush()
        filings = [
            Filing(
                application_id=application.id,
                kind=FilingKind.PROPOSAL,
                state=FilingState.ACCEPTED,
                draft={},
                filed_at=IN_TIME,
                saved_at=IN_TIME,
            )
            for application in applications
        ]
        session.add_all(filings)
        session.flush()
        snapshots = [_snapshot(round_, filing.id, kept) for filing in filings]
        session.add_all(snapshots)
        session.flush()
        reviews = [
            Review(
                application_id=application.id,
                stage_id="documents",
                panel_member_id=member,
                snapshot_id=snapshot.id,
                state=ReviewState.HANDED_IN,
            )
            for application, snapshot in zip(applications, snapshots, strict=True)
            for member in round_.members.values()
        ]
        session.add_all(reviews)
        session.flush()
        session.execute(
            insert(ScoreCell),
            [
                {
                    "review_id": review.id,
                    "criterion_id": criterion,
                    "state": CellState.VALUE,
                    "points": 1 + (review.id * 7 + place) % 5,
                }
                for review in reviews
                for place, criterion in enumerate(CRITERIA["documents"])
            ],
        )


def _snapshot(round_: Round, filing_id: int, budget: dict[str, Any]) -> Snapshot:
    return Snapshot(
        filing_id=filing_id,
        number=1,
        answers={"budget": budget, "partner_department": "環境政策課", "plan": "計画" * 400},
        applicant={},
        files=[],
        digest="",
        received_at=IN_TIME,
        recorded_at=IN_TIME,
        person_id=round_.city.ids["applicant"],
    )
