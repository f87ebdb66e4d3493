"""The public page of a call's results: nothing is read into it but what the scheme publishes."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from koubo.applications.models import Application
from koubo.applications.schemas import answers_from_json, publishable
from koubo.award.decisions.handed_in import newest_snapshots
from koubo.award.decisions.judged import Judged, judged_applications
from koubo.award.models import Decision, DecisionLine
from koubo.award.results.tables import ResultColumn, ResultTable, Value
from koubo.award.rules import OUTCOME_NAMES, DecisionKind, DecisionState, Outcome
from koubo.people.models import Organisation, Person
from koubo.problems import NotFound
from koubo.review.panels.models import PanelMember
from koubo.review.rules import pseudonym_order
from koubo.schemes.catalog import Catalog
from koubo.schemes.forms import FilingKind, Form
from koubo.schemes.policy import load_public_call
from koubo.schemes.publication_words import RESULT_NAMES, Publication, ResultField, ReviewerNames
from koubo.schemes.question_kinds import QUESTION_KINDS
from koubo.schemes.rules import Course, Scheme

NAME = "project_name"
WITHHELD = "（公開していません）"
"""Stands for the name of a project whose applicant did not agree to its publication."""
MARKS = frozenset(
    {ResultField.TOTAL, ResultField.RANK, ResultField.ITEM_MEANS, ResultField.COMMENT}
)
JUDGED = (Outcome.RUNNER_UP, Outcome.NOT_SELECTED)


@dataclass(frozen=True)
class PublishedResults:
    """A call's results as everybody may read them."""

    call_id: int
    call: str
    fiscal_year: int
    scheme: Scheme
    courses: tuple[Course, ...]
    """Those that somebody applied for."""
    issued_on: date
    applications: int
    selected_count: int
    adopted: int | None
    """Sum of what was adopted (円); None where single amounts are not published."""
    selected: ResultTable
    others: ResultTable
    reviewers: tuple[str, ...]


@dataclass(frozen=True)
class _Line:
    """One application, as far as anything of it may be published."""

    row: Any
    judged: Judged | None
    public: Mapping[str, Any]
    """Answers of the proposal that everybody may read."""


Cell = Callable[[_Line], Value]
Column = tuple[ResultColumn, Cell]


def published_results(session: Session, catalog: Catalog, call_id: int) -> PublishedResults:
    """Give what the scheme publishes of a call's results; at most eight statements.

    :raises NotFound: before the decision is released
    """
    call = load_public_call(session, call_id)
    decision = _released(session, call_id)
    if decision is None:
        raise NotFound
    scheme = catalog.of(call.release)
    words = scheme.publication
    rows = _rows(session, decision)
    lines = _lines(session, scheme, call_id, words, rows)
    selected = [one for one in lines if one.row.outcome is Outcome.SELECTED]
    others = [one for one in lines if one.row.outcome in JUDGED]
    with_money = scheme.gives_money and ResultField.ADOPTED in words.selected.value
    return PublishedResults(
        call_id=call_id,
        call=call.title,
        fiscal_year=call.fiscal_year,
        scheme=scheme,
        courses=tuple(one for one in scheme.courses if one.id in {row.course_id for row in rows}),
        issued_on=decision.issued_on,
        applications=len(rows),
        selected_count=len(selected),
        adopted=sum(one.row.amount for one in selected) if with_money else None,
        selected=_table(scheme, words.selected.value, selected, answers=words.answers),
        others=_table(scheme, words.others.value, others, outcome=True),
        reviewers=_reviewers(session, call_id, words),
    )


def results_are_released(session: Session, call_id: int) -> bool:
    """Say whether a call's results may be read by everybody; one statement."""
    return _released(session, call_id) is not None


def _released(session: Session, call_id: int) -> Any:
    return session.execute(
        select(Decision.id, Decision.call_id, Decision.issued_on)
        .where(
            Decision.call_id == call_id,
            Decision.kind == DecisionKind.SELECTION,
            Decision.state == DecisionState.RELEASED,
        )
        .order_by(Decision.id)
    ).first()


def _rows(session: Session, decision: Any) -> Sequence[Any]:
    return session.execute(
        select(
            DecisionLine.application_id,
            DecisionLine.outcome,
            DecisionLine.amount,
            DecisionLine.conditions,
            Application.course_id,
            Application.project_name,
            Application.requested,
            Organisation.name.label("organisation"),
        )
        .join(Application, Application.id == DecisionLine.application_id)
        .join(Organisation, Organisation.id == Application.organisation_id)
        .where(DecisionLine.id.in_(_newest_lines(decision)))
        # The decision's own order is that of the ranks, which are not everybody's to know.
        .order_by(DecisionLine.application_id)
    ).all()


def _newest_lines(decision: Any) -> Select[int]:
    """Give the lines that hold: of a runner-up who was moved up (繰上げ採択), the later one."""
    return (
        select(func.max(DecisionLine.id))
        .join(Decision, Decision.id == DecisionLine.decision_id)
        .where(
            Decision.call_id == decision.call_id,
            Decision.kind == DecisionKind.SELECTION,
            Decision.state == DecisionState.RELEASED,
        )
        .group_by(DecisionLine.application_id)
    )


