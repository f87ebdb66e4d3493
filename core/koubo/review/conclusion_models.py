"""Tables of the panel's own conclusion: recommendations and their lines."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from koubo.review.rules import Conclusion
from koubo.storage.base import Base, JsonText, UtcDateTime, state_column


class Recommendation(Base):
    """The panel's own conclusion on a stage; the last stage's is the 答申."""

    __tablename__ = "recommendation"
    __table_args__ = (UniqueConstraint("call_id", "stage_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    call_id: Mapped[int] = mapped_column(ForeignKey("call.id"))
    stage_id: Mapped[str] = mapped_column(String(40))
    release_id: Mapped[int] = mapped_column(ForeignKey("release.id"))
    """By whose rules it was computed; a correction (正誤表) between stages gives them different ones."""
    concluded_on: Mapped[date]
    remarks: Mapped[str] = mapped_column(Text, default="")
    selection: Mapped[dict[str, Any]] = mapped_column(JsonText)
    """The computed proposal with its workings, as the panel had it before them."""
    inputs: Mapped[dict[str, Any]] = mapped_column(JsonText, default=dict)
    """All that the selection was computed from, so that it can be computed again without us."""
    papers: Mapped[dict[str, Any]] = mapped_column(JsonText, default=dict)
    """By application: the snapshot that its amount came from, its course, and which time it is."""
    versions: Mapped[dict[str, Any]] = mapped_column(JsonText, default=dict)
    """Of core and plugin, by which it was computed."""
    recorded_by: Mapped[int] = mapped_column(ForeignKey("person.id"))
    recorded_at: Mapped[datetime] = mapped_column(UtcDateTime)


class RecommendationLine(Base):
    """The panel's conclusion on one application."""

    __tablename__ = "recommendation_line"
    __table_args__ = (
        UniqueConstraint("recommendation_id", "application_id"),
        CheckConstraint("amount >= 0", name="amount_not_negative"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    recommendation_id: Mapped[int] = mapped_column(ForeignKey("recommendation.id"))
    application_id: Mapped[int] = mapped_column(ForeignKey("application.id"))
    conclusion: Mapped[Conclusion] = mapped_column(state_column(Conclusion, "conclusion"))
    rank: Mapped[int | None]
    amount: Mapped[int] = mapped_column(default=0)
    conditions: Mapped[str] = mapped_column(Text, default="")
    remarks: Mapped[str] = mapped_column(Text, default="")
    """Why the panel departs from the computed proposal; for staff."""
    comment: Mapped[str] = mapped_column(Text, default="")
    """What the panel says to the organisation (講評); published where the scheme says so."""
    computed: Mapped[dict[str, Any]] = mapped_column(JsonText, default=dict)
    """Its own part of the computed selection, so that its page need not read everybody's."""


class ConclusionDraft(Base):
    """What officers have written of a conclusion so far: raw texts, judged only when it is recorded."""

    __tablename__ = "conclusion_draft"
    __table_args__ = (UniqueConstraint("call_id", "stage_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    call_id: Mapped[int] = mapped_column(ForeignKey("call.id"))
    stage_id: Mapped[str] = mapped_column(String(40))
    texts: Mapped[dict[str, str]] = mapped_column(JsonText)
    """By field of the form."""
    proposed: Mapped[dict[str, str]] = mapped_column(JsonText)
    """What the computed selection filled in when it was written, by field; to see what has changed."""
    saved_by: Mapped[int] = mapped_column(ForeignKey("person.id"))
    saved_at: Mapped[datetime] = mapped_column(UtcDateTime)
    version: Mapped[int] = mapped_column(default=1)

    __mapper_args__ = {"version_id_col": version}


class EarlierRecommendation(Base):
    """A recommendation as it was recorded before an officer withdrew it; the new one stands beside."""

    __tablename__ = "earlier_recommendation"
    __table_args__ = (UniqueConstraint("call_id", "stage_id", "number"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    call_id: Mapped[int] = mapped_column(ForeignKey("call.id"))
    stage_id: Mapped[str] = mapped_column(String(40))
    number: Mapped[int]
    """From 1, for each stage of a call."""
    release_id: Mapped[int] = mapped_column(ForeignKey("release.id"))
    concluded_on: Mapped[date]
    remarks: Mapped[str] = mapped_column(Text, default="")
    selection: Mapped[dict[str, Any]] = mapped_column(JsonText)
    inputs: Mapped[dict[str, Any]] = mapped_column(JsonText, default=dict)
    papers: Mapped[dict[str, Any]] = mapped_column(JsonText, default=dict)
    lines: Mapped[list[dict[str, Any]]] = mapped_column(JsonText)
    """Each line as it stood, by the names of `RecommendationLine`."""
    recorded_by: Mapped[int] = mapped_column(ForeignKey("person.id"))
    recorded_at: Mapped[datetime] = mapped_column(UtcDateTime)
    reason: Mapped[str] = mapped_column(Text)
    """Why it was withdrawn."""
    withdrawn_by: Mapped[int] = mapped_column(ForeignKey("person.id"))
    withdrawn_at: Mapped[datetime] = mapped_column(UtcDateTime)
