"""What is asked about an organisation, its representative and its roster, as raw text."""

from collections.abc import Mapping
from typing import Any

from werkzeug.datastructures import MultiDict
from wtforms import Form, FormField, StringField

from koubo.people.models import Organisation, RosterEntry
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
        return typed_in(self)


class RepresentativeForm(Form):
    """Who represents an organisation; ``what`` says whether somebody new does."""

    what = StringField()
    title = StringField()
    name = StringField()
    from_on = FormField(DateBoxes)

    @classmethod
    def posted(cls, fields: MultiDict[str, str]) -> "RepresentativeForm":
        """Give the form as somebody filled it in."""
        return cls(formdata=fields)

    @property
    def typed(self) -> dict[str, Any]:
        """Give the raw text by field."""
        return typed_in(self)


class RosterForm(Form):
    """A person of a roster; `koubo.people.roster_schemas` judges them."""

    position = StringField()
    name = StringField()
    kana = StringField()
    born_on = FormField(DateBoxes)
    sex = StringField()
    address = StringField()

    @classmethod
    def posted(cls, fields: MultiDict[str, str]) -> "RosterForm":
        """Give the form as somebody filled it in."""
        return cls(formdata=fields)

    @classmethod
    def of(cls, entry: RosterEntry) -> "RosterForm":
        """Give the form filled in with what is recorded."""
        day = entry.born_on
        born_on = {
            part: str(getattr(day, part)) if day else "" for part in ("year", "month", "day")
        }
        names = ("position", "name", "kana", "sex", "address")
        return cls(data={name: getattr(entry, name) for name in names} | {"born_on": born_on})

    @property
    def typed(self) -> dict[str, Any]:
        """Give the raw text by field."""
        return typed_in(self)


def typed_in(form: Form) -> dict[str, Any]:
    """Give the raw text of a form by field, with nothing that a database cannot hold."""
    return {name: _clean(value) for name, value in form.data.items()}


def _clean(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {name: _clean(one) for name, one in value.items()}
    return str(value or "").replace(NUL, REPLACED)
