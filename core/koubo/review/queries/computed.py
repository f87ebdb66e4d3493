"""What the applications of a stage come to: scores, calculated amounts, and the selection of all."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from koubo.hooks import Fault, PluginFault
from koubo.money import Line, Worked, Working, format_yen
from koubo.review.hookspecs import koubo_score, koubo_selection
from koubo.review.models import StageTerms
from koubo.review.pots import stage_pots
from koubo.review.queries.entries import (
    StageEntry,
    earlier_totals,
    stage_budgets,
    stage_entries,
    versions_key,
)
from koubo.review.queries.marks import entered_of
from koubo.review.queries.progress import Progress
from koubo.review.queries.stage import SheetState
from koubo.review.selection.inputs import Entry, SelectionInputs
from koubo.review.selection.select import enter
from koubo.review.selection.values import Pot, Score, Scored, Selection, Sheet, StageTotal
from koubo.schemes.amounts.reckoning import AmountCase
from koubo.schemes.amounts.steps import FlatRate
from koubo.schemes.budget import Budget
from koubo.schemes.catalog import Catalog
from koubo.schemes.figures import Figure
from koubo.schemes.hookspecs import koubo_award_amount
from koubo.schemes.models import Call
from koubo.schemes.pot_queries import pots_of
from koubo.schemes.review_words import Stage
from koubo.schemes.rules import Course, Scheme
from koubo.storage.columns import read_columns

TERMS = select(StageTerms.revision, StageTerms.lot_seed).where(
    StageTerms.call_id == bindparam("call"), StageTerms.stage_id == bindparam("stage")
)
KEPT_AMOUNT = Working((Line("前の集計のときに計算した算定額"),))


@dataclass(frozen=True)
class Terms:
    """What is set for a stage, as far as its selection leans on it."""

    revision: int = 0
    """Counted up by whatever changes what the sheets come to."""
    lot_seed: str = ""


@dataclass(frozen=True)
class OnTheTable:
    """Everything that a stage's selection is computed from, and whose it is."""

    inputs: SelectionInputs
    entries: Mapping[int, StageEntry]
    """What pages name an application by, by its number."""
    terms: Terms


def terms_of(session: Session, call_id: int, stage_id: str) -> Terms:
    """Give what is set for a stage; read before its sheets, so that none comes in unseen."""
    rows = read_columns(session, TERMS, {"call": call_id, "stage": stage_id})
    return Terms(*rows[0]) if rows else Terms()


def versions_of(catalog: Catalog, call: Call) -> str:
    """Name the release and the versions by which a call's amounts are computed now."""
    now = catalog.versions_of(call.scheme_id)
    return versions_key(call, now.core, now.plugin)


def on_the_table(
    session: Session,
    catalog: Catalog,
    call: Call,
    stage: Stage,
    progress: Progress,
    terms: Terms,
    sheets: Mapping[int, tuple[Sheet, ...]],
    *,
    afresh: bool,
    application_id: int | None = None,
) -> OnTheTable:
    """Give what the selection of a stage is computed from; five statements at most.

    :param sheets: those that enter, by application
    :param afresh: compute every amount again, with its working; otherwise those that were kept at
        the last 集計 are taken, unless anything that they came from has changed
    :param application_id: the only one that is asked about
    """
    scheme = progress.scheme
    versions = versions_of(catalog, call)
    entries = stage_entries(session, scheme, call, stage, versions, application_id)
    all_kept = all(one.kept is not None for one in entries)
    anew = afresh or not all_kept or scheme.selection.raised_rate is not None
    budgets = stage_budgets(session, scheme, call.id, stage, application_id) if anew else None
    earlier = earlier_totals(session, call.id, stage)
    amounts = Amounts(catalog, scheme, budgets)
    inputs = SelectionInputs(
        stage,
        scheme.selection,
        tuple(
            _entry(amounts, one, sheets.get(one.id, ()), earlier.get(one.id, {})) for one in entries
        ),
        _pots(session, call, stage, progress),
        terms.lot_seed,
    )
    return OnTheTable(inputs, {one.id: one for one in entries}, terms)


