"""Sheets on paper as officers see them: how many wait for what, one member's, and one of them."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from sqlalchemy import Select, and_, func, select
from sqlalchemy.orm import Session, aliased

from koubo.applications.models import Application
from koubo.people.models import Organisation, Person
from koubo.people.rules import Actor
from koubo.review.blind import organisation_shown, project_shown
from koubo.review.days.models import PresentationDay, PresentationSlot
from koubo.review.models import Review
from koubo.review.panels.models import PanelMember
from koubo.review.paper.models import PaperScan, PaperSheet
from koubo.review.paper.policy import keyable
from koubo.review.paper.rules import LIVE_STATES, PaperSource, PaperState, sheet_number
from koubo.review.policy import load_call_in_part
from koubo.review.queries.stage import stage_of
from koubo.review.rules import DUE_STATES, ReviewState, pseudonym_order
from koubo.schemes.catalog import Catalog
from koubo.schemes.review_words import Stage
from koubo.schemes.rules import CallFacts, Scheme

MOST_LINES = 1_000
"""A member's sheets on one page."""


@dataclass(frozen=True)
class PaperLine:
    """One sheet of a stage, and how far its paper is."""

    review_id: int
    member_id: int
    reviewer: str
    application_id: int
    receipt_number: str
    project: str
    organisation: str
    """Empty where the stage hides it."""
    state: ReviewState
    paper_id: int | None
    paper_state: PaperState | None
    source: PaperSource | None
    keyed_by: int | None
    keyed_by_name: str
    keyed_at: datetime | None
    scan_id: int | None
    order: str = ""
    """The place among the reviewer's own, in the order of presentation: 3／18."""

    @property
    def number(self) -> str:
        """Give the number that is printed on the sheet."""
        return sheet_number(self.review_id)

    @property
    def waits_to_be_keyed(self) -> bool:
        """Say whether nothing of it was keyed yet and it may be."""
        return self.state is ReviewState.DECLARED and self.paper_state is None


@dataclass(frozen=True)
class PaperMember:
    """How far one reviewer's sheets are."""

    id: int
    reviewer: str
    name: str
    states: Counter[ReviewState] = field(default_factory=Counter)
    papers: Counter[PaperState] = field(default_factory=Counter)

    @property
    def to_key(self) -> int:
        """Give how many declared sheets nobody has keyed, nor the reviewer handed in."""
        return self.states[ReviewState.DECLARED] - self.papers.total()

    @property
    def to_print(self) -> int:
        """Give how many sheets are still to be handed in, and so worth a blank one."""
        return self.states[ReviewState.ASSIGNED] + self.states[ReviewState.DECLARED]


@dataclass(frozen=True)
class PaperStage:
    """The papers of a stage at a glance."""

    call: CallFacts
    scheme: Scheme
    stage: Stage
    members: tuple[PaperMember, ...]

    def waiting(self, state: PaperState) -> int:
        """Give how many papers of the stage are in a state."""
        return sum(one.papers[state] for one in self.members)


def paper_stage(
    session: Session, catalog: Catalog, actor: Actor, call_id: int, stage_id: str
) -> PaperStage:
    """Give how many sheets of each member wait for what; two statements."""
    call = load_call_in_part(session, actor, call_id)
    scheme = catalog.of(call.release)
    rows = session.execute(
        select(
            PanelMember.id,
            PanelMember.pseudonym,
            Person.name,
            Review.state,
            PaperSheet.state,
            func.count(),
        )
        .select_from(Review)
        .join(PanelMember, PanelMember.id == Review.panel_member_id)
        .join(Person, Person.id == PanelMember.person_id)
        .join(Application, Application.id == Review.application_id)
        .outerjoin(PaperSheet, _live())
        .where(PanelMember.call_id == call_id, Review.stage_id == stage_id, keyable(actor))
        .group_by(
            PanelMember.id, PanelMember.pseudonym, Person.name, Review.state, PaperSheet.state
        )
    )
    members: dict[int, PaperMember] = {}
    for member_id, pseudonym, name, state, paper_state, count in rows:
        member = members.setdefault(member_id, PaperMember(member_id, pseudonym, name))
        member.states[state] += count
        if paper_state is not None:
            member.papers[paper_state] += count
    ordered = sorted(members.values(), key=lambda one: pseudonym_order(one.reviewer))
    return PaperStage(call.facts(), scheme, stage_of(scheme, stage_id), tuple(ordered))