def _lines(
    session: Session, scheme: Scheme, call_id: int, words: Publication, rows: Sequence[Any]
) -> list[_Line]:
    """Read of the panel's marks and of the proposals only what is wanted."""
    courses = {row.application_id: row.course_id for row in rows}
    wanted = {*words.selected.value, *words.others.value}
    judged = judged_applications(session, scheme, call_id, courses) if wanted & MARKS else {}
    form = scheme.forms.get(FilingKind.PROPOSAL)
    asks = form is not None and _asks_for_name(form)
    public: dict[int, dict[str, Any]] = {}
    if form is not None and (asks or words.answers):
        snapshots = newest_snapshots(session, list(courses), FilingKind.PROPOSAL)
        public = {
            key: publishable(form, answers_from_json(form, one.answers))
            for key, one in snapshots.items()
        }
    return [
        _Line(row, judged.get(row.application_id), public.get(row.application_id, {}))
        for row in rows
    ]


def _asks_for_name(form: Form) -> bool:
    question = form.question(NAME)
    return question is not None and question.asks_consent


def _table(
    scheme: Scheme,
    shown: Sequence[ResultField],
    lines: Sequence[_Line],
    *,
    answers: Iterable[str] = (),
    outcome: bool = False,
) -> ResultTable:
    """Make a table of the fields that are published, and of no other."""
    columns: list[Column] = []
    ordered = sorted(lines, key=_by_rank) if ResultField.RANK in shown else lines
    for field in shown:
        columns += _columns(scheme, field, lines)
    if columns and outcome:
        columns.append((ResultColumn("結果"), lambda one: OUTCOME_NAMES[one.row.outcome]))
    columns += [_answer(scheme, name) for name in answers]
    if not columns:
        return ResultTable((), ())
    return ResultTable(
        tuple(column for column, _ in columns),
        tuple(tuple(cell(one) for _, cell in columns) for one in ordered),
    )


def _by_rank(one: _Line) -> tuple[bool, int]:
    rank = one.judged.rank if one.judged else None
    return rank is None, rank or 0


def _columns(scheme: Scheme, field: ResultField, lines: Sequence[_Line]) -> list[Column]:
    if field is ResultField.ITEM_MEANS:
        return _means(lines)
    unit, cell = CELLS[field]
    if field is ResultField.COURSE:
        titles = {one.id: one.title for one in scheme.courses}
        return [(ResultColumn(RESULT_NAMES[field]), lambda one: titles[one.row.course_id])]
    if field is ResultField.PROJECT:
        form = scheme.forms.get(FilingKind.PROPOSAL)
        if form is not None and _asks_for_name(form):
            cell = _agreed_name
    return [(ResultColumn(RESULT_NAMES[field], unit), cell)]


def _agreed_name(one: _Line) -> Value:
    name: str = one.row.project_name
    return name if NAME in one.public else WITHHELD


def _total(one: _Line) -> Value:
    score = one.judged.computed.score if one.judged and one.judged.computed else None
    return score.total if score else None


def _adopted(one: _Line) -> Value:
    amount: int = one.row.amount
    return amount if one.row.outcome is Outcome.SELECTED else None


CELLS: Mapping[ResultField, tuple[str, Cell]] = {
    ResultField.ORGANISATION: ("", lambda one: one.row.organisation),
    ResultField.PROJECT: ("", lambda one: one.row.project_name),
    ResultField.COURSE: ("", lambda one: one.row.course_id),
    ResultField.REQUESTED: ("円", lambda one: one.row.requested),
    ResultField.ADOPTED: ("円", _adopted),
    ResultField.TOTAL: ("点", _total),
    ResultField.RANK: ("位", lambda one: one.judged.rank if one.judged else None),
    ResultField.COMMENT: ("", lambda one: one.judged.comment if one.judged else None),
    ResultField.CONDITIONS: ("", lambda one: one.row.conditions),
}


def _means(lines: Sequence[_Line]) -> list[Column]:
    """Give a column for each criterion that any of the applications was marked by."""
    titles = {
        criterion.id: criterion.title
        for one in lines
        if one.judged
        for criterion in one.judged.stage.criteria
    }
    return [(ResultColumn(f"{title}の平均", "点"), _mean(key)) for key, title in titles.items()]


def _mean(criterion_id: str) -> Cell:
    def cell(one: _Line) -> Value:
        score = one.judged.computed.score if one.judged and one.judged.computed else None
        return score.item_means.get(criterion_id) if score else None

    return cell


def _answer(scheme: Scheme, name: str) -> Column:
    question = scheme.forms[FilingKind.PROPOSAL].question(name)
    if question is None:
        raise ValueError(f"the proposal has no question {name!r}")
    kind = QUESTION_KINDS[question.kind]
    return (
        ResultColumn(question.label),
        lambda one: kind.text(question, one.public[name]) if name in one.public else None,
    )


def _reviewers(session: Session, call_id: int, words: Publication) -> tuple[str, ...]:
    how = words.reviewers.value
    if how is ReviewerNames.NONE:
        return ()
    rows = session.execute(
        select(PanelMember.pseudonym, Person.name)
        .join(Person, Person.id == PanelMember.person_id)
        .where(PanelMember.call_id == call_id)
    ).all()
    ordered = sorted(rows, key=lambda row: pseudonym_order(row.pseudonym))
    named = how is ReviewerNames.NAME
    return tuple(row.name if named else row.pseudonym for row in ordered)
