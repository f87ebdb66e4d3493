"""The table of consents: what each organisation that joins said of its taking part."""

from datetime import datetime

from sqlalchemy import ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from koubo.applications.consent_rules import ConsentState
from koubo.storage.base import Base, UtcDateTime, state_column


class Consent(Base):
    """One organisation with one role in one document; another name or role asks anew."""

    __tablename__ = "partner_consent"
    __table_args__ = (UniqueConstraint("filing_id", "name", "role"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    filing_id: Mapped[int] = mapped_column(ForeignKey("filing.id"))
    name: Mapped[str] = mapped_column(String(100))
    role: Mapped[str] = mapped_column(String(100), default="")
    state: Mapped[ConsentState] = mapped_column(state_column(ConsentState, "consent_state"))
    address: Mapped[str] = mapped_column(String(254), default="")
    """Where the request went; empty where a signed paper was recorded instead."""
    token_digest: Mapped[str | None] = mapped_column(String(64), unique=True)
    asked_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    answered_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    answered_by: Mapped[str] = mapped_column(String(100), default="")
    """Name of who answered for the organisation."""
    answered_title: Mapped[str] = mapped_column(String(60), default="")
    attachment_id: Mapped[int | None] = mapped_column(ForeignKey("attachment.id"))
    """The signed paper, where it was given on paper."""
    recorded_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    """The member who recorded the paper."""
