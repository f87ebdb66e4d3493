"""Tables of mails: the texts that staff changed, and what is held back."""

from datetime import datetime

from sqlalchemy import Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from koubo.storage.base import Base, UtcDateTime, state_column
from koubo.storage.outbox import Reader


class MailTextRow(Base):
    """What staff decided about one mail: for the whole house, or for one scheme.

    An empty text and an ``is_on`` of None stand for what is decided one level above: the scheme's
    row over the house's, the house's over the text that Koubo brings.
    """

    __tablename__ = "mail_text"
    __table_args__ = (UniqueConstraint("kind", "reader", "scheme_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(String(60))
    reader: Mapped[Reader] = mapped_column(state_column(Reader, "reader"))
    scheme_id: Mapped[str] = mapped_column(String(80), default="")
    """Empty for the whole house."""
    subject: Mapped[str] = mapped_column(String(200), default="")
    body: Mapped[str] = mapped_column(Text, default="")
    is_on: Mapped[bool | None]
    reason: Mapped[str] = mapped_column(Text, default="")
    """Why it was switched, in staff's words."""
    changed_by: Mapped[int]
    changed_at: Mapped[datetime] = mapped_column(UtcDateTime)
    version: Mapped[int] = mapped_column(default=1)

    __mapper_args__ = {"version_id_col": version}


class MailHold(Base):
    """Mails are made and wait: those of one call, or of everything, until they are let go."""

    __tablename__ = "mail_hold"
    __table_args__ = (Index("ix_mail_hold_open", "released_at", "call_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    # The call stands in a higher area, which writes its number down here.
    call_id: Mapped[int | None]
    """None for the mails of every call."""
    outside_only: Mapped[bool]
    """Only what goes to organisations; the city's own people are told."""
    reason: Mapped[str] = mapped_column(Text)
    held_by: Mapped[int]
    held_at: Mapped[datetime] = mapped_column(UtcDateTime)
    released_by: Mapped[int | None]
    released_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
