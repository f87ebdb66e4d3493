"""Every list goes by an index, in its own order: a page costs the same among a hundred thousand.

SQLite is asked, which keeps no statistics here and so shows what it does by the indexes alone.
"""

import re
from collections.abc import Iterator

import pytest

from promises.counting import Counter, a_counter
from promises.crowd import add_crowd

LISTS = {
    ("officer", "/officer/calls/1/applications"): "application",
    ("officer", "/officer/calls/1/applications?state=filed"): "application",
    ("officer", "/officer/calls/1/applications?course=kurashiki.collab_prep"): "application",
    ("officer", "/officer/calls/1/applications?after=KU26-B-00003-0~9"): "application",
    ("officer", "/officer/calls/1/applications?before=KU26-B-00003-0~9"): "application",
    ("officer", "/officer/calls/1/applications?sort=-requested"): "application",
    ("officer", "/officer/calls/1/applications?sort=requested&after=103000~9"): "application",
    ("officer", "/officer/calls/1/applications?sort=-received"): "application",
    ("officer", "/officer/calls/1/applications?q=里山 の会"): "application",
    ("officer", "/officer/applications"): "application",
    ("officer", "/officer/applications?call=1"): "application",
    ("officer", "/officer/applications?sort=-requested"): "application",
    ("officer", "/officer/applications?sort=received"): "application",
    ("officer", "/officer/organisations"): "organisation",
    ("officer", "/officer/organisations?sort=-kana&q=の会"): "organisation",
    ("officer", "/officer/awards?sort=-awarded"): "award",
    ("officer", "/officer/calls"): "call",
    ("officer", "/officer/themes"): "theme",
    ("officer", "/officer/mails"): "mail",
    ("officer", "/officer/mails?state=queued"): "mail",
    ("officer", "/officer/awards"): "award",
    ("officer", "/officer/awards?state=granted"): "award",
    ("officer", "/officer/decisions"): "decision",
    ("releaser", "/releaser/decisions"): "decision",
}
"""Lists that grow for good; lists of what waits are sorted, and hold only what waits."""
OPTIONAL = ("requested", "received", "awarded")
PAGES = (
    ("officer", "/officer/"),
    ("officer", "/officer/calls/1"),
    ("officer", "/officer/calls/1/review"),
    ("officer", "/officer/calls/1/review/documents"),
    ("officer", "/officer/applications/1"),
    ("officer", "/officer/filings"),
    ("officer", "/officer/awards/1"),
    ("officer", "/officer/awards/claims"),
    ("officer", "/officer/awards/claims/1"),
    ("officer", "/officer/awards/reports"),
    ("officer", "/officer/decisions/1"),
    ("officer", "/officer/mails?state=trouble"),
    ("applicant", "/applicant/"),
    ("applicant", "/applicant/applications/1"),
    ("applicant", "/applicant/filings/3/project"),
    ("applicant", "/applicant/check/3"),
    ("applicant", "/applicant/awards/1"),
    ("applicant", "/applicant/letters"),
    ("reviewer_a", "/reviewer/"),
    ("reviewer_a", "/reviewer/reviews/1"),
    ("releaser", "/releaser/"),
    ("department_person", "/department/"),
    ("department_person", "/department/applications"),
)
GROWING = frozenset(
    [
        "account",
        "application",
        "attachment",
        "award",
        "bar",
        "claim",
        "correction",
        "decision",
        "decision_line",
        "event",
        "filing",
        "history",
        "mail",
        "membership",
        "notice",
        "organisation",
        "past_award",
        "person",
        "repayment",
        "report",
        "review",
        "score_cell",
        "seat",
        "snapshot",
        "staff_finding",
        "standing",
        "theme",
    ]
)
"""Tables that are never to be read from end to end."""


@pytest.fixture(scope="module")
def counter(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Counter]:
    for counter in a_counter(tmp_path_factory.mktemp("plans") / "data"):
        add_crowd(counter.round_, 5)
        yield counter


@pytest.mark.parametrize(("person", "path"), LISTS)
def test_a_list_is_read_in_the_order_of_an_index(counter: Counter, person: str, path: str) -> None:
    table = LISTS[person, path]

    plans = [plan(counter, one) for one in counter.said(person, path) if lists(one, table)]

    # Two where some rows have nothing to go by: those come last, from the same index.
    assert len(plans) == (2 if any(one in path for one in OPTIONAL) else 1)
    for said in plans:
        assert [line for line in said if "TEMP B-TREE" in line] == []
        assert [one for one in scanned(said) if one in GROWING - {table}] == []


@pytest.mark.parametrize(("person", "path"), PAGES)
def test_no_page_reads_a_growing_table_from_end_to_end(
    counter: Counter, person: str, path: str
) -> None:
    said = counter.said(person, path)

    found = [one for statement in said for one in scanned(plan(counter, statement))]

    assert [one for one in found if one in GROWING] == []


def test_the_board_counts_by_the_index_alone_and_never_parts_a_call_into_groups(
    counter: Counter,
) -> None:
    path = "/officer/calls/1/review/documents"

    counting = [one for one in counter.said("officer", path) if "count(" in one]

    plans = [line for one in counting for line in plan(counter, one)]
    read = [line for line in plans if re.match(r"SEARCH (application|review|standing) ", line)]
    by_row = ("INTEGER PRIMARY KEY", "ix_review_wish", "sqlite_autoindex_review_1")
    assert len(counting) == 3
    assert [
        line for line in read if "COVERING" not in line and not any(w in line for w in by_row)
    ] == []
    # One group by is left: of what recommendations conclude.
    assert [line for line in plans if "TEMP B-TREE" in line] == ["USE TEMP B-TREE FOR GROUP BY"]
    assert sum("\n LIMIT" in one for one in counting) == 1


def lists(statement: str, table: str) -> bool:
    """Say whether a statement gives a page of a table's rows."""
    return re.search(rf"\nFROM {table} .*ORDER BY .*\n? LIMIT", statement, re.DOTALL) is not None


def plan(counter: Counter, statement: str) -> list[str]:
    """Give the lines of SQLite's plan; values do not matter to it."""
    with counter.town.city.database.engine.connect() as connection:
        values = (None,) * statement.count("?")
        rows = connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", values)
        return [str(row[3]) for row in rows]


def scanned(lines: list[str]) -> list[str]:
    """Give the tables that a plan reads from end to end; an alias counts as its table."""
    names = [line.split()[1] for line in lines if line.startswith("SCAN ")]
    return [re.sub(r"_\d+$", "", one) for one in names]
