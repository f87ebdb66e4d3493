"""What waits for somebody, in rows of one shape, so that all areas are asked in one statement."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Date,
    Select,
    String,
    cast,
    func,
    literal,
    null,
    select,
    union_all,
)
from sqlalchemy.orm import InstrumentedAttribute, Session

Column = ColumnElement[Any] | InstrumentedAttribute[Any]
Rows = Select[*tuple[Any, ...]]
"""A statement that ``waits`` began; its area joins and filters it."""


@dataclass(frozen=True)
class Waiting:
    """One thing that waits, or several of a kind counted together."""

    number: int
    """The key of what it is about; 0 where it is about no single thing."""
    words: str
    note: str
    count: int
    """How many, or how much (円)."""
    on: date | None
    """Its day (JST)."""


def waits(
    *,
    number: Column | None = None,
    words: Column | None = None,
    note: Column | None = None,
    count: Column | None = None,
    on: Column | None = None,
) -> Rows:
    """Begin a statement whose rows have the shape of ``Waiting``; what is left out is counted.

    What has no type of its own is cast: PostgreSQL puts nothing together whose types it has to guess.
    """
    return select(
        cast(literal(0) if number is None else number, BigInteger).label("number"),
        cast(literal("") if words is None else words, String).label("words"),
        cast(literal("") if note is None else note, String).label("note"),
        cast(func.count() if count is None else count, BigInteger).label("count"),
        # A date is text in SQLite, and a cast would leave its year alone.
        (cast(null(), Date) if on is None else on).label("on"),
    )


ONE: ColumnElement[int] = literal(1)
"""The count of a row that stands for one thing."""


def first(rows: Rows, limit: int) -> Rows:
    """Give the first rows only, in their own order, in a shape that can stand beside others."""
    return select(*rows.limit(limit).subquery().c)


def gather(session: Session, asked: Mapping[str, Rows]) -> dict[str, list[Waiting]]:
    """Give what waits, by the name that it was asked under; one statement.

    The nearest day comes first, then the lowest key. What there is none of is left out.
    """
    found: dict[str, list[Waiting]] = {name: [] for name in asked}
    if asked:
        named = (
            rows.add_columns(cast(literal(name), String).label("kind"))
            for name, rows in asked.items()
        )
        for number, words, note, count, on, kind in session.execute(union_all(*named)):
            if count:
                found[kind].append(Waiting(number, words, note, count, on))
    for rows in found.values():
        rows.sort(key=lambda one: (one.on or date.max, one.number, one.words, one.note))
    return found
