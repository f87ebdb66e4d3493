"""A simulation before deciding: the real proposal, and beside it what is tried; nothing is stored."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from sqlalchemy.orm import Session

from koubo.people.rules import Actor
from koubo.review.policy import load_reviewed_call
from koubo.review.queries.computed import scored_of, select_stage
from koubo.review.queries.entries import StageEntry
from koubo.review.queries.whole_stage import whole_stage
from koubo.review.selection.values import Pot, Selection, Verdict
from koubo.review.simulation import Flip, Variation, compare, varied
from koubo.schemes.catalog import Catalog
from koubo.schemes.review_words import Stage
from koubo.schemes.rules import CallFacts, Scheme

SHOWN = 500
"""So many applications are listed that would come out otherwise."""


@dataclass(frozen=True)
class Sums:
    """What a selection comes to as a whole (円)."""

    verdicts: Mapping[Verdict, int]
    there: int
    given: int
    """To those that pass."""
    offered: int
    """Of the rest, to runners-up."""

    @property
    def rest(self) -> int:
        """Give what is left (円)."""
        return self.there - self.given

    @classmethod
    def of(cls, selection: Selection, pots: Iterable[Pot]) -> "Sums":
        """Count a selection."""
        return cls(
            Counter(one.verdict for one in selection.outcomes),
            sum(one.amount for one in pots),
            sum(one.given for one in selection.outcomes),
            sum(one.amount - one.given for one in selection.outcomes),
        )


@dataclass(frozen=True)
class Simulated:
    """What is tried, beside the proposal as it stands."""

    call: CallFacts
    scheme: Scheme
    stage: Stage
    applications: int
    now: Sums
    then: Sums
    flips: tuple[tuple[StageEntry, Flip], ...]
    """At most SHOWN, in the order of the proposal as it stands."""
    changed: int
    """Of how many verdict or amount would be another."""
    moved: int
    """How many would only stand at another rank."""


def simulate_stage(
    session: Session,
    catalog: Catalog,
    actor: Actor,
    call_id: int,
    stage_id: str,
    variation: Variation,
) -> Simulated:
    """Give what a stage would come to under what is tried; ten statements at most."""
    call = load_reviewed_call(session, actor, call_id)
    whole = whole_stage(session, catalog, call, stage_id)
    inputs = varied(whole.table.inputs, variation)
    after = whole.selection
    if not variation.is_none:
        after = select_stage(
            catalog, whole.scheme, inputs, scored_of(catalog, whole.scheme, inputs)
        )
    compared = compare(whole.selection, after)
    return Simulated(
        call=call.facts(),
        scheme=whole.scheme,
        stage=whole.stage,
        applications=len(whole.selection.outcomes),
        now=Sums.of(whole.selection, whole.table.inputs.pots),
        then=Sums.of(after, inputs.pots),
        flips=tuple(
            (whole.table.entries[one.before.application_id], one) for one in compared.flips[:SHOWN]
        ),
        changed=len(compared.flips),
        moved=compared.moved,
    )
