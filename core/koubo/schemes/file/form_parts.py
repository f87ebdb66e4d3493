"""The shape of the forms in a scheme file: marshmallow schemas for forms, sections, questions."""

from collections.abc import Mapping
from typing import Any

from marshmallow import ValidationError, fields, post_load

from koubo.fields import Text, Whole, YesNo
from koubo.schemes.eligibility.case import Fact, Gate
from koubo.schemes.file.complaints import Said
from koubo.schemes.file.fields import Figured, Name, OneWord, Part, at_least_one, texts
from koubo.schemes.forms import FilingKind, Section
from koubo.schemes.questions import NO, YES, Column, PartnerConsent, Publish, Question, When

PUBLISH: Mapping[str, Publish] = {
    YES: Publish.YES,
    NO: Publish.NO,
    **{one.value: one for one in Publish},
}
"""How ``publish`` may be written; はい and いいえ are how it began."""


class Published(fields.Field[Publish]):
    """はい, いいえ, or ask: the applicant decides."""

    def _deserialize(
        self, value: Any, attr: str | None, data: Mapping[str, Any] | None, **kwargs: Any
    ) -> Publish:
        found = PUBLISH.get(str(value).strip())
        if found is None:
            raise ValidationError([Said("choose", known=(YES, NO, Publish.ASK.value))])
        return found


class WhenPart(Part):
    """The answer to an earlier question on which a question hangs."""

    question = Name(required=True)
    values = texts(required=True, validate=at_least_one, data_key="is")

    @post_load
    def make(self, data: dict[str, Any], **_: Any) -> When:
        """Give the frozen value."""
        return When(data["question"], tuple(data["values"]))


class ColumnPart(Part):
    """One column of a table with lines that people add."""

    id = Name(required=True)
    kind = Text(required=True, single_line=True)
    label = Text(required=True, single_line=True)
    required = YesNo(load_default=True)
    unit = Text(load_default="", single_line=True)
    choices = texts(load_default=list)
    max_length = Whole(minimum=1, load_default=0)
    total = YesNo(load_default=True)

    @post_load
    def make(self, data: dict[str, Any], **_: Any) -> Column:
        """Give the frozen value."""
        return Column(**{**data, "choices": tuple(data["choices"])})


class QuestionPart(Part):
    """One question of a form."""

    id = Name(required=True)
    kind = Text(required=True, single_line=True)
    label = Text(required=True, single_line=True)
    support = Text(load_default="")
    example = Text(load_default="")
    required = YesNo(load_default=True)
    max_length = Whole(minimum=1, load_default=0)
    choices = texts(load_default=list)
    courses = texts(load_default=list)
    publish = Published(load_default=Publish.NO)
    statement = Figured(Text(), load_default=None)
    types = texts(load_default=list)
    fact = OneWord(Fact, load_default=None)
    gate = OneWord(Gate, load_default=None)
    when = fields.Nested(WhenPart, load_default=None)
    of = Name(load_default="")
    columns = fields.List(fields.Nested(ColumnPart), load_default=list)
    min_rows = Whole(minimum=1, load_default=0)
    max_rows = Whole(minimum=1, load_default=0)
    sum = texts(load_default=list)
    minus = texts(load_default=list)
    consent = OneWord(PartnerConsent, load_default=None)

    @post_load
    def make(self, data: dict[str, Any], **_: Any) -> Question:
        """Give the frozen value."""
        for name in ("choices", "courses", "types", "columns", "sum", "minus"):
            data[name] = tuple(data[name])
        return Question(**data)


class SectionPart(Part):
    """A page of a form."""

    id = Name(required=True)
    title = Text(required=True, single_line=True)
    intro = Text(load_default="")
    questions = fields.List(fields.Nested(QuestionPart), required=True, validate=at_least_one)

    @post_load
    def make(self, data: dict[str, Any], **_: Any) -> Section:
        """Give the frozen value."""
        return Section(data["id"], data["title"], data["intro"], tuple(data["questions"]))


class FormPart(Part):
    """A form; its kind is the key it stands under."""

    title = Text(required=True, single_line=True)
    form_number = Text(load_default="", single_line=True)
    prefill = YesNo(load_default=False)
    sections = fields.List(fields.Nested(SectionPart), required=True, validate=at_least_one)


FormsPart = Part.from_dict(
    {kind.value: fields.Nested(FormPart) for kind in FilingKind}, name="FormsPart"
)
