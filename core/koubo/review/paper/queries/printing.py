"""What is printed of a stage to be marked by hand: each reviewer's cover and blank sheets."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from koubo.calendar import format_deadline_short
from koubo.papers.score_sheets import BlankScoreSheet, ScoreCover, ScoreCoverLine, ScoreSheetSet
from koubo.people.models import Person
from koubo.people.rules import Actor
from koubo.problems import NotFound
from koubo.review.marking_time import marking_time
from koubo.review.panels.models import PanelMember
from koubo.review.paper.blank import blank_sheet
from koubo.review.paper.queries.sheets import PaperLine, by_member, paper_lines
from koubo.review.policy import load_call_in_part
from koubo.review.queries.stage import stage_of
from koubo.review.rules import ReviewState
from koubo.schemes.catalog import Catalog
from koubo.schemes.review_words import SelectionRule, Stage


def score_sheet_sets(
    session: Session,
    catalog: Catalog,
    actor: Actor,
    call_id: int,
    stage_id: str,
    *,
    member_id: int | None = None,
) -> tuple[ScoreSheetSet, ...]:
    """Give the blank sheets of a stage, or of one reviewer, in the order of presentation.

    Recused ones are left out, and those that were handed in; so are applications that the officer
    is kept out of. NotFound where nothing is left.
    """
    call = load_call_in_part(session, actor, call_id)
    scheme = catalog.of(call.release)
    stage = stage_of(scheme, stage_id)
    lines = paper_lines(session, actor, call_id, stage, member_id=member_id)
    grouped = by_member(one for one in lines if one.state is not ReviewState.HANDED_IN)
    if not grouped:
        raise NotFound
    names = _names(session, list(grouped))
    due_at = marking_time(session, call_id, stage_id).due_at
    return tuple(
        ScoreSheetSet(
            cover=ScoreCover(
                call=call.title,
                title=stage.title,
                issuer=scheme.city,
                reviewer=several[0].reviewer,
                name=names[number],
                due=format_deadline_short(due_at) if due_at else "",
                lines=tuple(_cover_line(one) for one in several),
                declared=all(one.state is not ReviewState.ASSIGNED for one in several),
            ),
            sheets=tuple(_sheet(stage, scheme.selection, one) for one in several),
        )
        for number, several in grouped.items()
    )


def _names(session: Session, member_ids: list[int]) -> dict[int, str]:
    rows = session.execute(
        select(PanelMember.id, Person.name)
        .join(Person, Person.id == PanelMember.person_id)
        .where(PanelMember.id.in_(member_ids))
    )
    return {member_id: name for member_id, name in rows}


def _cover_line(line: PaperLine) -> ScoreCoverLine:
    place = line.order.partition("／")[0]
    return ScoreCoverLine(place, line.receipt_number, line.project, line.organisation)


def _sheet(stage: Stage, rule: SelectionRule, line: PaperLine) -> BlankScoreSheet:
    return blank_sheet(
        stage,
        rule,
        review_id=line.review_id,
        reviewer=line.reviewer,
        order=line.order,
        receipt_number=line.receipt_number,
        project=line.project,
        organisation=line.organisation,
    )
