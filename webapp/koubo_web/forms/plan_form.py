"""A call as an officer plans it, as raw text: what every call has, and what its scheme asks beside."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from werkzeug.datastructures import MultiDict
from wtforms import Form, FormField, SelectMultipleField, StringField
from wtforms.form import BaseForm

from koubo.calendar import JST
from koubo.schemes.eligibility.case import DAY_NAMES
from koubo.schemes.plans import (
    CLOSES,
    DAYS,
    GATES,
    THEME_CLOSES,
    CallPlan,
    asked_moments,
)
from koubo.schemes.rules import Scheme
from koubo_web.forms.call_forms import RawForm, boxes, clean
from koubo_web.forms.filing_form import DateBoxes


class CallForm(RawForm):
    """What every call has; day and hour stand apart."""

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


class MomentBoxes(Form):
    """A day and an hour."""

    on = FormField(DateBoxes)
    time = StringField()


@dataclass(frozen=True)
class PlanForm:
    """The form of a call; ``moments`` has a box ``closes-<course>`` for each thing that is asked."""

    call: CallForm
    moments: BaseForm

    @classmethod
    def posted(cls, scheme: Scheme, fields: MultiDict[str, str]) -> "PlanForm":
        """Give the form as somebody filled it in."""
        moments = _moments(scheme)
        moments.process(formdata=fields)
        return cls(CallForm(formdata=fields), moments)

    @classmethod
    def begun(cls, scheme: Scheme, data: dict[str, Any]) -> "PlanForm":
        """Give a form with some fields filled in; moments stay blank, for nobody guesses them."""
        moments = _moments(scheme)
        moments.process()
        return cls(CallForm(data=data), moments)

    @classmethod
    def of(cls, scheme: Scheme, plan: CallPlan) -> "PlanForm":
        """Give the form filled in with a plan."""
        closes_on, closes_time = _end(plan.closes_at)
        opens = plan.opens_at.astimezone(JST)
        call = CallForm(
            data={
                "scheme_id": plan.scheme_id,
                "title": plan.title,
                "intake_year": str(plan.intake_year),
                "fiscal_year": str(plan.fiscal_year),
                "opens_on": boxes(opens.date()),
                "opens_time": _clock(opens.time()),
                "closes_on": boxes(closes_on),
                "closes_time": closes_time,
                "budget": f"{plan.budget:,}",
                "course_ids": list(plan.course_ids),
                "briefing": plan.briefing,
            }
        )
        moments = _moments(scheme)
        moments.process(data=_kept(plan))
        return cls(call, moments)

    @property
    def typed(self) -> dict[str, Any]:
        """Give the raw text by field; moments by group and name."""
        typed = self.call.typed
        for name, value in self.moments.data.items():
            group, _, key = name.partition("-")
            typed.setdefault(group, {})[key] = clean(value)
        return typed

    @property
    def shown(self) -> dict[str, Any]:
        """Give the raw text by box, each of them flat, to be compared with another."""
        boxes_of = {
            name: {**value.get("on", value), "time": value.get("time", "")}
            for name, value in clean(self.moments.data).items()
        }
        return {**self.call.typed, **boxes_of}


def labels_of(scheme: Scheme) -> list[tuple[str, str]]:
    """Give the boxes of moments and of days, with their labels."""
    moments = [(f"{one.group}-{one.key}", one.label) for one in asked_moments(scheme)]
    return moments + [(f"{DAYS}-{day}", DAY_NAMES[day]) for day in scheme.asked_days()]


def _moments(scheme: Scheme) -> BaseForm:
    # A scheme names its courses as it likes; only a form without attributes takes every name.
    fields: dict[str, Any] = {
        name: FormField(DateBoxes if name.startswith(f"{DAYS}-") else MomentBoxes)
        for name, _ in labels_of(scheme)
    }
    return BaseForm(fields)


def _kept(plan: CallPlan) -> dict[str, Any]:
    kept: dict[str, datetime | None] = {}
    for own in plan.closes:
        name = own.course_id.partition(".")[2]
        kept[f"{CLOSES}-{name}"] = own.closes_at
        kept[f"{THEME_CLOSES}-{name}"] = own.theme_closes_at
    kept |= {f"{GATES}-{gate}": at for gate, at in plan.gates.items()}
    days = {f"{DAYS}-{day}": boxes(on) for day, on in plan.days.items()}
    return {name: _moment_boxes(at) for name, at in kept.items() if at is not None} | days


def _moment_boxes(at: datetime) -> dict[str, Any]:
    day, clock = _end(at)
    return {"on": boxes(day), "time": clock}


def _end(closes_at: datetime) -> tuple[date, str]:
    """Give day and hour of a deadline as people write it: midnight is 24:00 of the day before."""
    here = closes_at.astimezone(JST)
    if here.time() == time():
        return here.date() - timedelta(days=1), "24:00"
    return here.date(), _clock(here.time())


def _clock(at: time) -> str:
    shown = f"{at.hour}:{at.minute:02}"
    return f"{shown}:{at.second:02}" if at.second else shown
