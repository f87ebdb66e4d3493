"""決裁 by list: the Excel list that goes out, one row a drafted decision, and what it changes."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from koubo.award.decisions.kessai_rules import before_the_vote, kessai_problems
from koubo.award.rules import DECISION_NAMES, DecisionKind, Kessai
from koubo.award.schemas import KESSAI_FIELDS, read_kessai
from koubo.money import parse_yen
from koubo.papers.sheets import Sheet
from koubo.papers.workbooks import ReadSheet, Table, TableRow, find_table
from koubo.people.roster_rules import CellProblem
from koubo.problems import Problem, Problems
from koubo.storage.canonical import digest_of

NUMBER, TOTAL = "決定番号", "金額の合計"
HEADINGS: Mapping[str, tuple[str, ...]] = {
    "number": (NUMBER,),
    "total": (TOTAL,),
    "kessai_number": ("決裁番号",),
    "kessai_on": ("決裁日", "決裁年月日"),
    "kessai_post": ("決裁者の職", "決裁者"),
    "document_number": ("文書番号",),
    "issued_on": ("施行日", "施行年月日"),
}
OWN = frozenset({"募集", "決定", "件数"})
HEADER = (
    NUMBER, "募集", "決定", "件数", TOTAL,
    "決裁番号", "決裁日", "決裁者の職", "文書番号", "施行日",
)  # fmt: skip
WIDTHS = (10, 34, 24, 8, 16, 18, 14, 20, 20, 14)
WRITABLE = frozenset(range(5, 10))
NOTES = (
    "決裁が済んだ決定の行に、決裁番号・決裁日・決裁者の職・文書番号・施行日を書いてください。",
    "決裁がまだの行は空欄のままにします。通知書が2通以上の決定は、文書番号に枝番（-1、-2…）が付きます。",
)
NO_TABLE = (
    f"「{NUMBER}」の見出しがある表が見つかりません。"
    "ダウンロードした一覧の見出しを消さずに、そのまま書き込んでください。"
)
UNKNOWN = (
    f"この{NUMBER}の、施行を待っている決定がありません。取りやめて起案し直したときは、"
    "一覧をダウンロードし直してください。"
)
TWICE = f"同じ{NUMBER}の行が2つあります。1つにしてください。"
OTHER_TOTAL = (
    "金額の合計が、いまの決定（{now:,}円）と違います。一覧をダウンロードし直してください。"
)


class Fate(StrEnum):
    """What becomes of a row."""

    NEW = "new"
    CHANGED = "changed"
    SAME = "same"
    BLANK = "blank"


FATE_NAMES: Mapping[Fate, str] = {
    Fate.NEW: "新しい記録",
    Fate.CHANGED: "書き直し",
    Fate.SAME: "変更なし",
    Fate.BLANK: "決裁待ち",
}


@dataclass(frozen=True)
class Awaiting:
    """A drafted decision that waits for its 決裁 or its release (円)."""

    id: int
    version: int
    call_id: int
    call: str
    kind: DecisionKind
    lines: int
    total: int
    voted_on: date | None
    kessai: Kessai | None


@dataclass(frozen=True)
class PlannedKessai:
    """A row of a list, and what it would record."""

    row: int
    fate: Fate
    decision: Awaiting
    kessai: Kessai | None


@dataclass(frozen=True)
class KessaiPlan:
    """What a list would record; with a problem in it nothing is applied."""

    lines: tuple[PlannedKessai, ...]
    problems: tuple[CellProblem, ...] = ()
    unknown: tuple[str, ...] = ()
    """Headings that nobody reads."""

    def of(self, *fates: Fate) -> tuple[PlannedKessai, ...]:
        """Give the rows of these fates."""
        return tuple(one for one in self.lines if one.fate in fates)

    @property
    def digest(self) -> str:
        """Give what tells this plan from any other, the state of the records included."""
        return digest_of(
            [
                [one.row, one.fate.value, one.decision.id, one.decision.version, _plain(one.kessai)]
                for one in self.lines
            ]
        )


def _plain(kessai: Kessai | None) -> list[str]:
    if kessai is None:
        return []
    days = [kessai.on.isoformat(), kessai.issued_on.isoformat()]
    return [kessai.number, kessai.post, kessai.document_number, *days]


def kessai_sheet(awaiting: Sequence[Awaiting]) -> Sheet:
    """Give the list to fill in, what is recorded already filled in."""
    return Sheet(
        name="決裁の一覧",
        header=HEADER,
        rows=[_row(one) for one in awaiting],
        widths=WIDTHS,
        notes=NOTES,
        yen=frozenset({4}),
        writable=WRITABLE,
    )


def _row(one: Awaiting) -> tuple[str | int, ...]:
    kept = one.kessai
    head = (one.id, one.call, DECISION_NAMES[one.kind], one.lines, one.total)
    if kept is None:
        return (*head, "", "", "", "", "")
    # Days as texts: a cell of a day would be locked, and is to be mended here.
    days = kept.on.isoformat(), kept.issued_on.isoformat()
    return (*head, kept.number, days[0], kept.post, kept.document_number, days[1])


def plan_kessai(
    sheets: Iterable[ReadSheet], awaiting: Sequence[Awaiting], today: date
) -> KessaiPlan:
    """Give what a list would record; raises Problems where there is no table in it.

    :param today: no 決裁 is of a later day
    """
    tables = [
        table
        for sheet in sheets
        if (table := find_table(sheet, HEADINGS, ("number", *KESSAI_FIELDS))) is not None
    ]
    if not tables:
        raise Problems([Problem("no_table", NO_TABLE, field="file")])
    reader = _Rows({str(one.id): one for one in awaiting}, today)
    for table in tables:
        reader.read(table)
    unknown = tuple(one for table in tables for one in table.unknown if one not in OWN)
    return KessaiPlan(tuple(reader.lines), tuple(reader.problems), unknown)


@dataclass
class _Rows:
    """Reads rows, each decision once."""

    known: Mapping[str, Awaiting]
    today: date
    lines: list[PlannedKessai] = field(default_factory=list)
    problems: list[CellProblem] = field(default_factory=list)
    seen: set[int] = field(default_factory=set)

    def read(self, table: Table) -> None:
        """Read a table's rows."""
        for row in table.rows:
            decision = self.known.get(row.values["number"])
            if decision is None:
                self._complain(table, row, "number", UNKNOWN)
            elif decision.id in self.seen:
                self._complain(table, row, "number", TWICE)
            elif not _same_total(row.values.get("total", ""), decision.total):
                self._complain(table, row, "total", OTHER_TOTAL.format(now=decision.total))
            else:
                self.seen.add(decision.id)
                self._read(table, row, decision)

    def _read(self, table: Table, row: TableRow, decision: Awaiting) -> None:
        typed = {name: row.values[name] for name in KESSAI_FIELDS}
        if not any(typed.values()):
            self.lines.append(PlannedKessai(row.number, Fate.BLANK, decision, None))
            return
        try:
            kessai = read_kessai(typed)
        except Problems as wrong:
            found: tuple[Problem, ...] = wrong.problems
        else:
            money = decision.kind is DecisionKind.GRANT
            voted_on = decision.voted_on if money else None
            found = (*kessai_problems(kessai, self.today), *before_the_vote(kessai, voted_on))
        if found:
            for one in found:
                self._complain(table, row, one.field, one.message)
            return
        fate = Fate.NEW if decision.kessai is None else Fate.CHANGED
        fate = Fate.SAME if kessai == decision.kessai else fate
        self.lines.append(PlannedKessai(row.number, fate, decision, kessai))

    def _complain(self, table: Table, row: TableRow, name: str, message: str) -> None:
        self.problems.append(CellProblem(row.number, table.cell(row.number, name), message))


def _same_total(text: str, total: int) -> bool:
    """Say whether a list still tells of the same money; one without the column tells nothing."""
    if not text:
        return True
    try:
        return parse_yen(text) == total
    except ValueError:
        return False
