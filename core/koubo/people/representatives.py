"""Who represented an organisation on which day, so that each paper bears the name of its day."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from koubo.people.models import Organisation, RepresentativeTerm
from koubo.people.rules import OrganisationFacts

ONE_DAY = timedelta(days=1)


@dataclass(frozen=True)
class Representative:
    """A name with its title, as papers bear it."""

    title: str
    name: str


@dataclass(frozen=True)
class Term:
    """A representative from a day to a day, both included.

    :param from_on: None: since before anybody recorded it
    :param to_on: None: until now
    :param recorded_at: None where no change was ever recorded
    """

    title: str
    name: str
    from_on: date | None
    to_on: date | None
    recorded_at: datetime | None


def terms_of(session: Session, organisation: Organisation) -> list[Term]:
    """Give an organisation's representatives, the present one first; one statement."""
    rows = session.scalars(
        select(RepresentativeTerm).where(RepresentativeTerm.organisation_id == organisation.id)
    ).all()
    if not rows:
        title, name = organisation.representative_title, organisation.representative
        return [Term(title, name, None, None, None)]
    terms: list[Term] = []
    ends: date | None = None
    for one in sorted(rows, key=_order, reverse=True):
        # What was recorded anew from the same day on never came to bear.
        if ends is None or one.from_on is None or one.from_on <= ends:
            terms.append(Term(one.title, one.name, one.from_on, ends, one.recorded_at))
            ends = one.from_on - ONE_DAY if one.from_on else ends
    return terms


def representative_on(session: Session, organisation_id: int, day: date) -> Representative:
    """Give who represented an organisation on a day; KeyError for an unknown organisation."""
    return representatives_on(session, [organisation_id], day)[organisation_id]


def representatives_on(
    session: Session, organisation_ids: Collection[int], day: date
) -> dict[int, Representative]:
    """Give who represented each organisation on a day, in one statement.

    For a day before the first that anybody recorded, it is the first one who is known.
    """
    rows = session.execute(
        select(
            Organisation.id,
            Organisation.representative_title,
            Organisation.representative,
            RepresentativeTerm,
        )
        .outerjoin(RepresentativeTerm, RepresentativeTerm.organisation_id == Organisation.id)
        .where(Organisation.id.in_(organisation_ids))
    ).all()
    found = {key: Representative(title, name) for key, title, name, _ in rows}
    by_organisation: dict[int, list[RepresentativeTerm]] = {}
    for key, _, _, term in rows:
        if term is not None:
            by_organisation.setdefault(key, []).append(term)
    for key, terms in by_organisation.items():
        ordered = sorted(terms, key=_order)
        begun = [one for one in ordered if one.from_on is None or one.from_on <= day]
        bears = begun[-1] if begun else ordered[0]
        found[key] = Representative(bears.title, bears.name)
    return found


def facts_on(session: Session, organisation: Organisation, day: date) -> OrganisationFacts:
    """Give an organisation as papers of a day name it: with the representative of that day."""
    bears = representative_on(session, organisation.id, day)
    return replace(
        organisation.facts(), representative_title=bears.title, representative=bears.name
    )


def newest_term(terms: Sequence[RepresentativeTerm]) -> RepresentativeTerm | None:
    """Give the term that runs now; None where no change was ever recorded."""
    return max(terms, key=_order, default=None)


def _order(term: RepresentativeTerm) -> tuple[date, int]:
    return term.from_on or date.min, term.id
