"""A call with its panel and accepted applications, and the verbs of review in short."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import select

from builders import AFTER, City, a_budget, a_call, an_accepted_application
from koubo.applications.models import Application
from koubo.applications.policy import visible
from koubo.review.actions.conclusion import conclude_stage
from koubo.review.actions.sheets import hand_in_sheet, save_sheet
from koubo.review.conclusions import ConclusionLine
from koubo.review.models import Review
from koubo.review.panels.actions.assignment import start_stage
from koubo.review.panels.actions.declaration import declare_all
from koubo.review.panels.actions.panel import add_panel_member
from koubo.review.panels.models import PanelMember
from koubo.review.queries.board import Board, stage_board
from koubo.review.selection.values import Cell, CellState

REVIEWERS = ("reviewer_a", "reviewer_b", "reviewer_c")
CRITERIA = {
    "documents": ("public_interest", "priority", "feasibility"),
    "presentation": ("public_interest", "priority", "feasibility", "collaboration"),
}


@dataclass
class Round:
    """One call's review."""

    city: City
    call_id: int
    applications: list[int] = field(default_factory=list)
    members: dict[str, int] = field(default_factory=dict)

    def by(self, person: str, verb: Callable[..., Any], *args: Any, **options: Any) -> Any:
        """Let a person do something after the call has closed; ``catalog`` goes in by itself."""
        now = options.pop("now", AFTER)
        with self.city.uow(now, person) as uow:
            return verb(uow, self.city.catalog, self.city.actor(person, now), *args, **options)

    def ask(self, person: str, query: Callable[..., Any], *args: Any, **options: Any) -> Any:
        """Let a person look at something after the call has closed."""
        now = options.pop("now", AFTER)
        with self.city.uow(now, person) as uow:
            actor = self.city.actor(person, now)
            return query(uow.session, self.city.catalog, actor, *args, **options)

    def sees(self, person: str, application_id: int) -> bool:
        """Say whether a person may see an application at this request."""
        with self.city.uow(AFTER, person) as uow:
            clause = visible(self.city.actor(person, AFTER))
            found = select(Application.id).where(Application.id == application_id, clause)
            return uow.session.scalar(found) is not None

    def seat(self, person: str, *, now: datetime = AFTER) -> int:
        """Seat a person on the panel."""
        with self.city.uow(now, "officer") as uow:
            officer = self.city.actor("officer", now)
            member = add_panel_member(
                uow, self.city.catalog, officer, self.call_id, person_id=self.city.ids[person]
            )
        self.members[person] = member
        return member

    def start(self, stage: str = "documents") -> int:
        """Begin a stage."""
        given: int = self.by("officer", start_stage, self.call_id, stage_id=stage)
        return given

    def begin(self, stage: str = "documents") -> None:
        """Begin a stage in which nobody has a conflict."""
        self.start(stage)
        for person in self.members:
            self.declare(person, stage)

    def review(self, person: str, application_id: int, stage: str = "documents") -> Review:
        """Give a person's review as it is now."""
        with self.city.uow() as uow:
            return uow.session.scalars(
                select(Review)
                .join(PanelMember, PanelMember.id == Review.panel_member_id)
                .where(
                    PanelMember.person_id == self.city.ids[person],
                    Review.application_id == application_id,
                    Review.stage_id == stage,
                )
            ).one()

    def declare(self, person: str, stage: str = "documents", **conflicts: str) -> None:
        """Declare for all applications; a conflict is given as ``a1="reason"``, from 0."""
        said = {
            self.review(person, application_id, stage).id: conflicts.get(f"a{place}", "")
            for place, application_id in enumerate(self.applications)
        }
        self.by(person, declare_all, said)

    def save(self, person: str, review: Review, cells: dict[str, Cell], comment: str = "") -> int:
        """Keep a sheet as far as it is."""
        with self.city.uow(AFTER, person) as uow:
            actor = self.city.actor(person, AFTER)
            return save_sheet(
                uow, actor, review.id, cells=cells, comment=comment, version=review.version
            )

    def mark(
        self, person: str, application_id: int, points: int = 4, stage: str = "documents"
    ) -> None:
        """Mark everything alike and hand the sheet in."""
        review = self.review(person, application_id, stage)
        version = self.save(person, review, all_alike(stage, points))
        self.by(person, hand_in_sheet, review.id, version=version)

    def mark_all(self, stage: str = "documents", points: tuple[int, ...] = (4, 4)) -> None:
        """Let everybody mark all applications, each with its points."""
        for person in self.members:
            for application_id, given in zip(self.applications, points, strict=True):
                self.mark(person, application_id, given, stage)

    def board(self, stage: str = "documents", *, now: datetime = AFTER) -> Board:
        """Give the stage's board."""
        found: Board = self.ask("officer", stage_board, self.call_id, stage, now=now)
        return found

    def conclude(self, stage: str = "documents", **changes: Any) -> int:
        """Record what was computed as the panel's own conclusion."""
        values: dict[str, Any] = {"stage_id": stage, "concluded_on": AFTER.date()}
        if "lines" not in changes:
            values["lines"] = self.lines(stage)
        concluded: int = self.by("officer", conclude_stage, self.call_id, **{**values, **changes})
        return concluded

    def lines(self, stage: str = "documents") -> list[ConclusionLine]:
        """Give the lines that follow the computed selection."""
        return [
            ConclusionLine(one.application_id, one.conclusion, one.amount)
            for one in self.board(stage).proposals()
        ]


def all_alike(stage: str, points: int) -> dict[str, Cell]:
    """Give a whole sheet with the same points everywhere, reasons included."""
    reason = "理由" if points <= 2 else ""
    return {key: Cell(CellState.VALUE, points, reason) for key in CRITERIA[stage]}


def a_round(
    city: City, *, budget: int = 2_000_000, reviewers: tuple[str, ...] = REVIEWERS
) -> Round:
    """Make a call with a panel and two accepted applications."""
    found = Round(city, a_call(city, budget=budget))
    found.applications = [
        an_accepted_application(city, found.call_id),
        an_accepted_application(
            city,
            found.call_id,
            applicant="stranger",
            organisation="other_organisation",
            answers={"project_name": "川の学校", "budget": a_budget(400_000, 300_000)},
        ),
    ]
    for person in reviewers:
        found.seat(person)
    return found
