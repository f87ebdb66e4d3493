"""The settlement rule, and the frozen values that reporting's hooks get and give."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from koubo.calendar import fiscal_year, format_fiscal_year
from koubo.money import Line, Worked, Working, format_number, format_yen
from koubo.reporting.checking.cost_rules import RefusedCost
from koubo.schemes.budget import Budget
from koubo.states import Steps


@dataclass(frozen=True)
class ReportCase:
    """A report as its rules see it: typed answers with the actual costs."""

    answers: Mapping[str, Any]
    actual: Budget
    """The account as far as it is accepted: what was refused stands in it as ineligible."""
    eligible_cost: int
    """Actual eligible cost that is accepted (円)."""
    receipts: int
    """How many receipt files came with it."""
    refused: tuple[RefusedCost, ...] = ()
    """What of the reported costs the city does not accept."""


@dataclass(frozen=True)
class Settlement:
    """The sum to be fixed, and what is still to be paid or returned (円)."""

    fixed_amount: int
    further_payment: int
    return_amount: int
    working: Working

    def as_json(self) -> dict[str, Any]:
        """Give the settlement as a report keeps it."""
        return {
            "fixed_amount": self.fixed_amount,
            "further_payment": self.further_payment,
            "return_amount": self.return_amount,
            "working": self.working.as_json(),
        }


def settle(*, recalculated: Worked[int], awarded: int, paid: int) -> Settlement:
    """Fix the smaller of what was awarded and what the rule gives for the actual cost."""
    fixed = min(awarded, recalculated.value)
    lines = [
        Line(
            f"交付決定額 {format_yen(awarded)} と計算額 {format_yen(recalculated.value)} の"
            f"少ないほう → 確定額 {format_yen(fixed)}"
        )
    ]
    further, back = max(fixed - paid, 0), max(paid - fixed, 0)
    balance = f"確定額 {format_number(fixed)} − 支払済額 {format_number(paid)}"
    if back:
        lines.append(Line(f"{balance} → 返還額 {format_yen(back)}"))
    else:
        lines.append(Line(f"{balance} → 追加で支払う額 {format_yen(further)}"))
    return Settlement(fixed, further, back, recalculated.working + Working(tuple(lines)))


class RepaymentState(StrEnum):
    """Where a repayment is."""

    ASKED = "asked"
    RECEIVED = "received"


REPAYMENT_STEPS = Steps(
    "repayment",
    "返還",
    {RepaymentState.ASKED: "返還待ち", RepaymentState.RECEIVED: "返還済み"},
    {RepaymentState.ASKED: frozenset({RepaymentState.RECEIVED})},
)


class RepaymentCause(StrEnum):
    """Why money comes back."""

    REMAINDER = "remainder"
    REVOCATION = "revocation"


CAUSE_NAMES = {RepaymentCause.REMAINDER: "精算残金", RepaymentCause.REVOCATION: "取消し"}


class Booking(StrEnum):
    """How the city's accounts book money that comes back."""

    REFUND = "refund"
    REVENUE = "revenue"


BOOKING_NAMES = {
    Booking.REFUND: "戻入（歳出から差し引く）",
    Booking.REVENUE: "歳入（雑入・過年度収入）",
}
CLOSING = (5, 31)
"""出納整理期間 ends on 31 May after the year (地方自治法第235条の5)."""


@dataclass(frozen=True)
class BookedAs:
    """How and in which 会計年度 money that came back is booked."""

    booking: Booking
    year: int

    @property
    def text(self) -> str:
        """Give the words of pages: 令和8年度の戻入（歳出から差し引く）."""
        return f"{format_fiscal_year(self.year)}の{BOOKING_NAMES[self.booking]}"


def booked_as(paid_in: int, received_on: date) -> BookedAs:
    """Say how returned money is booked: as 戻入 of the year it was paid in, until 31 May after it.

    After that it is revenue of the year in which it comes (地方自治法施行令第159条・第160条).

    :param paid_in: the 会計年度 of the payments
    """
    if received_on <= date(paid_in + 1, *CLOSING):
        return BookedAs(Booking.REFUND, paid_in)
    return BookedAs(Booking.REVENUE, fiscal_year(received_on))


@dataclass(frozen=True)
class YearRecord:
    """One award as the yearly statistics see it (円)."""

    course_id: str
    course: str
    """The course's title; its id where the plugin is gone."""
    requested: int | None
    """What its 交付申請書 asks for; None before it came in."""
    awarded: int | None
    """None where nothing is granted, or not any more."""
    settled: int | None


@dataclass(frozen=True)
class Table:
    """A table of the yearly statistics."""

    title: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str | int, ...], ...]
