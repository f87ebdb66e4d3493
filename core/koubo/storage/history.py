"""What happened: an append-only history whose rows are chained by digests.

The detail may hold personal data and stands apart: the chain holds its salted digest only, so
that a detail can be erased and the chain stays whole.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from secrets import token_hex
from typing import Any

from sqlalchemy import (
    Index,
    Row,
    Select,
    String,
    Text,
    bindparam,
    insert,
    inspect,
    select,
    union,
    update,
)
from sqlalchemy.orm import Mapped, Session, mapped_column

from koubo.problems import Refused
from koubo.storage.base import Base, JsonText
from koubo.storage.canonical import digest_of
from koubo.storage.database import insert_missing

HOUSE = "house"
BEGINNING = "0" * 64
ERASED = "erase_detail"


class HistoryRow(Base):
    """One thing that was done, by whom and to what."""

    __tablename__ = "history"
    __table_args__ = (Index(None, "subject_kind", "subject_id"),)

    chain: Mapped[str] = mapped_column(String(40), primary_key=True)
    sequence: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    at: Mapped[datetime]
    person_id: Mapped[int | None]
    verb: Mapped[str] = mapped_column(String(60))
    subject_kind: Mapped[str] = mapped_column(String(60))
    subject_id: Mapped[int]
    detail: Mapped[dict[str, Any] | None] = mapped_column(JsonText)
    salt: Mapped[str | None] = mapped_column(String(32))
    detail_digest: Mapped[str] = mapped_column(String(64))
    previous: Mapped[str] = mapped_column(String(64))
    digest: Mapped[str] = mapped_column(String(64))


class ChainHead(Base):
    """The last link of a chain; its row is the lock that puts writers in line."""

    __tablename__ = "chain_head"

    chain: Mapped[str] = mapped_column(String(40), primary_key=True)
    sequence: Mapped[int]
    digest: Mapped[str] = mapped_column(String(64))
    halted: Mapped[str] = mapped_column(Text, default="")
    """Why nothing new may be done in this chain, told to whoever tries; empty while all may."""
    passing: Mapped[list[str]] = mapped_column(JsonText, default=list)
    """The verbs that go on although it is halted."""


LOCKED_HEADS = (
    select(
        ChainHead.chain, ChainHead.sequence, ChainHead.digest, ChainHead.halted, ChainHead.passing
    )
    .where(ChainHead.chain.in_(bindparam("chains", expanding=True)))
    .order_by(ChainHead.chain)
    .with_for_update()
)
ADD_LINKS = insert(HistoryRow)
MOVE_HEAD = (
    update(ChainHead)
    .where(ChainHead.chain == bindparam("of"))
    .values(sequence=bindparam("to"), digest=bindparam("ending"))
)


@dataclass(frozen=True)
class Head:
    """How long a chain is and the digest of its last row; keep it elsewhere to prove the whole."""

    sequence: int
    digest: str


@dataclass(frozen=True)
class Happening:
    """Something to be written into a chain at the end of the transaction."""

    chain: str
    at: datetime
    person_id: int | None
    verb: str
    subject: Base
    detail: Mapping[str, Any]


def subject_key(subject: Base) -> tuple[str, int]:
    """Give the kind (table) and the number (last part of the primary key) of a stored row."""
    identity = inspect(subject).identity
    if identity is None:
        raise ValueError(f"history is kept of stored rows only: {subject!r}")
    return str(subject.__tablename__), int(identity[-1])


def append_history(session: Session, happenings: Sequence[Happening]) -> None:
    """Write the happenings at the end of their chains, in order; call it last before the commit.

    Three statements whatever the number, two more on the first use of a chain. Chains are locked
    in the order of their names, so that two writers never wait for each other.

    :raises Refused: where a chain is halted and the verb is none of those that go on
    """
    locked = _lock_heads(session, sorted({happening.chain for happening in happenings}))
    heads = {chain: Head(one.sequence, one.digest) for chain, one in locked.items()}
    rows: list[dict[str, Any]] = []
    for happening in happenings:
        _refuse_halted(locked[happening.chain], happening.verb)
        row = _link(happening, heads[happening.chain])
        heads[happening.chain] = Head(row["sequence"], row["digest"])
        rows.append(row)
    connection = session.connection()
    connection.execute(ADD_LINKS, rows)
    connection.execute(
        MOVE_HEAD,
        [
            {"of": chain, "to": head.sequence, "ending": head.digest}
            for chain, head in heads.items()
        ],
    )


def halt_chain(session: Session, chain: str, *, why: str, passing: Collection[str]) -> None:
    """Let nothing new be done in a chain, inside a write: the one place that blocks a whole call.

    :param why: the Japanese sentence that whoever tries is told, with the remedy
    :param passing: the verbs that go on
    """
    _lock_heads(session, [chain])
    _set_halt(session, chain, why, sorted(passing))


def resume_chain(session: Session, chain: str) -> None:
    """Let a halted chain go on, inside a write."""
    _set_halt(session, chain, "", [])


def _set_halt(session: Session, chain: str, why: str, passing: list[str]) -> None:
    session.execute(
        update(ChainHead).where(ChainHead.chain == chain).values(halted=why, passing=passing)
    )


def halts(session: Session, chains: Collection[str]) -> dict[str, str]:
    """Give why chains are halted; those that are not are left out."""
    rows = session.execute(
        select(ChainHead.chain, ChainHead.halted).where(
            ChainHead.chain.in_(chains), ChainHead.halted != ""
        )
    )
    return {chain: why for chain, why in rows}


def _refuse_halted(head: Row[*tuple[Any, ...]], verb: str) -> None:
    if head.halted and verb not in head.passing:
        raise Refused(head.halted)


def _lock_heads(session: Session, chains: list[str]) -> dict[str, Row[*tuple[Any, ...]]]:
    heads = {one.chain: one for one in session.execute(LOCKED_HEADS, {"chains": chains})}
    if missing := [chain for chain in chains if chain not in heads]:
        beginnings = [
            {"chain": chain, "sequence": 0, "digest": BEGINNING, "halted": "", "passing": []}
            for chain in missing
        ]
        insert_missing(session, ChainHead, beginnings)
        heads = {one.chain: one for one in session.execute(LOCKED_HEADS, {"chains": chains})}
    return heads


def _select_heads(chains: list[str]) -> Select[str, int, str]:
    return (
        select(ChainHead.chain, ChainHead.sequence, ChainHead.digest)
        .where(ChainHead.chain.in_(chains))
        .order_by(ChainHead.chain)
    )


def _read_heads(session: Session, heads: Select[str, int, str]) -> dict[str, Head]:
    return {chain: Head(sequence, digest) for chain, sequence, digest in session.execute(heads)}


def _link(happening: Happening, head: Head) -> dict[str, Any]:
    kind, number = subject_key(happening.subject)
    detail, salt = dict(happening.detail), token_hex(16)
    row = {
        "chain": happening.chain,
        "sequence": head.sequence + 1,
        "at": happening.at,
        "person_id": happening.person_id,
        "verb": happening.verb,
        "subject_kind": kind,
        "subject_id": number,
        "detail_digest": digest_of(detail, salt=salt),
        "previous": head.digest,
    }
    return row | {"digest": _digest_of_link(row), "detail": detail, "salt": salt}


def _digest_of_link(row: Mapping[str, Any]) -> str:
    at = row["at"].astimezone(UTC).isoformat(timespec="microseconds")
    return digest_of({**row, "at": at})


def history_of(session: Session, subject: Base) -> list[HistoryRow]:
    """Give what was done to a row, oldest first, over all chains."""
    kind, number = subject_key(subject)
    return list(
        session.scalars(
            select(HistoryRow)
            .where(HistoryRow.subject_kind == kind, HistoryRow.subject_id == number)
            .order_by(HistoryRow.at, HistoryRow.chain, HistoryRow.sequence)
        )
    )


def head_of(session: Session, chain: str) -> Head:
    """Give the chain's last link; a chain without rows ends at its beginning."""
    return _read_heads(session, _select_heads([chain])).get(chain, Head(0, BEGINNING))


