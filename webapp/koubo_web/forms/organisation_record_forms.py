"""What officers write down about an organisation, as raw text."""

from wtforms import FormField, StringField

from koubo.applications.contact_models import Contact
from koubo.calendar import JST, format_fiscal_year
from koubo.schemes.models import PastAwardRow
from koubo_web.forms.call_forms import RawForm, boxes
from koubo_web.forms.filing_form import DateBoxes


class ContactForm(RawForm):
    """A talk; `koubo.applications.contact_schemas` judges it."""

    way = StringField()
    on = FormField(DateBoxes)
    time = StringField()
    with_whom = StringField()
    call_id = StringField()
    gate = StringField()
    text = StringField()

    @classmethod
    def of(cls, row: Contact) -> "ContactForm":
        """Give the form filled in with an entry that is to be mended."""
        here = row.at.astimezone(JST)
        return cls(
            data={
                "way": row.way.value,
                "on": boxes(here.date()),
                "time": f"{here:%H:%M}" if here.hour or here.minute else "",
                "with_whom": row.with_whom,
                "call_id": str(row.call_id or ""),
                "gate": row.gate.value if row.gate else "",
                "text": row.text,
            }
        )


class RegistrationForm(RawForm):
    """A standing registration."""

    scheme_id = StringField()
    number = StringField()
    from_on = FormField(DateBoxes)
    to_on = FormField(DateBoxes)
    note = StringField()


class EndForm(RawForm):
    """The end of a registration before its time."""

    ended_on = FormField(DateBoxes)
    reason = StringField()


class PastAwardForm(RawForm):
    """A past award written down or mended by hand."""

    course_id = StringField()
    fiscal_year = StringField()
    amount = StringField()
    reason = StringField()

    @classmethod
    def of(cls, row: PastAwardRow) -> "PastAwardForm":
        """Give the form filled in with what is recorded."""
        return cls(
            data={
                "course_id": row.course_id,
                "fiscal_year": format_fiscal_year(row.fiscal_year),
                "amount": "" if row.amount is None else f"{row.amount:,}",
                "reason": "",
            }
        )
