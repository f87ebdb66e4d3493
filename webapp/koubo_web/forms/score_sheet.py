"""A score sheet on its page: which texts its fields hold, and what was typed over them."""

from collections.abc import Mapping

from koubo.review.rules import reason_field
from koubo.review.selection.values import Cell, CellState
from koubo.schemes.review_words import Criterion, Stage

COMMENT = "comment"
NOT_POINTS = [
    (CellState.ABSTAINED.value, "採点を控える（棄権）"),
    (CellState.NOT_APPLICABLE.value, "この企画には当てはまらない（対象外）"),
]


def sheet_fields(stage: Stage) -> list[str]:
    """Give the names of all fields of a stage's sheet."""
    marks = [one.id for one in stage.criteria]
    return [*marks, *(reason_field(one) for one in marks), COMMENT]


def sheet_texts(stage: Stage, cells: Mapping[str, Cell], comment: str) -> dict[str, str]:
    """Give a saved sheet as the texts of its fields."""
    texts = dict.fromkeys(sheet_fields(stage), "")
    for criterion in stage.criteria:
        if cell := cells.get(criterion.id):
            texts[criterion.id] = _mark(cell)
            texts[reason_field(criterion.id)] = cell.reason
    texts[COMMENT] = comment
    return texts


def typed_texts(stage: Stage, posted: Mapping[str, str]) -> dict[str, str]:
    """Give what was typed into a stage's sheet, and nothing else that was sent."""
    return {name: posted.get(name, "") for name in sheet_fields(stage)}


def scale_of(criterion: Criterion) -> list[tuple[str, str]]:
    """Give the points of a criterion with their anchors."""
    points = range(criterion.lowest, criterion.highest + 1)
    anchors = [*criterion.anchors, *("" for _ in points)]
    return [(str(point), anchor) for point, anchor in zip(points, anchors, strict=False)]


def mark_told(criterion: Criterion, text: str) -> str:
    """Give a mark as a person reads it: 4（やや優れている）, 棄権 …; empty where there is none."""
    words = dict([*scale_of(criterion), *NOT_POINTS])
    if text.isdecimal():
        anchor = words.get(text, "")
        return f"{text}点（{anchor}）" if anchor else f"{text}点"
    return words.get(text, "")


def sheet_told(stage: Stage, texts: Mapping[str, str]) -> list[tuple[str, str]]:
    """Give a sheet's texts with their labels, for reading and comparing."""
    lines: list[tuple[str, str]] = []
    for criterion in stage.criteria:
        lines.append((criterion.title, mark_told(criterion, texts[criterion.id])))
        lines.append((f"{criterion.title}の理由・意見", texts[reason_field(criterion.id)]))
    return [*lines, ("全体の意見", texts[COMMENT])]


def sheet_facts(stage: Stage, texts: Mapping[str, str]) -> list[tuple[str, str, str]]:
    """Give a sheet's marks with their reasons below them, for the macro ``facts``."""
    marks = [
        (one.title, mark_told(one, texts[one.id]), texts[reason_field(one.id)])
        for one in stage.criteria
    ]
    return [*marks, ("全体の意見", texts[COMMENT] or "なし", "")]


def _mark(cell: Cell) -> str:
    if cell.points is not None:
        return str(cell.points)
    return "" if cell.state is CellState.MISSING else cell.state.value
