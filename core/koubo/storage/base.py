"""What every table has in common: names of constraints, exact times, states, JSON."""

from datetime import UTC, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, BigInteger, DateTime, Dialect, Enum, Integer, MetaData, Table
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import DeclarativeBase
from sqlalchemy.types import TypeDecorator

CONSTRAINT_NAMES = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}
STATE_LENGTH = 40

# The text of a value is canonical on both engines; None is NULL, not the JSON word null.
JsonText = JSON(none_as_null=True).with_variant(JSONB(none_as_null=True), "postgresql")

# Yen outgrow 32 bits; SQLite numbers rows by itself only in a column called INTEGER.
WholeNumber = BigInteger().with_variant(Integer(), "sqlite")


class UtcDateTime(TypeDecorator[datetime]):
    """An instant: aware in, aware (UTC) out, on engines that forget zones too."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Give the instant in UTC; a time without a zone raises ValueError."""
        if value is None:
            return None
        if value.utcoffset() is None:
            raise ValueError(f"a time without a zone cannot be stored: {value!r}")
        return value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Give the instant back with its zone, which is always UTC."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class Base(DeclarativeBase):
    """The base of all tables, those of the web and of plugins included."""

    metadata = MetaData(naming_convention=CONSTRAINT_NAMES)
    type_annotation_map = {  # noqa: RUF012 - SQLAlchemy reads it as a plain class attribute
        int: WholeNumber,
        datetime: UtcDateTime(),
        dict[str, Any]: JsonText,
    }

    def __init_subclass__(cls, **options: Any) -> None:
        super().__init_subclass__(**options)
        table = cls.__dict__.get("__table__")
        if isinstance(table, Table):
            # A number that was given out once never names another row: history refers to it.
            table.kwargs["sqlite_autoincrement"] = True


def state_column(states: type[StrEnum], name: str) -> Enum:
    """Give the column type of a state: the value as text, held by a named CHECK constraint."""
    return Enum(
        states,
        name=name,
        native_enum=False,
        create_constraint=True,
        length=STATE_LENGTH,
        validate_strings=True,
        values_callable=lambda members: [member.value for member in members],
    )
