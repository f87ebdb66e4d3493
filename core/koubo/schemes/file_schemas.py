"""The shape of a scheme file: marshmallow schemas for each of its parts."""

from fractions import Fraction
from typing import Any

from marshmallow import RAISE, Schema, fields, post_load, validate

from koubo.fields import Rate, Text, Whole, Yen, YesNo
from koubo.money import Rounding
from koubo.schemes.amount import Funding
from koubo.schemes.eligibility.conditions import CONDITIONS
from koubo.schemes.figures import Figure
from koubo.schemes.file_fields import Figured, Name, Words
from koubo.schemes.forms import FilingKind, Form, Section
from koubo.schemes.letters import LetterKind
from koubo.schemes.questions import Question
from koubo.schemes.review_words import (
    Aggregate,
    Allocation,
    Criterion,
    SelectionRule,
    StageMethod,
    TieBreak,
    TieBreaker,
    Veto,
)
from koubo.schemes.rules import Costs, MoneyKind


class Part(Schema):
    """A part of a scheme file; unknown keys are refused."""

    class Meta:
        """Refuse a key that is not declared."""

        unknown = RAISE


class Word(fields.Enum[Any]):
    """One word of a closed list, complained about in Japanese."""

    def __init__(self, words: Any, **options: Any) -> None:
        known = "、".join(one.value for one in words)
        message = f"使えることば：{known}"
        super().__init__(words, by_value=True, error_messages={"unknown": message}, **options)


def texts(**options: Any) -> fields.List[Any]:
    """Give a field for a list of texts."""
    return fields.List(Text(), **options)


class FundingPart(Part):
    """A course's amount rule."""

    rate = Figured(Rate(), required=True)
    cap = Figured(Yen(minimum=1), required=True)
    unit = Figured(Whole(minimum=1), required=True)
    rounding = Word(Rounding, load_default=Rounding.DOWN)
    minimum = Figured(Yen(minimum=1), load_default=None)

    @post_load
    def make(self, data: dict[str, Any], **_: Any) -> Funding:
        """Give the frozen value."""
        return Funding(**data)


class CoursePart(Part):
    """A course; its full id is made when the scheme is."""

    id = Name(required=True)
    title = Text(required=True, single_line=True)
    division = Text(load_default="", single_line=True)
    summary = Text(required=True)
    years = Text(required=True, single_line=True)
    funding = fields.Nested(FundingPart, required=True)
    eligibility = Words("rule", CONDITIONS, required=True)
    theme_bound = YesNo(load_default=False)


class CostsPart(Part):
    """Which costs count."""

    allowed = texts(required=True, validate=validate.Length(min=1, error="1つ以上書いてください"))
    not_allowed = texts(load_default=list)
    to_confirm = Text(data_key="要確認", load_default="")

    @post_load
    def make(self, data: dict[str, Any], **_: Any) -> Costs:
        """Give the frozen value."""
        return Costs(tuple(data["allowed"]), tuple(data["not_allowed"]), data["to_confirm"])


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
    publish = YesNo(load_default=False)
    statement = Figured(Text(), load_default=None)
    types = texts(load_default=list)

    @post_load
    def make(self, data: dict[str, Any], **_: Any) -> Question:
        """Give the frozen value."""
        for name in ("choices", "courses", "types"):
            data[name] = tuple(data[name])
        return Question(**data)


class SectionPart(Part):
    """A page of a form."""

    id = Name(required=True)
    title = Text(required=True, single_line=True)
    intro = Text(load_default="")
    questions = fields.List(fields.Nested(QuestionPart), required=True)

    @post_load
    def make(self, data: dict[str, Any], **_: Any) -> Section:
        """Give the frozen value."""
        return Section(data["id"], data["title"], data["intro"], tuple(data["questions"]))


class FormPart(Part):
    """A form; its kind is the key it stands under."""

    title = Text(required=True, single_line=True)
    form_number = Text(load_default="", single_line=True)
    prefill = YesNo(load_default=False)
    sections = fields.List(fields.Nested(SectionPart), required=True)


class FormsPart(Part):
    """The forms of all filings."""

    proposal = fields.Nested(FormPart, required=True)
    grant_application = fields.Nested(FormPart, required=True)
    report = fields.Nested(FormPart, required=True)

    @post_load
    def make(self, data: dict[str, Any], **_: Any) -> dict[FilingKind, Form]:
        """Give the forms by kind."""
        return {
            FilingKind(kind): Form(
                FilingKind(kind),
                part["title"],
                part["form_number"],
                tuple(part["sections"]),
                part["prefill"],
            )
            for kind, part in data.items()
        }


