"""Mutual evaluation: what a sheet must say, where the sides differ, what the public reads."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from koubo.award.rules import AwardState
from koubo.problems import Problem
from koubo.schemes.evaluation_words import Evaluation, EvaluationTime

JOINT = "合同"
"""The sheet that the sides agreed on after their talk."""
GROUP_SIDES = ("団体", "応募者", "提案者")
"""How schemes call the organisation's side."""
DEPARTMENT_SIDES = ("担当課", "所管課", "市")
"""How schemes call the department's side; any other side has no account, and an officer writes."""
GAP = 2
"""Marks so far apart are talked about."""
LONGEST = 2000
BEFORE_START = (AwardState.CANDIDATE, AwardState.APPLIED, AwardState.GRANTED)
"""When goals may be set: before the project is over and reported."""
EVALUATED = (
    AwardState.GRANTED,
    AwardState.DISCONTINUED,
    AwardState.REPORTED,
    AwardState.SETTLED,
    AwardState.CLOSED,
)


@dataclass(frozen=True)
class ItemAnswer:
    """What one side says of one item."""

    mark: int | None
    reason: str = ""

    def as_json(self) -> dict[str, Any]:
        """Give the answer as a sheet keeps it."""
        return {"mark": self.mark, "reason": self.reason}


@dataclass(frozen=True)
class SheetText:
    """One side's whole sheet."""

    answers: Mapping[str, ItemAnswer]
    comment: str = ""
    private: str = ""
    """For the other sides only; never published."""


def answers_of(kept: Mapping[str, Any]) -> dict[str, ItemAnswer]:
    """Give the answers of a sheet as it is kept."""
    return {item: ItemAnswer(one["mark"], one["reason"]) for item, one in kept.items()}


def sheet_problems(evaluation: Evaluation, text: SheetText) -> Iterator[Problem]:
    """Say what keeps a sheet from being handed in, tied to ``mark-<n>`` and ``reason-<n>``."""
    for place, item in enumerate(evaluation.items.value):
        answer = text.answers.get(item, ItemAnswer(None))
        if answer.mark is None:
            message = (
                f"「{item}」の評価を{evaluation.lowest}〜{evaluation.highest}から選んでください。"
            )
            yield Problem("no_mark", message, field=f"mark-{place}")
        elif not evaluation.lowest <= answer.mark <= evaluation.highest:
            message = f"「{item}」の評価は{evaluation.lowest}〜{evaluation.highest}の中から選んでください。"
            yield Problem("mark", message, field=f"mark-{place}")
        elif _needs_reason(evaluation, answer):
            message = f"「{item}」を{evaluation.reason_at_most}点以下にした理由を入力してください。"
            yield Problem("no_reason", message, field=f"reason-{place}")


def _needs_reason(evaluation: Evaluation, answer: ItemAnswer) -> bool:
    limit = evaluation.reason_at_most
    low = limit is not None and answer.mark is not None and answer.mark <= limit
    return low and not answer.reason.strip()


@dataclass(frozen=True)
class ItemRow:
    """One item with the marks of all sides beside each other."""

    item: str
    marks: tuple[int | None, ...]
    reasons: tuple[str, ...]
    gap: int
    """Between the highest and the lowest mark of the sides; the joint sheet is none."""

    @property
    def to_talk_about(self) -> bool:
        """Say whether the sides see it differently enough to talk."""
        return self.gap >= GAP


def beside_each_other(
    evaluation: Evaluation, sheets: Mapping[str, SheetText]
) -> tuple[tuple[str, ...], tuple[ItemRow, ...]]:
    """Give the sides that handed in, and each item with their marks; widest gap first.

    :param sheets: by side, what was handed in
    """
    sides = tuple(one for one in (*evaluation.sides.value, JOINT) if one in sheets)
    rows = []
    for item in evaluation.items.value:
        answers = [sheets[side].answers.get(item, ItemAnswer(None)) for side in sides]
        own = [
            one.mark
            for side, one in zip(sides, answers, strict=True)
            if side != JOINT and one.mark is not None
        ]
        gap = max(own) - min(own) if own else 0
        rows.append(
            ItemRow(
                item, tuple(one.mark for one in answers), tuple(one.reason for one in answers), gap
            )
        )
    return sides, tuple(sorted(rows, key=lambda one: -one.gap))


def evaluation_at(evaluations: tuple[Evaluation, ...], time: EvaluationTime) -> Evaluation | None:
    """Give what a scheme asks at a time; None where it asks nothing then."""
    return next((one for one in evaluations if one.time is time), None)
