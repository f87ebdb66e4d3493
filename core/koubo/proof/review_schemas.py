"""The shape of a review case: it may know marks, item means, totals or calculated amounts."""

from collections.abc import Mapping
from typing import Any

from marshmallow import ValidationError, fields, pre_load, validates_schema

from koubo.fields import Text, Whole, Yen
from koubo.proof.schemas import CasePart, Exact, Marks
from koubo.schemes.file.complaints import Said
from koubo.schemes.file.fields import Part, at_least_one, one_of, texts

ENTRIES = ("scores", "totals", "proposals", "proposals_in_rank_order")
"""The ways into the pipeline, of which a case gives one."""


class ProposalPart(Part):
    """One proposal of a review case, in whichever form the case knows it."""

    name = Text(required=True)
    total = Exact(load_default=None)
    requested = Yen(load_default=0)
    calculated = Yen(load_default=None)
    item_means = fields.Dict(keys=Text(), values=Exact(), load_default=dict)
    scores = fields.Dict(
        keys=Text(), values=Marks(Whole(), validate=at_least_one), load_default=dict
    )
    raised = Yen(load_default=None)
    organisation = Text(load_default="")


def _proposals() -> fields.List[Any]:
    return fields.List(fields.Nested(ProposalPart), load_default=None, validate=at_least_one)


class GivenReviewPart(Part):
    """What a review case knows: marks, item means, totals, or calculated amounts."""

    scores = fields.Dict(
        keys=Text(),
        values=Marks(Whole(), validate=at_least_one),
        load_default=None,
        validate=at_least_one,
    )
    totals = Marks(Exact(), load_default=None, validate=at_least_one)
    proposals = _proposals()
    proposals_in_rank_order = _proposals()
    budget = Yen(load_default=None)
    reviewers = fields.Raw()
    scale = fields.Raw()
    points_per_item = fields.Raw()
    items = fields.Raw()
    recused_index = fields.Raw()
    partial_award_for_runner_up = fields.Raw()

    @pre_load
    def list_proposals(self, data: Any, **_: Any) -> Any:
        """Take ``{name: {title of a criterion: mean}}`` as a list like the others."""
        proposals = data.get("proposals") if isinstance(data, Mapping) else None
        if not isinstance(proposals, Mapping):
            return data
        listed = [{"name": name, "item_means": means} for name, means in proposals.items()]
        return {**data, "proposals": listed}

    @validates_schema
    def has_entry(self, data: dict[str, Any], **_: Any) -> None:
        """One of the four ways in is needed; a proposal that enters by its total has one."""
        if all(data.get(one) is None for one in ENTRIES):
            raise ValidationError({"proposals": [Said("missing")]})
        without = {
            place: {"total": [Said("missing")]}
            for place, one in enumerate(data.get("proposals") or ())
            if not one["item_means"] and not one["scores"] and one["total"] is None
        }
        if without:
            raise ValidationError({"proposals": without})


class ExpectedReviewPart(Part):
    """What has to come of a review; what is left out is not compared."""

    total = Exact()
    decision = Text(validate=one_of("adopted", "not_adopted"))
    reason = Text()
    order = texts()
    adopted = texts()
    runner_up = Text()
    runner_up_offer = Yen()
    funded = texts()
    not_funded = fields.Dict(keys=Text(), values=Text())
    amounts = fields.Dict(keys=Text(), values=Yen())
    totals = fields.Dict(keys=Text(), values=Exact())
    raised = texts()


class ReviewCasePart(CasePart):
    """A review and what it has to come to."""

    given = fields.Nested(GivenReviewPart, required=True)
    expected = fields.Nested(ExpectedReviewPart, required=True)
