"""The column by which applications are searched, kept with what it comes from."""

from typing import Any

from sqlalchemy import Text
from sqlalchemy.orm import Mapped, mapped_column, validates

from koubo.people.names import search_key

SEARCHED = ("receipt_number", "project_name")


def _searched(context: Any) -> str:
    """Give the default for rows that are inserted without an object, by the hundred say."""
    given = context.get_current_parameters()
    return search_key(*(given.get(one) or "" for one in SEARCHED))


class SearchKey:
    """The search key of an application; whoever sets its number or its name sets it."""

    search_key: Mapped[str] = mapped_column(Text, default=_searched)

    @validates(*SEARCHED)
    def _keep_search_key(self, field: str, value: str | None) -> str | None:
        texts = {one: getattr(self, one, None) or "" for one in SEARCHED} | {field: value or ""}
        self.search_key = search_key(*texts.values())
        return value
