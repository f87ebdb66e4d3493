"""What judges what officers key from paper: the marks as on the web, the sum and the day beside."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Any

from marshmallow import EXCLUDE, Schema, ValidationError, fields

from koubo.calendar import format_date
from koubo.fields import Date, Text
from koubo.money import format_number, half_width
from koubo.problems import Problem, Problems
from koubo.review.own_total import own_total
from koubo.review.paper.rules import NOT_MARKED
from koubo.review.rules import sheet_problems
from koubo.review.schemas import read_sheet
from koubo.review.selection.values import Cell
from koubo.schemes.review_words import SelectionRule, Stage

REASON_LENGTH = 500
TYPED_MARKS: Mapping[str, str] = {
    word: state.value
    for state, several in zip(NOT_MARKED, (("対象外", "対", "t"), ("棄権", "棄", "k")), strict=True)
    for word in several
}
"""What may be typed for a mark that is no points."""

SUM = re.compile(r"[0-9]{1,9}(?:\.[0-9]{1,9}|/[1-9][0-9]{0,8})?")
"""No exponent: 1e999999999 would take for ever."""
NO_YEAR = re.compile(r"([0-9]{1,2})[/.月-]([0-9]{1,2})日?")


@dataclass(frozen=True)
class PaperInput:
    """A sheet as it was keyed from paper."""

    cells: Mapping[str, Cell]
    comment: str
    marked_on: date | None


class PaperSchema(Schema):
    """What stands on a paper beside the marks."""

    class Meta:
        """The marks are judged by the sheet's own schema."""

        unknown = EXCLUDE

    marked_on = Date(allow_none=True, load_default=None, metadata={"label": "紙に書かれた日"})
    total = fields.Raw(load_default="")


class SignedSchema(Schema):
    """What stands on a cover beside the ticks."""

    class Meta:
        """What was ticked is judged by itself."""

        unknown = EXCLUDE

    signed_on = Date(required=True, metadata={"label": "署名の日"})


def read_signed_on(raw: Mapping[str, Any]) -> date:
    """Give the day on which a cover was signed; Problems by field."""
    try:
        found: date = SignedSchema().load(dict(raw))["signed_on"]
    except ValidationError as wrong:
        raise Problems(_problems(wrong)) from None
    return found


def _problems(wrong: ValidationError) -> list[Problem]:
    messages: dict[str, list[str]] = wrong.normalized_messages()  # type: ignore[no-untyped-call]
    return [Problem("invalid", one, key) for key, each in messages.items() for one in each]


def typed_mark(text: str) -> str:
    """Give a mark as the sheet's schema takes it: 対 and ｔ stand for 対象外, 棄 and ｋ for 棄権."""
    plain = half_width(text)
    return TYPED_MARKS.get(plain.lower(), plain)


def typed_day(text: str, today: date) -> str:
    """Give a day with its year: 12/1 is the last first of December up to today."""
    plain = half_width(text)
    found = NO_YEAR.fullmatch(plain)
    if found is None:
        return plain
    month, day = (int(one) for one in found.groups())
    year = today.year if (month, day) <= (today.month, today.day) else today.year - 1
    return f"{year}-{month:02d}-{day:02d}"


def read_paper(
    stage: Stage, rule: SelectionRule, raw: Mapping[str, Any], *, today: date
) -> PaperInput:
    """Give a sheet that was keyed from paper, complete and ready to be read back.

    The sum that the reviewer wrote, where it is keyed, has to be that of the marks.

    :raise Problems: by field, those of the web's sheet among them
    """
    problems: list[Problem] = []
    try:
        day = typed_day(str(raw.get("marked_on") or ""), today)
        beside = PaperSchema().load({**raw, "marked_on": day})
    except ValidationError as wrong:
        problems += _problems(wrong)
        beside = {"marked_on": None, "total": ""}
    try:
        sheet = read_sheet(stage, typed_sheet(stage, raw))
    except Problems as wrong:
        raise Problems([*wrong.problems, *problems]) from None
    problems = [*sheet_problems(stage, rule, sheet.cells), *problems]
    marked_on: date | None = beside["marked_on"]
    if marked_on is not None and marked_on > today:
        message = f"「紙に書かれた日」は今日（{format_date(today)}）までの日を入力してください。"
        problems.append(Problem("not_yet", message, "marked_on"))
    if not problems:
        problems += _total_problems(stage, rule, sheet.cells, str(beside["total"] or ""))
    if problems:
        raise Problems(problems)
    return PaperInput(sheet.cells, sheet.comment, marked_on)


def typed_sheet(stage: Stage, raw: Mapping[str, Any]) -> dict[str, Any]:
    """Give keyed fields with the short words for marks written out."""
    marks = {one.id: typed_mark(str(raw.get(one.id) or "")) for one in stage.criteria}
    return {**raw, **marks}


def _total_problems(
    stage: Stage, rule: SelectionRule, cells: Mapping[str, Cell], typed: str
) -> list[Problem]:
    """Hold the sum on the paper against the marks: it finds most slips of the finger."""
    plain = half_width(typed).removesuffix("点").strip()
    if not plain:
        return []
    if not SUM.fullmatch(plain):
        message = "「紙に書かれた合計」は数字で入力するか、空けてください。"
        return [Problem("total", message, "total")]
    points = own_total(stage, rule, cells).points
    if Fraction(plain) == points:
        return []
    message = (
        f"紙に書かれた合計 {plain}点と、入力した点の合計 {format_number(points)}点が違います。"
        "点を見直してください。紙の合計のほうが間違っているときは、合計を空けてください。"
    )
    return [Problem("total", message, "total")]


def read_reason(raw: Mapping[str, Any], field: str, label: str) -> str:
    """Give a reason that somebody has to write; Problems where there is none."""
    declared = Text(max_length=REASON_LENGTH, required=True, metadata={"label": label})
    try:
        found: str = declared.deserialize(raw.get(field, ""))
    except ValidationError as wrong:
        raise Problems([Problem("reason", str(one), field) for one in wrong.messages]) from None
    if not found:
        raise Problems([Problem("reason", f"「{label}」を書いてください。", field)])
    return found
