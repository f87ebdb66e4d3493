"""What a workbook of score sheets that comes back would change, row by row, before it does."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from koubo.papers.workbooks import ReadSheet, Table, TableRow, column_name, find_table
from koubo.people.roster_rules import CellProblem
from koubo.problems import Problem, Problems
from koubo.review.paper.rules import (
    Difference,
    differences,
    review_of_number,
)
from koubo.review.paper.schemas import typed_sheet
from koubo.review.paper.workbook import (
    KEY_FIELD,
    LEGEND,
    NUMBER,
    REVIEWER_FIELD,
    VERSION_FIELD,
    WorkbookRow,
    columns_of,
    own_headings,
)
from koubo.review.rules import ReviewState, sheet_problems
from koubo.review.schemas import SheetInput, read_sheet
from koubo.review.selection.values import CellState
from koubo.schemes.review_words import SelectionRule, Stage
from koubo.storage.canonical import digest_of

NO_TABLE = (
    f"「{NUMBER}」の見出しがある表が見つかりません。"
    "ダウンロードした Excel の見出しを消さずに、そのまま書き込んでください。"
)
NOT_YOURS = "この審査票番号の行は、ここでは取り込めません。ほかの委員の審査票か、除斥・回避になった応募の行です。この行を消してください。"
MISTYPED = f"{NUMBER}が正しくありません。ダウンロードした Excel の番号のままにしてください。"
TWICE = "同じ審査票の行が2つあります。1つにしてください。"
ANOTHERS = "審査票番号と委員が合いません。行をほかのシートへ移さずに書いてください。"
HANDED_IN = "この審査票は、もう提出されています。直すときは、採点のやり直しが必要です。"
UNDECLARED = "利害関係の申告がまだのため、採点を取り込めません。"
STALE = (
    "この審査票は、ダウンロードした後に変わりました。"
    "もう一度ダウンロードして、新しい Excel に書いてください。"
)
UNKNOWN = (
    "「{heading}」は、この審査の審査項目ではありません。列を消すか、見出しを元に戻してください。"
)
LACKING = "「{heading}」の列がありません。列を消さずに、ダウンロードした Excel に書いてください。"


class Fate(StrEnum):
    """What becomes of a row."""

    NEW = "new"
    CHANGED = "changed"
    SAME = "same"
    BLANK = "blank"


FATE_NAMES: Mapping[Fate, str] = {
    Fate.NEW: "新しい採点",
    Fate.CHANGED: "書き直し",
    Fate.SAME: "変更なし",
    Fate.BLANK: "未記入",
}


@dataclass(frozen=True)
class PlannedSheet:
    """A row of a workbook, and what it would do."""

    sheet: str
    line: int
    fate: Fate
    row: WorkbookRow
    marks: SheetInput
    changes: tuple[Difference, ...]
    lacking: tuple[Problem, ...] = ()
    """What stands against handing it in as it would be."""

    @property
    def is_open(self) -> bool:
        """Say whether the sheet may still be written in."""
        return self.row.state is ReviewState.DECLARED


@dataclass(frozen=True)
class ScorePlan:
    """What a workbook would change; with a problem in it nothing is applied."""

    lines: tuple[PlannedSheet, ...]
    problems: tuple[CellProblem, ...] = ()

    def of(self, *fates: Fate) -> tuple[PlannedSheet, ...]:
        """Give the rows of some fates."""
        return tuple(one for one in self.lines if one.fate in fates)

    @property
    def writing(self) -> tuple[PlannedSheet, ...]:
        """Give the rows that would change something."""
        return self.of(Fate.NEW, Fate.CHANGED)

    @property
    def handing_in(self) -> tuple[PlannedSheet, ...]:
        """Give the rows that are filled in and may be handed in, as they are or as they would be."""
        return tuple(one for one in self.of(Fate.NEW, Fate.CHANGED, Fate.SAME) if one.is_open)

    @property
    def digest(self) -> str:
        """Give what tells this plan from any other, the state of the records included."""
        return digest_of(
            [
                [
                    one.sheet,
                    one.line,
                    one.fate.value,
                    one.row.number,
                    one.row.stamp,
                    [[change.field, change.read] for change in one.changes],
                ]
                for one in self.lines
            ]
        )


def plan_scores(
    stage: Stage,
    rule: SelectionRule,
    sheets: Iterable[ReadSheet],
    known: Sequence[WorkbookRow],
    *,
    complete: bool,
) -> ScorePlan:
    """Give what a workbook would change; raises Problems where there is no table in it.

    :param known: all that the actor may write; whatever else a row names is refused
    :param complete: whether every row that is written has to be a whole sheet
    """
    reader = _Rows(stage, rule, {one.review_id: one for one in known}, complete)
    found = False
    for sheet in sheets:
        table = find_table(sheet, columns_of(stage), (KEY_FIELD,))
        if table is not None and sheet.name != LEGEND:
            found = True
            reader.read(sheet, table)
    if not found:
        raise Problems([Problem("no_table", NO_TABLE, field="file")])
    return ScorePlan(tuple(reader.lines), tuple(reader.problems))


@dataclass
class _Rows:
    """Reads rows, each sheet once."""

    stage: Stage
    rule: SelectionRule
    known: Mapping[int, WorkbookRow]
    complete: bool
    lines: list[PlannedSheet] = field(default_factory=list)
    problems: list[CellProblem] = field(default_factory=list)
    seen: set[int] = field(default_factory=set)

    def read(self, sheet: ReadSheet, table: Table) -> None:
        """Read a worksheet's rows, once its columns are those of the stage."""
        wrong = list(self._columns(sheet, table))
        self.problems += wrong
        if not wrong:
            for line in table.rows:
                self._find(sheet, table, line)

    def _columns(self, sheet: ReadSheet, table: Table) -> Iterator[CellProblem]:
        """Complain of columns that nobody knows, and of those that are gone."""
        heads = next(row for row in sheet.rows if row.number == table.header_row).cells
        for heading in table.unknown:
            if heading not in own_headings(self.stage):
                place = f"{sheet.name}!{column_name(heads.index(heading))}{table.header_row}"
                yield CellProblem(table.header_row, place, UNKNOWN.format(heading=heading))
        for name, (heading, *_) in columns_of(self.stage).items():
            if name not in table.columns:
                yield CellProblem(table.header_row, sheet.name, LACKING.format(heading=heading))

    def _find(self, sheet: ReadSheet, table: Table, line: TableRow) -> None:
        review_id = review_of_number(line.values[KEY_FIELD])
        row = self.known.get(review_id) if review_id else None
        if review_id is None:
            message = MISTYPED
        elif row is None:
            message = NOT_YOURS
        elif review_id in self.seen:
            message = TWICE
        elif line.values[REVIEWER_FIELD] != row.reviewer:
            message = ANOTHERS
        else:
            self.seen.add(review_id)
            self._read(sheet, table, line, row)
            return
        self._complain(sheet, table, line, KEY_FIELD, message)

    def _read(self, sheet: ReadSheet, table: Table, line: TableRow, row: WorkbookRow) -> None:
        typed = {key: value for key, value in line.values.items() if not key.startswith(":")}
        empty = SheetInput({}, "")
        if not any(typed.values()):
            self.lines.append(PlannedSheet(sheet.name, line.number, Fate.BLANK, row, empty, ()))
            return
        try:
            marks = read_sheet(self.stage, typed_sheet(self.stage, typed))
        except Problems as wrong:
            for one in wrong.problems:
                self._complain(sheet, table, line, one.field, one.message)
            return
        comments = (row.comment, marks.comment)
        changes = tuple(differences(self.stage, row.cells, marks.cells, comments))
        fate = Fate.SAME if not changes else Fate.CHANGED if _is_marked(row) else Fate.NEW
        if changes and (message := _hindrance(row, line)):
            self._complain(sheet, table, line, KEY_FIELD, message)
            return
        lacking = tuple(sheet_problems(self.stage, self.rule, marks.cells))
        if self.complete and changes and lacking:
            for one in lacking:
                self._complain(sheet, table, line, one.field, one.message)
            return
        planned = PlannedSheet(sheet.name, line.number, fate, row, marks, changes, lacking)
        self.lines.append(planned)

    def _complain(
        self, sheet: ReadSheet, table: Table, line: TableRow, name: str, message: str
    ) -> None:
        place = f"{sheet.name}!{table.cell(line.number, name)}"
        self.problems.append(CellProblem(line.number, place, message))


def _is_marked(row: WorkbookRow) -> bool:
    marked = any(one.state is not CellState.MISSING or one.reason for one in row.cells.values())
    return marked or bool(row.comment)


def _hindrance(row: WorkbookRow, line: TableRow) -> str:
    """Say why a row that is not as it was may not be written; empty where it may."""
    if row.state is ReviewState.HANDED_IN:
        return HANDED_IN
    if row.state is not ReviewState.DECLARED:
        return UNDECLARED
    return "" if line.values[VERSION_FIELD] == row.stamp else STALE
