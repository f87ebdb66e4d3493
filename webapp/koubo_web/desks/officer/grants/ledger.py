"""交付台帳: every case with its dates, numbers and amounts, as of any day; as a page and as files."""

from collections.abc import Iterator
from datetime import date
from itertools import islice
from urllib.parse import urlencode

from flask import render_template, request, url_for
from flask.typing import ResponseReturnValue

from koubo.award.schemas import read_day
from koubo.calendar import day_in_japan, format_date, format_fiscal_year
from koubo.papers.exports import Cell
from koubo.papers.ledgers import MOST_PRINTED, print_ledger
from koubo.people.rules import SeatKind
from koubo.problems import Problem, Problems, Refused
from koubo.reporting.ledger.ledger_paper import ledger_paper
from koubo.reporting.ledger.queries import (
    SHOWN,
    LedgerWanted,
    ledger_page,
    ledger_schemes,
    whole_ledger,
)
from koubo.reporting.ledger.rules import (
    COLUMNS,
    LEDGER_STATES,
    LedgerState,
    LedgerTotals,
    ledger_cells,
)
from koubo.reporting.queries import years_with_awards
from koubo.schemes.offering import known_schemes
from koubo_web.access import seat
from koubo_web.desks.officer.desk import desk
from koubo_web.forms.call_forms import errors_by_field
from koubo_web.printing import pdf_answer
from koubo_web.requests import actor, now, site, unit_of_work
from koubo_web.table_answers import csv_answer, excel_answer

NAME = "交付台帳"
BOXES = ("year", "month", "day")
TONES = {
    LedgerState.SELECTED: "neutral",
    LedgerState.GRANTED: "blue",
    LedgerState.REPORTED: "yellow",
    LedgerState.SETTLED: "green",
    LedgerState.CLOSED: "grey",
    LedgerState.ENDED: "grey",
    LedgerState.REVOKED: "red",
}


@desk.get("/ledger")
@seat(SeatKind.OFFICER)
def grant_ledger() -> ResponseReturnValue:
    """Show the cases that are asked for, as they stood on a day."""
    try:
        wanted = _wanted()
    except Problems as found:
        return _page(LedgerWanted(), found.problems), 422
    return _page(wanted)


@desk.get("/ledger.csv")
@seat(SeatKind.OFFICER)
def grant_ledger_csv() -> ResponseReturnValue:
    """Send just what is filtered as CSV, line by line, with its totals at the end."""
    return csv_answer(_file_name("csv"), COLUMNS, _rows(_wanted_of_file()))


@desk.get("/ledger.xlsx")
@seat(SeatKind.OFFICER)
def grant_ledger_xlsx() -> ResponseReturnValue:
    """Send just what is filtered as an Excel file that is printed on A3, unless it is too long."""
    csv_url = f"{url_for('officer.grant_ledger_csv')}?{urlencode(request.args)}"
    rows = _rows(_wanted_of_file())
    return excel_answer(_file_name("xlsx"), NAME, COLUMNS, rows, csv_url=csv_url, on_a3=True)


@desk.get("/ledger.pdf")
@seat(SeatKind.OFFICER)
def grant_ledger_pdf() -> ResponseReturnValue:
    """Print what is filtered on A3; refused where it is too long to be read on paper."""
    wanted = _wanted_of_file()
    rows = whole_ledger(unit_of_work().session, site().catalog, actor(), wanted)
    found = list(islice(rows, MOST_PRINTED + 1))
    if len(found) > MOST_PRINTED:
        raise Refused(
            f"印刷できるのは{MOST_PRINTED:,}件までです。年度や制度で絞り込むか、Excelで受け取ってください。"
        )
    paper = ledger_paper(found, day_in_japan(now()), wanted.as_of, " ".join(_told(wanted)))
    return pdf_answer(print_ledger(paper), NAME)


def _rows(wanted: LedgerWanted) -> Iterator[tuple[Cell, ...]]:
    totals = LedgerTotals()
    for row in whole_ledger(unit_of_work().session, site().catalog, actor(), wanted):
        cells = ledger_cells(row)
        totals.add(cells)
        yield cells
    yield totals.cells()


def _file_name(ending: str) -> str:
    return f"{NAME}_{day_in_japan(now()):%Y%m%d}.{ending}"


def _wanted() -> LedgerWanted:
    asked = request.args
    boxes = {part: asked.get(f"day-{part}", "").strip() for part in BOXES}
    course = asked.get("course", "")
    scheme_id, _, course_id = course.partition("/")
    return LedgerWanted(
        fiscal_year=asked.get("year", type=int),
        scheme_id=scheme_id,
        course_id=course_id,
        state=next((one for one in LedgerState if one.value == asked.get("state")), None),
        text=asked.get("q", "").replace("\0", ""),
        as_of=read_day({"day": boxes}, "day", "基準日") if any(boxes.values()) else None,
    )


def _wanted_of_file() -> LedgerWanted:
    """Give what is asked for; a file has no page on which a day could be mended."""
    try:
        return _wanted()
    except Problems as found:
        raise Refused(found.problems[0].message) from None


def _told(wanted: LedgerWanted) -> Iterator[str]:
    if wanted.fiscal_year is not None:
        yield format_fiscal_year(wanted.fiscal_year)
    if wanted.scheme_id:
        scheme = site().catalog.schemes.get(wanted.scheme_id)
        yield scheme.title if scheme else wanted.scheme_id
    if wanted.state is not None:
        yield LEDGER_STATES[wanted.state]
    if wanted.text.strip():
        yield f"「{wanted.text.strip()}」"


def _courses() -> list[tuple[str, str]]:
    """Give schemes and their courses as one list of choices."""
    session = unit_of_work().session
    schemes = known_schemes(session, site().catalog, ledger_schemes(session))
    found = []
    for scheme_id, scheme in sorted(schemes.items()):
        found.append((scheme_id, scheme.title))
        found += [(f"{scheme_id}/{one.id}", f"　{one.title}") for one in scheme.courses]
    return found


def _page(wanted: LedgerWanted, problems: tuple[Problem, ...] = ()) -> str:
    session, after = unit_of_work().session, request.args.get("after", 0, type=int)
    found = ledger_page(session, site().catalog, actor(), wanted, after=after, limit=SHOWN + 1)
    rows = found[:SHOWN]
    kept = {name: text for name, text in request.args.items() if name != "after" and text}
    more = {**kept, "after": rows[-1].case.award_id} if len(found) > SHOWN else None
    totals = LedgerTotals()
    for row in rows:
        totals.add(ledger_cells(row))
    return render_template(
        "officer/grants/ledger.html",
        rows=[(one, LEDGER_STATES[one.case.state], TONES[one.case.state]) for one in rows],
        sums=totals.sums,
        asked=request.args,
        day={part: request.args.get(f"day-{part}", "") for part in BOXES},
        as_of=_shown_day(wanted.as_of),
        years=[(one, format_fiscal_year(one)) for one in years_with_awards(session)],
        courses=_courses(),
        states=[(one.value, name) for one, name in LEDGER_STATES.items()],
        query=f"?{urlencode(kept)}" if kept else "",
        next_query=f"?{urlencode(more)}" if more else "",
        problems=problems,
        errors=errors_by_field(problems),
    )


def _shown_day(day: date | None) -> str:
    return format_date(day) if day else ""
