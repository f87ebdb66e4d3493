"""The whole of selection as one pure function: disqualify → aggregate → rank → tie-break → allocate."""

from hashlib import sha256
from typing import Protocol

from koubo.review.selection.inputs import Entry, SelectionInputs
from koubo.review.selection.propose import propose as propose_places_and_money
from koubo.review.selection.score import score_sheets
from koubo.review.selection.stage_weights import with_earlier_stages
from koubo.review.selection.tally import chair_total
from koubo.review.selection.values import Pot, Score, Scored, Selection, Sheet
from koubo.schemes.review_words import SelectionRule, Stage


class Scores(Protocol):
    """What makes one score of an application's sheets: the core's, or ``koubo_score`` asked."""

    def __call__(self, *, stage: Stage, rule: SelectionRule, sheets: tuple[Sheet, ...]) -> Score:
        """Give the score of the sheets, at least one of which has marks."""
        ...


class Proposes(Protocol):
    """What ranks and gives the pots out: the core's, or ``koubo_selection`` asked."""

    def __call__(
        self,
        *,
        stage: Stage,
        rule: SelectionRule,
        scored: tuple[Scored, ...],
        pots: tuple[Pot, ...],
    ) -> Selection:
        """Give the proposal for every application, in ranked order."""
        ...


def select(
    inputs: SelectionInputs,
    *,
    scores: Scores = score_sheets,
    proposes: Proposes = propose_places_and_money,
) -> Selection:
    """Give the proposal that the inputs come to; the same inputs give the same, to the byte.

    :param scores: asked for each application that has sheets
    :param proposes: asked once, for all of them
    """
    entered = enter(inputs, scores=scores)
    return proposes(stage=inputs.stage, rule=inputs.rule, scored=entered, pots=inputs.pots)


def enter(inputs: SelectionInputs, *, scores: Scores = score_sheets) -> tuple[Scored, ...]:
    """Give every application as it enters the ranking, in the order of the inputs."""
    stage, rule, seed = inputs.stage, inputs.rule, inputs.lot_seed
    return tuple(
        enter_one(stage, rule, one, lot_seed=seed, scores=scores) for one in inputs.applications
    )


def enter_one(
    stage: Stage,
    rule: SelectionRule,
    one: Entry,
    *,
    lot_seed: str = "",
    scores: Scores = score_sheets,
) -> Scored:
    """Give one application as it enters the ranking: scored, with earlier stages, and its lot."""
    score = None
    if any(not sheet.recused for sheet in one.sheets):
        score = scores(stage=stage, rule=rule, sheets=one.sheets)
        score = with_earlier_stages(stage, score, one.earlier)
    return Scored(
        application_id=one.application_id,
        course_id=one.course_id,
        score=score,
        requested=one.requested,
        calculated=one.calculated,
        calculated_working=one.calculated_working,
        filed_at=one.filed_at,
        unit=one.unit,
        waived=one.waived,
        chair_total=chair_total(stage, rule, one.sheets),
        lot=draw(lot_seed, one.receipt_number or str(one.application_id)),
        organisation_id=one.organisation_id,
        raised=one.raised,
        raised_working=one.raised_working,
    )


def draw(seed: str, number: str) -> str:
    """Give a number's place in the lot of a seed; empty where none was drawn.

    Anybody can draw it again: the SHA-256 of the seed, a line end and the number, as hexadecimal
    text; the smallest comes first. It does not depend on who else takes part.
    """
    return sha256(f"{seed}\n{number}".encode()).hexdigest() if seed else ""
