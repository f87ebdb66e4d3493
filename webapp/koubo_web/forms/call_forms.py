"""What is asked about a call, its deadline, its vote and a theme, as raw text."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime, time, timedelta
from typing import Any

from werkzeug.datastructures import MultiDict
from wtforms import Form, FormField, SelectMultipleField, StringField

from koubo.calendar import JST
from koubo.problems import Problem
from koubo.schemes.models import Call
from koubo.schemes.queries import ThemeLine
from koubo_web.forms.filing_form import NUL, REPLACED, DateBoxes


class RawForm(Form):
    """Carries raw text; the schemas of ``koubo`` judge it."""

    @property
    def typed(self) -> dict[str, Any]:
        """Give the raw text by field."""
        return {name: _clean(value) for name, value in self.data.items()}


class CallForm(RawForm):
    """A call as an officer plans it; day and hour stand apart."""

    scheme_id = StringField()
    title = StringField()
    intake_year = StringField()
    fiscal_year = StringField()
    opens_on = FormField(DateBoxes)
    opens_time = StringField()
    closes_on = FormField(DateBoxes)
    closes_time = StringField()
    budget = StringField()
    course_ids = SelectMultipleField(choices=[], validate_choice=False)
    briefing = StringField()

    @classmethod
    def of(cls, call: Call, course_ids: Iterable[str]) -> "CallForm":
        """Give the form filled in with what is planned."""
        closes_on, closes_time = _end(call.closes_at)
        opens = call.opens_at.astimezone(JST)
        return cls(
            data={
                "scheme_id": call.scheme_id,
                "title": call.title,
                "intake_year": str(call.intake_year),
                "fiscal_year": str(call.fiscal_year),
                "opens_on": boxes(opens.date()),
                "opens_time": _clock(opens.time()),
                "closes_on": boxes(closes_on),
                "closes_time": closes_time,
                "budget": f"{call.budget:,}",
                "course_ids": list(course_ids),
                "briefing": call.briefing,
            }
        )


class DeadlineForm(RawForm):
    """A later deadline and its reason."""

    closes_on = FormField(DateBoxes)
    closes_time = StringField()
    reason = StringField()


class VoteForm(RawForm):
    """The day of the vote and the budget that was voted."""

    voted_on = FormField(DateBoxes)
    budget = StringField()


class ThemeForm(RawForm):
    """A theme as a department words it."""

    fiscal_year = StringField()
    title = StringField()
    issue = StringField()
    wish = StringField()
    city_part = StringField()

    @classmethod
    def of(cls, theme: ThemeLine) -> "ThemeForm":
        """Give the form filled in with what was offered."""
        return cls(
            data={
                "fiscal_year": str(theme.fiscal_year),
                "title": theme.title,
                "issue": theme.issue,
                "wish": theme.wish,
                "city_part": theme.city_part,
            }
        )


class CorrectionForm(RawForm):
    """What an applicant is asked to mend."""

    fields = SelectMultipleField(choices=[], validate_choice=False)
    reason = StringField()
    due_on = FormField(DateBoxes)


def posted(kind: type[RawForm], fields: MultiDict[str, str]) -> RawForm:
    """Give a form as somebody filled it in."""
    return kind(formdata=fields)


def errors_by_field(problems: Iterable[Problem]) -> dict[str, list[str]]:
    """Give the messages that stand at each field."""
    errors: dict[str, list[str]] = {}
    for one in problems:
        errors.setdefault(one.field, []).append(one.message)
    return errors


def boxes(day: date) -> dict[str, str]:
    """Give a day for the three boxes."""
    return {"year": str(day.year), "month": str(day.month), "day": str(day.day)}


def _end(closes_at: datetime) -> tuple[date, str]:
    """Give day and hour of a deadline as people write it: midnight is 24:00 of the day before."""
    here = closes_at.astimezone(JST)
    if here.time() == time():
        return here.date() - timedelta(days=1), "24:00"
    return here.date(), _clock(here.time())


def _clock(at: time) -> str:
    shown = f"{at.hour}:{at.minute:02}"
    return f"{shown}:{at.second:02}" if at.second else shown


def _clean(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {name: _clean(one) for name, one in value.items()}
    if isinstance(value, list):
        return [_clean(one) for one in value]
    return str(value or "").replace(NUL, REPLACED)
