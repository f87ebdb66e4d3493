"""What the applications of a stage come to: score, calculated amount, and the selection of all."""

from collections.abc import Iterable, Sequence

from koubo.hooks import Fault, PluginFault
from koubo.money import Worked, format_yen
from koubo.review.hookspecs import koubo_score, koubo_selection
from koubo.review.queries.stage import SheetState, StageApplication
from koubo.review.rules import ReviewState
from koubo.review.selection.values import Pot, Score, Scored, Selection, Sheet
from koubo.schemes.amounts.reckoning import AmountCase
from koubo.schemes.catalog import Catalog
from koubo.schemes.hookspecs import koubo_award_amount
from koubo.schemes.review_words import Stage
from koubo.schemes.rules import Scheme

WHOLE_BUDGET = "予算"


def score_of(
    catalog: Catalog, scheme: Scheme, stage: Stage, sheets: Iterable[SheetState]
) -> Score | None:
    """Give the score of the sheets that were handed in; None while there is none.

    Those who were kept out enter beside them: the scheme says what becomes of their points.
    """
    entered = tuple(
        Sheet(one.reviewer, one.cells, recused=one.state is ReviewState.RECUSED)
        for one in sheets
        if one.state in (ReviewState.HANDED_IN, ReviewState.RECUSED)
    )
    if all(one.recused for one in entered):
        return None
    ask = catalog.hooks.first(koubo_score, scheme.id)
    return ask(stage=stage, rule=scheme.selection, sheets=entered)


def calculated_amount(
    catalog: Catalog, scheme: Scheme, application: StageApplication
) -> Worked[int]:
    """Give what the amount rule gives on the budget as it was handed in (円)."""
    ask = catalog.hooks.first(koubo_award_amount, scheme.id)
    course = scheme.course(application.course_id)
    case = AmountCase.of_budget(application.budget, nth_time=application.nth_time)
    return ask(course=course, case=case)


def select_stage(
    catalog: Catalog, scheme: Scheme, stage: Stage, scored: Iterable[Scored], budget: int
) -> Selection:
    """Ask for the selection; a stage that gives no money is asked with no pots.

    :param budget: what the stage may give (円)
    """
    pots = (Pot(WHOLE_BUDGET, budget),) if stage.allocates else ()
    entered = tuple(scored)
    ask = catalog.hooks.first(koubo_selection, scheme.id)
    selection = ask(stage=stage, rule=scheme.selection, scored=entered, pots=pots)
    _refuse_unfit(scheme, selection, entered, pots)
    return selection


def _refuse_unfit(
    scheme: Scheme, selection: Selection, scored: tuple[Scored, ...], pots: tuple[Pot, ...]
) -> None:
    """Nobody is lost, and no more is given than there is, whatever a plugin answers."""
    told = {one.application_id for one in selection.outcomes}
    given, there = sum(one.amount for one in selection.outcomes), sum(one.amount for one in pots)
    text = ""
    if told != {one.application_id for one in scored}:
        text = "集計の結果と、審査の対象の応募が一致しません"
    elif given > there:
        text = f"集計の額の合計 {format_yen(given)} が予算 {format_yen(there)} を超えています"
    if text:
        raise PluginFault(Fault(scheme.id, koubo_selection.__name__, text))


def scored_application(
    catalog: Catalog,
    scheme: Scheme,
    stage: Stage,
    application: StageApplication,
    sheets: Sequence[SheetState],
) -> Scored:
    """Give an application as it enters the selection; one that has sheets is judged by them."""
    calculated = calculated_amount(catalog, scheme, application)
    return Scored(
        application_id=application.id,
        course_id=application.course_id,
        score=score_of(catalog, scheme, stage, sheets),
        requested=application.requested,
        calculated=calculated.value,
        calculated_working=calculated.working,
        filed_at=application.received_at,
        unit=scheme.course(application.course_id).funding.unit,
        waived=None if sheets else application.waiver,
    )
