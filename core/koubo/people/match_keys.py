"""The columns by which organisations are searched and compared, kept with what they come from."""

from collections.abc import Callable, Mapping
from typing import Any

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column, validates

from koubo.people.names import LONGEST_KEY, kana_key, name_key, phone_key

KEYS: Mapping[str, tuple[str, Callable[[str], str]]] = {
    "name": ("name_key", name_key),
    "kana": ("kana_key", kana_key),
    "phone": ("phone_key", phone_key),
    "representative": ("representative_key", kana_key),
}
"""By the column that a person fills in: its key's column, and how the key is made."""


def _made_of(source: str) -> Callable[[Any], str]:
    """Give the default for rows that are inserted without an object, by the hundred say."""
    _, make = KEYS[source]

    def made(context: Any) -> str:
        return make(context.get_current_parameters().get(source) or "")

    return made


class MatchKeys:
    """Keys of an organisation; whoever sets the name, the reading … sets its key."""

    name_key: Mapped[str] = mapped_column(String(LONGEST_KEY), default=_made_of("name"), index=True)
    kana_key: Mapped[str] = mapped_column(String(LONGEST_KEY), default=_made_of("kana"))
    phone_key: Mapped[str] = mapped_column(
        String(LONGEST_KEY), default=_made_of("phone"), index=True
    )
    representative_key: Mapped[str] = mapped_column(
        String(LONGEST_KEY), default=_made_of("representative"), index=True
    )

    @validates(*KEYS)
    def _keep_key(self, field: str, value: str) -> str:
        column, make = KEYS[field]
        setattr(self, column, make(value or ""))
        return value
