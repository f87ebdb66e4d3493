"""What judges what comes into review: marks and recommendations."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from marshmallow import EXCLUDE, Schema, ValidationError, fields

from koubo.fields import Date, Text, Yen
from koubo.problems import Problem, Problems
from koubo.review.conclusions import ConclusionLine, line_field
from koubo.review.rules import Conclusion, reason_field
from koubo.review.selection.values import Cell, CellState
from koubo.schemes.review_words import Criterion, Stage

REASON_LENGTH = 1000
COMMENT_LENGTH = 2000
NOTE_LENGTH = 4000
REMARKS_LENGTH = 2000
NOT_POINTS = {
    one.value: one for one in (CellState.MISSING, CellState.NOT_APPLICABLE, CellState.ABSTAINED)
}

FULL_WIDTH = str.maketrans("０１２３４５６７８９", "0123456789")


@dataclass(frozen=True)
class SheetInput:
    """A sheet as it came in; what is not marked is there as MISSING, with its reason."""

    cells: Mapping[str, Cell]
    comment: str


@dataclass(frozen=True)
class RecommendationInput:
    """A recommendation as it came in (円)."""

    concluded_on: date
    remarks: str
    lines: tuple[ConclusionLine, ...]


class Mark(fields.Field[Cell]):
    """A whole number of points on the scale, or the name of one of the other three states.

    Full-width digits are read as plain ones (「８」 is 8), since that is how Japanese keyboards
    write them; a sign, a point, an exponent, a leading zero, or a digit of another script is not.
    """

    def __init__(self, criterion: Criterion) -> None:
        self.refused = f"「{criterion.title}」の点を一覧の中から選んでください。"
        super().__init__(
            load_default=Cell(CellState.MISSING), error_messages={"null": self.refused}
        )
        self.criterion = criterion

    def _deserialize(
        self, value: Any, attr: str | None, data: Mapping[str, Any] | None, **kwargs: Any
    ) -> Cell:
        text = _plain_mark(value)
        if text == "":
            return Cell(CellState.MISSING)
        if text in NOT_POINTS:
            return Cell(NOT_POINTS[text])
        scale = range(self.criterion.lowest, self.criterion.highest + 1)
        points = {str(point): point for point in scale}.get(text)
        if points is None:
            raise ValidationError(self.refused)
        return Cell(CellState.VALUE, points)


def _plain_mark(value: Any) -> str:
    """Give what was sent as the text of a mark; what is neither text nor whole number fits none."""
    if isinstance(value, bool) or not isinstance(value, str | int):
        return "?"
    return str(value).strip().translate(FULL_WIDTH)


def read_sheet(stage: Stage, raw: Mapping[str, Any]) -> SheetInput:
    """Give a sheet from the texts of its form; what is unfinished passes, Problems otherwise."""
    declared: dict[str, fields.Field[Any]] = {"comment": _free_text("全体の意見", COMMENT_LENGTH)}
    for criterion in stage.criteria:
        declared[criterion.id] = Mark(criterion)
        label = f"{criterion.title}の理由・意見"
        declared[reason_field(criterion.id)] = _free_text(label, REASON_LENGTH)
    typed = _load(_schema("SheetSchema", declared), raw)
    cells = {
        criterion.id: Cell(
            typed[criterion.id].state,
            typed[criterion.id].points,
            typed[reason_field(criterion.id)],
        )
        for criterion in stage.criteria
    }
    return SheetInput(cells, typed["comment"])


def read_note(field: str, text: str) -> str:
    """Give a reviewer's own note as it came in; Problems about the field where it is too long."""
    declared: dict[str, fields.Field[Any]] = {field: _free_text("自分のメモ", NOTE_LENGTH)}
    note: str = _load(_schema("NoteSchema", declared), {field: text})[field]
    return note


def read_recommendation(
    application_ids: Iterable[int], raw: Mapping[str, Any]
) -> RecommendationInput:
    """Give a recommendation from the texts of its form; Problems by field."""
    numbers = tuple(application_ids)
    declared: dict[str, fields.Field[Any]] = {
        "concluded_on": Date(required=True, metadata={"label": "審査会の日"}),
        "remarks": _free_text("審査会の意見", REMARKS_LENGTH),
    }
    for number in numbers:
        declared[line_field("conclusion", number)] = fields.Enum(
            Conclusion, by_value=True, required=True, error_messages=CHOOSE
        )
        declared[line_field("amount", number)] = Yen(
            allow_none=True, load_default=None, metadata={"label": "答申額"}
        )
        declared[line_field("conditions", number)] = _free_text("条件", REMARKS_LENGTH)
        declared[line_field("remarks", number)] = _free_text("理由・意見", REMARKS_LENGTH)
        declared[line_field("comment", number)] = _free_text("講評", REMARKS_LENGTH)
    typed = _load(_schema("RecommendationSchema", declared), raw)
    lines = tuple(
        ConclusionLine(
            number,
            typed[line_field("conclusion", number)],
            typed[line_field("amount", number)] or 0,
            typed[line_field("conditions", number)],
            typed[line_field("remarks", number)],
            typed[line_field("comment", number)],
        )
        for number in numbers
    )
    return RecommendationInput(typed["concluded_on"], typed["remarks"], lines)


CHOOSE: dict[str, str | list[Any] | dict[Any, Any]] = {
    "required": "審査会の結論を選んでください。",
    "unknown": "審査会の結論を一覧の中から選んでください。",
}


def _free_text(label: str, max_length: int) -> Text:
    return Text(max_length=max_length, load_default="", metadata={"label": label})


def _schema(name: str, declared: Mapping[str, fields.Field[Any]]) -> Schema:
    return Schema.from_dict(dict(declared), name=name)(unknown=EXCLUDE)


def _load(schema: Schema, raw: Mapping[str, Any]) -> dict[str, Any]:
    try:
        typed: dict[str, Any] = schema.load(dict(raw))
    except ValidationError as error:
        raise Problems(_problems(error)) from error
    return typed


def _problems(error: ValidationError) -> Iterable[Problem]:
    complaints: dict[str, list[str]] = error.normalized_messages()  # type: ignore[no-untyped-call]
    for field, messages in complaints.items():
        for message in messages:
            yield Problem("invalid", str(message), field)
