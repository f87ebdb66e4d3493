"""The kinds of question a form may ask; each kind is one class.

A new kind: a class here, added to ``QUESTION_KINDS``, and a template of the same name in
``webapp/koubo_web/templates/questions/``. The class says which field judges the raw text, how
the value is kept in a snapshot, and how it reads on a page or on paper.
"""

from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

from marshmallow import fields, validate

from koubo.calendar import format_date
from koubo.fields import Date, Text, Whole, Yen, YesNo
from koubo.money import format_yen
from koubo.schemes.budget import Budget
from koubo.schemes.budget_field import (
    BudgetField,
    budget_from_json,
    budget_to_json,
    budget_to_raw,
)
from koubo.schemes.figures import Figure


@dataclass(frozen=True)
class Question:
    """One question of a form, the same on the web, on paper and in exports."""

    id: str
    kind: str
    label: str
    support: str = ""
    example: str = ""
    required: bool = True
    max_length: int = 0
    choices: tuple[str, ...] = ()
    courses: tuple[str, ...] = ()
    """Courses that are asked this; empty means all."""
    publish: bool = False
    """公開区分: whether the answer may be shown to the public."""
    statement: Figure[str] | None = None
    """What a declaration declares."""
    types: tuple[str, ...] = ()
    """File endings that an attachment may have."""

    def is_asked_of(self, course_name: str) -> bool:
        """Say whether a course asks this question."""
        return not self.courses or course_name in self.courses


@dataclass(frozen=True)
class Sources:
    """What the house offers where a question chooses from its records, and the scheme's costs."""

    departments: tuple[str, ...] = ()
    cost_categories: tuple[str, ...] = ()
    ineligible_categories: tuple[str, ...] = ()


class QuestionKind(ABC):
    """How one kind of question is judged, kept and read."""

    word: ClassVar[str]

    @abstractmethod
    def field(self, question: Question, sources: Sources) -> fields.Field[Any]:
        """Give the marshmallow field that alone judges what came in."""

    def to_json(self, value: Any) -> Any:
        """Give the value as it is kept in a snapshot."""
        return value

    def from_json(self, kept: Any) -> Any:
        """Give the value back from a snapshot."""
        return kept

    def raw(self, kept: Any) -> Any:
        """Give what a form shows for a kept value, as if it had been typed."""
        return str(kept)

    def text(self, value: Any) -> str:
        """Give the value as a person reads it."""
        return str(value)


class LineQuestion(QuestionKind):
    """One line of text."""

    word = "line"

    def field(self, question: Question, sources: Sources) -> fields.Field[Any]:
        """Judge one line of text."""
        return Text(max_length=question.max_length or 200, single_line=True)


class TextQuestion(QuestionKind):
    """Several lines of text."""

    word = "text"

    def field(self, question: Question, sources: Sources) -> fields.Field[Any]:
        """Judge running text."""
        return Text(max_length=question.max_length or 4000)


class YenQuestion(QuestionKind):
    """An amount in whole yen."""

    word = "yen"

    def field(self, question: Question, sources: Sources) -> fields.Field[Any]:
        """Judge an amount."""
        return Yen()

    def text(self, value: Any) -> str:
        """Write the amount with 円."""
        return format_yen(value)


class WholeQuestion(QuestionKind):
    """A count."""

    word = "whole"

    def field(self, question: Question, sources: Sources) -> fields.Field[Any]:
        """Judge a count."""
        return Whole(minimum=0)


class DateQuestion(QuestionKind):
    """A day, in 西暦 or 和暦."""

    word = "date"

    def field(self, question: Question, sources: Sources) -> fields.Field[Any]:
        """Judge a day."""
        return Date()

    def to_json(self, value: Any) -> Any:
        """Keep the day in ISO form."""
        return value.isoformat()

    def from_json(self, kept: Any) -> Any:
        """Read the day back."""
        return Date().deserialize(kept)

    def raw(self, kept: Any) -> Any:
        """Give year, month and day for the three fields."""
        year, month, day = str(kept).split("-")
        return {"year": year, "month": str(int(month)), "day": str(int(day))}

    def text(self, value: Any) -> str:
        """Write the day in 和暦."""
        return format_date(value)


