"""The shape of a file of golden cases; a key that no rule reads is refused, not passed over."""

import re
from datetime import date, datetime
from fractions import Fraction
from typing import Any

from marshmallow import ValidationError, fields, validate

from koubo.calendar import JST, next_midnight
from koubo.fields import Answer, Date, Text, Whole, Yen, YesNo
from koubo.schemes.file_schemas import Part, texts

BARE_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


class Moment(Answer[datetime]):
    """A moment in Japan: 2025-12-05T14:20."""

    def _deserialize(self, value: Any, attr: Any, data: Any, **options: Any) -> datetime:
        text = self.text_of(value).strip()
        if BARE_DATE.fullmatch(text):
            raise ValidationError("「2025-12-05T14:20」のように時刻まで書いてください")
        return _moment(text)


class Deadline(Answer[datetime]):
    """A moment, or a bare date: until the next midnight in Japan."""

    def _deserialize(self, value: Any, attr: Any, data: Any, **options: Any) -> datetime:
        text = self.text_of(value).strip()
        if not BARE_DATE.fullmatch(text):
            return _moment(text)
        try:
            return next_midnight(date.fromisoformat(text))
        except ValueError:
            raise ValidationError("この日はありません") from None


class Exact(Answer[Fraction]):
    """An exact number: 103800 or 11111103/10."""

    def _deserialize(self, value: Any, attr: Any, data: Any, **options: Any) -> Fraction:
        text = self.text_of(value).strip()
        try:
            return Fraction(text)
        except (ValueError, ZeroDivisionError):
            raise ValidationError("「103800」または「1111/10」のように書いてください") from None


def _moment(text: str) -> datetime:
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        raise ValidationError("「2025-12-05T14:20」のように書いてください") from None
    return found if found.tzinfo else found.replace(tzinfo=JST)


class PastAwardPart(Part):
    """One year's award before this one."""

    course = Text(required=True)
    fiscal_year = Whole(minimum=1900, required=True)


class ApplicantPart(Part):
    """The organisation at the filing."""

    name = Text(required=True)
    kind = Text(load_default="")
    members = Whole(load_default=None)
    established_on = Date(load_default=None)
    in_city = YesNo(load_default=None)
    department_partner = Text(load_default="")
    previous_awards = fields.List(fields.Nested(PastAwardPart), load_default=list)
    activity_months_at_filing = fields.Raw()
    """For the reader: the rule counts from ``established_on``."""


class FilingPart(Part):
    """When the proposal came in, and when its time ended."""

    deadline = Deadline(required=True)
    filed_at = Moment(required=True)


class ThemePart(Part):
    """The city's theme that is answered."""

    department = Text(required=True)
    title = Text(required=True)


class ExpensePart(Part):
    """One line of what is spent."""

    category = Text(required=True)
    item = Text(required=True)
    amount = Yen(required=True)
    eligible = YesNo(load_default=True)
    why_not = fields.Raw()


class IncomePart(Part):
    """One line of where the money comes from; its kind is a word of the budget."""

    kind = Text(required=True)
    amount = Yen(required=True)
    giver = Text(data_key="from", load_default="")


class BudgetPart(Part):
    """The project's budget; totals are compared with the sums of the lines."""

    expenses = fields.List(fields.Nested(ExpensePart), required=True)
    income = fields.List(fields.Nested(IncomePart), required=True)
    total = Yen(load_default=None)
    eligible_total = Yen(load_default=None)


class CalculationPart(Part):
    """The arithmetic in words; only ``raw`` is compared."""

    raw = Exact(load_default=None)
    eligible_cost = fields.Raw()
    other_subsidies = fields.Raw()
    base = fields.Raw()
    rates = fields.Raw()
    cap = fields.Raw()
    rounding_unit = fields.Raw()
    worked = fields.Raw()


class ExpectedAwardPart(Part):
    """What has to come of it."""

    decision = Text(
        required=True,
        validate=validate.OneOf(("eligible", "rejected"), error="使えることば：eligible、rejected"),
    )
    reasons = texts(load_default=list)
    award = Yen(required=True)
    calculation = fields.Nested(CalculationPart, load_default=None)
    note = fields.Raw()


class CasePart(Part):
    """What every kind of case has."""

    id = Text(required=True, single_line=True)
    title = Text(required=True, single_line=True)
    scheme = Text(required=True, single_line=True)
    kind = fields.Raw()
    status = fields.Raw()
    worked = fields.Raw()
    demo = fields.Raw()
    boundary = fields.Raw()


class AwardCasePart(CasePart):
    """An application and what it has to come to."""

    applicant = fields.Nested(ApplicantPart, required=True)
    filing = fields.Nested(FilingPart, required=True)
    theme = fields.Nested(ThemePart, load_default=None)
    nth_time = Whole(minimum=1, load_default=1)
    budget = fields.Nested(BudgetPart, required=True)
    expected = fields.Nested(ExpectedAwardPart, required=True)


class GivenSettlementPart(Part):
    """An award and what was spent."""

    decided_amount = Yen(required=True)
    paid_in_advance = Yen(required=True)
    actual_eligible_cost = Yen(required=True)
    nth_time = Whole(minimum=1, load_default=1)


class ExpectedSettlementPart(Part):
    """What is fixed, paid and returned."""

    fixed_amount = Yen(required=True)
    further_payment = Yen(required=True)
    return_amount = Yen(required=True)


class SettlementCasePart(CasePart):
    """A report and what it has to come to."""

    given = fields.Nested(GivenSettlementPart, required=True)
    expected = fields.Nested(ExpectedSettlementPart, required=True)
