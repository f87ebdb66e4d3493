"""What judges what officers type about a presentation day."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from marshmallow import EXCLUDE, Schema, ValidationError, fields

from koubo.calendar import JST, parse_time
from koubo.fields import Date, Text, Whole
from koubo.problems import Problem, Problems
from koubo.review.days.rules import Minutes, Stay

LONGEST_PART = 600
"""Minutes; more is a slip of the hand."""


@dataclass(frozen=True)
class DayInput:
    """A presentation day as it came in."""

    held_on: date
    starts_at: datetime
    place: str
    minutes: Minutes
    quorum: int | None


class TimeOfDay(fields.Field[str]):
    """A time as people write it, 13:30 or 13時30分; kept as text until the day is known."""

    def _deserialize(self, value: Any, attr: Any, data: Any, **options: Any) -> str:
        try:
            return parse_time(str(value or "")).isoformat()
        except ValueError as error:
            raise ValidationError(f"「{self.metadata['label']}」：{error}") from error


class DaySchema(Schema):
    """When and where, how long each part is, how many have to be there."""

    class Meta:
        """What else the form sends, its token say, is not ours."""

        unknown = EXCLUDE

    held_on = Date(required=True, metadata={"label": "開催日"})
    starts = TimeOfDay(required=True, metadata={"label": "開始時刻"})
    place = Text(max_length=200, load_default="", metadata={"label": "会場"})
    talk_minutes = Whole(
        required=True, minimum=1, maximum=LONGEST_PART, metadata={"label": "発表の分数"}
    )
    question_minutes = Whole(
        required=True, minimum=0, maximum=LONGEST_PART, metadata={"label": "質疑の分数"}
    )
    marking_minutes = Whole(
        required=True, minimum=0, maximum=LONGEST_PART, metadata={"label": "採点の分数"}
    )
    quorum = Whole(
        allow_none=True, load_default=None, minimum=1, maximum=99, metadata={"label": "定足数"}
    )


class PauseSchema(Schema):
    """A break or a deliberation that is put into the timetable."""

    class Meta:
        """What else the form sends, its token say, is not ours."""

        unknown = EXCLUDE

    title = Text(required=True, max_length=100, metadata={"label": "名前"})
    minutes = Whole(required=True, minimum=1, maximum=LONGEST_PART, metadata={"label": "分数"})


def read_day(raw: Mapping[str, Any]) -> DayInput:
    """Give a day from the texts of its form; Problems by field."""
    typed = _load(DaySchema(), raw)
    return DayInput(
        typed["held_on"],
        moment_on(typed["held_on"], typed["starts"]),
        typed["place"],
        Minutes(typed["talk_minutes"], typed["question_minutes"], typed["marking_minutes"]),
        typed["quorum"],
    )


def read_pause(raw: Mapping[str, Any]) -> tuple[str, int]:
    """Give what a break is called and how long it is; Problems by field."""
    typed = _load(PauseSchema(), raw)
    return typed["title"], typed["minutes"]


def moment_on(day: date, text: str) -> datetime:
    """Give a time of day in Japan as a moment; ValueError with a Japanese sentence."""
    return datetime.combine(day, parse_time(text), JST)


def read_stays(
    day: date, member_ids: Iterable[int], raw: Mapping[str, str]
) -> dict[int, tuple[Stay, str]]:
    """Give who came and left when from ``came-<id>``, ``left-<id>``, ``note-<id>``; Problems."""
    found: dict[int, tuple[Stay, str]] = {}
    problems: list[Problem] = []
    for member_id in member_ids:
        if f"came-{member_id}" not in raw:
            continue  # it was not on the page: what is noted stays
        times: dict[str, datetime | None] = {}
        for name in ("came", "left"):
            text = raw.get(f"{name}-{member_id}", "").strip()
            try:
                times[name] = moment_on(day, text) if text else None
            except ValueError as error:
                problems.append(Problem("time", str(error), f"{name}-{member_id}"))
        came, left = times.get("came"), times.get("left")
        if left and (came is None or left < came):
            message = "退席の時刻は、出席の時刻より後にしてください。"
            problems.append(Problem("order", message, f"left-{member_id}"))
        note = raw.get(f"note-{member_id}", "").strip()[:200]
        found[member_id] = (Stay(came, left), note)
    if problems:
        raise Problems(problems)
    return found


def _load(schema: Schema, raw: Mapping[str, Any]) -> dict[str, Any]:
    try:
        typed: dict[str, Any] = schema.load(dict(raw))
    except ValidationError as error:
        complaints: dict[str, list[str]] = error.normalized_messages()  # type: ignore[no-untyped-call]
        raise Problems(
            Problem("invalid", str(message), field)
            for field, messages in complaints.items()
            for message in messages
        ) from error
    return typed
