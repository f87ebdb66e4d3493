"""What is asked about 交付 beside its letters, as raw text."""

from wtforms import FormField, StringField

from koubo_web.forms.call_forms import RawForm
from koubo_web.forms.filing_form import DateBoxes


class OfferForm(RawForm):
    """What a runner-up is offered, until when."""

    amount = StringField()
    until = FormField(DateBoxes)
    note = StringField()


class AnswerForm(RawForm):
    """What was said to an offer."""

    answer = StringField()
    note = StringField()


class NextAwardForm(RawForm):
    """The next year's or stage's award."""

    adopted = StringField()
    fiscal_year = StringField()
    stage = StringField()
    apply_by = FormField(DateBoxes)
    reason = StringField()


class ApplyByForm(RawForm):
    """Another last day for the 交付申請書."""

    apply_by = FormField(DateBoxes)
    reason = StringField()


class WithdrawalForm(RawForm):
    """A 交付申請 taken back after its notice."""

    received_on = FormField(DateBoxes)
    reason = StringField()


class YearVoteForm(RawForm):
    """When the budget of a later year was voted."""

    voted_on = FormField(DateBoxes)


class AgreementForm(RawForm):
    """The text of a 協定書."""

    title = StringField()
    document_number = StringField()
    group_part = StringField()
    city_part = StringField()
    from_on = FormField(DateBoxes)
    to_on = FormField(DateBoxes)


class SignaturesForm(RawForm):
    """Who signed a 協定書 on which day."""

    group_on = FormField(DateBoxes)
    group_signer = StringField()
    city_on = FormField(DateBoxes)
    city_signer = StringField()
