"""The shape of a file of golden cases; a key that no rule reads is refused, not passed over."""

import re
from datetime import date, datetime, timedelta
from fractions import Fraction
from typing import Any

from marshmallow import ValidationError, fields, validates_schema

from koubo.calendar import FIRST_YEAR, JST, LAST_YEAR, next_midnight
from koubo.fields import Answer, Date, Text, Whole, Yen, YesNo
from koubo.schemes.file.complaints import Said
from koubo.schemes.file.fields import Part, one_of, texts

KEPT_OUT = "null"
EXACT = re.compile(r"[0-9]{1,15}(?:\.[0-9]{1,9}|/[0-9]{1,15})?")
BARE_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


class Moment(Answer[datetime]):
    """A moment in Japan: 2025-12-05T14:20."""

    def _deserialize(self, value: Any, attr: Any, data: Any, **options: Any) -> datetime:
        text = self.text_of(value).strip()
        if BARE_DATE.fullmatch(text):
            raise ValidationError([Said("no_time_of_day")])
        return _moment(text)


class Deadline(Answer[datetime]):
    """The moment from which it is too late: a published 17:15 holds for the whole of that minute.

    Cases tell times to the minute, so what came in at 17:15 was in time; a bare date holds until
    the next midnight in Japan.
    """

    def _deserialize(self, value: Any, attr: Any, data: Any, **options: Any) -> datetime:
        text = self.text_of(value).strip()
        if not BARE_DATE.fullmatch(text):
            return _moment(text) + timedelta(minutes=1)
        try:
            return next_midnight(date.fromisoformat(text))
        except (ValueError, OverflowError):
            raise ValidationError([Said("no_such_day")]) from None


class Marks(fields.List[Any]):
    """Each reviewer's points or total; null for one who was kept out."""

    def __init__(self, inner: fields.Field[Any], **options: Any) -> None:
        super().__init__(inner, **options)

    def _deserialize(self, value: Any, attr: Any, data: Any, **options: Any) -> list[Any]:
        if not isinstance(value, list):
            raise self.make_error("invalid")
        kept = [one for one in value if one != KEPT_OUT]
        judged = iter(super()._deserialize(kept, attr, data, **options))
        return [None if one == KEPT_OUT else next(judged) for one in value]


class Exact(Answer[Fraction]):
    """An exact number: 103800, 24.5 or 11111103/10."""

    def _deserialize(self, value: Any, attr: Any, data: Any, **options: Any) -> Fraction:
        text = self.text_of(value).strip()
        if EXACT.fullmatch(text) is None:
            raise ValidationError([Said("bad_exact")])
        try:
            return Fraction(text)
        except ZeroDivisionError:
            raise ValidationError([Said("bad_exact")]) from None


def _moment(text: str) -> datetime:
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        raise ValidationError([Said("bad_moment")]) from None
    if not FIRST_YEAR <= found.year <= LAST_YEAR:
        raise ValidationError([Said("bad_moment")])
    return found if found.tzinfo else found.replace(tzinfo=JST)


class PastAwardPart(Part):
    """One year's award before this one."""

    course = Text(required=True)
    fiscal_year = Whole(minimum=1900, required=True)


class ApplicantPart(Part):
    """The organisation at the filing, and what its form says of it."""

    name = Text(required=True)
    kind = Text(load_default="")
    members = Whole(load_default=None)
    established_on = Date(load_default=None)
    in_city = YesNo(load_default=None)
    department_partner = Text(load_default="")
    previous_awards = fields.List(fields.Nested(PastAwardPart), load_default=None)
    resident_members = Whole(load_default=None)
    member_ages = fields.List(Whole(), load_default=None)
    groups = texts(load_default=None)
    group_roles = fields.Dict(keys=Text(), values=Text(), load_default=dict)
    """Every group, the applicant first."""
    support_group = Text(load_default="")
    bylaws = YesNo(load_default=None)
    separate_accounts = YesNo(load_default=None)
    publishes_information = YesNo(load_default=None)
    other_city_subsidy_for_project = YesNo(load_default=None)
    duplicates_existing_programme = YesNo(load_default=False)
    boryokudan_flag = YesNo(load_default=False)
    activity_months_at_filing = fields.Raw()
    """For the reader: the rule counts from ``established_on``."""


class FilingPart(Part):
    """When the proposal came in, when its time ended, and what was done before."""

    deadline = Deadline(required=True)
    filed_at = Moment(load_default=None)
    plan_filed_at = Moment(load_default=None)
    """The same for a scheme that calls its proposal a plan."""
    fiscal_year = Whole(minimum=1900, load_default=None)
    """事業年度 of the call; without it the year after the filing."""
    grant_application_filed_on = Date(load_default=None)
    consulted_on = Date(load_default=None)
    consultation_deadline = Deadline(load_default=None)
    participation_declared_at = Moment(load_default=None)
    declaration_deadline = Deadline(load_default=None)
    registered_on = Date(load_default=None)
    call = fields.Raw()
    variant = fields.Raw()
    note = fields.Raw()

    @validates_schema
    def has_time(self, data: dict[str, Any], **_: Any) -> None:
        """One of the two names for the time of filing is needed."""
        if data["filed_at"] is None and data["plan_filed_at"] is None:
            raise ValidationError({"filed_at": [Said("missing")]})


class ThemePart(Part):
    """The city's theme that is answered."""

    department = Text(required=True)
    title = Text(required=True)


class ExpensePart(Part):
    """One line of what is spent."""

    category = Text(required=True)
    item = Text(required=True)
    amount = Yen(required=True)
    unit_price = Yen(load_default=None)
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
        validate=one_of("eligible", "rejected"),
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

    answers = fields.Dict(keys=Text(), values=Text(), load_default=dict)
    """Answers to questions of the form by their id, as they are typed."""
    staff = fields.Dict(keys=Text(), values=YesNo(), load_default=dict)
    """What an officer found, by the code of the check: はい is met."""

    applicant = fields.Nested(ApplicantPart, required=True)
    filing = fields.Nested(FilingPart, required=True)
    theme = fields.Nested(ThemePart, load_default=None)
    nth_time = Whole(minimum=1, load_default=None)
    budget = fields.Nested(BudgetPart, required=True)
    expected = fields.Nested(ExpectedAwardPart, required=True)


class GivenSettlementPart(Part):
    """An award and what was spent."""

    decided_amount = Yen(required=True)
    paid_in_advance = Yen(required=True)
    actual_eligible_cost = Yen(required=True)
    nth_time = Whole(minimum=1, load_default=1)
    other_subsidies = Yen(load_default=0)


class ExpectedSettlementPart(Part):
    """What is fixed, paid and returned."""

    fixed_amount = Yen(required=True)
    further_payment = Yen(required=True)
    return_amount = Yen(required=True)


class SettlementCasePart(CasePart):
    """A report and what it has to come to."""

    given = fields.Nested(GivenSettlementPart, required=True)
    expected = fields.Nested(ExpectedSettlementPart, required=True)
