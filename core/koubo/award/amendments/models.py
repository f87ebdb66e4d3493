"""Table of amendments: a change after the award, approved, refused or merely noted."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from koubo.applications.models import Filing
from koubo.award.amendments.rules import AmendmentState
from koubo.award.models import Award
from koubo.schemes.change_words import ChangeKind, Need
from koubo.storage.base import Base, JsonText, UtcDateTime, state_column


class Amendment(Base):
    """A change of an awarded project (円): what it was, what it is to be, and what it needs."""

    __tablename__ = "amendment"
    __table_args__ = (
        UniqueConstraint("award_id", "number"),
        CheckConstraint(
            "state = 'withdrawn' OR (state = 'drafted') = (filed_at IS NULL)",
            name="filed_at_a_moment",
        ),
        Index("ix_amendment_state", "state", "id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    award_id: Mapped[int] = mapped_column(ForeignKey("award.id"))
    filing_id: Mapped[int] = mapped_column(ForeignKey("filing.id"), unique=True)
    """The 変更承認申請書 with the whole plan as it is to be; of a stop (中止・廃止) the plan as it is."""
    number: Mapped[int]
    kind: Mapped[ChangeKind] = mapped_column(state_column(ChangeKind, "change_kind"))
    """The weightiest of what changes; the working says every one."""
    state: Mapped[AmendmentState] = mapped_column(state_column(AmendmentState, "amendment_state"))
    needs: Mapped[Need | None] = mapped_column(state_column(Need, "change_need"))
    before: Mapped[int | None]
    after: Mapped[int | None]
    """The award before and after (円), as asked for; None where the sum stays."""
    reason: Mapped[str] = mapped_column(Text, default="")
    stops_on: Mapped[date | None]
    """The last day of the project, where it is stopped."""
    working: Mapped[list[Any]] = mapped_column(JsonText, default=list)
    filed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    filed_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    answered_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    remark: Mapped[str] = mapped_column(Text, default="")
    """What the office wrote when it noted or refused it."""
    version: Mapped[int] = mapped_column(default=1)

    award: Mapped[Award] = relationship(lazy="joined", innerjoin=True)
    filing: Mapped[Filing] = relationship(lazy="joined", innerjoin=True)

    __mapper_args__ = {"version_id_col": version}
