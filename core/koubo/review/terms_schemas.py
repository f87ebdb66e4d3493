"""What judges what officers type about a stage's sheets: a day with its hour, a reason."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from marshmallow import EXCLUDE, Schema

from koubo.fields import Date, Text
from koubo.problems import Problem, Problems
from koubo.schemes.call_schemas import ClockField, load

HOUR_MISSING = "期限の時刻を入力してください。その日いっぱいのときは 24:00 と入力してください。"
DAY_MISSING = "期限の日を入力してください。期限を決めないときは、時刻も空にしてください。"
REASON_LENGTH = 500


class DueSchema(Schema):
    """A day and an hour, both or neither."""

    class Meta:
        """Other fields of a form are none of ours."""

        unknown = EXCLUDE

    due_on = Date(allow_none=True, load_default=None, metadata={"label": "期限の日"})
    due_time = ClockField(allow_none=True, load_default=None, metadata={"label": "期限の時刻"})


class ReopeningSchema(DueSchema):
    """Why a sheet is scored again, and until when it alone is asked for."""

    reason = Text(load_default="", max_length=REASON_LENGTH, metadata={"label": "理由"})


def read_due(raw: Mapping[str, Any]) -> datetime | None:
    """Give the end of the time (exclusive) that was typed, None where nothing was; Problems."""
    return _moment(load(DueSchema(), raw))


def read_reopening(raw: Mapping[str, Any]) -> tuple[str, datetime | None]:
    """Give the reason and the end of the time that was typed; raises Problems."""
    typed = load(ReopeningSchema(), raw)
    return typed["reason"], _moment(typed)


def _moment(typed: Mapping[str, Any]) -> datetime | None:
    day, clock = typed["due_on"], typed["due_time"]
    if day is None and clock is None:
        return None
    if day is None:
        raise Problems([Problem("missing", DAY_MISSING, "due_on")])
    if clock is None:
        raise Problems([Problem("missing", HOUR_MISSING, "due_time")])
    moment: datetime = clock.on(day)
    return moment
