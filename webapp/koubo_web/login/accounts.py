"""The account: how a person signs in. What they may do is their seats', in people."""

from datetime import datetime
from typing import Any

from flask_security.core import RoleMixin, UserMixin
from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from koubo.storage.base import Base, UtcDateTime


class Account(Base, UserMixin):
    """One person's way in; fs_uniquifier changes with the password and ends every session."""

    __tablename__ = "account"

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), unique=True)
    email: Mapped[str] = mapped_column(String(254), unique=True)
    password: Mapped[str] = mapped_column(String(255))
    active: Mapped[bool] = mapped_column(default=True)
    fs_uniquifier: Mapped[str] = mapped_column(String(64), unique=True)
    registered_at: Mapped[datetime] = mapped_column(UtcDateTime)
    confirmed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    @property
    def roles(self) -> list[Any]:  # type: ignore[override]
        """Give none: seats decide, and they stand in people."""
        return []


class NoRole(RoleMixin):
    """Stands where Flask-Security asks for a table of roles; there are none."""
