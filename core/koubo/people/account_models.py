"""Table of bank accounts of organisations: what is secret in it is kept encrypted."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column

from koubo.storage.base import Base, UtcDateTime


class BankAccount(Base):
    """The account that an organisation is paid into; a change is a new row, never an edit."""

    __tablename__ = "bank_account"
    __table_args__ = (Index("ix_bank_account_organisation", "organisation_id", "replaced_at"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"))
    secret: Mapped[bytes] = mapped_column(LargeBinary)
    """Bank, branch, kind, number and holder as JSON, encrypted with the site's own key."""
    masked: Mapped[str] = mapped_column(String(100))
    """What pages show: 〇〇銀行 〇〇支店 普通 ****567."""
    name: Mapped[str] = mapped_column(String(255), default="")
    """File name of the 委任状, where the holder is not the organisation's representative."""
    size: Mapped[int | None]
    sha256: Mapped[str] = mapped_column(String(64), default="")
    key: Mapped[str | None] = mapped_column(String(100), unique=True)
    recorded_at: Mapped[datetime] = mapped_column(UtcDateTime)
    recorded_by: Mapped[int] = mapped_column(ForeignKey("person.id"))
    replaced_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
