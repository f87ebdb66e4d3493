"""The register of the kinds of question, with those that nobody types: attachments and sums."""

from collections.abc import Mapping
from typing import Any

from marshmallow import ValidationError, fields

from koubo.fields import Whole
from koubo.money import Worked, Working
from koubo.schemes.questions import Question, QuestionKind, Sources
from koubo.schemes.single_kinds import (
    CELL_KINDS,
    AgesQuestion,
    DeclarationQuestion,
    DepartmentQuestion,
    TextQuestion,
    YesNoQuestion,
)
from koubo.schemes.table_kinds import BudgetQuestion, GroupsQuestion, RowsQuestion

UNTYPED = frozenset({"files", "computed"})
"""Kinds whose value is no part of a draft: files are kept apart, sums are computed."""


class FilesQuestion(QuestionKind):
    """Attachments; the files themselves are kept beside the answers."""

    word = "files"

    def field(self, question: Question, sources: Sources) -> fields.Field[Any]:
        """Judge the list of attachment ids that the server itself put in."""
        return fields.List(
            Whole(minimum=1), error_messages={"invalid": "ファイルを選び直してください。"}
        )

    def json_schema(self, question: Question) -> dict[str, Any]:
        """Describe a list of attachments by their ids."""
        return {"type": "array", "items": {"type": "integer", "minimum": 1}}

    def raw(self, question: Question, kept: Any) -> Any:
        """Give nothing: files are attached anew to each filing."""
        return ""

    def text(self, question: Question, value: Any) -> str:
        """Write how many there are."""
        return f"{len(value)}件"

    def export_columns(self, question: Question) -> tuple[tuple[str, str], ...]:
        """Give nothing: what is attached stands beside the answers."""
        return ()

    def export_cells(self, question: Question, value: Any) -> tuple[Any, ...]:
        """Give nothing."""
        return ()


class NeverTyped(fields.Field[Any]):
    """Refuses whatever is sent for a figure that is computed."""

    def _deserialize(self, value: Any, attr: Any, data: Any, **options: Any) -> Any:
        raise ValidationError("この金額は自動で計算されます。入力はできません。")


class ComputedQuestion(QuestionKind):
    """A sum of other answers, never typed; ``sum`` and ``minus`` say of which."""

    word = "computed"

    def field(self, question: Question, sources: Sources) -> fields.Field[Any]:
        """Refuse what is typed."""
        return NeverTyped()

    def json_schema(self, question: Question) -> dict[str, Any]:
        """Describe the figure with its working."""
        line = {"text": {"type": "string"}, "to_confirm": {"type": "string"}}
        lines = {"type": "object", "properties": line}
        properties = {"value": {"type": "integer"}, "working": {"type": "array", "items": lines}}
        return {"type": "object", "properties": properties, "required": ["value", "working"]}

    def to_json(self, question: Question, value: Any) -> Any:
        """Keep the number and its working."""
        return {"value": value.value, "working": value.working.as_json()}

    def from_json(self, question: Question, kept: Any) -> Any:
        """Read them back."""
        return Worked(int(kept["value"]), Working.from_json(kept["working"]))

    def raw(self, question: Question, kept: Any) -> Any:
        """Give nothing: it is computed anew."""
        return ""

    def text(self, question: Question, value: Any) -> str:
        """Write how it came about."""
        worked: Worked[int] = value
        return worked.working.text

    def export_cells(self, question: Question, value: Any) -> tuple[Any, ...]:
        """Give the number."""
        return (value.value,)


QUESTION_KINDS: Mapping[str, QuestionKind] = {
    **CELL_KINDS,
    **{
        kind.word: kind
        for kind in (
            TextQuestion(),
            DepartmentQuestion(),
            YesNoQuestion(),
            DeclarationQuestion(),
            BudgetQuestion(),
            AgesQuestion(),
            GroupsQuestion(),
            RowsQuestion(),
            ComputedQuestion(),
            FilesQuestion(),
        )
    },
}
