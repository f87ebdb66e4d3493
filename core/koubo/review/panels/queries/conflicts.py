"""What conflict rules are told: applications with everybody named in them, and staff as reviewers."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, null, or_, select
from sqlalchemy.orm import Session

from koubo.applications.models import Application, Filing, Snapshot
from koubo.calendar import day_in_japan
from koubo.people.models import (
    Department,
    Organisation,
    Person,
    RepresentativeTerm,
    RosterEntry,
)
from koubo.people.names import name_key
from koubo.review.panels.conflict_rules import Known, NamedPerson, PartnerFacts, ReviewedApplication
from koubo.review.panels.conflicts import conflicts_of
from koubo.review.panels.queries.panel import Member, reviewers_of
from koubo.review.queries.stage import is_newest, is_proposal
from koubo.schemes.catalog import Catalog
from koubo.schemes.forms import FilingKind
from koubo.schemes.models import Call, Theme
from koubo.schemes.rules import Scheme


@dataclass(frozen=True)
class Directory:
    """Organisations by what they were merged into, and the people named in their papers."""

    merged: Mapping[int, frozenset[int]]
    """By the organisation that stays: itself and whatever was merged into it."""
    people: Mapping[int, tuple[NamedPerson, ...]]
    called: Mapping[str, frozenset[int]]
    """By the key of a partner's name: the organisations that stay and bear it."""

    def all_of(self, organisation_id: int) -> frozenset[int]:
        """Give an organisation with whatever was merged into it."""
        return self.merged.get(organisation_id, frozenset((organisation_id,)))


def known_conflicts(
    session: Session,
    catalog: Catalog,
    call: Call,
    *,
    person_ids: Collection[int],
    which: ColumnElement[bool],
    on: date,
) -> dict[tuple[int, int], Known]:
    """Give what is known against people, staff too, of a call's applications, by (person, application).

    Pairs of whom nothing is known are left out. At most eight statements, however many rows.

    :param which: a clause on ``Application``, such as ``Application.id == 3``
    """
    scheme = catalog.of(call.release)
    reviewers = reviewers_of(session, _as_members(session, person_ids, on), on)
    applications = reviewed_applications(session, scheme, (Application.call_id == call.id) & which)
    found = {
        (reviewer.person_id, application.id): conflicts_of(catalog, scheme, application, reviewer)
        for application in applications.values()
        for reviewer in reviewers.values()
    }
    return {pair: known for pair, known in found.items() if known != Known()}


def _as_members(session: Session, person_ids: Collection[int], on: date) -> list[Member]:
    rows = session.execute(
        select(Person.id, Person.name, Person.email).where(Person.id.in_(person_ids))
    )
    return [Member(0, person_id, "", name, email, on) for person_id, name, email in rows]


def reviewed_applications(
    session: Session, scheme: Scheme, which: ColumnElement[bool]
) -> dict[int, ReviewedApplication]:
    """Give applications as conflict rules see them, by their number; four or five statements."""
    rows = _rows(session, scheme, which)
    names = {name_key(one) for row in rows for one in _partner_names(row)} - {""}
    directory = _directory(session, names, which)
    return {row.id: _application(row, directory) for row in rows}


def _rows(session: Session, scheme: Scheme, which: ColumnElement[bool]) -> list[Any]:
    form = scheme.forms[FilingKind.PROPOSAL]
    department, groups = form.of_kind("department"), form.of_kind("groups")
    statement = (
        select(
            Application.id,
            Application.course_id,
            Organisation,
            Department.name.label("theme_department"),
            (Snapshot.answers[department.id] if department else null()).label("partner"),
            (Snapshot.answers[groups.id] if groups else null()).label("groups"),
        )
        .join(Organisation, Organisation.id == Application.organisation_id)
        .join(Filing, is_proposal())
        .join(Snapshot, is_newest())
        .outerjoin(Theme, Theme.id == Application.theme_id)
        .outerjoin(Department, Department.id == Theme.department_id)
        .where(which)
        .order_by(Application.id)
    )
    return list(session.execute(statement))


