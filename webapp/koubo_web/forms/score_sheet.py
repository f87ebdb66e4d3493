"""A score sheet on its page: which texts its fields hold, and what was typed over them."""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass

from koubo.money import format_number
from koubo.review.own_total import worth_of
from koubo.review.rules import point_told, policy_of, reason_field
from koubo.review.selection.values import Cell, CellState
from koubo.schemes.review_words import CellPolicy, Criterion, SelectionRule, Stage
from koubo_web.forms.seen import PAGE, TURN

COMMENT = "comment"
NOT_POINTS = [
    (CellState.ABSTAINED.value, "採点を控える（棄権）"),
    (CellState.NOT_APPLICABLE.value, "この企画には当てはまらない（対象外）"),
]
COUNTS_AS = {
    CellPolicy.LEAVE_OUT: "点にも満点にも入れません",
    CellPolicy.ZERO: "0点として数えます",
    CellPolicy.ITEM_MEAN: "ほかの委員の平均点で補います",
}
UNMARKED = {
    CellPolicy.REFUSED: "すべての項目に記入すると、提出できます。",
    CellPolicy.LEAVE_OUT: "記入しない項目は、点にも満点にも入れずに集計します。",
    CellPolicy.ZERO: "記入しない項目は、0点として集計します。",
    CellPolicy.ITEM_MEAN: "記入しない項目は、ほかの委員の平均点で補って集計します。",
}


@dataclass(frozen=True)
class Marking:
    """One criterion as the page asks about it."""

    criterion: Criterion
    scale: list[tuple[str, str, str]]
    """What is sent, the words below, and what stands large: the point, or the grade."""
    weight: str
    guide: str
    reason_support: str
    reason_need: str
    """Stands at its label: 2点以下は必須; empty where a reason is never asked for."""

    @property
    def id(self) -> str:
        """Give the name of its field."""
        return self.criterion.id

    @property
    def reason(self) -> str:
        """Give the name of the field in which it is explained."""
        return reason_field(self.criterion.id)


def markings(stage: Stage, rule: SelectionRule) -> list[Marking]:
    """Give a stage's criteria as its sheet asks about them."""
    return [
        Marking(
            one,
            [(value, words, _face(one, value)) for value, words in scale_of(one)],
            weight_told(one),
            "\n".join(filter(None, (one.support, *vetoes_told(stage, rule, one)))),
            reason_told(one),
            reason_need(one),
        )
        for one in stage.criteria
    ]


def _face(criterion: Criterion, value: str) -> str:
    return point_told(criterion, int(value)) if criterion.grade_points else value


def weight_told(criterion: Criterion) -> str:
    """Say how much a criterion counts, where it counts otherwise than its points."""
    if criterion.weight == 1:
        return ""
    most = max(worth_of(criterion, point) for point in _points(criterion))
    return f"点を{format_number(criterion.weight)}倍して数えます（最高 {format_number(most)}点）"


def vetoes_told(stage: Stage, rule: SelectionRule, criterion: Criterion) -> list[str]:
    """Say what few points in a criterion do to the whole application."""
    titles = {one.id: one.title for one in stage.criteria}
    return [
        f"合計点にかかわらない決まり：{veto.told(titles)}。"
        for veto in rule.vetoes.value
        if veto.criterion == criterion.id
    ]


def reason_told(criterion: Criterion) -> str:
    """Say when a mark has to be explained; empty if never."""
    if criterion.reason_at_most is None:
        return ""
    low = point_told(criterion, criterion.reason_at_most)
    return f"{low}以下のときは、必ず書いてください。"


def reason_need(criterion: Criterion) -> str:
    """Give the same in a word for a label; empty if never."""
    if criterion.reason_at_most is None:
        return ""
    return f"{point_told(criterion, criterion.reason_at_most)}以下は必須"


def others_of(rule: SelectionRule) -> list[tuple[str, str]]:
    """Give what may be chosen instead of points, each with what it counts as."""
    policies = {value: policy_of(rule, CellState(value)) for value, _ in NOT_POINTS}
    return [
        (value, f"{words}：{COUNTS_AS[policies[value]]}")
        for value, words in NOT_POINTS
        if policies[value] is not CellPolicy.REFUSED
    ]


def unmarked_told(rule: SelectionRule) -> str:
    """Say what becomes of a criterion that nobody marks."""
    return UNMARKED[policy_of(rule, CellState.MISSING)]


def page_fields(version: int) -> dict[str, str]:
    """Give the hidden fields of a page that shows a sheet as it stands in a version."""
    return {"version": str(version), PAGE: secrets.token_hex(8), TURN: "0"}


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
    """Give the points of a criterion with their anchors; grades with what they are worth."""
    if criterion.grade_points:
        return [
            (str(point), f"{format_number(worth_of(criterion, point))}点")
            for point in _points(criterion)
        ]
    points = _points(criterion)
    anchors = [*criterion.anchors, *("" for _ in points)]
    return [(str(point), anchor) for point, anchor in zip(points, anchors, strict=False)]


def _points(criterion: Criterion) -> range:
    return range(criterion.lowest, criterion.highest + 1)


def mark_told(criterion: Criterion, text: str) -> str:
    """Give a mark as a person reads it: 4点（やや優れている）, A（15点）, 棄権 …; empty if none."""
    words = dict([*scale_of(criterion), *NOT_POINTS])
    if text in words and text.isdecimal():
        anchor = words[text]
        shown = point_told(criterion, int(text))
        return f"{shown}（{anchor}）" if anchor else shown
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
        (
            one.title,
            mark_told(one, texts[one.id]) or "未採点",
            texts[reason_field(one.id)],
        )
        for one in stage.criteria
    ]
    return [*marks, ("全体の意見", texts[COMMENT] or "なし", "")]


def _mark(cell: Cell) -> str:
    if cell.points is not None:
        return str(cell.points)
    return "" if cell.state is CellState.MISSING else cell.state.value
