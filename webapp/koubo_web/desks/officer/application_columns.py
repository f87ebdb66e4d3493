"""The columns of the officer's list of applications: declared here, and nowhere else."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from flask import get_template_attribute, url_for

from koubo.applications.queries.staff import ListedApplication
from koubo.calendar import JST
from koubo.money import format_yen
from koubo_web.desks.officer.words import application_tag

Titles = Mapping[str, str]
"""Names of courses by their ids."""
Macro = Callable[[str, str], str]


class Look(StrEnum):
    """How a cell is drawn; an export takes the text alone."""

    TEXT = "text"
    LINK = "link"
    STATE = "state"


@dataclass(frozen=True)
class Column:
    """One column: its label, the kind of cell that ``data_table`` knows, and its text."""

    label: str
    kind: str
    text: Callable[[ListedApplication, Titles], str]
    look: Look = Look.TEXT


def _received(row: ListedApplication, titles: Titles) -> str:
    # The year is the call's own; without it a line of the list stays one line.
    if row.received_at is None:
        return ""
    here = row.received_at.astimezone(JST)
    paper = "（紙）" if row.on_paper else ""
    return f"{here.month}月{here.day}日 {here:%H:%M}{paper}"


def _requested(row: ListedApplication, titles: Titles) -> str:
    return "" if row.requested is None else format_yen(row.requested)


def _correction(row: ListedApplication, titles: Titles) -> str:
    due = row.correction_due
    return f"{due.month}月{due.day}日まで" if due else ""


COLUMNS: tuple[Column, ...] = (
    Column("受付番号", "tight", lambda row, titles: row.receipt_number),
    Column("事業の名称", "", lambda row, titles: row.project_name or "（未入力）", Look.LINK),
    Column("団体", "", lambda row, titles: row.organisation),
    Column("コース", "", lambda row, titles: titles.get(row.course_id, row.course_id)),
    Column("申請額", "num", _requested),
    Column("受付", "tight", _received),
    Column("状態", "tight", lambda row, titles: application_tag(row.state)[0], Look.STATE),
    Column("補正の期限", "tight", _correction),
)


def cells_of(rows: Iterable[ListedApplication], titles: Titles) -> list[list[str]]:
    """Give the cells of rows as ``data_table`` shows them, the looks drawn by their macros."""
    link: Macro = get_template_attribute("parts/tables.html", "cell_link")
    tag: Macro = get_template_attribute("parts/tags.html", "state_tag")

    def drawn(column: Column, row: ListedApplication) -> str:
        text = column.text(row, titles)
        if column.look is Look.LINK:
            return link(text, url_for("officer.application", application_id=row.id))
        if column.look is Look.STATE:
            return tag(*application_tag(row.state))
        return text

    return [[drawn(column, row) for column in COLUMNS] for row in rows]
