"""The table of the conflicts that staff declare themselves: 利害関係の届出."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, Text
from sqlalchemy.orm import Mapped, mapped_column

from koubo.storage.base import Base, UtcDateTime


class StaffConflict(Base):
    """What a member of staff stands aside from: one application, or all of an organisation.

    It holds from the moment it is declared, for what the organisation files later too, until
    somebody else lifts it with a reason; the row stays.
    """

    __tablename__ = "staff_conflict"
    __table_args__ = (
        CheckConstraint("(application_id IS NULL) <> (organisation_id IS NULL)", name="about_one"),
        CheckConstraint(
            "(lifted_at IS NULL) = (lifted_by IS NULL)"
            " AND (lifted_at IS NULL) = (lifted_because IS NULL)",
            name="lifted_by_somebody",
        ),
        CheckConstraint("lifted_by IS NULL OR lifted_by <> person_id", name="lifted_by_another"),
        Index("ix_staff_conflict_person", "person_id", "lifted_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    # The application stands in a higher area, which writes its number down here.
    application_id: Mapped[int | None]
    organisation_id: Mapped[int | None] = mapped_column(ForeignKey("organisation.id"))
    reason: Mapped[str] = mapped_column(Text)
    declared_at: Mapped[datetime] = mapped_column(UtcDateTime)
    lifted_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    lifted_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    lifted_because: Mapped[str | None] = mapped_column(Text)
    version: Mapped[int] = mapped_column(default=1)

    __mapper_args__ = {"version_id_col": version}
