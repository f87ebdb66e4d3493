"""Words about what is stated, found out or done before: themes, answers, gates, officers' checks."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any, ClassVar

from koubo.calendar import day_in_japan, format_date, format_deadline, in_time
from koubo.fields import Text
from koubo.money import Line, Working
from koubo.schemes.eligibility.case import GATE_NAMES, Answer, EligibilityCase, Finding, Gate
from koubo.schemes.eligibility.condition import Condition
from koubo.schemes.eligibility.wants import Want, Wanted
from koubo.schemes.figures import Figure
from koubo.schemes.file.complaints import Said
from koubo.schemes.file.fields import Figured, Name, OneWord
from koubo.schemes.words import Around, Asks, Path, Told

COMPARED: Mapping[str, tuple[str, ...]] = {
    "yes_no": ("はい", "いいえ"),
    "declaration": ("はい",),
    "choice": (),
    "department": (),
    "line": (),
    "whole": (),
}
"""Kinds of questions whose answer can be compared, with all answers where the kind fixes them."""


@dataclass(frozen=True)
class CityTheme(Condition):
    """The proposal answers a theme that the city published."""

    word: ClassVar[str] = "city_theme"
    title: ClassVar[str] = "市のテーマに応える"
    asks: ClassVar[Asks] = {}
    example: ClassVar[str] = "{rule: city_theme}"

    def told(self) -> tuple[Told, ...]:
        """Say that a theme is needed."""
        return (Told("市が示したテーマに基づく提案であること"),)

    def wants(self) -> tuple[Want, ...]:
        """Ask whether a theme is answered."""
        return (Want(Wanted.THEME),)

    def finding(self, case: EligibilityCase) -> Finding:
        """Look whether a theme was chosen."""
        theme = case.theme
        told = f"{theme.department}「{theme.title}」" if theme else "テーマが選ばれていません"
        return self.answered(
            "市が提示したテーマに基づく",
            None if Wanted.THEME in case.unasked else theme is not None,
            Line(told),
            code="theme_missing",
            message="市が提示したテーマに基づく提案が必要です。テーマを選んでください。",
        )


@dataclass(frozen=True)
class BaseInCity(Condition):
    """The group's base of activity lies in the city, as it says and staff confirm."""

    word: ClassVar[str] = "base_in_city"
    title: ClassVar[str] = "市内に活動拠点がある"
    asks: ClassVar[Asks] = {"city": Figured(Text(), required=True)}
    example: ClassVar[str] = "{rule: base_in_city, city: 見本市}"
    city: Figure[str]

    def told(self) -> tuple[Told, ...]:
        """Name the city."""
        return (Told(f"{self.city.value}内に活動拠点があること", (self.city,)),)

    def wants(self) -> tuple[Want, ...]:
        """Ask where it is based."""
        return (Want(Wanted.IN_CITY, words=self.city.value),)

    def finding(self, case: EligibilityCase) -> Finding:
        """Take the organisation's own statement."""
        stated = case.applicant.in_city
        words = {
            True: "あり（答えのとおり）",
            False: "なし（答えのとおり）",
            None: "まだ答えがありません",
        }
        told = f"{self.city.value}内の活動拠点：{words[stated]}"
        return self.answered(
            f"{self.city.value}内に活動拠点がある",
            stated,
            Line(told, self.city.to_confirm),
            code="not_based_in_city",
            message=f"{self.city.value}内に活動拠点がある団体が対象です。",
        )


