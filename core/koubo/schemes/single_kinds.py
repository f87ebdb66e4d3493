"""The kinds of question that are answered with one value, each one class."""

from collections.abc import Mapping, Sequence
from typing import Any

from marshmallow import fields, validate

from koubo.calendar import format_date
from koubo.fields import MOST_COUNT, MOST_YEN, Date, Text, Whole, Yen, YesNo
from koubo.kana_field import Kana
from koubo.money import format_yen
from koubo.schemes.group_fields import MOST_AGE, Ages
from koubo.schemes.questions import NO, YES, Question, QuestionKind, Sources

LINE_LENGTH, TEXT_LENGTH, KANA_LENGTH = 200, 4000, 100
"""The most characters where the file says nothing."""


class LineQuestion(QuestionKind):
    """One line of text."""

    word = "line"

    def field(self, question: Question, sources: Sources) -> fields.Field[Any]:
        """Judge one line of text."""
        return Text(max_length=question.max_length or LINE_LENGTH, single_line=True)

    def json_schema(self, question: Question) -> dict[str, Any]:
        """Describe a text with its longest length."""
        return {"type": "string", "maxLength": question.max_length or LINE_LENGTH}


class TextQuestion(QuestionKind):
    """Several lines of text."""

    word = "text"

    def field(self, question: Question, sources: Sources) -> fields.Field[Any]:
        """Judge running text."""
        return Text(max_length=question.max_length or TEXT_LENGTH)

    def json_schema(self, question: Question) -> dict[str, Any]:
        """Describe a text; a line end counts as one character to us and may be sent as two."""
        return {"type": "string"}


class KanaQuestion(QuestionKind):
    """How a name is read (フリガナ): hiragana and half-width kana become full-width katakana."""

    word = "kana"

    def field(self, question: Question, sources: Sources) -> fields.Field[Any]:
        """Judge that it is kana."""
        return Kana(max_length=question.max_length or KANA_LENGTH, single_line=True)

    def json_schema(self, question: Question) -> dict[str, Any]:
        """Describe a text of katakana."""
        return {"type": "string", "pattern": "^[ァ-ヺーヽヾ・　]+$"}


class YenQuestion(QuestionKind):
    """An amount in whole yen."""

    word = "yen"

    def field(self, question: Question, sources: Sources) -> fields.Field[Any]:
        """Judge an amount."""
        return Yen()

    def json_schema(self, question: Question) -> dict[str, Any]:
        """Describe whole yen, 0 or more."""
        return {"type": "integer", "minimum": 0, "maximum": MOST_YEN}

    def text(self, question: Question, value: Any) -> str:
        """Write the amount with 円."""
        return format_yen(value)

    def export_cells(self, question: Question, value: Any) -> tuple[Any, ...]:
        """Give the number."""
        return (value,)


class WholeQuestion(QuestionKind):
    """A count."""

    word = "whole"

    def field(self, question: Question, sources: Sources) -> fields.Field[Any]:
        """Judge a count."""
        return Whole(minimum=0)

    def json_schema(self, question: Question) -> dict[str, Any]:
        """Describe a count, 0 or more."""
        return {"type": "integer", "minimum": 0, "maximum": MOST_COUNT}

    def export_cells(self, question: Question, value: Any) -> tuple[Any, ...]:
        """Give the number."""
        return (value,)


class DateQuestion(QuestionKind):
    """A day, in 西暦 or 和暦."""

    word = "date"

    def field(self, question: Question, sources: Sources) -> fields.Field[Any]:
        """Judge a day."""
        return Date()

    def json_schema(self, question: Question) -> dict[str, Any]:
        """Describe a day in ISO form."""
        return {"type": "string", "format": "date"}

    def to_json(self, question: Question, value: Any) -> Any:
        """Keep the day in ISO form."""
        return value.isoformat()

    def from_json(self, question: Question, kept: Any) -> Any:
        """Read the day back."""
        return Date().deserialize(kept)

    def raw(self, question: Question, kept: Any) -> Any:
        """Give year, month and day for the three fields."""
        year, month, day = str(kept).split("-")
        return {"year": year, "month": str(int(month)), "day": str(int(day))}

    def text(self, question: Question, value: Any) -> str:
        """Write the day in 和暦."""
        return format_date(value)

    def export_cells(self, question: Question, value: Any) -> tuple[Any, ...]:
        """Give the day itself."""
        return (value,)


