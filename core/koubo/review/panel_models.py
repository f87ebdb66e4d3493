"""Tables of the panel: who sits on it from when to when, in which stage, and how sheets were given."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from koubo.review.panel_rules import PanelRole
from koubo.storage.base import Base, JsonText, UtcDateTime, state_column


class PanelMember(Base):
    """A reviewer on a call's panels, with a pseudonym from the first day; the row stays for good."""

    __tablename__ = "panel_member"
    __table_args__ = (
        UniqueConstraint("call_id", "person_id"),
        UniqueConstraint("call_id", "pseudonym"),
        CheckConstraint("to_on IS NULL OR to_on >= from_on", name="days_in_order"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    call_id: Mapped[int] = mapped_column(ForeignKey("call.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    pseudonym: Mapped[str] = mapped_column(String(20))
    sphere: Mapped[str] = mapped_column(String(40), default="")
    """Whom the member stands for, as the city's list of members has it: 学識経験者, 公募市民."""
    from_on: Mapped[date]
    to_on: Mapped[date | None]
    """Last day of the term of office (任期); None: open."""


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
