"""What a call's records come to when they are computed again: differences in words."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

from sqlalchemy import select
from sqlalchemy.orm import Session

from koubo.applications.models import Application, RecordedWorking
from koubo.applications.rules import ApplicationState
from koubo.applications.workings import (
    Change,
    Computed,
    Inputs,
    Said,
    changes,
    compute,
    inputs_of,
    inputs_then,
    newest_workings,
    proposals_handed_in,
)
from koubo.hooks import PluginFault
from koubo.money import format_number, format_yen
from koubo.review.conclusion_models import Recommendation
from koubo.review.queries.computed import scored_of, select_stage
from koubo.review.selection.inputs import Entry
from koubo.review.selection.kept import KeptScore, outcome_from_json
from koubo.review.selection.recorded import inputs_from_json
from koubo.review.selection.values import VERDICT_NAMES, Outcome, Score
from koubo.schemes.amounts.reckoning import AmountCase
from koubo.schemes.catalog import Catalog
from koubo.schemes.file.reading import BrokenSchemeFile
from koubo.schemes.hookspecs import koubo_award_amount
from koubo.schemes.models import Call
from koubo.schemes.rules import Scheme
from koubo.storage.frozen import from_plain

UNREADABLE = (KeyError, TypeError, ValueError)
"""What reading a record raises that this version cannot take any more."""
RECORDED = "記録あり"


@dataclass(frozen=True)
class Difference:
    """An application or a stage that comes out otherwise now."""

    about: str
    changes: tuple[Change, ...]
    application_id: int | None = None


@dataclass(frozen=True)
class Again:
    """An accepted application, computed again from its recorded inputs."""

    application: Application
    row: RecordedWorking
    inputs: Inputs
    computed: Computed

    @property
    def changes(self) -> tuple[Change, ...]:
        """Give what is otherwise than recorded."""
        return changes(Said.recorded(self.row), Said.of(self.computed))


def call_differences(session: Session, catalog: Catalog, call: Call) -> list[Difference]:
    """Give all that comes out otherwise than recorded; what cannot be computed is a difference."""
    try:
        scheme = catalog.of(call.release)
        return [
            *_applications(session, catalog, scheme, call),
            *_stages(session, catalog, scheme, call),
        ]
    except BrokenSchemeFile:
        return [_unable("制度ファイル", "今の版では読み取れません")]
    except PluginFault as error:
        return [_unable("制度の計算", f"計算できません（{error}）")]
    except UNREADABLE as error:
        return [_unable("記録した計算", f"今の版では読み取れません（{type(error).__name__}）")]


def computed_again(
    session: Session, catalog: Catalog, scheme: Scheme, call: Call
) -> Iterator[Again]:
    """Compute every accepted application of a call again, from the inputs that were recorded.

    :raises PluginFault: where a rule cannot answer
    :raises KeyError, TypeError, ValueError: where a record cannot be taken any more
    """
    recorded = newest_workings(session, call.id)
    for application, snapshot in proposals_handed_in(session, call.id):
        row = recorded.get(application.id)
        if row is not None and application.state is not ApplicationState.WITHDRAWN:
            inputs = inputs_then(inputs_of(session, scheme, application, snapshot), row)
            computed = compute(catalog, scheme, application.course_id, inputs)
            yield Again(application, row, inputs, computed)


def named(application: Application) -> str:
    """Name an application as staff list it."""
    return f"{application.receipt_number or '下書き'}　{application.project_name}".strip()


def _unable(about: str, told: str) -> Difference:
    return Difference(about, (Change(about, RECORDED, told),))


def _applications(
    session: Session, catalog: Catalog, scheme: Scheme, call: Call
) -> Iterator[Difference]:
    for one in computed_again(session, catalog, scheme, call):
        if one.changes:
            yield Difference(named(one.application), one.changes, one.application.id)


def _stages(session: Session, catalog: Catalog, scheme: Scheme, call: Call) -> Iterator[Difference]:
    rows = session.scalars(
        select(Recommendation).where(Recommendation.call_id == call.id).order_by(Recommendation.id)
    ).all()
    if not rows:
        return
    names = {one.id: named(one) for one, _ in proposals_handed_in(session, call.id)}
    workings = newest_workings(session, call.id)
    for row in rows:
        stage = scheme.stage(row.stage_id)
        recorded = inputs_from_json(row.inputs)
        entries = (_entry(catalog, scheme, one, workings) for one in recorded.applications)
        inputs = replace(recorded, stage=stage, rule=scheme.selection, applications=tuple(entries))
        scored = scored_of(catalog, scheme, inputs)
        now = select_stage(catalog, scheme, inputs, scored)
        kept = [outcome_from_json(one) for one in row.selection["outcomes"]]
        was = _places((one.outcome, one.score) for one in kept)
        scores = {one.application_id: one.score for one in scored}
        placed = ((one, scores[one.application_id]) for one in now.outcomes)
        for key, place in _places(placed).items():
            if was.get(key) != place:
                change = Change(f"{stage.title}の集計", was.get(key, ""), place)
                yield Difference(names.get(key, str(key)), (change,), key)


def _entry(
    catalog: Catalog, scheme: Scheme, entered: Entry, workings: Mapping[int, RecordedWorking]
) -> Entry:
    """Give an application as it lay on the table, its sum computed again."""
    row = workings.get(entered.application_id)
    if row is None:
        return entered
    worked = catalog.hooks.first(koubo_award_amount, scheme.id)(
        course=scheme.course(entered.course_id),
        case=from_plain(AmountCase, row.inputs["amount"]),
    )
    return replace(entered, calculated=worked.value, calculated_working=worked.working)


def _places(placed: Iterable[tuple[Outcome, Score | KeptScore | None]]) -> dict[int, str]:
    """Give place, verdict, yen and points of each application in one line."""
    found = {}
    for one, score in placed:
        place = f"{one.rank}位" if one.rank is not None else "順位なし"
        points = f"{format_number(score.total)}点" if score else "採点なし"
        verdict = VERDICT_NAMES[one.verdict]
        found[one.application_id] = f"{place}　{verdict}　{format_yen(one.amount)}　{points}"
    return found