class ChoiceQuestion(QuestionKind):
    """One of the choices that the file lists."""

    word = "choice"

    def field(self, question: Question, sources: Sources) -> fields.Field[Any]:
        """Judge a choice."""
        return _one_of(question.choices)

    def json_schema(self, question: Question) -> dict[str, Any]:
        """Describe the list."""
        return {"enum": list(question.choices)}


class DepartmentQuestion(QuestionKind):
    """One of the city's departments: the 担当課 that plans together with the group."""

    word = "department"

    def field(self, question: Question, sources: Sources) -> fields.Field[Any]:
        """Judge a department's name."""
        return _one_of(sources.departments)

    def json_schema(self, question: Question) -> dict[str, Any]:
        """Describe a name; which there are stands in the city's own records."""
        return {"type": "string"}


class YesNoQuestion(QuestionKind):
    """はい or いいえ."""

    word = "yes_no"

    def field(self, question: Question, sources: Sources) -> fields.Field[Any]:
        """Judge yes or no."""
        return YesNo()

    def json_schema(self, question: Question) -> dict[str, Any]:
        """Describe true or false."""
        return {"type": "boolean"}

    def raw(self, question: Question, kept: Any) -> Any:
        """Give the word that the form offers."""
        return YES if kept else NO

    def text(self, question: Question, value: Any) -> str:
        """Write はい or いいえ."""
        return YES if value else NO


class DeclarationQuestion(QuestionKind):
    """A box that has to be ticked, such as the exclusion of 暴力団."""

    word = "declaration"

    def field(self, question: Question, sources: Sources) -> fields.Field[Any]:
        """Judge that it was ticked."""
        must = "内容を読んで、あてはまるときは□に印を付けてください。"
        return YesNo(load_default=False, validate=validate.Equal(True, error=must))

    def json_schema(self, question: Question) -> dict[str, Any]:
        """Describe what can only be true."""
        return {"const": True}

    def raw(self, question: Question, kept: Any) -> Any:
        """Give a declaration anew: it is never taken over from an earlier paper."""
        return ""

    def text(self, question: Question, value: Any) -> str:
        """Write whether it was declared."""
        return "誓約します" if value else "誓約していません"


class AgesQuestion(QuestionKind):
    """The age of every member, in one line: 18、24、39."""

    word = "ages"

    def field(self, question: Question, sources: Sources) -> fields.Field[Any]:
        """Judge the ages."""
        return Ages()

    def json_schema(self, question: Question) -> dict[str, Any]:
        """Describe a list of ages."""
        age = {"type": "integer", "minimum": 0, "maximum": MOST_AGE}
        return {"type": "array", "items": age, "minItems": 1}

    def from_json(self, question: Question, kept: Any) -> Any:
        """Read the ages back."""
        return tuple(kept)

    def raw(self, question: Question, kept: Any) -> Any:
        """Give the ages as typed."""
        return "、".join(str(one) for one in kept)

    def text(self, question: Question, value: Any) -> str:
        """Write the ages."""
        return "、".join(f"{one}歳" for one in value)


CELL_KINDS: Mapping[str, QuestionKind] = {
    kind.word: kind
    for kind in (
        LineQuestion(),
        WholeQuestion(),
        YenQuestion(),
        DateQuestion(),
        ChoiceQuestion(),
        KanaQuestion(),
    )
}
"""The kinds that a cell of a table may be of."""


def _one_of(choices: Sequence[str]) -> fields.Field[Any]:
    return Text(validate=validate.OneOf(choices, error="一覧の中から選んでください。"))