def _partner_names(row: Any) -> list[str]:
    return [one["name"] for one in row.groups or ()]


def _directory(session: Session, names: set[str], which: ColumnElement[bool]) -> Directory:
    moved = select(Organisation.id, Organisation.merged_into_id)
    rows = session.execute(moved.where(Organisation.merged_into_id.is_not(None)))
    into = {gone: int(stays or 0) for gone, stays in rows}
    merged: defaultdict[int, set[int]] = defaultdict(set)
    for gone in into:
        merged[_now(into, gone)] |= {gone, _now(into, gone)}
    called: defaultdict[str, set[int]] = defaultdict(set)
    if names:
        bearers = select(Organisation.name_key, Organisation.id).where(
            Organisation.name_key.in_(names)
        )
        for key, organisation_id in session.execute(bearers):
            called[key].add(_now(into, organisation_id))
    partners = {one for several in called.values() for one in several}
    return Directory(
        merged={stays: frozenset(several) for stays, several in merged.items()},
        people=_people(session, partners, which),
        called={key: frozenset(several) for key, several in called.items()},
    )


def _now(into: Mapping[int, int], organisation_id: int) -> int:
    """Give the organisation that has an organisation's records now."""
    while organisation_id in into:
        organisation_id = into[organisation_id]
    return organisation_id


def _people(
    session: Session, partners: Iterable[int], which: ColumnElement[bool]
) -> dict[int, tuple[NamedPerson, ...]]:
    """Give who is named in an organisation's papers: on its roster, and as who represents it."""
    applying = select(Application.organisation_id).where(which)
    named: defaultdict[int, list[NamedPerson]] = defaultdict(list)
    of_roster = select(
        RosterEntry.organisation_id,
        RosterEntry.position,
        RosterEntry.name,
        RosterEntry.kana,
        RosterEntry.removed_at,
    ).where(
        or_(
            RosterEntry.organisation_id.in_(applying),
            RosterEntry.organisation_id.in_(tuple(partners)),
        )
    )
    for organisation_id, position, name, kana, removed_at in session.execute(
        of_roster.order_by(RosterEntry.id)
    ):
        until = day_in_japan(removed_at) if removed_at else None
        place = f"名簿（{position}）" if position else "名簿"
        named[organisation_id].append(NamedPerson(name, place, kana, until))
    of_terms = select(RepresentativeTerm.organisation_id, RepresentativeTerm.name).where(
        or_(
            RepresentativeTerm.organisation_id.in_(applying),
            RepresentativeTerm.organisation_id.in_(tuple(partners)),
        )
    )
    for organisation_id, name in session.execute(of_terms.order_by(RepresentativeTerm.id)):
        named[organisation_id].append(NamedPerson(name, "代表者の記録"))
    # Those who are there now are told of before those who were.
    return {
        key: tuple(sorted(several, key=lambda one: one.until is not None))
        for key, several in named.items()
    }


def _application(row: Any, directory: Directory) -> ReviewedApplication:
    facts = row.Organisation.facts()
    own = NamedPerson(facts.representative, "代表者")
    return ReviewedApplication(
        id=row.id,
        organisation=facts,
        course_id=row.course_id,
        partner_department=row.partner or row.theme_department or "",
        theme_department=row.theme_department or "",
        organisation_ids=directory.all_of(facts.id),
        people=(own, *directory.people.get(facts.id, ())),
        partners=tuple(_partner(one, directory, facts.id) for one in _partner_names(row)),
    )


def _partner(name: str, directory: Directory, applicant_id: int) -> PartnerFacts:
    found = directory.called.get(name_key(name), frozenset()) - {applicant_id}
    return PartnerFacts(
        name=name,
        organisation_ids=frozenset().union(*map(directory.all_of, found)),
        is_sure=len(found) == 1,
        people=tuple(one for key in sorted(found) for one in directory.people.get(key, ())),
    )
