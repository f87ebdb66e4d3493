"""What a revocation of a 交付決定 comes to, and what is wrong with one that is asked for."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from koubo.calendar import format_date
from koubo.money import Line, Working, format_yen
from koubo.problems import Problem
from koubo.reporting.settling.interest_rules import NO_LATE_RATE, NO_SURCHARGE_RATE
from koubo.reporting.settling.standing import Standing
from koubo.schemes.award_words import AfterAward

GROUND_LENGTH = 200


@dataclass(frozen=True)
class Revocation:
    """What an officer wants to revoke."""

    amount: int | None
    """The award that is left (円); 0 revokes the whole, None was left empty."""
    ground: str
    """The article of the city's 要綱, as the officer types it."""
    reason: str
    repay_by: date | None = None
    """Where the scheme names no days for paying back."""

    @property
    def told(self) -> str:
        """Give ground and reason as the letter says them."""
        return f"{self.ground.strip()}による。{self.reason.strip()}"


def revocation_problems(
    asked: Revocation, standing: Standing, terms: AfterAward, issued_on: date
) -> Iterator[Problem]:
    """Say what is wrong with a revocation.

    :param issued_on: the day of the letter, or today before it is known
    """
    amount = asked.amount
    if amount is None or not 0 <= amount < standing.awarded:
        message = (
            "「取消し後の交付決定額」は、今の交付決定額 "
            f"{format_yen(standing.awarded)} より少ない額を入力してください。"
            "全部を取り消すときは、0円とします。"
        )
        yield Problem("amount", message, field="amount")
    if not asked.ground.strip():
        message = "「取消しの根拠」を入力してください。要綱の条・項・号を写します。"
        yield Problem("no_ground", message, field="ground")
    if not asked.reason.strip():
        message = "「取消しの理由」を入力してください。通知書に印字します。"
        yield Problem("no_reason", message, field="reason")
    if amount is None or terms.repayment_days is not None:
        return
    if standing.revoke(amount)[1] and (asked.repay_by is None or asked.repay_by < issued_on):
        message = (
            f"「返還の期限」は通知の日（{format_date(issued_on)}）以後の日を入力してください。"
            "制度ファイルに返還の日数がないため、決裁のとおりに入力します。"
        )
        yield Problem("repay_by", message, field="repay_by")


def revocation_working(before: Standing, amount: int, terms: AfterAward) -> Working:
    """Give the lines from the award as it was to what has to come back."""
    after, asked = before.revoke(amount)
    cancelled = before.awarded - amount
    lines = [
        Line(
            f"交付決定額 {before.awarded:,} − 取り消す額 {cancelled:,}"
            f" → 取消し後の交付決定額 {format_yen(amount)}"
        )
    ]
    kept = amount
    if before.settled is not None:
        kept = after.settled or 0
        lines.append(
            Line(
                f"確定額 {format_yen(before.settled)} と取消し後の交付決定額 {format_yen(amount)} の"
                f"少ないほう → 取消し後の確定額 {format_yen(kept)}"
            )
        )
    owed = f" − 返還を求めている額 {before.owed:,}" if before.owed else ""
    returned = f" − 返還済額 {before.returned:,}" if before.returned else ""
    lines.append(
        Line(
            f"支払済額 {before.paid:,}{returned}{owed} − {kept:,}"
            f" → 返還を求める額 {format_yen(asked)}"
        )
    )
    return Working((*lines, *(_on_top(terms) if asked else ())))


def _on_top(terms: AfterAward) -> Iterator[Line]:
    """The interest runs until the money is back: the letter can only say how it is counted."""
    if terms.surcharge_rate is None:
        yield Line("加算金は、率が分からないため計算しません", NO_SURCHARGE_RATE)
    else:
        text = "このほかに、受領の日から納付の日までの日数に応じた加算金を求めます"
        yield Line(text, terms.surcharge_rate.to_confirm)
    if terms.late_rate is None:
        yield Line("期限に遅れたときの延滞金は、率が分からないため計算しません", NO_LATE_RATE)
    else:
        text = "期限に遅れたときは、期限の翌日から納付の日までの日数に応じた延滞金を求めます"
        yield Line(text, terms.late_rate.to_confirm)
