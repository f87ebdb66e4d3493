"""The shape of what a scheme file says about review: criteria, stages, selection, evaluation."""

from fractions import Fraction
from typing import Any

from marshmallow import fields, post_load

from koubo.fields import Rate, Text, Whole, YesNo
from koubo.schemes.evaluation_words import Evaluation, EvaluationTime
from koubo.schemes.figures import Figure
from koubo.schemes.file.fields import (
    Figured,
    Name,
    Number,
    OneWord,
    Part,
    at_least_one,
    frozen,
    texts,
)
from koubo.schemes.review_words import (
    KEPT_OUT,
    MUST_BE_MARKED,
    NOT_COUNTED,
    WITHOUT_POINTS,
    Aggregate,
    Allocation,
    CellPolicy,
    Criterion,
    RaisedRate,
    Recusal,
    SelectionRule,
    StageMethod,
    StageWeight,
    TieBreak,
    TieBreaker,
    Veto,
    Waiver,
)


class CriterionPart(Part):
    """Something that reviewers mark."""

    id = Name(required=True)
    title = Figured(Text(single_line=True), required=True)
    support = Text(load_default="")
    lowest = Whole(minimum=0, required=True)
    highest = Whole(minimum=1, required=True)
    anchors = texts(load_default=list)
    reason_at_most = Whole(minimum=0, load_default=None)
    weight = Number(load_default=Fraction(1))
    grade_points = fields.List(Whole(minimum=0), load_default=list)

    @post_load
    def make(self, data: dict[str, Any], **_: Any) -> Criterion:
        """Give the frozen value."""
        data["grade_points"] = tuple(data["grade_points"])
        data["named"] = data.pop("title")
        data["anchors"] = tuple(data["anchors"])
        return Criterion(**data)


class StageWeightPart(Part):
    """How much the total of a stage counts."""

    stage = Name(required=True)
    weight = Number(required=True)

    @post_load
    def make(self, data: dict[str, Any], **_: Any) -> StageWeight:
        """Give the frozen value."""
        return StageWeight(**data)


class StagePart(Part):
    """One step of review."""

    id = Name(required=True)
    title = Text(required=True, single_line=True)
    method = OneWord(StageMethod, required=True)
    panel = Figured(Text(single_line=True), load_default=None)
    courses = fields.List(Name(), load_default=list)
    criteria = fields.List(Name(), required=True, validate=at_least_one)
    waived_for = fields.List(OneWord(Waiver), load_default=list)
    counts = fields.List(fields.Nested(StageWeightPart), load_default=list)
    hides = fields.List(Name(), load_default=list)
    talk_minutes = Figured(Whole(minimum=1), load_default=None)
    question_minutes = Figured(Whole(minimum=0), load_default=None)
    marking_minutes = Figured(Whole(minimum=0), load_default=None)
    quorum = Figured(Rate(), load_default=None)


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

    by = OneWord(TieBreak, required=True)
    criterion = Name(load_default="")

    @post_load
    def make(self, data: dict[str, Any], **_: Any) -> TieBreaker:
        """Give the frozen value."""
        return TieBreaker(**data)


class RaisedRatePart(Part):
    """A higher rate for the best by one criterion."""

    criterion = Name(required=True)
    at_least = Number(required=True)
    rate = Rate(required=True)
    most_share = Rate(required=True)

    @post_load
    def make(self, data: dict[str, Any], **_: Any) -> RaisedRate:
        """Give the frozen value."""
        return RaisedRate(**data)


class SelectionPart(Part):
    """How a panel's marks count."""

    aggregate = Figured(OneWord(Aggregate), required=True)
    vetoes = Figured(fields.List(fields.Nested(VetoPart)), load_default=Figure([]))
    tie_breakers = Figured(fields.List(fields.Nested(TieBreakerPart)), required=True)
    allocation = Figured(OneWord(Allocation), required=True)
    recusal = Figured(OneWord(Recusal), load_default=WITHOUT_POINTS)
    pass_share = Figured(Rate(), load_default=None)
    pass_points = Figured(Number(), load_default=None)
    trimmed = Whole(minimum=1, load_default=1)
    missing = Figured(OneWord(CellPolicy), load_default=MUST_BE_MARKED)
    not_applicable = Figured(OneWord(CellPolicy), load_default=NOT_COUNTED)
    abstained = Figured(OneWord(CellPolicy), load_default=NOT_COUNTED)
    minimum_award = Figured(Whole(minimum=1), load_default=None)
    most_per_organisation = Figured(Whole(minimum=1), load_default=None)
    raised_rate = Figured(fields.Nested(RaisedRatePart), load_default=None)
    offer_days = Figured(Whole(minimum=1), load_default=None)
    own_department_judges = Figured(YesNo(), load_default=KEPT_OUT)

    @post_load
    def make(self, data: dict[str, Any], **_: Any) -> SelectionRule:
        """Give the frozen value."""
        data["vetoes"] = frozen(data["vetoes"])
        data["tie_breakers"] = frozen(data["tie_breakers"])
        return SelectionRule(**data)


class EvaluationPart(Part):
    """Who evaluates a project, on which scale."""

    time = OneWord(EvaluationTime, required=True)
    sides = Figured(texts(validate=at_least_one), required=True)
    items = Figured(texts(validate=at_least_one), required=True)
    lowest = Whole(minimum=0, required=True)
    highest = Whole(minimum=1, required=True)
    reason_at_most = Whole(minimum=0, load_default=None)

    @post_load
    def make(self, data: dict[str, Any], **_: Any) -> Evaluation:
        """Give the frozen value."""
        for name in ("sides", "items"):
            data[name] = frozen(data[name])
        return Evaluation(**data)
