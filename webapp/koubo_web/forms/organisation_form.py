"""What is asked about an organisation, as raw text."""

from collections.abc import Mapping
from typing import Any

from werkzeug.datastructures import MultiDict
from wtforms import Form, FormField, StringField

from koubo.people.models import Organisation
from koubo_web.forms.filing_form import NUL, REPLACED, DateBoxes


class OrganisationForm(Form):
    """The fields of an organisation; `koubo.people.schemas` judges them."""

    name = StringField()
    kana = StringField()
    kind = StringField()
    address = StringField()
    phone = StringField()
    representative_title = StringField()
    representative = StringField()
    members = StringField()
    established_on = FormField(DateBoxes)
    corporate_number = StringField()
    in_city = StringField()

    @classmethod
    def posted(cls, fields: MultiDict[str, str]) -> "OrganisationForm":
        """Give the form as somebody filled it in."""
        return cls(formdata=fields)

    @classmethod
    def of(cls, organisation: Organisation) -> "OrganisationForm":
        """Give the form filled in with what is recorded."""
        day = organisation.established_on
        known = {True: "はい", False: "いいえ", None: ""}
        return cls(
            data={
                "name": organisation.name,
                "kana": organisation.kana,
                "kind": organisation.kind,
                "address": organisation.address,
                "phone": organisation.phone,
                "representative_title": organisation.representative_title,
                "representative": organisation.representative,
                "members": "" if organisation.members is None else str(organisation.members),
                "established_on": {
                    "year": str(day.year) if day else "",
                    "month": str(day.month) if day else "",
                    "day": str(day.day) if day else "",
                },
                "corporate_number": organisation.corporate_number,
                "in_city": known[organisation.in_city],
            }
        )

    @property
    def typed(self) -> dict[str, Any]:
        """Give the raw text by field."""
        return {name: _clean(value) for name, value in self.data.items()}


def _clean(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {name: _clean(one) for name, one in value.items()}
    return str(value or "").replace(NUL, REPLACED)
