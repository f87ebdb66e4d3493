"""報告の状況: who has reported and who has not, by how many days, with whom to call."""

from collections.abc import Iterable, Iterator
from datetime import date
from typing import Any

from flask import render_template, request, url_for
from flask.typing import ResponseReturnValue

from koubo.calendar import day_in_japan, fiscal_year, format_fiscal_year
from koubo.papers.exports import Cell
from koubo.people.rules import SeatKind
from koubo.reporting.checking.board import (
    PROGRESS_NAMES,
    SHOWN,
    BoardRow,
    Progress,
    Wanted,
    all_rows,
    board_counts,
    board_rows,
)
from koubo.reporting.due import Plans, planned_days
from koubo.reporting.queries import years_with_awards
from koubo.schemes.forms import FILING_NAMES, FilingKind
from koubo_web.access import seat
from koubo_web.desks.officer.desk import desk
from koubo_web.lists.pages import one_page
from koubo_web.requests import actor, now, site, unit_of_work
from koubo_web.table_answers import csv_answer

KINDS = (FilingKind.REPORT, FilingKind.INTERIM_REPORT)
TONES = {
    Progress.NOT_BEGUN: "neutral",
    Progress.DRAFT: "neutral",
    Progress.FILED: "blue",
    Progress.IN_CORRECTION: "yellow",
    Progress.ACCEPTED: "green",
}
HEADER = (
    "受付番号", "団体", "代表者", "電話", "事業", "募集", "書類", "期限", "状態",
    "提出日", "遅れた日数",
)  # fmt: skip


@desk.get("/awards/reports/board")
@seat(SeatKind.OFFICER)
def reports_board() -> ResponseReturnValue:
    """Show how far the reports of a year are, those that are late with by how much."""
    session, who = unit_of_work().session, actor()
    years = years_with_awards(session)
    wanted, plans, today = _wanted(years)
    after = request.args.get("after", 0, type=int)
    found = board_rows(session, who, plans, wanted, today, after=after, limit=SHOWN + 1)
    rows, next_url = one_page(
        found,
        SHOWN,
        lambda last: url_for("officer.reports_board", **_query(wanted), after=last.award_id),
    )
    chosen = {"kind": wanted.kind.value, "year": wanted.fiscal_year}
    counts = board_counts(session, who, plans, wanted, today)
    return render_template(
        "officer/grants/reports_board.html",
        rows=[(one, PROGRESS_NAMES[one.progress], TONES[one.progress]) for one in rows],
        kinds=[(one.value, FILING_NAMES[one]) for one in KINDS],
        years=[(one, format_fiscal_year(one)) for one in years],
        states=[(one.value, name) for one, name in PROGRESS_NAMES.items()],
        counts=[(PROGRESS_NAMES[one], number) for one, number in counts.items()] if counts else [],
        chosen={**chosen, "progress": wanted.progress.value if wanted.progress else ""},
        csv_url=url_for("officer.reports_board_csv", **_query(wanted)),
        next_url=next_url,
        is_interim=wanted.kind is FilingKind.INTERIM_REPORT,
    )


def _wanted(years: Iterable[int]) -> tuple[Wanted, Plans, date]:
    """Read what is asked for; the running 事業年度 unless another is chosen."""
    today = day_in_japan(now())
    args = request.args
    kind = FilingKind.INTERIM_REPORT if args.get("kind") == KINDS[1] else FilingKind.REPORT
    newest = next(iter(years), fiscal_year(today))
    year = args.get("year", type=int) or min(fiscal_year(today), newest)
    asked = args.get("progress", "")
    progress = Progress(asked) if asked in tuple(Progress) else None
    wanted = Wanted(kind, year, None, progress)
    session, catalog = unit_of_work().session, site().catalog
    return wanted, planned_days(session, catalog, *wanted.limits()), today


def _query(wanted: Wanted) -> dict[str, Any]:
    return {
        "kind": wanted.kind.value,
        "year": wanted.fiscal_year,
        "progress": wanted.progress.value if wanted.progress else None,
    }


@desk.get("/awards/reports/board.csv")
@seat(SeatKind.OFFICER)
def reports_board_csv() -> ResponseReturnValue:
    """Send the board as CSV."""
    session, who = unit_of_work().session, actor()
    wanted, plans, today = _wanted(years_with_awards(session))
    rows = _cells(all_rows(session, who, plans, wanted, today), FILING_NAMES[wanted.kind])
    return csv_answer(f"報告の状況_{wanted.fiscal_year}.csv", HEADER, rows)


def _cells(rows: Iterable[BoardRow], kind: str) -> Iterator[tuple[Cell, ...]]:
    for one in rows:
        yield (
            one.receipt_number,
            one.organisation,
            one.representative,
            one.phone,
            one.project,
            one.call_title,
            kind,
            one.due_on,
            PROGRESS_NAMES[one.progress],
            one.handed_in,
            one.late,
        )
