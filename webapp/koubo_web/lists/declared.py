"""What a list is: its columns, the orders it goes by, and by what it is narrowed."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, Generic, TypeVar

from flask import url_for

from koubo.papers.exports import Cell

Row = TypeVar("Row")


@dataclass(frozen=True)
class Column(Generic[Row]):
    """A column of a list.

    :param key: its name in the address
    :param shown: its cell on the page: text, or ready markup
    :param exported: its cell in a file; what is shown, if None, which then has to be text
    :param kind: "" | "num" | "tight", as ``data_table`` knows them
    :param sort: the key of the order that its head offers; "" for none
    :param standard: whether it is shown where the address names no columns
    :param own_text: whether people typed what stands in it, so that it is never translated
    """

    key: str
    label: str
    shown: Callable[[Row], str]
    exported: Callable[[Row], Cell] | None = None
    kind: str = ""
    sort: str = ""
    standard: bool = True
    own_text: bool = False

    def in_file(self, row: Row) -> Cell:
        """Give the cell as a file has it."""
        return self.exported(row) if self.exported else self.shown(row)


@dataclass(frozen=True)
class Sort:
    """An order of a list.

    :param read: reads the place of a row in this order from an address; ValueError for nonsense
    """

    key: str
    label: str
    read: Callable[[str], Any]
    descending: bool = False
    """Which way it goes at first."""
    optional: bool = False
    """Whether rows may have nothing to go by; an empty place is then among those."""


@dataclass(frozen=True)
class Filter:
    """A choice by which a list is narrowed; without a label it is kept, and chosen elsewhere."""

    key: str
    label: str
    options: Sequence[tuple[str, str]]
    """Value and words; any other value in the address counts as none."""


@dataclass(frozen=True)
class Listing(Generic[Row]):
    """A list as a page declares it for one request.

    :param name: what it is called, on the page and as a file
    :param endpoint: the page; `file_endpoint` sends it, and takes the ending beside the values
    :param columns: the first one names the row, and always stands
    :param number: the row's number: ticks and places go by it
    """

    name: str
    endpoint: str
    file_endpoint: str
    columns: tuple[Column[Row], ...]
    sorts: tuple[Sort, ...]
    number: Callable[[Row], int]
    filters: tuple[Filter, ...] = ()
    search: str = ""
    """What the search looks at, in words; empty where nothing is searched."""
    values: Mapping[str, Any] = field(default_factory=dict)
    """Of the page's path."""


def whole(text: str) -> int:
    """Read a whole number of an address; ValueError for anything else."""
    if not text.isascii() or not text.isdigit() or len(text) > LONGEST_NUMBER:
        raise ValueError(text)
    return int(text)


def key_text(text: str) -> str:
    """Read a short text of an address; ValueError for one that no row can have."""
    if len(text) > LONGEST_KEY or "\0" in text:
        raise ValueError(text)
    return text


def moment(text: str) -> datetime:
    """Read a moment of an address; ValueError for anything else, one without a zone too."""
    found = datetime.fromisoformat(text)
    if found.utcoffset() is None:
        raise ValueError(text)
    try:
        return found.astimezone(UTC)
    except OverflowError as beyond:  # the first and the last hours that there are
        raise ValueError(text) from beyond


LONGEST_NUMBER = 15
LONGEST_KEY = 100


def addresses(endpoint: str, name: str) -> Callable[[int], str]:
    """Give what makes the addresses of records: Flask builds one, the others differ by a number.

    :param endpoint: a page whose address ends with its one number
    """
    number_of_none: dict[str, Any] = {name: 0}
    before = url_for(endpoint, **number_of_none).removesuffix("0")
    return lambda number: f"{before}{number}"