@dataclass(frozen=True)
class AnswerIs(Condition):
    """A question of the proposal is answered in the way that the scheme needs."""

    word: ClassVar[str] = "answer"
    title: ClassVar[str] = "申込みの答え"
    asks: ClassVar[Asks] = {
        "question": Name(required=True),
        "must_be": Figured(Text(single_line=True), required=True),
        "title": Text(required=True, single_line=True, attribute="requirement"),
        "code": Name(required=True),
    }
    example: ClassVar[str] = (
        "{rule: answer, question: bylaws_kept, must_be: はい, title: 規約がある, code: no_bylaws}"
    )
    question: str
    must_be: Figure[str]
    requirement: str
    code: str

    def told(self) -> tuple[Told, ...]:
        """Say what is required."""
        return (Told(f"{self.requirement}こと", (self.must_be,)),)

    def complaints(self, around: Around) -> Iterator[tuple[Path, Said]]:
        """Say where the form has no such question, or one that is never answered so."""
        asked = around.questions()
        if asked is None:
            return
        question = next((one for one in asked if one.id == self.question), None)
        if question is None:
            yield ("question",), Said("unknown_question", name=self.question)
        elif question.kind not in COMPARED:
            said = Said("not_comparable", kind=question.kind, known=tuple(COMPARED))
            yield ("question",), said
        else:
            known = question.choices or COMPARED[question.kind]
            if known and self.must_be.value not in known:
                yield ("must_be",), Said("never_so", name=self.must_be.value, known=known)

    def wants(self) -> tuple[Want, ...]:
        """Ask the question itself."""
        return (Want(Wanted.ANSWER, self.question),)

    def finding(self, case: EligibilityCase) -> Finding:
        """Compare the answer with the one needed."""
        given = case.answers.get(self.question)
        told = _answer_text(given)
        finding = self.answered(
            self.requirement,
            None if given is None else told == self.must_be.value,
            Line(f"{self.requirement}：{told or '答えがありません'}", self.must_be.to_confirm),
            code=self.code,
            message=f"「{self.requirement}」ことが必要です（答え：{told}）。",
        )
        return replace(finding, rule=f"{self.word}.{self.question}")


@dataclass(frozen=True)
class GatePassed(Condition):
    """A step before the proposal was done, in its own time: 事前相談, 参加表明, 団体登録."""

    word: ClassVar[str] = "gate"
    title: ClassVar[str] = "提出の前に済ませること"
    asks: ClassVar[Asks] = {
        "gate": Figured(OneWord(Gate), required=True),
        "code": Name(required=True),
    }
    example: ClassVar[str] = "{rule: gate, gate: consultation, code: no_prior_consultation}"
    gate: Figure[Gate]
    code: str

    def told(self) -> tuple[Told, ...]:
        """Name the step."""
        return (Told(f"提出の前に{GATE_NAMES[self.gate.value]}を済ませること", (self.gate,)),)

    def wants(self) -> tuple[Want, ...]:
        """Ask whether it was done."""
        return (Want(Wanted.GATE, self.gate.value.value),)

    def finding(self, case: EligibilityCase) -> Finding:
        """Look whether it was done, and in time."""
        name = GATE_NAMES[self.gate.value]
        title = f"{name}を済ませている"
        if self.gate.value not in case.gates:
            line = Line(f"{name}の記録を職員が確かめます", self.gate.to_confirm)
            finding = self.answered(title, None, line, code=self.code, message="")
            return replace(finding, rule=self._rule)
        passed = case.gates[self.gate.value]
        closes = passed.closes_at if passed else None
        met = passed is not None and (closes is None or in_time(passed.passed_at, closes))
        told = f"{name}の記録がありません"
        if passed is not None:
            told = f"{name} {format_date(day_in_japan(passed.passed_at))}"
            told += f"（期限 {format_deadline(closes)}）" if closes else ""
            told += f"　{passed.told_by}" if passed.told_by else ""
        finding = self.answered(
            title,
            met,
            Line(told, self.gate.to_confirm),
            code=self.code,
            message=f"先に{name}を済ませることが必要です（{told}）。",
        )
        return replace(finding, rule=self._rule)

    @property
    def _rule(self) -> str:
        return f"gate.{self.gate.value}"


@dataclass(frozen=True)
class StaffCheck(Condition):
    """Something only an officer can find out, such as the answer to a 暴力団照会."""

    word: ClassVar[str] = "staff_check"
    title: ClassVar[str] = "職員が確かめること"
    asks: ClassVar[Asks] = {
        "id": Name(required=True),
        "title": Figured(Text(), required=True, attribute="requirement"),
        "code": Name(required=True),
    }
    example: ClassVar[str] = (
        "{rule: staff_check, id: exclusion, code: exclusion, title: 暴力団と関係がない}"
    )
    id: str
    requirement: Figure[str]
    code: str

    def told(self) -> tuple[Told, ...]:
        """Say what will be found out."""
        return (Told(f"{self.requirement.value}こと（市が確かめます）", (self.requirement,)),)

    def finding(self, case: EligibilityCase) -> Finding:
        """Unknown: the officer's own finding is laid over every rule's answer."""
        line = Line("職員が確かめる要件です", self.requirement.to_confirm)
        rule = f"staff_check.{self.id}"
        working = Working((line,))
        return Finding(rule, self.requirement.value, Answer.UNKNOWN, working, code=self.code)


def _answer_text(given: Any) -> str:
    if isinstance(given, bool):
        return "はい" if given else "いいえ"
    return "" if given is None else str(given)
