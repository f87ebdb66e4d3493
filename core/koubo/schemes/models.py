"""Tables of schemes: releases, calls and their courses, themes, past awards."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from koubo.people.models import Department
from koubo.schemes.deadlines import CourseDeadlines
from koubo.schemes.eligibility.case import AwardOrigin, Day, Gate, PastAward, ThemeFacts
from koubo.schemes.rules import CallFacts, CallState, ThemeState
from koubo.storage.base import Base, JsonText, UtcDateTime, state_column


class Release(Base):
    """A scheme's exact content, and the proof that it does what its cases say."""

    __tablename__ = "release"
    __table_args__ = (
        UniqueConstraint("scheme_id", "digest", "cases_digest", "core_version", "plugin_version"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    scheme_id: Mapped[str] = mapped_column(String(60))
    digest: Mapped[str] = mapped_column(String(64))
    # Long, and known to the catalog after the first look: no page reads them along with its call.
    text: Mapped[str] = mapped_column(Text, deferred=True)
    cases_digest: Mapped[str] = mapped_column(String(64), default="")
    cases: Mapped[str] = mapped_column(Text, default="", deferred=True)
    """The golden cases that proved it; empty where there are none."""
    core_version: Mapped[str] = mapped_column(String(40))
    """Empty for a release that no call has been opened with: planned calls lean on it."""
    plugin_version: Mapped[str] = mapped_column(String(40))
    """Empty too where no plugin brings the scheme."""
    proof: Mapped[dict[str, Any]] = mapped_column(JsonText, deferred=True)
    made_at: Mapped[datetime] = mapped_column(UtcDateTime)


class Call(Base):
    """One opening of a scheme."""

    __tablename__ = "call"
    __table_args__ = (
        CheckConstraint("closes_at > opens_at", name="closes_after_opening"),
        CheckConstraint("budget >= 0", name="budget_not_negative"),
        Index("ix_call_state_closes", "state", "closes_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    release_id: Mapped[int] = mapped_column(ForeignKey("release.id"))
    scheme_id: Mapped[str] = mapped_column(String(60))
    title: Mapped[str] = mapped_column(String(100))
    intake_year: Mapped[int]
    fiscal_year: Mapped[int]
    opens_at: Mapped[datetime] = mapped_column(UtcDateTime)
    closes_at: Mapped[datetime] = mapped_column(UtcDateTime)
    """The last deadline of all: courses and themes may close earlier."""
    moments: Mapped[dict[str, Any]] = mapped_column(JsonText, default=dict)
    """Planned named days (ISO dates) and deadlines of gates (ISO, with zone) by their names."""
    budget: Mapped[int]
    voted_on: Mapped[date | None]
    state: Mapped[CallState] = mapped_column(state_column(CallState, "call_state"))
    published_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    """A call that was cancelled after this stays on the public pages."""
    briefing: Mapped[str] = mapped_column(String(400), default="")
    version: Mapped[int] = mapped_column(default=1)

    release: Mapped[Release] = relationship(lazy="joined", innerjoin=True)

    __mapper_args__ = {"version_id_col": version}

    @property
    def chain(self) -> str:
        """Give the history chain that all steps of this call stand in."""
        return f"call:{self.id}"

    @property
    def days(self) -> dict[Day, date]:
        """Give the named days that are planned."""
        return {one: date.fromisoformat(self.moments[one]) for one in Day if one in self.moments}

    @property
    def gates(self) -> dict[Gate, datetime]:
        """Give the deadlines of the gates before filing."""
        return gates_of(self.moments)

    def facts(self) -> CallFacts:
        """Give the call as a frozen value."""
        return CallFacts(
            id=self.id,
            scheme_id=self.scheme_id,
            title=self.title,
            intake_year=self.intake_year,
            fiscal_year=self.fiscal_year,
            opens_at=self.opens_at,
            closes_at=self.closes_at,
            budget=self.budget,
            voted_on=self.voted_on,
        )


def gates_of(moments: Mapping[str, str]) -> dict[Gate, datetime]:
    """Give the deadlines of gates among a call's moments."""
    return {one: datetime.fromisoformat(moments[one]) for one in Gate if one in moments}


class CallCourse(Base):
    """A course that a call opens, with its own deadlines where it has some."""

    __tablename__ = "call_course"
    __table_args__ = (UniqueConstraint("call_id", "course_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    call_id: Mapped[int] = mapped_column(ForeignKey("call.id"))
    course_id: Mapped[str] = mapped_column(String(100))
    closes_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    """None: the call's."""
    theme_closes_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    """For proposals that answer a theme, in a course that takes others too; None: the course's."""

    def deadlines(self) -> CourseDeadlines:
        """Give the deadlines as a frozen value."""
        return CourseDeadlines(self.course_id, self.closes_at, self.theme_closes_at)


class Theme(Base):
    """A need that a department publishes for groups to answer."""

    __tablename__ = "theme"
    __table_args__ = (
        Index("ix_theme_call", "call_id"),
        Index("ix_theme_department", "department_id"),
        Index("ix_theme_state", "state"),
        Index("ix_theme_year", "fiscal_year"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    department_id: Mapped[int] = mapped_column(ForeignKey("department.id"))
    fiscal_year: Mapped[int]
    call_id: Mapped[int | None] = mapped_column(ForeignKey("call.id"))
    title: Mapped[str] = mapped_column(String(60))
    issue: Mapped[str] = mapped_column(Text)
    wish: Mapped[str] = mapped_column(Text)
    city_part: Mapped[str] = mapped_column(Text)
    state: Mapped[ThemeState] = mapped_column(state_column(ThemeState, "theme_state"))
    version: Mapped[int] = mapped_column(default=1)

    # No inner join: nested in the outer join of an application it would read all themes first.
    department: Mapped[Department] = relationship(lazy="joined")

    __mapper_args__ = {"version_id_col": version}

    def facts(self) -> ThemeFacts:
        """Give the theme as a frozen value."""
        return ThemeFacts(self.department.name, self.title)


class PastAwardRow(Base):
    """One year's award of an organisation: written when Koubo grants, by hand, or from a ledger."""

    __tablename__ = "past_award"
    __table_args__ = (
        UniqueConstraint("organisation_id", "course_id", "fiscal_year"),
        Index("ix_past_award_organisation", "organisation_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"))
    course_id: Mapped[str] = mapped_column(String(100))
    fiscal_year: Mapped[int]
    amount: Mapped[int | None]
    source: Mapped[str] = mapped_column(String(200), default="")
    """文書番号, the ledger's file and row, or whatever else it was taken from."""
    origin: Mapped[AwardOrigin] = mapped_column(
        state_column(AwardOrigin, "award_origin"), default=AwardOrigin.KOUBO
    )
    version: Mapped[int] = mapped_column(default=1)

    __mapper_args__ = {"version_id_col": version}

    def value(self) -> PastAward:
        """Give the award as a frozen value."""
        return PastAward(self.course_id, self.fiscal_year)
