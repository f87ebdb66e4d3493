"""What is on record that a ledger is compared with; a fixed number of statements."""

from collections.abc import Iterable, Mapping, Sequence

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from koubo.people.models import Organisation
from koubo.people.names import BEGINNING, name_key, similar
from koubo.schemes.award_ledger import LedgerLine
from koubo.schemes.catalog import Catalog
from koubo.schemes.eligibility.case import AwardOrigin
from koubo.schemes.ledger_models import LedgerName
from koubo.schemes.ledger_plan import course_key, organisation_keys
from koubo.schemes.ledger_values import (
    Known,
    Recorded,
    Records,
)
from koubo.schemes.models import PastAwardRow
from koubo.schemes.offering import offered
from koubo.schemes.rules import Scheme

ORGANISATION, COURSE = "organisation", "course"
MOST_LIKELY = 10


def records_for(session: Session, catalog: Catalog, lines: Sequence[LedgerLine]) -> Records:
    """Give all that these lines are compared with; six statements."""
    schemes = known_schemes_by_id(session, catalog)
    keys = organisation_keys(lines)
    plain = {name_key(name) for name in keys} - {""}
    decided = session.scalars(select(LedgerName)).all()
    merged = _merged(session)
    found = _organisations(session, lines, plain, merged, decided)
    known = {one.id: one for one in found}

    def final(organisation_id: int) -> Known:
        return known[merged.get(organisation_id, organisation_id)]

    by_key: dict[str, dict[int, Known]] = {}
    for row in _named(session, plain):
        by_key.setdefault(row[0], {})[final(row[1]).id] = final(row[1])
    return Records(
        courses=course_titles(schemes.values()),
        course_names=_course_names(schemes.values(), decided),
        by_number={one.corporate_number: one for one in found if one.corporate_number},
        by_key={key: tuple(each.values()) for key, each in by_key.items()},
        decided={
            one.key: final(one.organisation_id)
            for one in decided
            if one.organisation_id is not None and one.key in set(keys.values())
        },
        likely=_likely(plain, found, merged),
        awards=_awards(session, known, schemes.values()),
    )


def known_schemes_by_id(session: Session, catalog: Catalog) -> Mapping[str, Scheme]:
    """Give every scheme whose courses past awards may name; one statement."""
    return {
        **catalog.schemes,
        **{key: one.scheme for key, one in offered(session, catalog).items()},
    }


def course_titles(schemes: Iterable[Scheme]) -> dict[str, str]:
    """Give scheme and course in words, by the course's full id, ended ones too."""
    return {
        course.id: f"{scheme.title}　{course.title}"
        if course.title != scheme.title
        else course.title
        for scheme in schemes
        for course in scheme.courses
    }


def title_of(titles: Mapping[str, str], schemes: Mapping[str, Scheme], course_id: str) -> str:
    """Name a course by any of its ids; an unknown one by the id itself."""
    scheme = schemes.get(course_id.partition(".")[0])
    known = [scheme] if scheme else list(schemes.values())
    found = next((id_ for one in known if (id_ := one.canonical(course_id)) in titles), course_id)
    return titles.get(found, course_id)


def _course_names(
    schemes: Iterable[Scheme], decided: Iterable[LedgerName]
) -> dict[str, frozenset[str]]:
    """Give what each name may mean: titles, alone and after the scheme's, ids, older ids."""
    names: dict[str, set[str]] = {}
    for scheme in schemes:
        for course in scheme.courses:
            written = [course.title, f"{scheme.title}{course.title}", course.id, *course.known_as]
            written += [f"{course.division}{course.title}"] if course.division else []
            written += [scheme.title] if len(scheme.courses) == 1 else []
            for name in written:
                names.setdefault(course_key(name), set()).add(course.id)
    said = {one.key: frozenset({one.course_id}) for one in decided if one.kind == COURSE}
    return {**{key: frozenset(ids) for key, ids in names.items()}, **said}


def _merged(session: Session) -> dict[int, int]:
    """Give where the records of merged organisations are now."""
    rows = session.execute(
        select(Organisation.id, Organisation.merged_into_id).where(
            Organisation.merged_into_id.is_not(None)
        )
    )
    moved = {one: into for one, into in rows if into is not None}
    for one, into in moved.items():
        while into in moved:
            into = moved[into]
        moved[one] = into
    return moved


def _named(session: Session, keys: set[str]) -> Iterable[tuple[str, int]]:
    rows = session.execute(
        select(Organisation.name_key, Organisation.id)
        .where(Organisation.name_key.in_(keys))
        .order_by(Organisation.id)
    )
    return [(key, organisation_id) for key, organisation_id in rows]


def _organisations(
    session: Session,
    lines: Sequence[LedgerLine],
    keys: set[str],
    merged: Mapping[int, int],
    decided: Iterable[LedgerName],
) -> list[Known]:
    """Give the organisations that a line may mean: by name, by number, by a name that is alike."""
    beginning = func.substr(Organisation.name_key, 1, BEGINNING)
    said = {one.organisation_id for one in decided if one.organisation_id is not None}
    rows = session.execute(
        select(
            Organisation.id, Organisation.name, Organisation.corporate_number, Organisation.address
        )
        .where(
            or_(
                beginning.in_({key[:BEGINNING] for key in keys}),
                Organisation.corporate_number.in_({one.corporate_number for one in lines} - {""}),
                Organisation.id.in_({*merged.values(), *(merged.get(one, one) for one in said)}),
            ),
            Organisation.merged_into_id.is_(None),
        )
        .order_by(Organisation.id)
    )
    return [Known(*row) for row in rows]


def _likely(
    keys: set[str], found: Sequence[Known], merged: Mapping[int, int]
) -> dict[str, tuple[Known, ...]]:
    by_beginning: dict[str, list[tuple[str, Known]]] = {}
    for one in found:
        key = name_key(one.name)
        by_beginning.setdefault(key[:BEGINNING], []).append((key, one))
    return {
        key: tuple(
            one for other, one in by_beginning.get(key[:BEGINNING], ()) if similar(key, other)
        )[:MOST_LIKELY]
        for key in keys
    }


def _awards(
    session: Session, known: Mapping[int, Known], schemes: Iterable[Scheme]
) -> dict[tuple[int, str, int], Recorded]:
    """Give what is recorded of these organisations, by today's ids of the courses."""
    today = {old: one.id for scheme in schemes for one in scheme.courses for old in one.known_as}
    rows = session.scalars(select(PastAwardRow).where(PastAwardRow.organisation_id.in_(known)))
    return {
        (row.organisation_id, today.get(row.course_id, row.course_id), row.fiscal_year): Recorded(
            row.id, row.amount, row.origin is AwardOrigin.KOUBO
        )
        for row in rows
    }
