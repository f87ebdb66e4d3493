"""Reading every stored file back, and finding what lies in the store and belongs to nothing.

A table that keeps files has a column ``key`` or ``file_key`` beside a column ``sha256``: by that
they are found, whichever area they belong to.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Column, Table, select
from sqlalchemy.orm import Session

from koubo.problems import NotFound
from koubo.storage.base import Base
from koubo.storage.files import PART, FileStore

KEY_COLUMNS = ("key", "file_key")
AT_ONCE = 500
"""Rows that are read in one statement, so that a large store needs no memory."""
FRESH = timedelta(days=1)
"""Nothing that was written later is taken for a leftover: its row may be on the way."""


@dataclass(frozen=True)
class Reference:
    """A row that says that a file is in the store."""

    table: str
    row_id: int
    name: str
    key: str
    sha256: str


@dataclass(frozen=True)
class Checked:
    """A referred file, read back."""

    reference: Reference
    is_there: bool
    is_whole: bool


@dataclass(frozen=True)
class Leftover:
    """Something in the store that no row refers to, and that nobody is writing any more."""

    name: str
    size: int


def tables_with_files() -> dict[str, tuple[Table, Column[str]]]:
    """Give the tables that keep files, each with the column of the key."""
    found = {}
    for table in Base.metadata.sorted_tables:
        key = next((table.c[name] for name in KEY_COLUMNS if name in table.c), None)
        if key is not None and "sha256" in table.c:
            found[table.name] = (table, key)
    return found


def check_files(session: Session, files: FileStore) -> Iterator[Checked]:
    """Read every file that a row refers to, removed ones included, and say how it was found."""
    for reference in _references(session):
        try:
            files.open(reference.key).close()
        except (NotFound, OSError):
            yield Checked(reference, is_there=False, is_whole=False)
        else:
            whole = files.matches(reference.key, reference.sha256)
            yield Checked(reference, is_there=True, is_whole=whole)


def find_leftovers(session: Session, files: FileStore, *, now: datetime) -> Iterator[Leftover]:
    """Give what was written more than a day ago and belongs to no row.

    :param now: of the clock by which the store's disk tells its times
    """
    batch: list[Leftover] = []
    for name, size in files.written_before(now - FRESH):
        batch.append(Leftover(name, size))
        if len(batch) == AT_ONCE:
            yield from _unreferred(session, batch)
            batch = []
    yield from _unreferred(session, batch)


def _references(session: Session) -> Iterator[Reference]:
    for name, (table, key) in tables_with_files().items():
        last = 0
        while True:
            rows = session.execute(
                select(table.c.id, table.c.name, key, table.c.sha256)
                .where(table.c.id > last, key.is_not(None))
                .order_by(table.c.id)
                .limit(AT_ONCE)
            ).all()
            for row in rows:
                yield Reference(name, *row)
            if len(rows) < AT_ONCE:
                break
            last = rows[-1][0]


def _unreferred(session: Session, batch: Sequence[Leftover]) -> Iterator[Leftover]:
    keys = [one.name for one in batch]
    referred: set[str] = set()
    for _, key in tables_with_files().values():
        referred.update(session.scalars(select(key).where(key.in_(keys))))
    # An unfinished write has no row yet, and never will have one.
    yield from (one for one in batch if one.name.endswith(PART) or one.name not in referred)
