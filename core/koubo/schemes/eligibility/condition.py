"""What every word of eligibility shares."""

from abc import abstractmethod
from dataclasses import dataclass
from typing import ClassVar

from koubo.money import Line, Working
from koubo.problems import Problem
from koubo.schemes.eligibility.case import Answer, EligibilityCase, Finding
from koubo.schemes.words import Asks, Told, Word


@dataclass(frozen=True)
class Condition(Word):
    """One requirement of a course; it names the day it is counted on."""

    key: ClassVar[str] = "rule"

    @abstractmethod
    def finding(self, case: EligibilityCase) -> Finding:
        """Answer for one application; never raises for facts that are missing."""

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
