"""交付台帳: one row a case, replayed from what has a day, as of any day."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from koubo.calendar import format_fiscal_year
from koubo.papers.exports import Cell


class LedgerState(StrEnum):
    """How far a case had come on a day."""

    SELECTED = "selected"
    GRANTED = "granted"
    REPORTED = "reported"
    SETTLED = "settled"
    CLOSED = "closed"
    ENDED = "ended"
    REVOKED = "revoked"


LEDGER_STATES = {
    LedgerState.SELECTED: "採択（交付決定前）",
    LedgerState.GRANTED: "交付決定",
    LedgerState.REPORTED: "実績報告済み",
    LedgerState.SETTLED: "額の確定",
    LedgerState.CLOSED: "精算済み",
    LedgerState.ENDED: "辞退・取下げ・中止など",
    LedgerState.REVOKED: "全部取消し",
}


class FactKind(StrEnum):
    """Something with a day that a case's row is made of."""

    SELECTION = "selection"
    GRANT = "grant"
    AMENDMENT = "amended"
    REVOCATION = "revoked"
    SETTLEMENT = "settled"
    ADVANCE = "advance"
    FINAL = "final"
    RETURNED = "returned"


@dataclass(frozen=True)
class LedgerFact:
    """One dated fact of an award (円)."""

    award_id: int
    kind: FactKind
    id: int
    on: date
    number: str
    amount: int


@dataclass(frozen=True)
class LedgerCase:
    """What a case is, whatever the day (円)."""

    award_id: int
    receipt_number: str
    organisation: str
    project: str
    scheme_id: str
    course_id: str
    call_title: str
    fiscal_year: int
    stage: str
    requested: int | None
    recommended: int | None
    adopted: int | None
    state: LedgerState


@dataclass(frozen=True)
class Dated:
    """A sum with the day and the number of its paper; the day is that of the last one (円)."""

    amount: int = 0
    on: date | None = None
    number: str = ""
    count: int = 0

    def then(self, fact: LedgerFact, *, adds: bool = False) -> "Dated":
        """Give what a later fact makes of it."""
        amount = self.amount + fact.amount if adds else fact.amount
        return Dated(amount, fact.on, fact.number, self.count + 1)

    @property
    def known(self) -> int | None:
        """Give the sum; None where nothing happened."""
        return self.amount if self.count else None


NOTHING = Dated()


@dataclass(frozen=True)
class LedgerRow:
    """One row of the ledger: a case with every date, number and amount (円)."""

    case: LedgerCase
    course: str
    selection: Dated = NOTHING
    grant: Dated = NOTHING
    change: Dated = NOTHING
    settlement: Dated = NOTHING
    advance: Dated = NOTHING
    final: Dated = NOTHING
    returned: Dated = NOTHING
    awarded: int | None = None
    settled: int | None = None

    @property
    def paid(self) -> int:
        """Give all that was paid (円)."""
        return self.advance.amount + self.final.amount

    @property
    def unspent(self) -> int | None:
        """Give 当初との差額: what was granted at first, less what was fixed; None before (円)."""
        if self.awarded is None or self.settled is None:
            return None
        return self.grant.amount - self.settled

    @property
    def open(self) -> int | None:
        """Give what is still to be paid, or with a minus to come back; None before the 額の確定."""
        if self.settled is None:
            return None
        return self.settled - (self.paid - self.returned.amount)


def ledger_row(case: LedgerCase, course: str, facts: Iterable[LedgerFact]) -> LedgerRow:
    """Replay a case's facts in the order of their days."""
    found: dict[FactKind, Dated] = {}
    awarded: int | None = None
    settled: int | None = None
    change = NOTHING
    for fact in sorted(facts, key=lambda one: (one.on, one.id)):
        adds = fact.kind in (FactKind.ADVANCE, FactKind.FINAL, FactKind.RETURNED)
        found[fact.kind] = found.get(fact.kind, NOTHING).then(fact, adds=adds)
        match fact.kind:
            case FactKind.GRANT:
                awarded = fact.amount
            case FactKind.AMENDMENT:
                awarded, change = fact.amount, change.then(fact)
            case FactKind.REVOCATION:
                awarded, change = fact.amount, change.then(fact)
                whole = fact.amount == 0
                settled = 0 if whole else None if settled is None else min(settled, fact.amount)
            case FactKind.SETTLEMENT:
                settled = fact.amount
    return LedgerRow(
        case=case,
        course=course,
        selection=found.get(FactKind.SELECTION, NOTHING),
        grant=found.get(FactKind.GRANT, NOTHING),
        change=change,
        settlement=found.get(FactKind.SETTLEMENT, NOTHING),
        advance=found.get(FactKind.ADVANCE, NOTHING),
        final=found.get(FactKind.FINAL, NOTHING),
        returned=found.get(FactKind.RETURNED, NOTHING),
        awarded=awarded,
        settled=settled,
    )


COLUMNS = (
    "受付番号", "団体", "事業", "制度・募集", "コース", "年度", "段階", "申請額", "答申額", "内定額",
    "採択決定日", "採択文書番号", "交付決定日", "交付決定文書番号", "交付決定額（当初）", "変更回数", "変更日",
    "変更文書番号", "交付決定額（変更後）", "概算払日", "概算払額", "額の確定日", "額の確定文書番号", "確定額",
    "精算払日", "精算払額", "支払額の合計", "返還日", "返還額", "未精算額", "当初との差額", "状態",
)  # fmt: skip
SUMMED = frozenset({
    "申請額", "答申額", "内定額", "交付決定額（当初）", "交付決定額（変更後）", "概算払額", "確定額", "精算払額",
    "支払額の合計", "返還額", "未精算額", "当初との差額",
})  # fmt: skip
"""Columns that have a total."""


def ledger_cells(row: LedgerRow) -> tuple[Cell, ...]:
    """Give the cells of a case, column by column; the same on paper, in CSV and in Excel."""
    case = row.case
    return (
        case.receipt_number,
        case.organisation,
        case.project,
        case.call_title,
        row.course,
        format_fiscal_year(case.fiscal_year),
        case.stage,
        case.requested,
        case.recommended,
        case.adopted,
        row.selection.on,
        row.selection.number,
        row.grant.on,
        row.grant.number,
        row.grant.known,
        row.change.count or None,
        row.change.on,
        row.change.number,
        row.awarded,
        row.advance.on,
        row.advance.known,
        row.settlement.on,
        row.settlement.number,
        row.settled,
        row.final.on,
        row.final.known,
        row.paid,
        row.returned.on,
        row.returned.known,
        row.open,
        row.unspent,
        LEDGER_STATES[case.state],
    )


@dataclass
class LedgerTotals:
    """The sums of the columns that have one, added up row by row (円)."""

    count: int = 0
    sums: dict[str, int] = field(default_factory=dict)

    def add(self, cells: Sequence[Cell]) -> None:
        """Add one row."""
        self.count += 1
        for title, cell in zip(COLUMNS, cells, strict=True):
            if title in SUMMED and isinstance(cell, int):
                self.sums[title] = self.sums.get(title, 0) + cell

    def cells(self) -> tuple[Cell, ...]:
        """Give the row of the totals."""
        head = f"合計（{self.count}件）"
        return tuple(
            head if place == 0 else self.sums.get(title, 0) if title in SUMMED else None
            for place, title in enumerate(COLUMNS)
        )
