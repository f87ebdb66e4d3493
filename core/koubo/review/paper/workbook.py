"""Score sheets as an Excel workbook: a worksheet for each reviewer, a row for each application."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from koubo.papers.sheets import Cell as SheetCell
from koubo.papers.sheets import Sheet
from koubo.review.blind import hides_organisation
from koubo.review.paper.blank import is_taken, points_of
from koubo.review.paper.rules import COMMENT, NOT_MARKED, sheet_number
from koubo.review.rules import REVIEW_STEPS, ReviewState, point_told, reason_field
from koubo.review.selection.values import Cell, CellState
from koubo.schemes.review_words import Criterion, SelectionRule, Stage

NUMBER, REVIEWER, RECEIPT, PROJECT = "審査票番号", "委員", "受付番号", "事業の名称"
ORGANISATION, STATE, WHOLE, VERSION = "団体", "状態", "全体の意見", "版"
LEGEND = "見方"
KEY_FIELD, REVIEWER_FIELD, VERSION_FIELD = ":number", ":reviewer", ":version"
"""Fields of the columns by which a row is known again; no criterion's id has a colon."""
WIDTHS: Mapping[str, int] = {
    NUMBER: 13, REVIEWER: 9, RECEIPT: 18, PROJECT: 32, ORGANISATION: 24, STATE: 16,
}  # fmt: skip
POINTS_WIDTH, REASON_WIDTH, COMMENT_WIDTH, VERSION_WIDTH = 12, 32, 40, 8


@dataclass(frozen=True)
class WorkbookRow:
    """A sheet as it goes into a workbook: what the reader of it may see, and how new that is.

    :param cells: the marks that are shown; an officer is shown none before they are handed in
    :param version: of the review and of what was keyed from paper, so that an old row is noticed
    """

    review_id: int
    member_id: int
    reviewer: str
    application_id: int
    receipt_number: str
    project: str
    organisation: str
    state: ReviewState
    version: tuple[int, int]
    cells: Mapping[str, Cell]
    comment: str

    @property
    def number(self) -> str:
        """Give the sheet's number."""
        return sheet_number(self.review_id)

    @property
    def stamp(self) -> str:
        """Give the version as the hidden column keeps it."""
        review, paper = self.version
        return f"{review}-{paper}"


def points_heading(place: int, criterion: Criterion) -> str:
    """Give the heading of a criterion's marks; its place keeps titles that are alike apart."""
    return f"{place}. {criterion.title}"


def reason_heading(place: int) -> str:
    """Give the heading of a criterion's reasons."""
    return f"{place}. 理由・意見"


def columns_of(stage: Stage) -> dict[str, tuple[str, ...]]:
    """Give the headings by which the columns of a workbook are found, by field."""
    columns = {KEY_FIELD: (NUMBER,), REVIEWER_FIELD: (REVIEWER,), VERSION_FIELD: (VERSION,)}
    for place, one in enumerate(stage.criteria, start=1):
        columns[one.id] = (points_heading(place, one),)
        columns[reason_field(one.id)] = (reason_heading(place),)
    return {**columns, COMMENT: (WHOLE,)}


def own_headings(stage: Stage) -> frozenset[str]:
    """Give the headings that are ours and that nobody reads back."""
    return frozenset(
        (RECEIPT, PROJECT, STATE, *(() if hides_organisation(stage) else (ORGANISATION,)))
    )


def score_sheets(stage: Stage, rule: SelectionRule, rows: Iterable[WorkbookRow]) -> list[Sheet]:
    """Give the worksheets: what may be written first, then one for each reviewer."""
    by_reviewer: dict[str, list[WorkbookRow]] = {}
    for row in rows:
        by_reviewer.setdefault(row.reviewer, []).append(row)
    sheets = [_sheet(stage, rule, name, several) for name, several in by_reviewer.items()]
    return [*sheets, _legend(stage, rule)]


