"""The lists of what came in, of a call and of all: narrowed, searched, sorted, sent as files."""

from collections.abc import Callable, Iterable
from functools import partial

from flask import render_template, request
from flask.typing import ResponseReturnValue

from koubo.applications.queries.inbox import Waits
from koubo.applications.queries.listing import (
    TOP_COUNT,
    ListedApplication,
    Sorting,
    Wanted,
    count_applications,
    list_applications,
    tab_counts,
    theme_titles,
)
from koubo.applications.queries.listing import (
    all_applications as every_application,
)
from koubo.applications.rules import ApplicationState
from koubo.calendar import day_in_japan
from koubo.people.rules import SeatKind
from koubo.schemes.ledger_records import course_titles
from koubo.schemes.models import Call
from koubo.schemes.policy import load_call
from koubo.schemes.queries import calls_for
from koubo.storage.paging import Page
from koubo_web.access import seat
from koubo_web.desks.officer.applications.bulk import DOING, bulk_url
from koubo_web.desks.officer.applications.columns import WAITING, list_of_all, list_of_call
from koubo_web.desks.officer.desk import desk
from koubo_web.desks.officer.own_lists import own_links
from koubo_web.desks.officer.state_words import application_tag
from koubo_web.lists.asked import Asked, read_asked
from koubo_web.lists.files import ENDINGS, list_file
from koubo_web.lists.shown import counted, shown_list
from koubo_web.requests import actor, now, site, unit_of_work

NEED_CHECKING = (ApplicationState.FILED, ApplicationState.IN_CORRECTION)
MOST_CALLS = 100
Question = Asked[ListedApplication]


@desk.get("/calls/<int:call_id>/applications")
@seat(SeatKind.OFFICER)
def applications(call_id: int) -> ResponseReturnValue:
    """List the applications of a call, in the order of receipt or in another."""
    session, who = unit_of_work().session, actor()
    call = load_call(session, who, call_id)
    asked = _asked_of(call)
    wanted, page = _wanted(asked, call_id), _page(asked, call_id)
    counts = tab_counts(session, who, call_id)
    # What the tabs show is not counted again.
    count = sum(counts.get(one, 0) for one in wanted.states or counts)
    return render_template(
        "officer/applications.html",
        call=call,
        list=shown_list(
            asked,
            page,
            own_links(asked),
            total=count if wanted.is_by_state else _count(wanted),
            most=TOP_COUNT,
        ),
        tabs=_tabs(asked, counts),
        doing=[(label, bulk_url(call_id, name)) for name, label in DOING.items()],
    )


@desk.get(f"/calls/<int:call_id>/applications/list.<{ENDINGS}:ending>")
@seat(SeatKind.OFFICER)
def applications_file(call_id: int, ending: str) -> ResponseReturnValue:
    """Send just what the list of a call shows, on all its pages."""
    asked = _asked_of(load_call(unit_of_work().session, actor(), call_id))
    return list_file(asked, _all(asked, call_id), _counting(asked, call_id), ending)


@desk.get("/applications")
@seat(SeatKind.OFFICER)
def all_applications() -> ResponseReturnValue:
    """List the applications of all calls, the newest first or in another order."""
    asked = _asked_of_all()
    page = _page(asked, None)
    return render_template(
        "officer/all_applications.html",
        list=shown_list(
            asked, page, own_links(asked), total=_count(_wanted(asked, None)), most=TOP_COUNT
        ),
    )


@desk.get(f"/applications/list.<{ENDINGS}:ending>")
@seat(SeatKind.OFFICER)
def all_applications_file(ending: str) -> ResponseReturnValue:
    """Send just what the list over all calls shows, on all its pages."""
    asked = _asked_of_all()
    return list_file(asked, _all(asked, None), _counting(asked, None), ending)


def _asked_of(call: Call) -> Question:
    titles = {one.id: one.title for one in site().catalog.of(call.release).courses}
    themes = theme_titles(unit_of_work().session, call.id)
    return read_asked(
        list_of_call(call.id, f"応募の一覧 {call.title}", titles, themes), request.args
    )


def _asked_of_all() -> Question:
    calls = calls_for(unit_of_work().session, actor(), limit=MOST_CALLS)
    years = sorted({one.fiscal_year for one in calls}, reverse=True)
    titles = course_titles(site().catalog.schemes.values())
    listing = list_of_all([(str(one.id), one.title) for one in calls], years, titles)
    return read_asked(listing, request.args)


def _wanted(asked: Question, call_id: int | None) -> Wanted:
    chosen = asked.chosen
    state, waits = chosen.get("state", ""), chosen.get("waits")
    number = chosen.get("call")
    return Wanted(
        call_id=int(number) if number and call_id is None else call_id,
        states=NEED_CHECKING if state == WAITING else (ApplicationState(state),) if state else (),
        course_id=chosen.get("course", ""),
        theme_id=int(chosen["theme"]) if "theme" in chosen else None,
        year=int(chosen["year"]) if "year" in chosen else None,
        text=asked.text,
        waits=Waits(waits) if waits else None,
        today=day_in_japan(now()),
    )


def _page(asked: Question, call_id: int | None) -> Page[ListedApplication]:
    return list_applications(
        unit_of_work().session,
        actor(),
        _wanted(asked, call_id),
        Sorting(asked.sort.key),
        descending=asked.descending,
        place=asked.place,
    )


def _all(asked: Question, call_id: int | None) -> Iterable[ListedApplication]:
    return every_application(
        unit_of_work().session,
        actor(),
        _wanted(asked, call_id),
        Sorting(asked.sort.key),
        descending=asked.descending,
    )


def _count(wanted: Wanted) -> int:
    return count_applications(unit_of_work().session, actor(), wanted, TOP_COUNT)


def _counting(asked: Question, call_id: int | None) -> Callable[[int], int]:
    wanted = _wanted(asked, call_id)
    return partial(count_applications, unit_of_work().session, actor(), wanted)


def _tabs(
    asked: Question, counts: dict[ApplicationState, int]
) -> list[tuple[str, str, bool, int | str]]:
    """Give label, address, whether it is chosen, and count; empty states are left out."""
    tabs: list[tuple[str, str, int]] = [("すべて", "", sum(counts.values()))]
    tabs.append(("確認が必要", WAITING, sum(counts.get(one, 0) for one in NEED_CHECKING)))
    tabs += [
        (application_tag(one)[0], one.value, counts[one])
        for one in ApplicationState
        if counts.get(one)
    ]
    chosen = asked.chosen.get("state", "")
    return [
        (
            label,
            asked.url(state=value),
            value == chosen,
            counted(count, TOP_COUNT) if count >= TOP_COUNT else count,
        )
        for label, value, count in tabs
    ]