def _pots(session: Session, call: Call, stage: Stage, progress: Progress) -> tuple[Pot, ...]:
    """Give the money on the table; a stage that gives none asks for none."""
    if not stage.allocates:
        return ()
    given, pots = progress.given_by_course(stage), pots_of(session, call.id)
    return stage_pots(progress.scheme, stage, call.budget, pots, given)


class Amounts:
    """Asks the amount rule about budgets as they were handed in; kept amounts where there are none."""

    def __init__(
        self, catalog: Catalog, scheme: Scheme, budgets: Mapping[int, Budget] | None
    ) -> None:
        """Take the budgets; None: every amount is kept."""
        self.scheme, self.budgets = scheme, budgets
        self._units: dict[str, int] = {}
        self.ask = catalog.hooks.at_length(koubo_award_amount, scheme.id)
        raised = scheme.selection.raised_rate
        self.raised_to = raised.value.rate if raised else None

    def unit(self, course_id: str) -> int:
        """Give the unit of yen to which a course cuts amounts down; looked up once for each."""
        if course_id not in self._units:
            self._units[course_id] = self.scheme.course(course_id).funding.unit
        return self._units[course_id]

    def calculated(self, entry: StageEntry) -> Worked[int]:
        """Give what the amount rule gives (円)."""
        if self.budgets is None:
            return Worked(entry.kept or 0, KEPT_AMOUNT)
        return self._of(self.scheme.course(entry.course_id), entry)

    def raised(self, entry: StageEntry) -> Worked[int] | None:
        """Give what it gives at the raised rate (円); None where the scheme has none."""
        if self.raised_to is None:
            return None
        return self._of(at_rate(self.scheme.course(entry.course_id), self.raised_to), entry)

    def _of(self, course: Course, entry: StageEntry) -> Worked[int]:
        budget = (self.budgets or {}).get(entry.id, Budget())
        return self.ask(course=course, case=AmountCase.of_budget(budget, nth_time=entry.nth_time))


def at_rate(course: Course, rate: Fraction) -> Course:
    """Give a course as if its one rate were another; one that varies stays as it is."""
    steps = tuple(
        replace(one, rate=Figure(rate)) if isinstance(one, FlatRate) else one
        for one in course.funding.steps
    )
    return replace(course, funding=replace(course.funding, steps=steps))


def _entry(
    amounts: Amounts,
    one: StageEntry,
    sheets: tuple[Sheet, ...],
    earlier: Mapping[str, StageTotal],
) -> Entry:
    calculated, raised = amounts.calculated(one), amounts.raised(one)
    return Entry(
        application_id=one.id,
        course_id=one.course_id,
        sheets=sheets,
        requested=one.requested,
        calculated=calculated.value,
        calculated_working=calculated.working,
        filed_at=one.received_at,
        receipt_number=one.receipt_number,
        organisation_id=one.organisation.id,
        unit=amounts.unit(one.course_id),
        waived=one.waiver,
        raised=raised.value if raised else None,
        raised_working=raised.working if raised else Working(),
        earlier=earlier,
    )


def score_of(
    catalog: Catalog, scheme: Scheme, stage: Stage, sheets: Iterable[SheetState]
) -> Score | None:
    """Give the score of the sheets that were handed in; None while there is none.

    Those who were kept out enter beside them: the scheme says what becomes of their points.
    """
    entered = entered_of(sheets)
    if all(one.recused for one in entered):
        return None
    ask = catalog.hooks.first(koubo_score, scheme.id)
    return ask(stage=stage, rule=scheme.selection, sheets=entered)


def scored_of(catalog: Catalog, scheme: Scheme, inputs: SelectionInputs) -> tuple[Scored, ...]:
    """Give every application as it enters the ranking."""
    return enter(inputs, scores=catalog.hooks.at_length(koubo_score, scheme.id))


def select_stage(
    catalog: Catalog,
    scheme: Scheme,
    inputs: SelectionInputs,
    scored: Sequence[Scored],
) -> Selection:
    """Ask for the selection; a stage that gives no money is asked with no pots."""
    ask = catalog.hooks.at_length(koubo_selection, scheme.id)
    entered = tuple(scored)
    selection = ask(stage=inputs.stage, rule=inputs.rule, scored=entered, pots=inputs.pots)
    _refuse_unfit(scheme, selection, entered, inputs.pots)
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
