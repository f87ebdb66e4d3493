"""What goes into a workbook of score sheets, and what a workbook that comes back is held against."""

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from koubo.applications.models import Application
from koubo.applications.policy import visible_to_staff
from koubo.people.models import Organisation
from koubo.people.rules import Actor
from koubo.problems import NotFound
from koubo.review.blind import organisation_shown, project_shown
from koubo.review.models import Review, ScoreCell
from koubo.review.panels.models import PanelMember
from koubo.review.paper.models import PaperSheet
from koubo.review.paper.queries.sheets import paper_lines
from koubo.review.paper.rules import LIVE_STATES, cells_from_json
from koubo.review.paper.workbook import WorkbookRow
from koubo.review.policy import load_call_in_part, own
from koubo.review.queries.stage import stage_of
from koubo.review.rules import ReviewState
from koubo.review.selection.values import Cell
from koubo.schemes.catalog import Catalog
from koubo.schemes.models import Call
from koubo.schemes.review_words import SelectionRule, Stage


@dataclass(frozen=True)
class ScoreRows:
    """The rows of a workbook, and by what they are judged."""

    call_id: int
    call: str
    stage: Stage
    rule: SelectionRule
    rows: tuple[WorkbookRow, ...]


def officer_rows(
    session: Session,
    catalog: Catalog,
    actor: Actor,
    call_id: int,
    stage_id: str,
    *,
    member_id: int | None = None,
) -> ScoreRows:
    """Give a stage's sheets, or one reviewer's, as officers see them; six statements.

    Marks are there once they are handed in, or were keyed from paper: what a reviewer has begun
    on the web is for nobody else. Recused sheets are left out.
    """
    call = load_call_in_part(session, actor, call_id)
    scheme = catalog.of(call.release)
    stage = stage_of(scheme, stage_id)
    lines = paper_lines(session, actor, call_id, stage, member_id=member_id)
    ids = [one.review_id for one in lines]
    reviews = _reviews(session, ids)
    handed_in = [one.review_id for one in lines if one.state is ReviewState.HANDED_IN]
    marks, papers = _marks(session, handed_in), _papers(session, ids)
    rows = []
    for one in lines:
        comment, version = reviews[one.review_id]
        paper = papers.get(one.review_id)
        is_in = one.state is ReviewState.HANDED_IN
        cells = marks[one.review_id] if is_in else cells_from_json(paper.cells) if paper else {}
        rows.append(
            WorkbookRow(
                review_id=one.review_id,
                member_id=one.member_id,
                reviewer=one.reviewer,
                application_id=one.application_id,
                receipt_number=one.receipt_number,
                project=one.project,
                organisation=one.organisation,
                state=one.state,
                version=(version, paper.version if paper else 0),
                cells=cells,
                comment=comment if is_in else paper.comment if paper else "",
            )
        )
    return ScoreRows(call_id, call.title, stage, scheme.selection, tuple(rows))


def own_rows(
    session: Session, catalog: Catalog, actor: Actor, call_id: int, stage_id: str
) -> ScoreRows:
    """Give the actor's own sheets of a stage, with what they have marked; three statements.

    NotFound for whoever does not sit on the panel; what they stand aside from is not in it.
    """
    if call_id not in actor.calls_reviewed():
        raise NotFound
    call = session.get_one(Call, call_id)
    scheme = catalog.of(call.release)
    stage = stage_of(scheme, stage_id)
    found = session.execute(
        select(
            Review,
            PanelMember.pseudonym,
            Application.receipt_number,
            Application.project_name,
            Organisation.name.label("organisation"),
        )
        .join(PanelMember, PanelMember.id == Review.panel_member_id)
        .join(Application, Application.id == Review.application_id)
        .join(Organisation, Organisation.id == Application.organisation_id)
        .where(
            own(actor),
            visible_to_staff(actor),
            PanelMember.call_id == call_id,
            Review.stage_id == stage_id,
            Review.state.in_((ReviewState.DECLARED, ReviewState.HANDED_IN)),
        )
        .order_by(Application.receipt_number, Review.id)
    ).all()
    marks = _marks(session, [row.Review.id for row in found])
    rows = tuple(
        WorkbookRow(
            review_id=row.Review.id,
            member_id=row.Review.panel_member_id,
            reviewer=row.pseudonym,
            application_id=row.Review.application_id,
            receipt_number=row.receipt_number or "",
            project=project_shown(stage, row.project_name, row.receipt_number or ""),
            organisation=organisation_shown(stage, row.organisation),
            state=row.Review.state,
            version=(row.Review.version, 0),
            cells=marks[row.Review.id],
            comment=row.Review.comment,
        )
        for row in found
    )
    return ScoreRows(call_id, call.title, stage, scheme.selection, rows)


def _reviews(session: Session, ids: Collection[int]) -> dict[int, tuple[str, int]]:
    rows = session.execute(
        select(Review.id, Review.comment, Review.version).where(Review.id.in_(ids))
    )
    return {review_id: (comment, version) for review_id, comment, version in rows}


def _marks(session: Session, ids: Collection[int]) -> Mapping[int, dict[str, Cell]]:
    marks: defaultdict[int, dict[str, Cell]] = defaultdict(dict)
    for row in session.scalars(select(ScoreCell).where(ScoreCell.review_id.in_(ids))):
        marks[row.review_id][row.criterion_id] = row.value()
    return marks


def _papers(session: Session, ids: Collection[int]) -> dict[int, PaperSheet]:
    found = session.scalars(
        select(PaperSheet).where(PaperSheet.review_id.in_(ids), PaperSheet.state.in_(LIVE_STATES))
    )
    return {one.review_id: one for one in found}
