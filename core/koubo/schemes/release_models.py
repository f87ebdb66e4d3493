"""Tables of what becomes of releases: working copies, releases of the desk, errata, rechecks."""

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from koubo.schemes.models import Call, Release
from koubo.storage.base import Base, JsonText, UtcDateTime


class SchemeFile(Base):
    """A working copy: a scheme file and its golden cases as an officer types them, broken or not."""

    __tablename__ = "scheme_file"
    __table_args__ = (
        Index("ix_scheme_file_scheme", "scheme_id"),
        Index("ix_scheme_file_discarded", "discarded_at", "id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    scheme_id: Mapped[str] = mapped_column(String(60), default="")
    """What the text says, or said while it could last be read; empty where it never could."""
    title: Mapped[str] = mapped_column(String(200), default="")
    text: Mapped[str] = mapped_column(Text)
    cases: Mapped[str] = mapped_column(Text, default="")
    saved_at: Mapped[datetime] = mapped_column(UtcDateTime)
    saved_by: Mapped[int] = mapped_column(ForeignKey("person.id"))
    discarded_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    """When it left the list; its text is kept."""
    version: Mapped[int] = mapped_column(default=1)

    __mapper_args__ = {"version_id_col": version}


class DeskRelease(Base):
    """An officer's act of publishing a working copy as the release that new calls are opened on."""

    __tablename__ = "desk_release"
    __table_args__ = (
        UniqueConstraint("scheme_id", "number"),
        CheckConstraint(
            "(withdrawn_at IS NULL) = (withdrawn_by IS NULL)", name="withdrawn_by_somebody"
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    scheme_id: Mapped[str] = mapped_column(String(60))
    number: Mapped[int]
    """第1版, 第2版 … of the scheme on this desk."""
    title: Mapped[str] = mapped_column(String(200))
    release_id: Mapped[int] = mapped_column(ForeignKey("release.id"))
    note: Mapped[str] = mapped_column(Text)
    """What changed and why."""
    override: Mapped[str] = mapped_column(Text, default="")
    """Why failed rule cases do not matter; empty where none failed."""
    published_at: Mapped[datetime] = mapped_column(UtcDateTime)
    published_by: Mapped[int] = mapped_column(ForeignKey("person.id"))
    withdrawn_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    withdrawn_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    withdrawn_because: Mapped[str] = mapped_column(Text, default="")

    release: Mapped[Release] = relationship(lazy="joined", innerjoin=True)


class Erratum(Base):
    """A published correction (正誤表) of a running call: it goes on with another release."""

    __tablename__ = "erratum"
    __table_args__ = (UniqueConstraint("call_id", "number"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    call_id: Mapped[int] = mapped_column(ForeignKey("call.id"))
    number: Mapped[int]
    from_release_id: Mapped[int] = mapped_column(ForeignKey("release.id"))
    to_release_id: Mapped[int] = mapped_column(ForeignKey("release.id"))
    reason: Mapped[str] = mapped_column(Text)
    changes: Mapped[list[str]] = mapped_column(JsonText)
    """What changed, in words."""
    touched: Mapped[list[Any]] = mapped_column(JsonText)
    """The filings that come out otherwise now; for staff."""
    made_at: Mapped[datetime] = mapped_column(UtcDateTime)
    made_by: Mapped[int] = mapped_column(ForeignKey("person.id"))


class Recheck(Base):
    """What came of recomputing a running call's recorded workings with other versions."""

    __tablename__ = "recheck"
    __table_args__ = (
        UniqueConstraint("call_id", "release_id", "core_version", "plugin_version"),
        CheckConstraint("(decided_at IS NULL) = (decided_by IS NULL)", name="decided_by_somebody"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    call_id: Mapped[int] = mapped_column(ForeignKey("call.id"))
    release_id: Mapped[int] = mapped_column(ForeignKey("release.id"))
    core_version: Mapped[str] = mapped_column(String(40))
    plugin_version: Mapped[str] = mapped_column(String(40))
    """The versions that recomputed; those before stand in the release."""
    differences: Mapped[list[Any]] = mapped_column(JsonText)
    """Empty where all came out the same, and the call goes on."""
    made_at: Mapped[datetime] = mapped_column(UtcDateTime)
    decided_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    decided_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    reason: Mapped[str] = mapped_column(Text, default="")
    """Why the call goes on with the new results."""
    version: Mapped[int] = mapped_column(default=1)

    call: Mapped[Call] = relationship(lazy="joined", innerjoin=True)

    __mapper_args__ = {"version_id_col": version}