class ChoiceQuestion(QuestionKind):
    """One of the choices that the file lists."""

    word = "choice"

    def field(self, question: Question, sources: Sources) -> fields.Field[Any]:
        """Judge a choice."""
        return _one_of(question.choices)


class DepartmentQuestion(QuestionKind):
    """One of the city's departments: the 担当課 that plans together with the group."""

    word = "department"

    def field(self, question: Question, sources: Sources) -> fields.Field[Any]:
        """Judge a department's name."""
        return _one_of(sources.departments)


class YesNoQuestion(QuestionKind):
    """はい or いいえ."""

    word = "yes_no"

    def field(self, question: Question, sources: Sources) -> fields.Field[Any]:
        """Judge yes or no."""
        return YesNo()

    def raw(self, kept: Any) -> Any:
        """Give the word that the form offers."""
        return "はい" if kept else "いいえ"

    def text(self, value: Any) -> str:
        """Write はい or いいえ."""
        return "はい" if value else "いいえ"


class DeclarationQuestion(QuestionKind):
    """A box that has to be ticked, such as the exclusion of 暴力団."""

    word = "declaration"

    def field(self, question: Question, sources: Sources) -> fields.Field[Any]:
        """Judge that it was ticked."""
        must = "内容を読んで、あてはまるときは□に印を付けてください。"
        return YesNo(load_default=False, validate=validate.Equal(True, error=must))

    def raw(self, kept: Any) -> Any:
        """Give a declaration anew: it is never taken over from an earlier paper."""
        return ""

    def text(self, value: Any) -> str:
        """Write whether it was declared."""
        return "誓約します" if value else "誓約していません"


class BudgetQuestion(QuestionKind):
    """The income and expense table; its totals are computed, never typed."""

    word = "budget"

    def field(self, question: Question, sources: Sources) -> fields.Field[Any]:
        """Judge every line and that income equals expenses."""
        return BudgetField(sources.cost_categories, sources.ineligible_categories)

    def to_json(self, value: Any) -> Any:
        """Keep the lines."""
        return budget_to_json(value)

    def from_json(self, kept: Any) -> Any:
        """Read the lines back."""
        return budget_from_json(kept)

    def raw(self, kept: Any) -> Any:
        """Give the lines as if typed."""
        return budget_to_raw(kept)

    def text(self, value: Any) -> str:
        """Write the totals."""
        budget: Budget = value
        return (
            f"総事業費 {format_yen(budget.total)}（対象経費 {format_yen(budget.eligible_total)}）"
        )


class FilesQuestion(QuestionKind):
    """Attachments; the files themselves are kept beside the answers."""

    word = "files"

    def field(self, question: Question, sources: Sources) -> fields.Field[Any]:
        """Judge the list of attachment ids that the server itself put in."""
        return fields.List(
            Whole(minimum=1), error_messages={"invalid": "ファイルを選び直してください。"}
        )

    def raw(self, kept: Any) -> Any:
        """Give nothing: files are attached anew to each filing."""
        return ""

    def text(self, value: Any) -> str:
        """Write how many there are."""
        return f"{len(value)}件"


QUESTION_KINDS: Mapping[str, QuestionKind] = {
    kind.word: kind
    for kind in (
        LineQuestion(),
        TextQuestion(),
        YenQuestion(),
        WholeQuestion(),
        DateQuestion(),
        ChoiceQuestion(),
        DepartmentQuestion(),
        YesNoQuestion(),
        DeclarationQuestion(),
        BudgetQuestion(),
        FilesQuestion(),
    )
}


def _one_of(choices: Sequence[str]) -> fields.Field[Any]:
    return Text(validate=validate.OneOf(choices, error="一覧の中から選んでください。"))
