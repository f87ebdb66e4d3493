"""Opinions by Excel, for departments without accounts: one workbook for each, one row for each
application that it was asked about, and what a sheet that comes back would change.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from koubo.applications.opinion_rules import OpinionSource, opinion_answers, read_opinion
from koubo.applications.queries.opinions import OpinionLine
from koubo.papers.sheets import Sheet
from koubo.papers.workbooks import ReadSheet, Table, TableRow, find_table
from koubo.people.roster_rules import CellProblem
from koubo.problems import Problem, Problems
from koubo.schemes.question_kinds import QUESTION_KINDS
from koubo.schemes.questions import Question, question_of
from koubo.schemes.rules import Scheme
from koubo.storage.canonical import digest_of

NUMBER, DEPARTMENT, ORGANISATION, PROJECT = "受付番号", "担当課", "団体", "事業の名称"
NOTE, DUE = "見てほしいところ", "期限"
KEYS = {":number": (NUMBER,), ":department": (DEPARTMENT,)}
"""The columns by which a row is known again; no question's id has a colon."""
WIDTHS = (18, 16, 24, 28, 24, 12)
ANSWER_WIDTH = 48
NO_TABLE = (
    f"「{NUMBER}」と「{DEPARTMENT}」の見出しがある表が見つかりません。"
    "ダウンロードしたシートの見出しを消さずに、そのまま書き込んでください。"
)


class Fate(StrEnum):
    """What becomes of a row."""

    NEW = "new"
    CHANGED = "changed"
    SAME = "same"
    BLANK = "blank"


FATE_NAMES: Mapping[Fate, str] = {
    Fate.NEW: "新しい回答",
    Fate.CHANGED: "書き直し",
    Fate.SAME: "変更なし",
    Fate.BLANK: "未記入",
}


@dataclass(frozen=True)
class PlannedOpinion:
    """A row of a sheet, and what it would do."""

    row: int
    fate: Fate
    opinion: OpinionLine
    answers: Mapping[str, Any]
    texts: tuple[str, ...]
    """The answers as people read them, question by question."""


@dataclass(frozen=True)
class OpinionPlan:
    """What a sheet would change; with a problem in it nothing is applied."""

    lines: tuple[PlannedOpinion, ...]
    problems: tuple[CellProblem, ...] = ()
    unknown: tuple[str, ...] = field(default=())
    """Headings that nobody reads."""

    def of(self, fate: Fate) -> tuple[PlannedOpinion, ...]:
        """Give the rows of one fate."""
        return tuple(one for one in self.lines if one.fate is fate)

    @property
    def digest(self) -> str:
        """Give what tells this plan from any other, the state of the records included."""
        return digest_of(
            [
                [one.row, one.fate.value, one.opinion.id, one.opinion.version, dict(one.answers)]
                for one in self.lines
            ]
        )


def opinion_sheet(scheme: Scheme, asked: Sequence[OpinionLine], department: str) -> Sheet:
    """Give the sheet for one department, what it has answered already filled in."""
    questions = scheme.office_words.opinion_questions
    heads = (NUMBER, DEPARTMENT, ORGANISATION, PROJECT, NOTE, DUE)
    return Sheet(
        name="意見",
        header=(*heads, *(one.label for one in questions)),
        rows=[
            (
                one.receipt_number,
                one.department,
                one.organisation,
                one.project_name,
                one.note,
                one.due_on,
                *texts_of(scheme, one.answers),
            )
            for one in asked
        ],
        widths=(*WIDTHS, *(ANSWER_WIDTH for _ in questions)),
        notes=(
            f"{department}の意見を、右の列に書いてください。行の順番は変えてもかまいません。",
            "書いたら、このファイルを事務局に返してください。書いていない行は、まだの扱いになります。",
        ),
        choices={
            len(heads) + place: one.choices
            for place, one in enumerate(questions)
            if one.kind == "choice"
        },
    )


def texts_of(scheme: Scheme, answers: Mapping[str, Any]) -> tuple[str, ...]:
    """Give kept answers as people read them, one for each question."""
    typed = opinion_answers(scheme, answers)
    return tuple(
        QUESTION_KINDS[one.kind].text(one, typed[one.id]) if one.id in typed else ""
        for one in scheme.office_words.opinion_questions
    )


def plan_opinions(
    scheme: Scheme, sheets: Iterable[ReadSheet], asked: Sequence[OpinionLine]
) -> OpinionPlan:
    """Give what sheets would change; raises Problems where there is no table in them.

    :param asked: all that was asked in the call, whichever the department
    """
    questions = scheme.office_words.opinion_questions
    columns = {one.id: (one.label,) for one in questions}
    tables = [
        table
        for sheet in sheets
        if (table := find_table(sheet, {**KEYS, **columns}, tuple(KEYS))) is not None
    ]
    if not tables:
        raise Problems([Problem("no_table", NO_TABLE, field="file")])
    known = {(one.receipt_number.upper(), one.department): one for one in asked}
    reader = _Rows(scheme, questions, known)
    for table in tables:
        reader.read(table)
    unknown = tuple(one for table in tables for one in table.unknown if one not in _OWN)
    return OpinionPlan(tuple(reader.lines), tuple(reader.problems), unknown)


_OWN = frozenset((ORGANISATION, PROJECT, NOTE, DUE))


@dataclass
class _Rows:
    """Reads rows, each opinion once."""

    scheme: Scheme
    questions: Sequence[Question]
    known: Mapping[tuple[str, str], OpinionLine]
    lines: list[PlannedOpinion] = field(default_factory=list)
    problems: list[CellProblem] = field(default_factory=list)
    seen: set[int] = field(default_factory=set)

    def read(self, table: Table) -> None:
        """Read a table's rows."""
        for row in table.rows:
            number, department = row.values[":number"].upper(), row.values[":department"]
            opinion = self.known.get((number, department))
            if opinion is None:
                self._complain(
                    table, row, ":number", "この応募と担当課には、意見を求めていません。"
                )
            elif opinion.id in self.seen:
                self._complain(
                    table, row, ":number", "同じ応募の行が2つあります。1つにしてください。"
                )
            else:
                self.seen.add(opinion.id)
                self._read(table, row, opinion)

    def _read(self, table: Table, row: TableRow, opinion: OpinionLine) -> None:
        typed = {one.id: row.values.get(one.id, "") for one in self.questions}
        if not any(typed.values()):
            self.lines.append(PlannedOpinion(row.number, Fate.BLANK, opinion, {}, ()))
            return
        try:
            answers = read_opinion(self.scheme, typed)
        except Problems as wrong:
            for one in wrong.problems:
                self._complain(table, row, question_of(one.field), one.message)
            return
        fate = Fate.NEW if not opinion.is_answered else Fate.CHANGED
        if opinion.is_answered and answers == opinion.answers:
            fate = Fate.SAME
        if fate is Fate.CHANGED and opinion.source is OpinionSource.WEB:
            message = (
                "担当課が画面で答えた意見と違います。"
                "直すときは、担当課の画面で直してもらうか、この行を消してください。"
            )
            self._complain(table, row, ":number", message)
            return
        texts = texts_of(self.scheme, answers)
        self.lines.append(PlannedOpinion(row.number, fate, opinion, answers, texts))

    def _complain(self, table: Table, row: TableRow, field: str, message: str) -> None:
        self.problems.append(CellProblem(row.number, table.cell(row.number, field), message))