def paper_lines(
    session: Session,
    actor: Actor,
    call_id: int,
    stage: Stage,
    *,
    member_id: int | None = None,
    review_id: int | None = None,
) -> list[PaperLine]:
    """Give the sheets of a stage, or one member's, in the order of presentation; two statements.

    Recused ones are left out, and those of applications that the actor is kept out of.
    """
    wanted = _lines().where(
        PanelMember.call_id == call_id,
        Review.stage_id == stage.id,
        Review.state.in_(DUE_STATES),
        keyable(actor),
    )
    if member_id is not None:
        wanted = wanted.where(PanelMember.id == member_id)
    if review_id is not None:
        wanted = wanted.where(Review.id == review_id)
    rows = session.execute(wanted).all()
    places = presentation_places(session, call_id, stage.id)
    ordered = sorted(rows, key=lambda row: _order(row, places))
    counts, lines = Counter(row.member_id for row in rows), []
    given: Counter[int] = Counter()
    for row in ordered:
        given[row.member_id] += 1
        order = "" if review_id else f"{given[row.member_id]}／{counts[row.member_id]}"
        lines.append(_line(stage, row, order))
    return lines


def waiting_lines(
    session: Session, actor: Actor, call_id: int, stage: Stage, *, limit: int
) -> list[PaperLine]:
    """Give the papers that the actor may read back, the first keyed first; one statement.

    What the actor keyed is for somebody else.
    """
    rows = session.execute(
        _lines()
        .where(
            PanelMember.call_id == call_id,
            Review.stage_id == stage.id,
            PaperSheet.state == PaperState.KEYED,
            PaperSheet.keyed_by != actor.person_id,
            keyable(actor),
        )
        .order_by(PaperSheet.keyed_at, PaperSheet.id)
        .limit(limit)
    )
    return [_line(stage, row, "") for row in rows]


def presentation_places(
    session: Session, call_id: int, stage_id: str
) -> dict[int, tuple[date, int]]:
    """Give each application's place in the stage's timetables; nothing where none is made."""
    rows = session.execute(
        select(PresentationSlot.application_id, PresentationDay.held_on, PresentationSlot.position)
        .join(PresentationDay, PresentationDay.id == PresentationSlot.day_id)
        .where(
            PresentationDay.call_id == call_id,
            PresentationDay.stage_id == stage_id,
            PresentationSlot.application_id.is_not(None),
        )
    )
    return {
        application_id: (held_on, position)
        for application_id, held_on, position in rows
        if application_id is not None
    }


def scans_of(session: Session, member_id: int, stage_id: str) -> Sequence[PaperScan]:
    """Give the scans of a member's papers, the newest first."""
    return session.scalars(
        select(PaperScan)
        .where(PaperScan.panel_member_id == member_id, PaperScan.stage_id == stage_id)
        .order_by(PaperScan.id.desc())
    ).all()


def _live() -> Any:
    return and_(PaperSheet.review_id == Review.id, PaperSheet.state.in_(LIVE_STATES))


def _lines() -> Select[Any]:
    keyer = aliased(Person)
    columns: tuple[Any, ...] = (
        Review.id.label("review_id"),
        PanelMember.id.label("member_id"),
        PanelMember.pseudonym.label("reviewer"),
        Application.id.label("application_id"),
        Application.receipt_number,
        Application.project_name,
        Organisation.name.label("organisation"),
        Review.state.label("state"),
        PaperSheet.id.label("paper_id"),
        PaperSheet.state.label("paper_state"),
        PaperSheet.source,
        PaperSheet.keyed_by,
        keyer.name.label("keyed_by_name"),
        PaperSheet.keyed_at,
        PaperSheet.scan_id,
    )
    return (
        select(*columns)
        .select_from(Review)
        .join(PanelMember, PanelMember.id == Review.panel_member_id)
        .join(Application, Application.id == Review.application_id)
        .join(Organisation, Organisation.id == Application.organisation_id)
        .outerjoin(PaperSheet, _live())
        .outerjoin(keyer, keyer.id == PaperSheet.keyed_by)
    )


def _order(row: Any, places: Mapping[int, tuple[date, int]]) -> tuple[Any, ...]:
    """Sort by reviewer, then as the timetable says; who is in none comes last, by number."""
    held_on, position = places.get(row.application_id, (date.max, 0))
    return (
        pseudonym_order(row.reviewer), held_on, position, row.receipt_number or "", row.review_id,
    )  # fmt: skip


def _line(stage: Stage, row: Any, order: str) -> PaperLine:
    number = row.receipt_number or ""
    return PaperLine(
        review_id=row.review_id,
        member_id=row.member_id,
        reviewer=row.reviewer,
        application_id=row.application_id,
        receipt_number=number,
        project=project_shown(stage, row.project_name, number),
        organisation=organisation_shown(stage, row.organisation),
        state=row.state,
        paper_id=row.paper_id,
        paper_state=row.paper_state,
        source=row.source,
        keyed_by=row.keyed_by,
        keyed_by_name=row.keyed_by_name or "",
        keyed_at=row.keyed_at,
        scan_id=row.scan_id,
        order=order,
    )


def by_member(lines: Iterable[PaperLine]) -> dict[int, list[PaperLine]]:
    """Group lines by their reviewer, in the order in which they come."""
    grouped: dict[int, list[PaperLine]] = {}
    for one in lines:
        grouped.setdefault(one.member_id, []).append(one)
    return grouped
