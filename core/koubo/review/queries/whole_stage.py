"""A whole stage computed exactly, as 集計 keeps it and a simulation begins with."""

import gc
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass

from sqlalchemy.orm import Session

from koubo.review.queries.computed import (
    OnTheTable,
    on_the_table,
    scored_of,
    select_stage,
    terms_of,
)
from koubo.review.queries.marks import entered_sheets
from koubo.review.queries.progress import Progress, progress_of
from koubo.review.queries.stage import stage_of
from koubo.review.selection.values import Scored, Selection
from koubo.review.tallied import (
    Result,
    has_recusals,
    policies_of,
    results_under,
    told_results,
    under,
)
from koubo.schemes.catalog import Catalog
from koubo.schemes.models import Call
from koubo.schemes.review_words import Stage
from koubo.schemes.rules import Scheme


@dataclass(frozen=True)
class WholeStage:
    """What lies on a stage's table, and what it comes to."""

    scheme: Scheme
    stage: Stage
    progress: Progress
    budget: int
    """The call's (円)."""
    table: OnTheTable
    scored: tuple[Scored, ...]
    selection: Selection


def whole_stage(
    session: Session, catalog: Catalog, call: Call, stage_id: str, *, afresh: bool = False
) -> WholeStage:
    """Give a stage's selection from what was handed in; nine statements at most.

    :param afresh: compute every amount again, with its working, whatever was kept
    """
    with _collecting_later():
        return _whole_stage(session, catalog, call, stage_id, afresh)


@contextmanager
def _collecting_later() -> Iterator[None]:
    """Keep the garbage collector away while some 100,000 marks and sheets are made, all to be kept.

    None of them refers back, so that it would only walk over them again and again: a third of the
    time. Of several threads the first switches it off and on again.
    """
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


def _whole_stage(
    session: Session, catalog: Catalog, call: Call, stage_id: str, afresh: bool
) -> WholeStage:
    scheme = catalog.of(call.release)
    stage = stage_of(scheme, stage_id)
    progress = progress_of(session, {call.id: scheme})[call.id]
    terms = terms_of(session, call.id, stage_id)
    sheets = entered_sheets(session, call.id, stage)
    table = on_the_table(session, catalog, call, stage, progress, terms, sheets, afresh=afresh)
    scored = scored_of(catalog, scheme, table.inputs)
    selection = select_stage(catalog, scheme, table.inputs, scored)
    return WholeStage(scheme, stage, progress, call.budget, table, scored, selection)


def results_of_recusal(catalog: Catalog, whole: WholeStage) -> Mapping[int, tuple[Result, ...]]:
    """Give, by application, what it comes to under each policy of recusal.

    Only those of which somebody was kept out, or that come out otherwise; nobody where nobody was.
    """
    inputs = whole.table.inputs
    if not has_recusals(inputs):
        return {}
    by_policy = []
    for policy in policies_of(inputs):
        varied = under(inputs, policy)
        scored = scored_of(catalog, whole.scheme, varied)
        selection = select_stage(catalog, whole.scheme, varied, scored)
        by_policy.append(results_under(policy, scored, selection))
    return told_results(inputs, by_policy)
