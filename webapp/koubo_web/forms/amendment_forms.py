"""What is asked about changes after the award, as raw text."""

from wtforms import FormField, StringField

from koubo_web.forms.call_forms import RawForm
from koubo_web.forms.filing_form import DateBoxes


class StopForm(RawForm):
    """Why and when a project stops; an officer says who told of it, and how."""

    reason = StringField()
    stops_on = FormField(DateBoxes)
    told_by = StringField()
    way = StringField()


class AnswerForm(RawForm):
    """What the city is to answer to a change."""

    answer = StringField()
    reason = StringField()
    conditions = StringField()


class RemarkForm(RawForm):
    """A word of the office with a noted change."""

    remark = StringField()
