"""Organisations that may be one: found by what they share, judged by a person."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from sqlalchemy import ColumnElement, Select, and_, exists, func, or_, select, tuple_, union
from sqlalchemy.orm import InstrumentedAttribute, Session, aliased

from koubo.people.directory import load_organisation, refuse_merged
from koubo.people.duplicate_models import KeptApart
from koubo.people.models import Membership, Organisation
from koubo.people.names import BEGINNING, similar
from koubo.people.rules import Actor, SeatKind, require
from koubo.problems import NotFound
from koubo.storage.database import insert_missing
from koubo.storage.history import HOUSE
from koubo.storage.unit_of_work import UnitOfWork

Number = ColumnElement[int] | InstrumentedAttribute[int]
PAGE = 50
MOST_LIKELY = 20
"""So many likely duplicates of one organisation are shown."""
ONE, OTHER = aliased(Organisation), aliased(Organisation)
MINE, THEIRS = aliased(Membership), aliased(Membership)


class Reason(StrEnum):
    """What two organisations share."""

    NAME = "name"
    NUMBER = "number"
    PHONE = "phone"
    REPRESENTATIVE = "representative"
    MEMBER = "member"


REASON_NAMES: Mapping[Reason, str] = {
    Reason.NAME: "団体名が同じ（書き方と法人格の違いを除く）",
    Reason.NUMBER: "法人番号が同じ",
    Reason.PHONE: "電話番号が同じ",
    Reason.REPRESENTATIVE: "代表者が同じで、団体名が似ている",
    Reason.MEMBER: "同じ人がメンバーになっている",
}


@dataclass(frozen=True)
class Likeness:
    """An organisation as it is compared."""

    id: int
    name: str
    kind: str
    representative: str
    phone: str
    corporate_number: str
    name_key: str
    phone_key: str
    representative_key: str
    people: frozenset[int] = frozenset()
    """Who acts for it."""


@dataclass(frozen=True)
class Pair:
    """Two organisations that may be one, and why."""

    one: Likeness
    other: Likeness
    reasons: tuple[Reason, ...]

    @property
    def because(self) -> str:
        """Say why in words."""
        return "、".join(REASON_NAMES[each] for each in self.reasons)


def reasons_of(one: Likeness, other: Likeness) -> tuple[Reason, ...]:
    """Say what two organisations share; empty where nothing makes them look like one."""
    likeness = {
        Reason.NAME: _same(one.name_key, other.name_key),
        Reason.NUMBER: _same(one.corporate_number, other.corporate_number),
        Reason.PHONE: _same(one.phone_key, other.phone_key),
        Reason.REPRESENTATIVE: _same(one.representative_key, other.representative_key)
        and similar(one.name_key, other.name_key),
        Reason.MEMBER: bool(one.people & other.people),
    }
    return tuple(reason for reason, found in likeness.items() if found)


def _same(one: str, other: str) -> bool:
    return bool(one) and one == other


def likely_duplicates(session: Session, organisation_id: int) -> list[Pair]:
    """Give what may be the same as one organisation, up to MOST_LIKELY; two statements."""
    pairs = union(*(_by(each, ONE.id == organisation_id) for each in _clauses())).subquery()
    rows = session.execute(
        select(pairs.c.one, pairs.c.other)
        .where(_not_kept_apart(pairs.c.one, pairs.c.other))
        .order_by(pairs.c.other)
        .limit(MOST_LIKELY)
    ).all()
    return _pairs(session, [(one, other) for one, other in rows])


def all_duplicates(
    session: Session,
    actor: Actor,
    *,
    after: tuple[int, int] = (0, 0),
    limit: int = PAGE,
) -> list[Pair]:
    """Give the pairs that may be one, by their numbers, by key; two statements.

    :param after: the numbers of the last pair of the page before
    """
    require(actor, SeatKind.OFFICER)
    later = and_(ONE.id < OTHER.id, tuple_(ONE.id, OTHER.id) > tuple_(*after))
    parts = [
        _by(each, later, _not_kept_apart(ONE.id, OTHER.id))
        .order_by(ONE.id, OTHER.id)
        .limit(limit)
        .subquery()
        for each in _clauses()
    ]
    found = union(*(select(part) for part in parts)).subquery()
    rows = session.execute(
        select(found.c.one, found.c.other).order_by(found.c.one, found.c.other).limit(limit)
    ).all()
    return _pairs(session, [(one, other) for one, other in rows])


def _clauses() -> Iterable[tuple[bool, ColumnElement[bool]]]:
    """Give what joins two organisations, each by an index; whether by way of their members."""
    yield False, and_(ONE.name_key == OTHER.name_key, ONE.name_key != "")
    yield False, and_(ONE.corporate_number == OTHER.corporate_number, ONE.corporate_number != "")
    yield False, and_(ONE.phone_key == OTHER.phone_key, ONE.phone_key != "")
    beginning = func.substr(ONE.name_key, 1, BEGINNING) == func.substr(OTHER.name_key, 1, BEGINNING)
    within = or_(ONE.name_key.contains(OTHER.name_key), OTHER.name_key.contains(ONE.name_key))
    yield (
        False,
        and_(
            ONE.representative_key == OTHER.representative_key,
            ONE.representative_key != "",
            ONE.name_key != "",
            OTHER.name_key != "",
            or_(beginning, within),
        ),
    )
    yield (
        True,
        and_(
            MINE.person_id == THEIRS.person_id,
            MINE.left_at.is_(None),
            THEIRS.left_at.is_(None),
        ),
    )


def _by(clause: tuple[bool, ColumnElement[bool]], *more: ColumnElement[bool]) -> Select[int, int]:
    by_members, same = clause
    query = select(ONE.id.label("one"), OTHER.id.label("other"))
    if by_members:
        query = (
            query.join(MINE, MINE.organisation_id == ONE.id)
            .join(THEIRS, same)
            .join(OTHER, OTHER.id == THEIRS.organisation_id)
            .distinct()
        )
    else:
        query = query.join(OTHER, same)
    return query.where(
        ONE.id != OTHER.id, ONE.merged_into_id.is_(None), OTHER.merged_into_id.is_(None), *more
    )


def _not_kept_apart(one: Number, other: Number) -> ColumnElement[bool]:
    return ~exists().where(
        or_(
            and_(KeptApart.first_id == one, KeptApart.second_id == other),
            and_(KeptApart.first_id == other, KeptApart.second_id == one),
        )
    )


def _pairs(session: Session, numbers: Sequence[tuple[int, int]]) -> list[Pair]:
    """Give pairs of organisations with what they share; one statement, none for none."""
    if not numbers:
        return []
    acting = and_(Membership.organisation_id == Organisation.id, Membership.left_at.is_(None))
    rows = session.execute(
        select(
            Organisation.id,
            Organisation.name,
            Organisation.kind,
            Organisation.representative,
            Organisation.phone,
            Organisation.corporate_number,
            Organisation.name_key,
            Organisation.phone_key,
            Organisation.representative_key,
            Membership.person_id.label("people"),
        )
        .outerjoin(Membership, acting)
        .where(Organisation.id.in_({each for pair in numbers for each in pair}))
    ).all()
    people: dict[int, set[int]] = {}
    for row in rows:
        people.setdefault(row.id, set()).update({row.people} - {None})
    found = {
        row.id: Likeness(**{**row._mapping, "people": frozenset(people[row.id])}) for row in rows
    }
    pairs = [(found[one], found[other]) for one, other in numbers]
    return [Pair(one, other, reasons_of(one, other)) for one, other in pairs]


def pair_of(session: Session, actor: Actor, one_id: int, other_id: int) -> Pair:
    """Give two organisations to compare, alike or not; NotFound where one is not there."""
    one = load_organisation(session, actor, one_id)
    other = load_organisation(session, actor, other_id)
    if one.id == other.id:
        raise NotFound
    refuse_merged(one)
    refuse_merged(other)
    return _pairs(session, [(one.id, other.id)])[0]


def keep_apart(
    uow: UnitOfWork, actor: Actor, one_id: int, other_id: int, *, reason: str = ""
) -> None:
    """Record that two organisations are not one; saying so twice changes nothing."""
    one = load_organisation(uow.session, actor, one_id)
    load_organisation(uow.session, actor, other_id)
    if one_id == other_id:
        raise NotFound
    first, second = sorted((one_id, other_id))
    with uow.writing() as write:
        one = write.lock(Organisation, first)
        pair = (KeptApart.first_id == first) & (KeptApart.second_id == second)
        if write.session.scalars(select(KeptApart.id).where(pair)).first() is not None:
            return
        row = {
            "first_id": first,
            "second_id": second,
            "reason": reason.strip(),
            "person_id": actor.person_id,
            "decided_at": uow.now,
        }
        insert_missing(write.session, KeptApart, [row])
        detail = {"other": second, "reason": reason.strip()}
        write.record("keep_apart", one, chain=HOUSE, detail=detail)
