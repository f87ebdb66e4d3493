"""What every word of eligibility shares."""

from abc import abstractmethod
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, ClassVar

from koubo.money import Line, Working
from koubo.problems import Problem
from koubo.schemes.eligibility.case import Answer, EligibilityCase, Finding
from koubo.schemes.eligibility.wants import Want
from koubo.schemes.figures import Figure
from koubo.schemes.words import Asks, Told, Word


@dataclass(frozen=True)
class Condition(Word):
    """One requirement of a course; it names the day it is counted on."""

    key: ClassVar[str] = "rule"

    @abstractmethod
    def finding(self, case: EligibilityCase) -> Finding:
        """Answer for one application; never raises for facts that are missing."""

    def wants(self) -> tuple[Want, ...]:
        """Name the facts that it looks at and an applicant knows; () where only the city knows."""
        return ()

    def answered(
        self, title: str, met: bool | None, line: Line, *, code: str, message: str
    ) -> Finding:
        """Give the finding of this word; ``met`` None is unknown, and an officer finds out."""
        working = Working((line,))
        if met:
            return Finding(self.word, title, Answer.MET, working, code=code)
        if met is None:
            return Finding(self.word, title, Answer.UNKNOWN, working, code=code)
        problem = Problem(code, message)
        return Finding(self.word, title, Answer.NOT_MET, working, problem, code=code)


@dataclass(frozen=True)
class GoneCondition(Condition):
    """Stands for a word of a plugin that is gone: its file stays readable, an officer decides."""

    word: ClassVar[str] = "gone"
    title: ClassVar[str] = "いまは使えないことば"
    asks: ClassVar[Asks] = {}
    example: ClassVar[str] = ""
    name: str

    def told(self) -> tuple[Told, ...]:
        """Name the word."""
        return (Told(f"「{self.name}」の条件（このことばのプラグインが入っていません）"),)

    def finding(self, case: EligibilityCase) -> Finding:
        """Nobody but an officer can tell."""
        line = Line(f"「{self.name}」のプラグインが入っていないので、判定できません")
        return Finding(
            f"gone.{self.name}", f"「{self.name}」の条件", Answer.UNKNOWN, Working((line,))
        )


def named_in(conditions: Iterable[Condition], item: str) -> frozenset[Any]:
    """Give the words that stand under an item of any condition, those within others too."""
    found: set[Any] = set()
    waiting = list(conditions)
    while waiting:
        one = waiting.pop()
        waiting.extend(getattr(one, "of", ()))
        figure = getattr(one, item, None)
        if isinstance(figure, Figure) and isinstance(figure.value, StrEnum):
            found.add(figure.value)
    return frozenset(found)
