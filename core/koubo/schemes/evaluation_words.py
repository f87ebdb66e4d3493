"""The words about evaluation: who marks a project beside each other, on which scale, and when."""

from dataclasses import dataclass
from enum import StrEnum

from koubo.schemes.figures import Figure
from koubo.schemes.words import Told


class EvaluationTime(StrEnum):
    """When a project is evaluated."""

    MIDTERM = "midterm"
    END = "end"


TIME_NAMES = {EvaluationTime.MIDTERM: "中間", EvaluationTime.END: "終了後"}


@dataclass(frozen=True)
class Evaluation:
    """One evaluation in which several sides mark the same items, each on its own."""

    time: EvaluationTime
    sides: Figure[tuple[str, ...]]
    """Who marks: 団体, 担当課, 委員会."""
    items: Figure[tuple[str, ...]]
    lowest: int
    highest: int
    reason_at_most: int | None = None
    """A reason must be written for this many points or fewer; None: never required."""

    def told(self) -> Told:
        """Say the evaluation in a sentence."""
        reason = ""
        if self.reason_at_most is not None:
            reason = f"。{self.reason_at_most}点以下には理由を書く"
        text = (
            f"{'・'.join(self.sides.value)}が、それぞれ{self.lowest}〜{self.highest}点で評価する"
            f"（{'、'.join(self.items.value)}）{reason}"
        )
        return Told(text, (self.sides, self.items))
