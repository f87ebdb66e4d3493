"""What is asked about a call's deadline, its vote and a theme, as raw text."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date
from typing import Any

from werkzeug.datastructures import MultiDict
from wtforms import Form, FormField, SelectMultipleField, StringField

from koubo.problems import Problem
from koubo.schemes.queries import ThemeLine
from koubo_web.forms.filing_form import NUL, REPLACED, DateBoxes
from koubo_web.forms.places import box_of


class RawForm(Form):
    """Carries raw text; the schemas of ``koubo`` judge it."""

    @property
    def typed(self) -> dict[str, Any]:
        """Give the raw text by field."""
        return {name: clean(value) for name, value in self.data.items()}


class DeadlineForm(RawForm):
    """A later deadline, whose it is, and the reason."""

    target = StringField()
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


def boxed(problems: Iterable[Problem]) -> tuple[Problem, ...]:
    """Give problems by the names of their boxes: ``closes.river.on`` stands at ``closes-river-on``."""
    return tuple(replace(one, field=box_of(one.field)) for one in problems)


def errors_by_field(problems: Iterable[Problem]) -> dict[str, list[str]]:
    """Give the messages that stand at each field."""
    errors: dict[str, list[str]] = {}
    for one in problems:
        errors.setdefault(one.field, []).append(one.message)
    return errors


def boxes(day: date) -> dict[str, str]:
    """Give a day for the three boxes."""
    return {"year": str(day.year), "month": str(day.month), "day": str(day.day)}


def clean(value: Any) -> Any:
    """Give raw text as it can be stored, within mappings and lists too."""
    if isinstance(value, Mapping):
        return {name: clean(one) for name, one in value.items()}
    if isinstance(value, list):
        return [clean(one) for one in value]
    return str(value or "").replace(NUL, REPLACED)
