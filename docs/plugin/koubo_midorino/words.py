"""A word of the scheme file that the core does not have."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

from koubo.api import (
    Around,
    Condition,
    EligibilityCase,
    Figure,
    Figured,
    Finding,
    Line,
    Said,
    Told,
    Whole,
)

QUESTION = "trees"
"""The question of the proposal that asks for their number."""


@dataclass(frozen=True)
class Trees(Condition):
    """So many trees are planted, as the proposal says."""

    word: ClassVar[str] = "midorino_trees"
    title: ClassVar[str] = "植える木の本数"
    asks: ClassVar[Mapping[str, Any]] = {"at_least": Figured(Whole(minimum=1), required=True)}
    example: ClassVar[str] = "{rule: midorino_trees, at_least: 10}"
    at_least: Figure[int]

    def told(self) -> tuple[Told, ...]:
        """Say it as the 募集要項 does."""
        return (Told(f"木を{self.at_least.value}本以上植えること", (self.at_least,)),)

    def complaints(self, around: Around) -> Iterator[tuple[tuple[str | int, ...], Said]]:
        """Say where the form does not ask for the number."""
        if not around.asks(QUESTION):
            yield (), Said("unknown_question", name=QUESTION)

    def finding(self, case: EligibilityCase) -> Finding:
        """Compare the number with the one needed; an answer that is not there is unknown."""
        least, trees = self.at_least.value, case.answers.get(QUESTION)
        told = "本数が分かりません" if trees is None else f"植える木 {trees}本"
        return self.answered(
            f"木を{least}本以上植える",
            None if trees is None else trees >= least,
            Line(f"{told}（{least}本以上）", self.at_least.to_confirm),
            code="too_few_trees",
            message=f"木を{least}本以上植える事業が対象です（{told}）。",
        )