def chains(session: Session) -> list[str]:
    """Give the names of all chains, those that lost their head or their rows included."""
    return list(
        session.scalars(union(select(HistoryRow.chain), select(ChainHead.chain)).order_by("chain"))
    )


def verify_chain(session: Session, chain: str, *, known: Head | None = None) -> int | None:
    """Give the first sequence at which the chain is broken, or None where it is whole.

    A missing tail breaks at the first row that is not there. Who can rewrite the whole chain and
    its head is found out only by a head that was kept elsewhere.

    :param known: a head that was given out earlier and must still stand in the chain
    """
    table = HistoryRow.__table__
    rows = select(table).where(table.c.chain == chain).order_by(table.c.sequence)
    last, erased = Head(0, BEGINNING), set[int]()
    with session.execute(rows.execution_options(yield_per=500)) as links:
        try:
            for row in links:
                if not _follows(row, last):
                    return last.sequence + 1
                last = Head(row.sequence, row.digest)
                if known is not None and known.sequence == last.sequence and known != last:
                    return last.sequence
                _note_erasure(row, erased)
        except (TypeError, ValueError):  # a value that Koubo could never have written
            return last.sequence + 1
    if erased:
        return min(erased)
    if head_of(session, chain) != last or (known is not None and known.sequence > last.sequence):
        return last.sequence + 1
    return None


def _follows(row: Row[*tuple[Any, ...]], last: Head) -> bool:
    link = {
        name: value
        for name, value in row._mapping.items()
        if name not in {"detail", "salt", "digest"}
    }
    return (
        row.sequence == last.sequence + 1
        and row.previous == last.digest
        and row.digest == _digest_of_link(link)
        and (_is_blank(row) or row.detail_digest == digest_of(row.detail, salt=row.salt))
    )


def _is_blank(row: Row[*tuple[Any, ...]]) -> bool:
    return row.detail is None and row.salt is None


def _note_erasure(row: Row[*tuple[Any, ...]], erased: set[int]) -> None:
    """A blank detail is whole only if a later row of the same chain says that it was erased."""
    if row.verb == ERASED and row.subject_kind == HistoryRow.__tablename__:
        erased.discard(row.subject_id)
    if _is_blank(row):
        erased.add(row.sequence)
