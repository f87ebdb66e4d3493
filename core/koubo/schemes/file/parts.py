"""The shape of a scheme file: marshmallow schemas for each of its parts."""

from fractions import Fraction
from typing import Any

from marshmallow import fields, post_load

from koubo.fields import Rate, Text, Whole, YesNo
from koubo.papers.letters import Seal
from koubo.schemes.award_words import AfterAward
from koubo.schemes.change_words import ChangeBase, ChangeKind, ChangeRule, Direction, Need
from koubo.schemes.figures import Figure
from koubo.schemes.file.award_parts import AfterAwardPart
from koubo.schemes.file.fields import (
    Figured,
    FullId,
    Name,
    OneWord,
    Part,
    Prefix,
    Words,
    at_least_one,
    frozen,
    texts,
)
from koubo.schemes.file.form_parts import FormsPart
from koubo.schemes.file.office_parts import OpinionPart
from koubo.schemes.file.publication_parts import PublicationPart
from koubo.schemes.file.review_parts import CriterionPart, EvaluationPart, SelectionPart, StagePart
from koubo.schemes.letters import NO_SEAL, LetterKind
from koubo.schemes.publication_words import Publication
from koubo.schemes.rules import NO_COSTS, Costs, MoneyKind, ThemeUse


class CoursePart(Part):
    """A course; its full id is made when the scheme is."""

    id = Name(required=True)
    title = Text(required=True, single_line=True)
    division = Text(load_default="", single_line=True)
    summary = Text(required=True)
    years = Text(load_default="", single_line=True)
    funding = Words("step", load_default=())
    eligibility = Words("rule", load_default=())
    theme = OneWord(ThemeUse, load_default=ThemeUse.NONE)
    theme_title = Text(load_default="", single_line=True)
    free_title = Text(load_default="", single_line=True)
    also_allowed = texts(load_default=list)
    known_as = fields.List(FullId(), load_default=list)
    ended = Figured(Text(single_line=True), load_default=None)


class CostsPart(Part):
    """Which costs count."""

    allowed = Figured(texts(validate=at_least_one), required=True)
    not_allowed = texts(load_default=list)

    @post_load
    def make(self, data: dict[str, Any], **_: Any) -> Costs:
        """Give the frozen value."""
        return Costs(frozen(data["allowed"]), tuple(data["not_allowed"]))


class ChangePart(Part):
    """What a change after the award needs."""

    kind = OneWord(ChangeKind, required=True)
    needs = Figured(OneWord(Need), required=True)
    direction = OneWord(Direction, load_default=Direction.EITHER)
    more_than = Figured(Rate(), load_default=None)
    base = OneWord(ChangeBase, load_default=ChangeBase.AWARDED)

    @post_load
    def make(self, data: dict[str, Any], **_: Any) -> ChangeRule:
        """Give the frozen value."""
        return ChangeRule(**data)


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
    seal = Figured(OneWord(Seal), load_default=NO_SEAL)

    @post_load
    def make(self, data: dict[str, Any], **_: Any) -> dict[str, Any]:
        """Give what a LetterTemplate is made of."""
        data["items"] = tuple((one["label"], one["text"]) for one in data["items"])
        for name in ("paragraphs", "conditions"):
            data[name] = tuple(data[name])
        return data


LettersPart = Part.from_dict(
    {kind.value: fields.Nested(LetterPart) for kind in LetterKind}, name="LettersPart"
)


class SchemePart(Part):
    """A whole scheme file."""

    id = Name(required=True)
    title = Text(required=True, single_line=True, max_length=200)
    city = Text(required=True, single_line=True)
    office = Text(required=True, single_line=True)
    law = Figured(Text(single_line=True), required=True)
    money = OneWord(MoneyKind, required=True)
    summary = Text(required=True)
    receipt_prefix = Prefix(required=True, single_line=True, max_length=6)
    appeal = Text(load_default="")
    contact = texts(required=True, validate=at_least_one)
    costs = fields.Nested(CostsPart, load_default=NO_COSTS)
    courses = fields.List(fields.Nested(CoursePart), required=True, validate=at_least_one)
    forms = fields.Nested(FormsPart, load_default=dict)
    criteria = fields.List(fields.Nested(CriterionPart), load_default=list)
    stages = fields.List(fields.Nested(StagePart), load_default=list)
    selection = fields.Nested(SelectionPart, load_default=None)
    letters = fields.Nested(LettersPart, load_default=dict)
    changes = fields.List(fields.Nested(ChangePart), load_default=list)
    evaluations = fields.List(fields.Nested(EvaluationPart), load_default=list)
    report_due_days = Figured(Whole(minimum=0), load_default=Figure(0))
    sources = fields.Dict(keys=Text(single_line=True), values=Text(), load_default=dict)
    advance_share = Figured(Rate(), load_default=Figure(Fraction(0)))
    after_award = fields.Nested(AfterAwardPart, load_default=AfterAward())
    opinion = fields.List(fields.Nested(OpinionPart), load_default=list)
    opinion_for_reviewers = Figured(YesNo(), load_default=None)
    postmark_counts = Figured(YesNo(), load_default=None)
    publication = fields.Nested(PublicationPart, load_default=Publication())