def mark_text(cell: Cell) -> str | int | None:
    """Give a mark as it stands in a workbook; None where there is none."""
    return cell.points if cell.points is not None else NOT_MARKED.get(cell.state)


def _sheet(stage: Stage, rule: SelectionRule, reviewer: str, rows: Sequence[WorkbookRow]) -> Sheet:
    heads = _heads(stage)
    marks = [
        heading
        for place, one in enumerate(stage.criteria, start=1)
        for heading in (points_heading(place, one), reason_heading(place))
    ]
    first = len(heads)
    header = (*heads, *marks, WHOLE, VERSION)
    writable = frozenset(range(first, len(header) - 1))
    return Sheet(
        name=reviewer,
        header=header,
        rows=[_row(stage, one) for one in rows],
        widths=(
            *(WIDTHS[one] for one in heads),
            *((POINTS_WIDTH, REASON_WIDTH) * len(stage.criteria)),
            COMMENT_WIDTH,
            VERSION_WIDTH,
        ),
        notes=(
            f"{stage.title}　審査票　{reviewer}",
            f"点は一覧から選ぶか、数字で入力します。見方は「{LEGEND}」のシートにあります。"
            "見出しと左の列は変えられません。空の行は、まだの扱いになります。",
        ),
        choices={
            first + 2 * place: choices_of(rule, one) for place, one in enumerate(stage.criteria)
        },
        writable=writable,
        hidden=frozenset((len(header) - 1,)),
    )


def choices_of(rule: SelectionRule, criterion: Criterion) -> tuple[str, ...]:
    """Give what may be written as a mark, the best first."""
    points = (str(one) for one in points_of(criterion))
    return (*points, *(words for state, words in NOT_MARKED.items() if is_taken(rule, state)))


def _heads(stage: Stage) -> tuple[str, ...]:
    shown = () if hides_organisation(stage) else (ORGANISATION,)
    return (NUMBER, REVIEWER, RECEIPT, PROJECT, *shown, STATE)


def _row(stage: Stage, row: WorkbookRow) -> tuple[SheetCell, ...]:
    values: dict[str, SheetCell] = {
        NUMBER: row.number,
        REVIEWER: row.reviewer,
        RECEIPT: row.receipt_number,
        PROJECT: row.project,
        ORGANISATION: row.organisation,
        STATE: REVIEW_STEPS.names[row.state],
    }
    empty = Cell(CellState.MISSING)
    marks: list[SheetCell] = []
    for one in stage.criteria:
        cell = row.cells.get(one.id, empty)
        marks += [mark_text(cell), cell.reason or None]
    return (
        *(values[one] for one in _heads(stage)), *marks, row.comment or None, row.stamp,
    )  # fmt: skip


def _legend(stage: Stage, rule: SelectionRule) -> Sheet:
    return Sheet(
        name=LEGEND,
        header=("審査項目", "書けるもの", "意味"),
        rows=list(_legend_rows(stage, rule)),
        widths=(32, 14, 70),
        writable=frozenset(),
    )


def _legend_rows(stage: Stage, rule: SelectionRule) -> Iterator[tuple[str, str, str]]:
    for place, one in enumerate(stage.criteria, start=1):
        heading = points_heading(place, one)
        yield heading, f"{one.lowest}〜{one.highest}", one.support
        for points, anchor in zip(points_of(one), one.anchors, strict=False):
            yield heading, str(points), anchor
        if one.reason_at_most is not None:
            low = point_told(one, one.reason_at_most)
            yield heading, f"{low}以下", "理由・意見を必ず書いてください。"
    meanings = {
        CellState.NOT_APPLICABLE: "この企画には当てはまらない",
        CellState.ABSTAINED: "この項目の採点を控える",
    }
    for state, meaning in meanings.items():
        if is_taken(rule, state):
            yield "すべての項目", NOT_MARKED[state], meaning
    yield "すべての項目", "（空）", "まだ採点していない。0点とは別に扱います。"
