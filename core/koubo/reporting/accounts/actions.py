"""Writing the account: an entry is booked with its receipt, changed, or taken out."""

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any, BinaryIO

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from koubo.applications.actions.attaching import NewFile, keep_judged
from koubo.award.models import Award
from koubo.award.policy import load_own_award
from koubo.people.rules import Actor
from koubo.problems import NotFound, Problem, Problems, Refused, Stale
from koubo.reporting.accounts.models import Expense
from koubo.reporting.accounts.schemas import Booking
from koubo.reporting.accounts.standing import load_own_expense, refuse_closed
from koubo.schemes.catalog import Catalog
from koubo.schemes.questions import Question
from koubo.storage.files import FileStore
from koubo.storage.unit_of_work import UnitOfWork, Write

RECEIPT = Question(
    id="receipt", kind="files", label="領収書の写真", types=("jpg", "png", "pdf"), required=False
)
MOST_ENTRIES = 1_000
TOO_MANY = (
    f"1つの会計に書けるのは{MOST_ENTRIES:,}件までです。小さな支払いは、まとめて書いてください。"
)
GONE = "この記入は、ほかのメンバーが消しました。"


def keep_receipt(
    catalog: Catalog, files: FileStore, award: Award, name: str, stream: BinaryIO
) -> NewFile:
    """Judge and keep the photograph of a receipt; Problems name what is wrong with it."""
    scheme_id = award.application.call.scheme_id
    return keep_judged(catalog, files, scheme_id, RECEIPT, name, stream)


def book_expense(
    uow: UnitOfWork,
    catalog: Catalog,
    files: FileStore,
    actor: Actor,
    award_id: int,
    *,
    booking: Booking,
    receipt: tuple[str, BinaryIO] | None = None,
    seen: int | None = None,
) -> int:
    """Book an entry onto the account of an own award, with its receipt; give its id.

    :param receipt: the file's name and content
    :param seen: the highest number when the page was drawn: the same entry sent twice from one
        page is booked once
    """
    award = load_own_award(uow.session, actor, award_id)
    refuse_closed(uow.session, award)
    new = keep_receipt(catalog, files, award, *receipt) if receipt else None
    try:
        with uow.writing() as write:
            award = write.lock(Award, award_id)
            refuse_closed(write.session, award)
            if (again := _booked_already(write, actor, award_id, booking, new, seen)) is not None:
                if new is not None:
                    files.discard(new.kept.key)
                return again
            row = _add(write, actor, award_id, booking)
            if new is not None:
                put_receipt(row, new)
            write.session.flush()
            write.record(
                "book_expense",
                row,
                chain=award.application.call.chain,
                detail={"number": row.number, **_told(booking), "sha256": row.sha256},
            )
    except (Problems, Refused, NotFound):
        if new is not None:
            files.discard(new.kept.key)
        raise
    return row.id


def _booked_already(
    write: Write,
    actor: Actor,
    award_id: int,
    booking: Booking,
    new: NewFile | None,
    seen: int | None,
) -> int | None:
    if seen is None:
        return None
    same = [getattr(Expense, name) == value for name, value in asdict(booking).items()]
    return write.session.scalars(
        select(Expense.id).where(
            Expense.award_id == award_id,
            Expense.number > seen,
            Expense.recorded_by == actor.person_id,
            Expense.removed_at.is_(None),
            Expense.sha256 == (new.kept.sha256 if new else ""),
            *same,
        )
    ).first()


def _add(write: Write, actor: Actor, award_id: int, booking: Booking) -> Expense:
    number = last_number(write.session, award_id) + 1
    if number > MOST_ENTRIES:
        raise Problems([Problem("too_many", TOO_MANY)])
    row = Expense(
        award_id=award_id,
        number=number,
        recorded_at=write.now,
        recorded_by=actor.person_id,
        **asdict(booking),
    )
    write.session.add(row)
    return row


def last_number(session: Session, award_id: int) -> int:
    """Give the highest number in an account, removed entries among it; 0 where it has none."""
    found = select(func.max(Expense.number)).where(Expense.award_id == award_id)
    return session.scalar(found) or 0


def put_receipt(row: Expense, new: NewFile) -> None:
    """Let an entry refer to a file that stands in the store."""
    row.name, row.media_type = new.name.name, new.media_type
    row.size, row.sha256, row.key = new.kept.size, new.kept.sha256, new.kept.key
    row.scanned_by = new.scan.scanner


def change_expense(
    uow: UnitOfWork,
    catalog: Catalog,
    files: FileStore,
    actor: Actor,
    expense_id: int,
    *,
    booking: Booking,
    version: int,
    receipt: tuple[str, BinaryIO] | None = None,
) -> None:
    """Change an entry; a new receipt takes the place of the one before, which stays in the store.

    :raises Stale: where another member saved it since ``version``
    """
    award = load_own_expense(uow.session, actor, expense_id).award
    refuse_closed(uow.session, award)
    new = keep_receipt(catalog, files, award, *receipt) if receipt else None
    try:
        with uow.writing() as write:
            award = write.lock(Award, award.id)
            refuse_closed(write.session, award)
            row = _locked(write, expense_id, version)
            for name, value in asdict(booking).items():
                setattr(row, name, value)
            replaced = row.key or ""
            if new is not None:
                put_receipt(row, new)
            write.record(
                "change_expense",
                row,
                chain=award.application.call.chain,
                detail={
                    "number": row.number,
                    **_told(booking),
                    "sha256": row.sha256,
                    "replaced": replaced if new is not None else "",
                },
            )
    except (Problems, Refused, NotFound, Stale):
        if new is not None:
            files.discard(new.kept.key)
        raise


def remove_expense(uow: UnitOfWork, actor: Actor, expense_id: int, *, version: int) -> int:
    """Take an entry out of the account; it stays as removed. Give its award's id."""
    award = load_own_expense(uow.session, actor, expense_id).award
    refuse_closed(uow.session, award)
    with uow.writing() as write:
        award = write.lock(Award, award.id)
        refuse_closed(write.session, award)
        row = _locked(write, expense_id, version)
        row.removed_at = uow.now
        write.record(
            "remove_expense",
            row,
            chain=award.application.call.chain,
            detail={"number": row.number, "amount": row.amount},
        )
    return award.id


def _locked(write: Write, expense_id: int, version: int) -> Expense:
    row = write.lock(Expense, expense_id)
    if row.removed_at is not None:
        raise Refused(GONE)
    if row.version != version:
        raise Stale
    return row


def _told(booking: Booking) -> Mapping[str, Any]:
    """Give an entry for the history."""
    return {**asdict(booking), "side": booking.side.value, "paid_on": booking.paid_on.isoformat()}
