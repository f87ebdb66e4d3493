"""A stage's sheet as it is printed to be marked by hand."""

from collections.abc import Iterator

from koubo.money import format_number
from koubo.papers.score_sheets import BlankMark, BlankScoreSheet
from koubo.review.blind import hides_organisation, organisation_shown, project_shown
from koubo.review.own_total import own_total, worth_of
from koubo.review.paper.rules import NOT_MARKED, sheet_number
from koubo.review.rules import point_told, policy_of
from koubo.review.selection.values import Cell, CellState
from koubo.schemes.review_words import CellPolicy, Criterion, SelectionRule, Stage

MOST_BOXES = 11
"""A longer scale than 0 to 10 is written in."""


def blank_sheet(
    stage: Stage,
    rule: SelectionRule,
    *,
    review_id: int,
    reviewer: str,
    order: str,
    receipt_number: str,
    project: str,
    organisation: str,
) -> BlankScoreSheet:
    """Give one reviewer's blank sheet for one application; what the stage hides is not on it.

    :param reviewer: the pseudonym
    :param order: the place in the order of presentation, such as 3／18
    """
    items = [
        ("受付番号", receipt_number),
        ("事業の名称", project_shown(stage, project, receipt_number)),
    ]
    if not hides_organisation(stage):
        items.append(("団体", organisation_shown(stage, organisation)))
    return BlankScoreSheet(
        number=sheet_number(review_id),
        title=stage.title,
        reviewer=reviewer,
        order=order,
        items=tuple(items),
        marks=tuple(_mark(one) for one in stage.criteria),
        others=tuple(words for state, words in NOT_MARKED.items() if is_taken(rule, state)),
        total=_highest(stage, rule),
    )


def is_taken(rule: SelectionRule, state: CellState) -> bool:
    """Say whether the scheme takes a sheet with a cell that is marked so in place of points."""
    return policy_of(rule, state) is not CellPolicy.REFUSED


def points_of(criterion: Criterion) -> range:
    """Give the scale from the lowest to the highest point."""
    return range(criterion.lowest, criterion.highest + 1)


def _mark(criterion: Criterion) -> BlankMark:
    scale = points_of(criterion)
    anchors = dict(zip(scale, criterion.anchors, strict=False))
    boxes = [(str(one), anchors.get(one, "")) for one in scale]
    return BlankMark(
        title=criterion.title,
        support=criterion.support,
        choices=tuple(boxes) if len(scale) <= MOST_BOXES else (),
        scale=f"{criterion.lowest}〜{criterion.highest}",
        notes=tuple(_notes(criterion)),
    )


def _notes(criterion: Criterion) -> Iterator[str]:
    if criterion.weight != 1:
        yield f"点を{format_number(criterion.weight)}倍して数えます。"
    if criterion.reason_at_most is not None:
        yield f"{point_told(criterion, criterion.reason_at_most)}以下のときは、理由を必ず書いてください。"


def _highest(stage: Stage, rule: SelectionRule) -> str:
    """Give what the sum is out of; grades are not added up by hand."""
    if any(one.grade_points for one in stage.criteria):
        return ""
    best = {one.id: Cell(CellState.VALUE, _best(one)) for one in stage.criteria}
    return format_number(own_total(stage, rule, best).points)


def _best(criterion: Criterion) -> int:
    return max(points_of(criterion), key=lambda points: worth_of(criterion, points))
