"""A list as its page shows it: plain values for parts/lists.html."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from koubo.storage.paging import Page
from koubo_web.lists.asked import ALL, COLUMNS, SORT, TICK, WORDS, Asked, sort_word
from koubo_web.lists.declared import Column, Filter, Row, Sort


@dataclass(frozen=True)
class Head:
    """The head of a column: where its order leads, and which way it goes now."""

    label: str
    kind: str
    url: str
    order: str
    """"ascending", "descending", or nothing."""
    own_text: bool


@dataclass(frozen=True)
class OwnLinks:
    """What the person who looks has named of a list."""

    links: Sequence[tuple[str, str, bool]]
    """Name, address, and whether it is what is looked at."""
    save_url: str
    """Where to name what is looked at; empty where it has a name, and for the whole list."""
    all_url: str


@dataclass(frozen=True)
class ShownList:
    """What parts/lists.html draws."""

    name: str
    heads: Sequence[Head]
    rows: Sequence[tuple[int, Sequence[str]]]
    """The number and the cells of each row."""
    unit: str
    """What its rows are counted in."""
    total: str
    search: str
    text: str
    filters: Sequence[tuple[Filter, str]]
    """With the value that is chosen; those without a label are left out."""
    sorts: Sequence[tuple[str, str, bool]]
    """Value, words, and whether the list goes by it."""
    columns: Sequence[tuple[str, str, bool]]
    """Key, label, and whether it stands; the first, which always does, is left out."""
    kept_by_filters: Sequence[tuple[str, str]]
    """What the address says beside words, filters and order; forms carry it along."""
    kept_by_columns: Sequence[tuple[str, str]]
    url: str
    """The page itself, without any question."""
    reset_url: str
    """Words and filters taken away, order and columns kept."""
    tick_url: str
    untick_url: str
    all_ticked: bool
    previous: str
    next: str
    csv_url: str
    xlsx_url: str
    own: OwnLinks
    is_narrowed: bool


def counted(count: int, most: int, unit: str = "件") -> str:
    """Say how many there are: 「128件」, 「1,000件以上」 where no further was counted."""
    return f"{most:,}{unit}以上" if count >= most else f"{count}{unit}"


def shown_list(
    asked: Asked[Row], page: Page[Row], own: OwnLinks, *, total: int, most: int, unit: str = "件"
) -> ShownList:
    """Give a page of a list as it is drawn.

    :param total: how many there are in all
    :param most: how far they were counted
    """
    listing, kept = asked.listing, asked.kept()
    visible = [one for one in listing.filters if one.label]
    hidden = {one.key for one in listing.filters if not one.label}
    words = {WORDS, SORT, *(one.key for one in visible)}
    narrowing = {WORDS, *(one.key for one in listing.filters)}
    standing = {one.key for one in asked.columns}
    return ShownList(
        name=listing.name,
        heads=[_head(asked, one) for one in asked.columns],
        rows=cells_of(asked, page.rows),
        unit=unit,
        total=counted(total, most, unit),
        search=listing.search,
        text=asked.text,
        filters=[(one, asked.chosen.get(one.key, "")) for one in visible],
        sorts=[_sort(asked, sort, down) for sort in listing.sorts for down in _ways(sort)],
        columns=[(one.key, one.label, one.key in standing) for one in listing.columns[1:]],
        kept_by_filters=[(key, kept[key]) for key in kept if key not in words or key in hidden],
        kept_by_columns=[(key, kept[key]) for key in kept if key != COLUMNS],
        url=asked.url(**dict.fromkeys(kept, "")),
        reset_url=asked.url(**dict.fromkeys(narrowing & kept.keys(), "")),
        tick_url=asked.here_url(**{TICK: ALL}),
        untick_url=asked.here_url(),
        all_ticked=asked.all_ticked,
        previous=asked.page_url(page.previous),
        next=asked.page_url(page.next),
        csv_url=asked.file_url("csv"),
        xlsx_url=asked.file_url("xlsx"),
        own=own,
        # A page behind the last row is empty too, and leads back to the first.
        is_narrowed=asked.is_narrowed or (not page.rows and asked.place is not None),
    )


def cells_of(asked: Asked[Row], rows: Iterable[Row]) -> list[tuple[int, list[str]]]:
    """Give number and cells of rows, in the columns that are asked for."""
    makers = [one.shown for one in asked.columns]
    number = asked.listing.number
    return [(number(row), [make(row) for make in makers]) for row in rows]


def _head(asked: Asked[Row], column: Column[Row]) -> Head:
    sort = next((one for one in asked.listing.sorts if one.key == column.sort), None)
    if sort is None:
        return Head(column.label, column.kind, "", "", column.own_text)
    order = ""
    if sort == asked.sort:
        order = "descending" if asked.descending else "ascending"
    return Head(column.label, column.kind, asked.sort_url(sort), order, column.own_text)


def _ways(sort: Sort) -> tuple[bool, bool]:
    return (sort.descending, not sort.descending)


def _sort(asked: Asked[Any], sort: Sort, descending: bool) -> tuple[str, str, bool]:
    words = f"{sort.label}（{'降順' if descending else '昇順'}）"
    now = sort == asked.sort and descending == asked.descending
    return sort_word(sort, descending), words, now