class CriterionPart(Part):
    """Something that reviewers mark."""

    id = Name(required=True)
    title = Figured(Text(single_line=True), required=True)
    support = Text(load_default="")
    lowest = Whole(minimum=0, required=True)
    highest = Whole(minimum=1, required=True)
    anchors = texts(load_default=list)
    reason_at_most = Whole(minimum=0, load_default=None)

    @post_load
    def make(self, data: dict[str, Any], **_: Any) -> Criterion:
        """Give the frozen value."""
        data["title"] = data["title"].value
        data["anchors"] = tuple(data["anchors"])
        return Criterion(**data)


class StagePart(Part):
    """One step of review."""

    id = Name(required=True)
    title = Text(required=True, single_line=True)
    method = Word(StageMethod, required=True)
    criteria = fields.List(Name(), required=True)


class VetoPart(Part):
    """A criterion that can throw a proposal out."""

    criterion = Name(required=True)
    at_most = Whole(minimum=0, required=True)
    more_than = Rate(required=True)

    @post_load
    def make(self, data: dict[str, Any], **_: Any) -> Veto:
        """Give the frozen value."""
        return Veto(**data)


class TieBreakerPart(Part):
    """One link of the tie-break chain."""

    by = Word(TieBreak, required=True)
    criterion = Name(load_default="")

    @post_load
    def make(self, data: dict[str, Any], **_: Any) -> TieBreaker:
        """Give the frozen value."""
        return TieBreaker(**data)


class SelectionPart(Part):
    """How a panel's marks count."""

    aggregate = Figured(Word(Aggregate), required=True)
    vetoes = fields.List(fields.Nested(VetoPart), load_default=list)
    vetoes_note = Text(data_key="vetoes_要確認", load_default="")
    tie_breakers = fields.List(fields.Nested(TieBreakerPart), required=True)
    tie_breakers_note = Text(data_key="tie_breakers_要確認", load_default="")
    allocation = Figured(Word(Allocation), required=True)
    pass_share = Figured(Rate(), load_default=None)

    @post_load
    def make(self, data: dict[str, Any], **_: Any) -> SelectionRule:
        """Give the frozen value."""
        data["vetoes"] = tuple(data["vetoes"])
        data["tie_breakers"] = tuple(data["tie_breakers"])
        return SelectionRule(**data)


class ItemPart(Part):
    """One numbered line under 記."""

    label = Text(required=True, single_line=True)
    text = Text(required=True)


class LetterPart(Part):
    """One official letter."""

    title = Text(required=True, single_line=True)
    form_number = Figured(Text(single_line=True), required=True)
    opening = Text(required=True)
    items = fields.List(fields.Nested(ItemPart), load_default=list)
    paragraphs = texts(load_default=list)
    conditions = texts(load_default=list)
    appeal = YesNo(load_default=False)

    @post_load
    def make(self, data: dict[str, Any], **_: Any) -> dict[str, Any]:
        """Give what a LetterTemplate is made of."""
        data["items"] = tuple((one["label"], one["text"]) for one in data["items"])
        for name in ("paragraphs", "conditions"):
            data[name] = tuple(data[name])
        return data


LettersPart = Part.from_dict(
    {kind.value: fields.Nested(LetterPart, required=True) for kind in LetterKind},
    name="LettersPart",
)


class SchemePart(Part):
    """A whole scheme file."""

    id = Name(required=True)
    title = Text(required=True, single_line=True)
    city = Text(required=True, single_line=True)
    office = Text(required=True, single_line=True)
    law = Figured(Text(single_line=True), required=True)
    money = Word(MoneyKind, required=True)
    summary = Text(required=True)
    receipt_prefix = Text(required=True, single_line=True, max_length=6)
    appeal = Text(load_default="")
    contact = texts(required=True)
    costs = fields.Nested(CostsPart, required=True)
    courses = fields.List(
        fields.Nested(CoursePart),
        required=True,
        validate=validate.Length(min=1, error="1つ以上書いてください"),
    )
    forms = fields.Nested(FormsPart, required=True)
    criteria = fields.List(fields.Nested(CriterionPart), required=True)
    stages = fields.List(
        fields.Nested(StagePart),
        required=True,
        validate=validate.Length(min=1, error="1つ以上書いてください"),
    )
    selection = fields.Nested(SelectionPart, required=True)
    letters = fields.Nested(LettersPart, required=True)
    report_due_days = Figured(Whole(minimum=0), required=True)
    advance_share = Figured(Rate(), load_default=Figure(Fraction(0)))
