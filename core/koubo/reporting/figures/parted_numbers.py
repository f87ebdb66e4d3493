"""Applications of a call, or of a year, by course, by theme and by the part of the city."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from koubo.applications.models import Application
from koubo.applications.policy import visible_to_staff
from koubo.people.districts import UNKNOWN, district_of
from koubo.people.models import Department, Organisation
from koubo.people.rules import Actor, SeatKind, require
from koubo.reporting.figures.call_numbers import filed, selected
from koubo.schemes.models import Call, Theme
from koubo.schemes.rules import CallState, Scheme

NO_THEME = "テーマなし（自由提案）"


@dataclass(frozen=True)
class Part:
    """One part of the applications: how many proposals came in, how many were selected."""

    name: str
    filed: int
    selected: int


@dataclass(frozen=True)
class Parts:
    """The applications parted in three ways; each way adds up to the same whole."""

    courses: tuple[Part, ...]
    """In the order of their schemes."""
    themes: tuple[Part, ...]
    """Most first; empty where no application answers a theme."""
    districts: tuple[Part, ...]
    """Most first, by the addresses of the organisations."""


def of_call(call_id: int) -> ColumnElement[bool]:
    """Give the clause of one call."""
    return Call.id == call_id


def of_year(fiscal_year: int) -> ColumnElement[bool]:
    """Give the clause of the calls of a 事業年度 that were published."""
    public = Call.state.not_in((CallState.PLANNED, CallState.CANCELLED))
    return (Call.fiscal_year == fiscal_year) & public


def parts_of(
    session: Session, actor: Actor, which: ColumnElement[bool], schemes: Mapping[str, Scheme]
) -> Parts:
    """Part the proposals of calls; three statements.

    :param schemes: those of the calls; they give the names of courses and of cities
    """
    require(actor, SeatKind.OFFICER)
    seen = (which, Application.receipt_number.is_not(None), filed(), visible_to_staff(actor))
    numbers = (func.count(), func.count().filter(selected()))
    courses = session.execute(
        select(Application.course_id, *numbers)
        .join(Call, Call.id == Application.call_id)
        .where(*seen)
        .group_by(Application.course_id)
    )
    themes = session.execute(
        select(Theme.title, Department.name, *numbers)
        .select_from(Application)
        .join(Call, Call.id == Application.call_id)
        .outerjoin(Theme, Theme.id == Application.theme_id)
        .outerjoin(Department, Department.id == Theme.department_id)
        .where(*seen)
        .group_by(Theme.id, Theme.title, Department.name)
    )
    addresses = session.execute(
        select(Call.scheme_id, Organisation.address, *numbers)
        .select_from(Application)
        .join(Call, Call.id == Application.call_id)
        .join(Organisation, Organisation.id == Application.organisation_id)
        .where(*seen)
        .group_by(Call.scheme_id, Organisation.address)
    )
    cities = {key: scheme.city for key, scheme in schemes.items()}
    return Parts(
        _in_order({key: (many, good) for key, many, good in courses}, schemes),
        _by_theme([(title, name, many, good) for title, name, many, good in themes]),
        _by_district([(key, at, many, good) for key, at, many, good in addresses], cities),
    )


def _in_order(found: dict[str, tuple[int, int]], schemes: Mapping[str, Scheme]) -> tuple[Part, ...]:
    titles = {one.id: one.title for scheme in schemes.values() for one in scheme.courses}
    order = [*(key for key in titles if key in found), *sorted(found.keys() - titles.keys())]
    return tuple(Part(titles.get(key, key), *found[key]) for key in order)


def _by_theme(rows: list[tuple[str | None, str | None, int, int]]) -> tuple[Part, ...]:
    if all(title is None for title, *_ in rows):
        return ()
    parts = [
        Part(NO_THEME if title is None else f"{title}（{department}）", many, good)
        for title, department, many, good in rows
    ]
    return tuple(sorted(parts, key=lambda one: (one.name == NO_THEME, -one.filed, one.name)))


def _by_district(
    rows: list[tuple[str, str, int, int]], cities: Mapping[str, str]
) -> tuple[Part, ...]:
    many: Counter[str] = Counter()
    good: Counter[str] = Counter()
    for scheme_id, address, count, chosen in rows:
        known = scheme_id in cities  # not where its plugin is gone
        name = district_of(address, cities[scheme_id]) if known else UNKNOWN
        many[name] += count
        good[name] += chosen
    return tuple(
        Part(name, many[name], good[name])
        for name in sorted(many, key=lambda one: (-many[one], one))
    )
