"""Selected projects in lists for everybody: what the scheme publishes, where consent was given.

Nothing of a project shows before the decision that selected it is released, and nothing is found
by what does not show.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import ColumnElement, and_, exists, false, func, or_, select
from sqlalchemy.orm import Session

from koubo.applications.models import Application, Filing, Snapshot
from koubo.applications.rules import ApplicationState
from koubo.applications.schemas import answers_from_json, publishable
from koubo.award.decisions.handed_in import newest_snapshots
from koubo.award.models import Decision, DecisionLine
from koubo.award.results.queries.public_results import RELEASED
from koubo.award.results.queries.published import NAME, WITHHELD
from koubo.award.rules import Outcome
from koubo.people.models import Organisation
from koubo.people.names import search_words
from koubo.schemes.catalog import Catalog
from koubo.schemes.file.reading import BrokenSchemeFile
from koubo.schemes.forms import FilingKind
from koubo.schemes.models import Call, Theme
from koubo.schemes.policy import public_call, public_theme
from koubo.schemes.publication_words import ResultField
from koubo.schemes.questions import CONSENT
from koubo.schemes.rules import Scheme

PAGE = 30


@dataclass(frozen=True)
class PublicCall:
    """A call whose projects everybody may read, and what of them."""

    id: int
    title: str
    fiscal_year: int
    scheme: Scheme
    shown: frozenset[ResultField]

    @property
    def asks_for_names(self) -> bool:
        """Say whether each applicant decides about the name of the project."""
        form = self.scheme.forms.get(FilingKind.PROPOSAL)
        question = form.question(NAME) if form is not None else None
        return question is not None and question.asks_consent

    def course_title(self, course_id: str) -> str:
        """Name a course; empty where the scheme does not publish it, or has it no more."""
        if ResultField.COURSE not in self.shown:
            return ""
        return next((one.title for one in self.scheme.courses if one.id == course_id), "")


@dataclass(frozen=True)
class WantedProjects:
    """What somebody looks for; what is left empty is not asked for."""

    text: str = ""
    fiscal_year: int | None = None
    course_id: str = ""
    theme_id: int | None = None


@dataclass(frozen=True)
class ProjectLine:
    """A project as lists show it; what is not published of it is empty (円)."""

    id: int
    name: str
    organisation: str
    course: str
    theme: str
    call_id: int
    call: str
    fiscal_year: int
    adopted: int | None


@dataclass(frozen=True)
class ProjectChoices:
    """What projects can be looked for by."""

    years: tuple[int, ...]
    courses: tuple[tuple[str, str], ...] = ()
    themes: tuple[tuple[int, str], ...] = field(default=())


def public_project_calls(session: Session, catalog: Catalog) -> tuple[PublicCall, ...]:
    """Give the calls whose decision is released and whose scheme names projects or organisations.

    One statement, and one for each release that was not read before; newest first.
    """
    rows = session.scalars(
        select(Call)
        .where(public_call(), Call.id.in_(select(Decision.call_id).where(*RELEASED)))
        .order_by(Call.id.desc())
    )
    found = []
    for call in rows:
        with suppress(BrokenSchemeFile):  # what cannot be read says nothing of what is public
            scheme = catalog.of(call.release)
            shown = frozenset(scheme.publication.selected.value)
            if shown & {ResultField.PROJECT, ResultField.ORGANISATION}:
                found.append(PublicCall(call.id, call.title, call.fiscal_year, scheme, shown))
    return tuple(found)


def public_projects(
    session: Session,
    calls: Sequence[PublicCall],
    wanted: WantedProjects,
    *,
    before: int | None = None,
    limit: int = PAGE,
) -> tuple[ProjectLine, ...]:
    """Give projects that everybody may read, newest first, by key; at most two statements.

    :param calls: of ``public_project_calls``
    :param before: the last id of the page before
    """
    by_id = {one.id: one for one in calls}
    clauses = _wanted(calls, wanted)
    if before is not None:
        clauses.append(Application.id < before)
    rows = session.execute(rows_where(clauses).limit(limit)).all()
    asking = [row.id for row in rows if by_id[row.call_id].asks_for_names]
    agreed = public_answers(session, by_id, rows, asking)
    return tuple(
        line_of(row, by_id[row.call_id], row.id not in asking or NAME in agreed.get(row.id, {}))
        for row in rows
    )


def project_line(session: Session, catalog: Catalog, application_id: int) -> ProjectLine | None:
    """Give what lists show of one project; None where it is not public. At most three statements."""
    calls = public_project_calls(session, catalog)
    by_id = {one.id: one for one in calls}
    rows = session.execute(rows_where([*clauses_of(calls), Application.id == application_id])).all()
    for row in rows:
        call = by_id[row.call_id]
        asks = [row.id] if call.asks_for_names else []
        agreed = public_answers(session, by_id, rows, asks).get(row.id, {})
        return line_of(row, call, not asks or NAME in agreed)
    return None


def project_choices(session: Session, calls: Sequence[PublicCall]) -> ProjectChoices:
    """Give what projects can be looked for by; one statement."""
    courses = {
        one.id: one.title
        for call in calls
        if ResultField.COURSE in call.shown
        for one in call.scheme.courses
    }
    themes = session.execute(
        select(Theme.id, Theme.title)
        .where(
            Theme.call_id.in_([one.id for one in calls if ResultField.COURSE in one.shown]),
            public_theme(),
            exists().where(Application.theme_id == Theme.id, *clauses_of(calls)),
        )
        .order_by(Theme.id.desc())
        .limit(100)
    )
    return ProjectChoices(
        tuple(sorted({one.fiscal_year for one in calls}, reverse=True)),
        tuple(courses.items()),
        tuple((theme_id, title) for theme_id, title in themes),
    )


def clauses_of(calls: Iterable[PublicCall]) -> list[ColumnElement[bool]]:
    """Give the clauses of the projects that everybody may read: selected, and told so."""
    told = exists().where(
        DecisionLine.application_id == Application.id,
        DecisionLine.outcome == Outcome.SELECTED,
        DecisionLine.decision_id == Decision.id,
        *RELEASED,
    )
    return [
        Application.state == ApplicationState.SELECTED,
        Application.call_id.in_([one.id for one in calls]),
        told,
    ]


def _wanted(calls: Sequence[PublicCall], wanted: WantedProjects) -> list[ColumnElement[bool]]:
    among = [one for one in calls if wanted.fiscal_year in (None, one.fiscal_year)]
    if wanted.course_id or wanted.theme_id is not None:
        among = [one for one in among if ResultField.COURSE in one.shown]
    clauses = clauses_of(among)
    if wanted.course_id:
        clauses.append(Application.course_id == wanted.course_id)
    if wanted.theme_id is not None:
        clauses.append(Application.theme_id == wanted.theme_id)
    return [*clauses, *(_bears(among, word) for word in search_words(wanted.text))]


def _bears(calls: Sequence[PublicCall], word: str) -> ColumnElement[bool]:
    """Give the clause that what is public of a project has a word in it, and nothing else has."""
    named = [one.id for one in calls if ResultField.PROJECT in one.shown]
    asking = [one.id for one in calls if one.asks_for_names and one.id in named]
    grouped = [one.id for one in calls if ResultField.ORGANISATION in one.shown]
    # Before the first space of the key stands the receipt number, which is nobody else's affair.
    # A word that is looked for is of letters and digits alone: no sign of LIKE is in it.
    in_name = Application.search_key.like(f"% %{word}%")
    clauses: list[ColumnElement[bool]] = []
    if free := [one for one in named if one not in asking]:
        clauses.append(and_(Application.call_id.in_(free), in_name))
    if asking:
        clauses.append(and_(Application.call_id.in_(asking), in_name, _agreed()))
    if grouped:
        by = Organisation.search_key.contains(word, autoescape=True)
        clauses.append(and_(Application.call_id.in_(grouped), by))
    return or_(*clauses) if clauses else false()


def _agreed() -> ColumnElement[bool]:
    """Give the clause that the last 企画提案書 lets the project's name be published."""
    newest = (
        select(func.max(Snapshot.id))
        .join(Filing, Filing.id == Snapshot.filing_id)
        .where(Filing.application_id == Application.id, Filing.kind == FilingKind.PROPOSAL)
        .correlate(Application)
        .scalar_subquery()
    )
    said = Snapshot.answers[f"{NAME}{CONSENT}"].as_boolean().is_(True)
    return exists().where(Snapshot.id == newest, said)


