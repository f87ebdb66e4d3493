"""Pages of a list by key, never by OFFSET: forwards and backwards, in the order of an index."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any, Generic, TypeVar

from sqlalchemy import ColumnElement, Row, Select, and_, func, select, true, tuple_
from sqlalchemy.orm import Session

from koubo.storage.columns import read_columns

Line = TypeVar("Line")
PAGE = 50
AT_ONCE = 2_000
"""Rows that are read in one statement where all of a list is wanted."""


@dataclass(frozen=True)
class Order:
    """What a list goes by.

    :param by: the column
    :param number: a column of whole numbers that no two rows share, for those alike in the first
    :param optional: whether the first may be empty; such rows come last, whichever way it goes
    """

    by: Any
    number: Any
    descending: bool = False
    optional: bool = False


@dataclass(frozen=True)
class Place:
    """Where a row stands in an order; a page begins behind it, or ends before it."""

    value: Any
    """None among those without one."""
    number: int
    backwards: bool = False


@dataclass(frozen=True)
class Page(Generic[Line]):
    """Rows with the places of the first and the last; None where nothing comes before or behind."""

    rows: Sequence[Line]
    previous: Place | None = None
    next: Place | None = None


def read_page(
    session: Session,
    query: Select[*tuple[Any, ...]],
    order: Order,
    make: Callable[..., Line],
    *,
    place: Place | None,
    limit: int,
    branches: Sequence[ColumnElement[bool]] = (),
) -> Page[Line]:
    """Give a page; one statement, two where the order is optional, however full the first is.

    :param make: makes a line of the query's columns
    :param branches: clauses of which every row wanted fulfils just one, where an index has the
        order within each, but none has that of all; a statement for each. For an order that is
        not optional, by texts that all engines sort alike: receipt numbers of one call do
    """
    backwards = place is not None and place.backwards
    ordered = _ordered(query, order, turned=order.descending != backwards)
    rows: list[Row[Any]] = []
    for part in _parts(order, place):
        for clause in branches or (true(),):
            rows += read_columns(session, ordered.where(part, clause).limit(limit + 1))
    if branches:
        rows.sort(key=lambda row: tuple(row[-2:]), reverse=order.descending != backwards)
    more = len(rows) > limit
    rows = rows[:limit]
    if backwards:
        rows.reverse()
    before = more if backwards else place is not None
    behind = backwards or more
    return Page(
        [make(*row[:-2]) for row in rows],
        replace(_place_of(rows[0]), backwards=True) if rows and before else None,
        _place_of(rows[-1]) if rows and behind else None,
    )


def read_all(
    session: Session, query: Select[*tuple[Any, ...]], order: Order, make: Callable[..., Line]
) -> Iterator[Line]:
    """Give all rows in an order, as `read_page` does; a statement for each `AT_ONCE`."""
    ordered = _ordered(query, order, turned=order.descending).limit(AT_ONCE)
    for part in _parts(order, None):
        rows = session.execute(ordered.where(part)).all()
        yield from (make(*row[:-2]) for row in rows)
        while len(rows) == AT_ONCE:
            rows = session.execute(ordered.where(_beyond(order, _place_of(rows[-1])))).all()
            yield from (make(*row[:-2]) for row in rows)


def count_up_to(session: Session, query: Select[*tuple[Any, ...]], most: int) -> int:
    """Count the rows of a query, no further than a number; one statement."""
    return session.scalar(select(func.count()).select_from(query.limit(most).subquery())) or 0


def _ordered(
    query: Select[*tuple[Any, ...]], order: Order, *, turned: bool
) -> Select[*tuple[Any, ...]]:
    by = [one.desc() if turned else one.asc() for one in (order.by, order.number)]
    # A row has its place behind its own columns.
    return query.add_columns(order.by, order.number).order_by(*by)


def _place_of(row: Sequence[Any]) -> Place:
    return Place(row[-2], row[-1])


def _parts(order: Order, place: Place | None) -> list[ColumnElement[bool]]:
    """Give the rows beyond a place: those with a value first, then those without."""
    valued, empty = order.by.is_not(None), order.by.is_(None)
    if not order.optional:
        return [_beyond(order, place) if place else valued]
    if place is None:
        return [valued, empty]
    here = _beyond(order, place)
    if place.backwards:
        return [here, valued] if place.value is None else [here]
    return [here] if place.value is None else [here, empty]


def _beyond(order: Order, place: Place) -> ColumnElement[bool]:
    """Give the rows beyond a place that have a value as it has, or have none as it has none."""
    turned = order.descending != place.backwards
    if place.value is None:
        number = order.number
        return and_(order.by.is_(None), number < place.number if turned else number > place.number)
    here, there = tuple_(order.by, order.number), (place.value, place.number)
    return here < there if turned else here > there
