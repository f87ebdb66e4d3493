"""Table of agreements (協定書): who signed what on which day."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from koubo.award.models import Award
from koubo.storage.base import Base, UtcDateTime


class Agreement(Base):
    """The 協定書 of an award; in force when both have signed. A later one replaces it."""

    __tablename__ = "agreement"
    __table_args__ = (
        UniqueConstraint("award_id", "number"),
        CheckConstraint("(group_signed_on IS NULL) = (group_signer = '')", name="group_signs_by"),
        CheckConstraint("(city_signed_on IS NULL) = (city_signer = '')", name="city_signs_by"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    award_id: Mapped[int] = mapped_column(ForeignKey("award.id"))
    number: Mapped[int] = mapped_column(default=1)
    title: Mapped[str] = mapped_column(String(100))
    """What it is called in this city: 協定書, 覚書, 成果の合意書."""
    document_number: Mapped[str] = mapped_column(String(60), default="")
    """Of the city's own register; empty where it keeps none for agreements."""
    group_part: Mapped[str] = mapped_column(Text, default="")
    city_part: Mapped[str] = mapped_column(Text, default="")
    """Who does what (役割分担), as it stands in the paper."""
    from_on: Mapped[date | None]
    to_on: Mapped[date | None]
    group_signed_on: Mapped[date | None]
    group_signer: Mapped[str] = mapped_column(String(100), default="")
    city_signed_on: Mapped[date | None]
    city_signer: Mapped[str] = mapped_column(String(100), default="")
    name: Mapped[str] = mapped_column(String(255), default="")
    media_type: Mapped[str] = mapped_column(String(100), default="")
    size: Mapped[int | None]
    sha256: Mapped[str] = mapped_column(String(64), default="")
    key: Mapped[str | None] = mapped_column(String(100), unique=True)
    """The scan of the signed paper."""
    scanned_by: Mapped[str] = mapped_column(String(60), default="")
    recorded_at: Mapped[datetime] = mapped_column(UtcDateTime)
    recorded_by: Mapped[int] = mapped_column(ForeignKey("person.id"))
    version: Mapped[int] = mapped_column(default=1)

    award: Mapped[Award] = relationship(lazy="joined", innerjoin=True)

    __mapper_args__ = {"version_id_col": version}

    @property
    def in_force(self) -> bool:
        """Say whether both have signed."""
        return self.group_signed_on is not None and self.city_signed_on is not None
