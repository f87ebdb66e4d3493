"""What an address asks of a list: its words, filters, order, columns and page; and new addresses.

The address is all there is: it can be kept as a bookmark, sent to a colleague, and turned into a
file. What it says and no list knows is as if it were not there.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Generic

from flask import url_for
from werkzeug.datastructures import MultiDict

from koubo.storage.paging import Place
from koubo_web.lists.declared import Column, Listing, Row, Sort, whole

LONGEST_SEARCH = 100
WORDS, COLUMNS, SORT, AFTER, BEFORE, TICK = "q", "cols", "sort", "after", "before", "tick"
BETWEEN = "~"
"""Between a row's value and its number in the place of a page."""
ALL = "all"


@dataclass(frozen=True)
class Asked(Generic[Row]):
    """A list as an address asks for it."""

    listing: Listing[Row]
    text: str
    chosen: Mapping[str, str]
    """The value of each filter that is set."""
    columns: tuple[Column[Row], ...]
    sort: Sort
    descending: bool
    place: Place | None
    all_ticked: bool = False

    @property
    def is_narrowed(self) -> bool:
        """Say whether something is left out of the list."""
        return bool(self.text.strip() or self.chosen)

    def kept(self) -> dict[str, str]:
        """Give what an address says of this view, the page apart; nothing that goes unsaid."""
        found = {WORDS: self.text.strip(), **self.chosen}
        if self.columns != standard_columns(self.listing):
            found[COLUMNS] = ".".join(one.key for one in self.columns[1:])
        if self.sort != self.listing.sorts[0] or self.descending != self.sort.descending:
            found[SORT] = sort_word(self.sort, self.descending)
        return {key: value for key, value in found.items() if value}

    def url(self, **changes: str) -> str:
        """Give the address of this view from its first page on, with changes; "" takes one away."""
        return self._address(self.listing.endpoint, self.kept() | changes)

    def file_url(self, ending: str) -> str:
        """Give the address of all that this view shows on all its pages, as a file."""
        return self._address(self.listing.file_endpoint, self.kept(), ending=ending)

    def page_url(self, place: Place | None) -> str:
        """Give the address of the page that begins behind a place, or ends before it."""
        if place is None:
            return ""
        return self.url(**{BEFORE if place.backwards else AFTER: place_word(place)})

    def here_url(self, **changes: str) -> str:
        """Give the address of this very page of the view, with changes."""
        at = (
            {BEFORE if self.place.backwards else AFTER: place_word(self.place)}
            if self.place
            else {}
        )
        return self.url(**at, **changes)

    def sort_url(self, sort: Sort) -> str:
        """Give the address of this view in an order; in the other direction, if it has it now."""
        down = not self.descending if sort == self.sort else sort.descending
        first = sort == self.listing.sorts[0] and down == sort.descending
        return self.url(**{SORT: "" if first else sort_word(sort, down)})

    def _address(self, endpoint: str, asked: Mapping[str, str], **values: Any) -> str:
        given: dict[str, Any] = {key: value for key, value in asked.items() if value}
        return url_for(endpoint, **self.listing.values, **values, **given)


def read_asked(listing: Listing[Row], args: MultiDict[str, str]) -> Asked[Row]:
    """Give what an address asks of a list."""
    known = {one.key: {value for value, _ in one.options} for one in listing.filters}
    chosen = {key: args[key] for key in known if args.get(key) and args[key] in known[key]}
    sort, descending = _sort(listing, args.get(SORT, ""))
    return Asked(
        listing=listing,
        text=args.get(WORDS, "").replace("\0", "")[:LONGEST_SEARCH] if listing.search else "",
        chosen=chosen,
        columns=_columns(listing, args.getlist(COLUMNS)),
        sort=sort,
        descending=descending,
        place=_place(sort, args),
        all_ticked=args.get(TICK) == ALL,
    )


def standard_columns(listing: Listing[Row]) -> tuple[Column[Row], ...]:
    """Give the columns that stand where an address names none."""
    return tuple(one for one in listing.columns if one.standard)


def sort_word(sort: Sort, descending: bool) -> str:
    """Give an order as an address says it: ``-requested`` is the largest first."""
    return f"{'-' if descending else ''}{sort.key}"


def place_word(place: Place) -> str:
    """Give a place as an address says it."""
    value = place.value
    if isinstance(value, datetime):
        value = value.isoformat()
    return f"{'' if value is None else value}{BETWEEN}{place.number}"


def _columns(listing: Listing[Row], named: list[str]) -> tuple[Column[Row], ...]:
    wanted = {key for one in named for key in one.split(".")}
    first, *others = listing.columns
    found = [one for one in others if one.key in wanted]
    return (first, *found) if found else standard_columns(listing)


def _sort(listing: Listing[Row], word: str) -> tuple[Sort, bool]:
    key = word.removeprefix("-")
    for one in listing.sorts:
        if one.key == key:
            return one, word != key
    return listing.sorts[0], listing.sorts[0].descending


def _place(sort: Sort, args: MultiDict[str, str]) -> Place | None:
    backwards = BEFORE in args
    value, _, number = args.get(BEFORE if backwards else AFTER, "")[:LONGEST_SEARCH].rpartition(
        BETWEEN
    )
    try:
        return Place(
            None if sort.optional and not value else sort.read(value), whole(number), backwards
        )
    except ValueError:
        return None
