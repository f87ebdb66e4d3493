"""The word that joins others: one of several ways to qualify."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import ClassVar

from koubo.fields import Text
from koubo.money import Line, Working
from koubo.problems import Problem
from koubo.schemes.eligibility.case import ANSWER_NAMES, Answer, EligibilityCase, Finding
from koubo.schemes.eligibility.condition import Condition
from koubo.schemes.eligibility.wants import Want
from koubo.schemes.file.complaints import Said
from koubo.schemes.file.fields import Name, Words
from koubo.schemes.words import Around, Asks, Path, Told


@dataclass(frozen=True)
class AnyOf(Condition):
    """At least one of the conditions below it is met."""

    word: ClassVar[str] = "any_of"
    title: ClassVar[str] = "どれか1つを満たす"
    asks: ClassVar[Asks] = {
        "of": Words("rule", required=True),
        "title": Text(required=True, single_line=True, attribute="requirement"),
        "code": Name(required=True),
    }
    example: ClassVar[str] = (
        "{rule: any_of, title: 人数か活動期間のどちらかを満たす, code: too_small_and_too_young, "
        "of: [{rule: members, at_least: 10}, {rule: activity_months, at_least: 24}]}"
    )
    of: tuple[Condition, ...]
    requirement: str
    code: str

    def told(self) -> tuple[Told, ...]:
        """Say every way."""
        ways = [one for inner in self.of for one in inner.told()]
        figures = tuple(figure for one in ways for figure in one.figures)
        either = "／".join(one.text for one in ways)
        return (Told(f"{self.requirement}こと（次のどれか：{either}）", figures),)

    def complaints(self, around: Around) -> Iterator[tuple[Path, Said]]:
        """Say what is wrong with each of them."""
        for place, one in enumerate(self.of):
            for path, said in one.complaints(around):
                yield ("of", place, *path), said

    def wants(self) -> tuple[Want, ...]:
        """Ask whatever one of the ways looks at."""
        return tuple(dict.fromkeys(one for inner in self.of for one in inner.wants()))

    def finding(self, case: EligibilityCase) -> Finding:
        """Met if one is met; unknown while one may still be; else not met."""
        found = [one.finding(case) for one in self.of]
        answers = {one.answer for one in found}
        answer = next(one for one in (Answer.MET, Answer.UNKNOWN, Answer.NOT_MET) if one in answers)
        lines = tuple(
            Line(f"{one.title}：{ANSWER_NAMES[one.answer]}（{line.text}）", line.to_confirm)
            for one in found
            for line in one.working.lines
        )
        told = "、".join(line.text for one in found for line in one.working.lines)
        message = f"「{self.requirement}」ことが必要です（{told}）。"
        problem = Problem(self.code, message) if answer is Answer.NOT_MET else None
        rule = f"{self.word}.{self.code}"
        return Finding(rule, self.requirement, answer, Working(lines), problem, self.code)
