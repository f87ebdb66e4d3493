"""What is asked about seats, posts and handovers, as raw text."""

from wtforms import FormField, StringField

from koubo_web.forms.call_forms import RawForm
from koubo_web.forms.filing_form import DateBoxes


class SeatForm(RawForm):
    """A seat of one of the city's people."""

    name = StringField()
    email = StringField()
    kind = StringField()
    department_id = StringField()
    from_on = FormField(DateBoxes)
    to_on = FormField(DateBoxes)


class PostForm(RawForm):
    """A post and its holder."""

    title = StringField()
    holder = StringField()
    signs_letters = StringField()
    from_on = FormField(DateBoxes)


class HandingForm(RawForm):
    """Who goes on with somebody's work, and from which day."""

    name = StringField()
    email = StringField()
    from_on = FormField(DateBoxes)
    note = StringField()


class LastDayForm(RawForm):
    """The last day of a seat."""

    last_day = FormField(DateBoxes)


class DepartmentForm(RawForm):
    """The name of a 課."""

    department = StringField()
