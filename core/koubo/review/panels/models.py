"""Tables of the panel: who sits on it from when to when, in which stage, and how sheets were given."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from koubo.review.panels.rules import PanelRole, Term
from koubo.storage.base import Base, JsonText, UtcDateTime, state_column


class PanelMember(Base):
    """A reviewer on a call's panels, with a pseudonym from the first day; the row stays for good."""

    __tablename__ = "panel_member"
    __table_args__ = (
        UniqueConstraint("call_id", "person_id"),
        UniqueConstraint("call_id", "pseudonym"),
        CheckConstraint("to_on IS NULL OR to_on >= from_on", name="days_in_order"),
        CheckConstraint("most IS NULL OR most > 0", name="most_positive"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    call_id: Mapped[int] = mapped_column(ForeignKey("call.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    pseudonym: Mapped[str] = mapped_column(String(20))
    kana: Mapped[str] = mapped_column(String(100), default="")
    """How the name is read; tells people of one name apart."""
    sphere: Mapped[str] = mapped_column(String(40), default="")
    """Whom the member stands for, as the city's list of members has it: 学識経験者, 公募市民."""
    affiliation: Mapped[str] = mapped_column(String(100), default="")
    """Where the member belongs to (所属), as the list of members has it."""
    most: Mapped[int | None]
    """So many applications the member judges in a stage at most; None: any number."""
    from_on: Mapped[date]
    to_on: Mapped[date | None]
    """Last day of the term of office (任期); None: open."""
    version: Mapped[int] = mapped_column(default=1)

    __mapper_args__ = {"version_id_col": version}

    @property
    def term(self) -> Term:
        """Give the term of office."""
        return Term(self.from_on, self.to_on)


class PanelSeat(Base):
    """A member's place on the panel of one stage; a panel is seated per stage."""

    __tablename__ = "panel_seat"
    __table_args__ = (UniqueConstraint("panel_member_id", "stage_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    panel_member_id: Mapped[int] = mapped_column(ForeignKey("panel_member.id"))
    stage_id: Mapped[str] = mapped_column(String(40))
    role: Mapped[PanelRole] = mapped_column(state_column(PanelRole, "panel_role"))


class AssignmentRun(Base):
    """One way in which sheets of a stage were given out, so that it can be told and run again."""

    __tablename__ = "assignment_run"

    id: Mapped[int] = mapped_column(primary_key=True)
    call_id: Mapped[int] = mapped_column(ForeignKey("call.id"), index=True)
    stage_id: Mapped[str] = mapped_column(String(40))
    seed: Mapped[str] = mapped_column(String(64), default="")
    """What the drawing started from; empty where it was done by hand, or everybody got everything."""
    per_application: Mapped[int | None]
    """How many reviewers each application was to have; None: all of the panel."""
    inputs: Mapped[dict[str, Any]] = mapped_column(JsonText)
    result: Mapped[dict[str, Any]] = mapped_column(JsonText)
    """Who got what, and why, in words."""
    made_by: Mapped[int] = mapped_column(ForeignKey("person.id"))
    made_at: Mapped[datetime] = mapped_column(UtcDateTime)


class ConflictSign(Base):
    """Something that may mean a conflict (要確認): a name on a roster that is a reviewer's own.

    It recuses nobody by itself: the reviewer explains it, and an officer settles it. Settled once,
    it is not asked about again in a later stage.
    """

    __tablename__ = "conflict_sign"
    __table_args__ = (
        UniqueConstraint("panel_member_id", "application_id", "code"),
        CheckConstraint("(settled_at IS NULL) = (settled_by IS NULL)", name="settled_by_somebody"),
        CheckConstraint("(settled_at IS NULL) = (is_conflict IS NULL)", name="settled_some_way"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    panel_member_id: Mapped[int] = mapped_column(ForeignKey("panel_member.id"))
    application_id: Mapped[int] = mapped_column(ForeignKey("application.id"))
    code: Mapped[str] = mapped_column(String(60))
    message: Mapped[str] = mapped_column(Text)
    found_at: Mapped[datetime] = mapped_column(UtcDateTime)
    explained: Mapped[str] = mapped_column(Text, default="")
    """What the reviewer said of it; empty while not asked yet."""
    settled_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    settled_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    is_conflict: Mapped[bool | None]
    note: Mapped[str] = mapped_column(Text, default="")
    """How the officer made sure."""


class ConflictLift(Base):
    """A recusal that was wrong: one asks for it to be lifted, another one agrees or does not."""

    __tablename__ = "conflict_lift"
    __table_args__ = (
        Index("ix_conflict_lift_member", "panel_member_id", "application_id"),
        CheckConstraint("settled_by IS NULL OR settled_by <> asked_by", name="two_people"),
        CheckConstraint("(settled_at IS NULL) = (settled_by IS NULL)", name="settled_by_somebody"),
        CheckConstraint("(settled_at IS NULL) = (granted IS NULL)", name="settled_some_way"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    panel_member_id: Mapped[int] = mapped_column(ForeignKey("panel_member.id"))
    application_id: Mapped[int] = mapped_column(ForeignKey("application.id"))
    reason: Mapped[str] = mapped_column(Text)
    codes: Mapped[list[str]] = mapped_column(JsonText)
    """What was derived when it was asked for; it recuses no more once the lift is granted."""
    asked_by: Mapped[int] = mapped_column(ForeignKey("person.id"))
    asked_at: Mapped[datetime] = mapped_column(UtcDateTime)
    settled_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    settled_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    granted: Mapped[bool | None]
