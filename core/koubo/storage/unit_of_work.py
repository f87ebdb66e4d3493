"""One request's work on the database: reading without a lock, then one short write."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from types import TracebackType
from typing import Any, Self, TypeVar

from sqlalchemy import inspect, select
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session
from sqlalchemy.orm.exc import StaleDataError

from koubo.problems import NotFound, Stale
from koubo.storage.base import Base
from koubo.storage.database import WRITE, WRITING, Database, is_deadlock
from koubo.storage.history import ERASED, Happening, HistoryRow, append_history
from koubo.storage.outbox import Event, append_events
from koubo.storage.receipts import take_number

M = TypeVar("M", bound=Base)
NOTHING: Mapping[str, Any] = {}
READ_AGAIN = {"populate_existing": True}


class Write:
    """A transaction that holds the write lock; `UnitOfWork.writing` begins and commits it."""

    def __init__(self, session: Session, *, now: datetime, person_id: int | None) -> None:
        self.session = session
        self.now = now
        self.person_id = person_id
        self._open = True
        self._failed = False
        self._happenings: list[Happening] = []
        self._events: list[Event] = []

    def lock(self, model: type[M], key: int, *, version: int | None = None) -> M:
        """Give the row as it is now, locked until the commit.

        :param version: the version that the person had before them, from the form
        :raises NotFound: where the row is gone
        :raises Stale: where the row has been saved since that version
        """
        self._require_open()
        mapper = inspect(model)
        number = mapper.primary_key[0]
        if any(one.lazy == "joined" for one in mapper.relationships) and self._others_write():
            # What is joined to a row that was waited for comes as it was before the wait; only a
            # statement that begins with the lock held sees all of it as it is.
            self.session.execute(select(number).where(number == key).with_for_update())
        # Not session.get(): it would first read again what was forgotten, to compare versions.
        wanted = select(model).where(number == key).with_for_update(of=model)
        row = self.session.scalars(wanted, execution_options=READ_AGAIN).one_or_none()
        if row is None:
            raise NotFound
        if version is not None and inspect(row).attrs["version"].value != version:
            raise Stale
        return row

    def record(
        self,
        verb: str,
        subject: Base,
        *,
        chain: str,
        detail: Mapping[str, Any] = NOTHING,
        event: Event | None = None,
    ) -> None:
        """Note what was done; it is written into history and outbox last before the commit.

        :param verb: the action's name
        :param chain: "call:<id>" or "house"
        :param detail: what was done with which values; may hold personal data, no floats
        :param event: whom to tell, and what
        """
        self._require_open()
        self._happenings.append(
            Happening(
                chain=chain,
                at=self.now,
                person_id=self.person_id,
                verb=verb,
                subject=subject,
                detail=detail,
            )
        )
        if event is not None:
            self._events.append(event)

    def tell(self, event: Event) -> None:
        """Tell somebody else of what was recorded, in other words than those of its own event."""
        self._require_open()
        self._events.append(event)

    def next_number(self, counter: str) -> int:
        """Give the counter's next number, from 1 and without a gap; take it as late as you can."""
        self._require_open()
        return take_number(self.session, counter)

    def erase_detail(self, row: HistoryRow) -> None:
        """Erase the detail of a history row and record that; the chain stays whole."""
        row.detail = None
        row.salt = None
        self.record(ERASED, row, chain=row.chain)

    def _others_write(self) -> bool:
        """Say whether others can write at the same time: on SQLite one writes at a time."""
        return self.session.get_bind().dialect.name != "sqlite"

    def _require_open(self) -> None:
        if not self._open:
            raise RuntimeError("this write was committed or rolled back")

    def _finish(self) -> None:
        if self._failed:
            raise RuntimeError("a nested writing() failed; nothing can be committed")
        self.session.flush()
        if self._happenings:
            append_history(self.session, self._happenings)
        append_events(self.session, self._events, now=self.now)
        self.session.commit()


class UnitOfWork:
    """Reads in `session`, writes in `writing()`; a context manager for one request.

    :param now: the request's moment, with a zone
    :param person_id: who acts; None for the clock and for somebody without an account
    """

    def __init__(self, database: Database, *, now: datetime, person_id: int | None = None) -> None:
        if now.utcoffset() is None:
            raise ValueError("the moment of a unit of work needs a zone")
        self.now = now
        self.person_id = person_id
        self.session = database.sessions()
        self._database = database
        self._write: Write | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.session.close()

    @contextmanager
    def writing(self) -> Iterator[Write]:
        """End the reading, hold the write lock, and commit at the outermost exit.

        What was read before is read again when it is next used, so that it is checked as it is
        now. Inside another `writing()` this gives the same write. An exception leaves nothing.

        :raises Stale: where a row was saved by somebody else since it was read, or somebody else
            waited for what this holds while it waited for theirs
        """
        if self._write is not None:
            with _marking_failure(self._write):
                yield self._write
            return
        self.session.commit()
        _forget_what_was_read(self.session)
        with self._database.turn_to_write():
            self.session.info[WRITING] = True
            self._write = Write(self.session, now=self.now, person_id=self.person_id)
            try:
                self.session.connection(execution_options=WRITE)
                yield self._write
                self._write._finish()
            except StaleDataError as lost:
                self.session.rollback()
                raise Stale from lost
            except DBAPIError as lost:
                self.session.rollback()
                if is_deadlock(lost):
                    raise Stale from lost
                raise
            except BaseException:
                self.session.rollback()
                raise
            finally:
                self._write._open = False
                self._write = None
                self.session.info[WRITING] = False


def _forget_what_was_read(session: Session) -> None:
    """Expire all but the keys, which never change: naming a row by its id is not a statement."""
    for row in session:
        mapper = inspect(type(row))
        keys = {mapper.get_property_by_column(column).key for column in mapper.primary_key}
        session.expire(row, [name for name in mapper.attrs.keys() if name not in keys])  # noqa: SIM118 - attrs iterates over values


@contextmanager
def _marking_failure(write: Write) -> Iterator[None]:
    try:
        yield
    except BaseException:
        write._failed = True
        raise
