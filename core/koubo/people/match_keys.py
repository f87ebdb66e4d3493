"""The columns by which organisations are searched and compared, kept with what they come from."""

from collections.abc import Callable, Mapping
from typing import Any

from sqlalchemy import String, Text
from sqlalchemy.orm import Mapped, mapped_column, validates

from koubo.people.names import LONGEST_KEY, kana_key, name_key, phone_key, search_key

KEYS: Mapping[str, tuple[str, Callable[[str], str]]] = {
    "name": ("name_key", name_key),
    "kana": ("kana_key", kana_key),
    "phone": ("phone_key", phone_key),
    "representative": ("representative_key", kana_key),
}
"""By the column that a person fills in: its key's column, and how the key is made."""
SEARCHED = ("name", "kana")
"""What lists are searched by, together."""


def _made_of(source: str) -> Callable[[Any], str]:
    """Give the default for rows that are inserted without an object, by the hundred say."""
    _, make = KEYS[source]

    def made(context: Any) -> str:
        return make(context.get_current_parameters().get(source) or "")

    return made


def _searched(context: Any) -> str:
    given = context.get_current_parameters()
    return search_key(*(given.get(one) or "" for one in SEARCHED))


class MatchKeys:
    """Keys of an organisation; whoever sets the name, the reading … sets its key."""

    name_key: Mapped[str] = mapped_column(String(LONGEST_KEY), default=_made_of("name"), index=True)
    kana_key: Mapped[str] = mapped_column(String(LONGEST_KEY), default=_made_of("kana"), index=True)
    phone_key: Mapped[str] = mapped_column(
        String(LONGEST_KEY), default=_made_of("phone"), index=True
    )
    representative_key: Mapped[str] = mapped_column(
        String(LONGEST_KEY), default=_made_of("representative"), index=True
    )
    search_key: Mapped[str] = mapped_column(Text, default=_searched)
    """Words are looked for in it; no index helps with the middle of a text, but it is one column."""

    @validates(*KEYS)
    def _keep_key(self, field: str, value: str) -> str:
        column, make = KEYS[field]
        setattr(self, column, make(value or ""))
        if field in SEARCHED:
            texts = {one: getattr(self, one, None) or "" for one in SEARCHED} | {field: value or ""}
            self.search_key = search_key(*texts.values())
        return value
