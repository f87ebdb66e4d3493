"""The kinds of question there are, each one class, and the register of them."""

from collections.abc import Mapping, Sequence
from typing import Any

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
from koubo.schemes.eligibility.case import GroupFacts
from koubo.schemes.group_fields import Ages, GroupsField
from koubo.schemes.questions import Question, QuestionKind, Sources


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
        return BudgetField(
            sources.cost_categories, sources.ineligible_categories, sources.priced_categories
        )

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


class AgesQuestion(QuestionKind):
    """The age of every member, in one line: 18、24、39."""

    word = "ages"

    def field(self, question: Question, sources: Sources) -> fields.Field[Any]:
        """Judge the ages."""
        return Ages()

    def from_json(self, kept: Any) -> Any:
        """Read the ages back."""
        return tuple(kept)

    def raw(self, kept: Any) -> Any:
        """Give the ages as typed."""
        return "、".join(str(one) for one in kept)

    def text(self, value: Any) -> str:
        """Write the ages."""
        return "、".join(f"{one}歳" for one in value)


class GroupsQuestion(QuestionKind):
    """The organisations that join the applicant; ``choices`` are the roles they may have."""

    word = "groups"

    def field(self, question: Question, sources: Sources) -> fields.Field[Any]:
        """Judge every line."""
        return GroupsField(question.choices)

    def to_json(self, value: Any) -> Any:
        """Keep names and roles."""
        return [{"name": one.name, "role": one.role} for one in value]

    def from_json(self, kept: Any) -> Any:
        """Read names and roles back."""
        return tuple(GroupFacts(one["name"], one["role"]) for one in kept)

    def raw(self, kept: Any) -> Any:
        """Give the lines as if typed."""
        return [dict(one) for one in kept]

    def text(self, value: Any) -> str:
        """Write the names with their roles."""
        return "、".join(f"{one.name}（{one.role}）" if one.role else one.name for one in value)


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
        AgesQuestion(),
        GroupsQuestion(),
        FilesQuestion(),
    )
}


def _one_of(choices: Sequence[str]) -> fields.Field[Any]:
    return Text(validate=validate.OneOf(choices, error="一覧の中から選んでください。"))