def rows_where(clauses: Iterable[ColumnElement[bool]]) -> Any:
    """Give the statement that reads projects with their organisations and public themes."""
    return (
        select(
            Application.id,
            Application.call_id,
            Application.course_id,
            Application.project_name,
            Application.adopted,
            Organisation.name.label("organisation"),
            Theme.title.label("theme"),
        )
        .join(Organisation, Organisation.id == Application.organisation_id)
        .outerjoin(Theme, and_(Theme.id == Application.theme_id, public_theme()))
        .where(*clauses)
        .order_by(Application.id.desc())
    )


def line_of(row: Any, call: PublicCall, named: bool) -> ProjectLine:
    """Leave out of a row what its scheme does not publish, and what was not agreed to."""
    shown = call.shown
    is_named = named and ResultField.PROJECT in shown
    return ProjectLine(
        id=row.id,
        name=row.project_name if is_named else WITHHELD,
        organisation=row.organisation if ResultField.ORGANISATION in shown else "",
        course=call.course_title(row.course_id),
        theme=(row.theme or "") if ResultField.COURSE in shown else "",
        call_id=call.id,
        call=call.title,
        fiscal_year=call.fiscal_year,
        adopted=row.adopted if ResultField.ADOPTED in shown else None,
    )


def public_answers(
    session: Session, calls: Mapping[int, PublicCall], rows: Sequence[Any], ids: Collection[int]
) -> dict[int, dict[str, Any]]:
    """Give what everybody may read of the newest 企画提案書 of each; no statement for none."""
    if not ids:
        return {}
    call_of = {row.id: calls[row.call_id] for row in rows}
    found: dict[int, dict[str, Any]] = {}
    for key, snapshot in newest_snapshots(session, ids, FilingKind.PROPOSAL).items():
        form = call_of[key].scheme.forms.get(FilingKind.PROPOSAL)
        if form is not None:
            found[key] = publishable(form, answers_from_json(form, snapshot.answers))
    return found
