"""What judges a call and a theme that come in, from a form or the API: all problems at once."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from typing import Any

from marshmallow import EXCLUDE, Schema, ValidationError, fields

from koubo.calendar import JST, parse_time
from koubo.fields import Answer, Date, Text, Whole, Yen
from koubo.money import half_width
from koubo.problems import Problem, Problems
from koubo.schemes.deadlines import CourseDeadlines, Target
from koubo.schemes.eligibility.case import DAY_NAMES
from koubo.schemes.plans import (
    CLOSES,
    DAYS,
    GATES,
    THEME_CLOSES,
    AskedMoment,
    CallPlan,
    ThemeText,
    asked_moments,
)
from koubo.schemes.rules import Scheme

FIRST_YEAR, LAST_YEAR = 2000, 2999
MIDNIGHT = ("24:00", "24:00:00", "24時", "24時0分", "24時00分")
HOUR_MISSING = (
    "「{label}の時刻」を入力してください。「17:00」のように書きます。"
    "その日いっぱいなら「24:00」と書きます。"
)
TARGET_MISSING = "延ばす締切を選んでください。"


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
    """A later deadline, whose it is, and the reason."""

    class Meta:
        """Other fields of a form are none of ours."""

        unknown = EXCLUDE

    target = Text(
        required=True,
        metadata={"label": "延ばす締切"},
        error_messages={"required": TARGET_MISSING, "null": TARGET_MISSING},
    )
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


def read_call_plan(raw: Mapping[str, Any], scheme: Scheme) -> CallPlan:
    """Give the call that was typed; raises Problems with all that is wrong.

    Deadlines of courses stand in ``closes`` and ``theme_closes`` by the course's name, those of
    gates in ``gates``, each as ``{"on", "time"}``; named days in ``days``. The call of a scheme
    that gives no money is not asked for a budget.
    """
    found: list[Problem] = []
    typed: dict[str, Any] = {}
    unasked = () if scheme.gives_money else ("budget",)
    try:
        typed = load(CallSchema(exclude=unasked), raw)
    except Problems as wrong:
        found += wrong.problems
    own = _Own(raw, found)
    moments = {(one.group, one.key): own.moment(one) for one in asked_moments(scheme)}
    closes = (
        CourseDeadlines(
            one.id, moments.get((CLOSES, one.name)), moments.get((THEME_CLOSES, one.name))
        )
        for one in scheme.courses
    )
    gates = {gate: moments[GATES, gate.value] for gate in scheme.asked_gates()}
    days = {day: own.day(day.value, DAY_NAMES[day]) for day in scheme.asked_days()}
    if found:
        raise Problems(found)
    return CallPlan(
        closes=tuple(one for one in closes if one.closes_at or one.theme_closes_at),
        gates={gate: at for gate, at in gates.items() if at is not None},
        days={day: on for day, on in days.items() if on is not None},
        scheme_id=typed["scheme_id"],
        title=typed["title"],
        intake_year=typed["intake_year"],
        fiscal_year=typed["fiscal_year"],
        opens_at=typed["opens_time"].on(typed["opens_on"]),
        closes_at=typed["closes_time"].on(typed["closes_on"]),
        budget=typed.get("budget", 0),
        course_ids=tuple(dict.fromkeys(typed["course_ids"])),
        briefing=typed["briefing"],
    )


class _Own:
    """Reads the moments that a call may or may not have, and gathers what is wrong with them."""

    def __init__(self, raw: Mapping[str, Any], found: list[Problem]) -> None:
        self.raw = raw
        self.found = found

    def moment(self, asked: AskedMoment) -> datetime | None:
        """Give a day and hour; None where both were left blank. One without the other is asked for."""
        path, label = f"{asked.group}.{asked.key}", asked.label
        kept = self.raw.get(asked.group, {}).get(asked.key) or {}
        schema = Schema.from_dict(
            {
                "on": Date(load_default=None, metadata={"label": f"{label}の日"}),
                "time": ClockField(load_default=None, metadata={"label": f"{label}の時刻"}),
            }
        )(unknown=EXCLUDE)
        typed = self._load(schema, kept, f"{path}.")
        day, clock = typed.get("on"), typed.get("time")
        if day and not clock:
            self.found.append(Problem("answer", HOUR_MISSING.format(label=label), f"{path}.time"))
        if clock and not day:
            message = f"「{label}の日」を入力してください。"
            self.found.append(Problem("answer", message, f"{path}.on"))
        return clock.on(day) if day and clock else None

    def day(self, name: str, label: str) -> date | None:
        """Give a named day; None where it was left blank."""
        schema = Schema.from_dict({name: Date(load_default=None, metadata={"label": label})})()
        kept = self.raw.get(DAYS, {}).get(name)
        return self._load(schema, {} if kept is None else {name: kept}, f"{DAYS}.").get(name)

    def _load(self, schema: Schema, raw: Mapping[str, Any], path: str) -> dict[str, Any]:
        try:
            return load(schema, raw)
        except Problems as wrong:
            self.found += (replace(one, field=f"{path}{one.field}") for one in wrong.problems)
            return {}


def read_deadline(raw: Mapping[str, Any]) -> tuple[Target, datetime, str]:
    """Give whose deadline is moved, the new one and its reason; raises Problems."""
    typed = load(DeadlineSchema(), raw)
    try:
        target = Target.of_key(typed["target"])
    except ValueError:
        raise Problems([Problem("target", TARGET_MISSING, "target")]) from None
    return target, typed["closes_time"].on(typed["closes_on"]), typed["reason"]


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
