"""What judges a call and a theme that come in, from a form or the API: all problems at once."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from marshmallow import EXCLUDE, Schema, ValidationError, fields

from koubo.calendar import JST, parse_time
from koubo.fields import Answer, Date, Text, Whole, Yen
from koubo.money import half_width
from koubo.problems import Problem, Problems
from koubo.schemes.plans import CallPlan, ThemeText

FIRST_YEAR, LAST_YEAR = 2000, 2999
MIDNIGHT = ("24:00", "24:00:00", "24時", "24時0分", "24時00分")
HOUR_MISSING = (
    "「{label}の時刻」を入力してください。「17:00」のように書きます。"
    "その日いっぱいなら「24:00」と書きます。"
)


@dataclass(frozen=True)
class Clock:
    """A time of day; 24:00 is the midnight at which the day ends."""

    at: time
    next_day: bool = False

    def on(self, day: date) -> datetime:
        """Give the moment in Japan."""
        moment = datetime.combine(day, self.at, JST)
        return moment + timedelta(days=1) if self.next_day else moment


class ClockField(Answer[Clock]):
    """A time of day on the 24-hour clock; 24:00 is understood."""

    def _deserialize(self, value: Any, attr: Any, data: Any, **options: Any) -> Clock:
        return self.read(parse_clock, value)


def parse_clock(text: str) -> Clock:
    """Give the time of day that a person wrote; 24:00 is midnight at the end of the day.

    :raise ValueError: with a Japanese sentence that says how to write it
    """
    if half_width(text).replace(" ", "") in MIDNIGHT:
        return Clock(time(), next_day=True)
    return Clock(parse_time(text))


def _clock(label: str) -> ClockField:
    # A date without an hour is asked about, never guessed.
    asked = HOUR_MISSING.format(label=label)
    return ClockField(
        required=True,
        metadata={"label": f"{label}の時刻"},
        error_messages={"required": asked, "null": asked},
    )


def _year(label: str) -> Whole:
    return Whole(required=True, minimum=FIRST_YEAR, maximum=LAST_YEAR, metadata={"label": label})


def _line(label: str, length: int) -> Text:
    return Text(required=True, max_length=length, single_line=True, metadata={"label": label})


def _words(label: str, length: int) -> Text:
    return Text(required=True, max_length=length, metadata={"label": label})


class CallSchema(Schema):
    """A call as an officer types it; day and hour of opening and closing stand apart."""

    class Meta:
        """Other fields of a form (its token, its version) are none of ours."""

        unknown = EXCLUDE

    scheme_id = Text(required=True, metadata={"label": "制度"})
    title = _line("募集の名前", 100)
    intake_year = _year("募集年度")
    fiscal_year = _year("事業年度")
    opens_on = Date(required=True, metadata={"label": "受付開始の日"})
    opens_time = _clock("受付開始")
    closes_on = Date(required=True, metadata={"label": "締切の日"})
    closes_time = _clock("締切")
    budget = Yen(minimum=1, required=True, metadata={"label": "予算額（予定）"})
    course_ids = fields.List(Text(), load_default=list)
    briefing = Text(max_length=400, load_default="", metadata={"label": "説明会・事前相談"})


class DeadlineSchema(Schema):
    """A later deadline for everybody, with its reason."""

    class Meta:
        """Other fields of a form are none of ours."""

        unknown = EXCLUDE

    closes_on = Date(required=True, metadata={"label": "新しい締切の日"})
    closes_time = _clock("新しい締切")
    reason = _words("延長する理由", 400)


class VoteSchema(Schema):
    """The council's vote on the budget."""

    class Meta:
        """Other fields of a form are none of ours."""

        unknown = EXCLUDE

    voted_on = Date(required=True, metadata={"label": "議決日"})
    budget = Yen(minimum=1, required=True, metadata={"label": "議決された予算額"})


class ThemeSchema(Schema):
    """A theme as a department words it."""

    class Meta:
        """Other fields of a form are none of ours."""

        unknown = EXCLUDE

    fiscal_year = _year("事業年度")
    title = _line("テーマの名前", 60)
    issue = _words("地域の課題", 1000)
    wish = _words("団体に期待すること", 1000)
    city_part = _words("担当課ができること", 1000)


def read_call_plan(raw: Mapping[str, Any]) -> CallPlan:
    """Give the call that was typed; raises Problems with all that is wrong."""
    typed = load(CallSchema(), raw)
    return CallPlan(
        scheme_id=typed["scheme_id"],
        title=typed["title"],
        intake_year=typed["intake_year"],
        fiscal_year=typed["fiscal_year"],
        opens_at=typed["opens_time"].on(typed["opens_on"]),
        closes_at=typed["closes_time"].on(typed["closes_on"]),
        budget=typed["budget"],
        course_ids=tuple(dict.fromkeys(typed["course_ids"])),
        briefing=typed["briefing"],
    )


def read_deadline(raw: Mapping[str, Any]) -> tuple[datetime, str]:
    """Give the new deadline and its reason; raises Problems."""
    typed = load(DeadlineSchema(), raw)
    return typed["closes_time"].on(typed["closes_on"]), typed["reason"]


def read_vote(raw: Mapping[str, Any]) -> tuple[date, int]:
    """Give the day of the vote and the budget (円); raises Problems."""
    typed = load(VoteSchema(), raw)
    return typed["voted_on"], typed["budget"]


def read_theme(raw: Mapping[str, Any]) -> ThemeText:
    """Give the theme that was typed; raises Problems with all that is wrong."""
    return ThemeText(**load(ThemeSchema(), raw))


def load(schema: Schema, raw: Mapping[str, Any]) -> dict[str, Any]:
    """Give what a schema understood, or raise Problems named by field."""
    try:
        typed: dict[str, Any] = schema.load(raw)
    except ValidationError as error:
        # In the order of the form, so that the summary reads from top to bottom.
        messages = error.messages_dict
        found = [
            problem
            for name in schema.fields
            if name in messages
            for problem in _problems(name, messages[name])
        ]
        raise Problems(found) from error
    return typed


def _problems(field: str, messages: Any) -> Iterator[Problem]:
    if isinstance(messages, Mapping):
        for inner in messages.values():
            yield from _problems(field, inner)
        return
    for message in messages if isinstance(messages, list) else [messages]:
        yield Problem("answer", str(message), field=field)
