"""The officer's home: what has to be done next, what waits, what is due this week, money, calls."""

from collections.abc import Mapping
from typing import Any

from flask import render_template, url_for
from flask.typing import ResponseReturnValue

from koubo.applications.rules import ApplicationState
from koubo.calendar import format_deadline_short
from koubo.lifecycle.office import OfficeWait
from koubo.people.rules import SeatKind
from koubo.schemes.queries import CallLine
from koubo.schemes.rules import CallState, Phase
from koubo_web.access import seat
from koubo_web.desks.officer.desk import desk
from koubo_web.desks.officer.office import Office, read_office
from koubo_web.desks.officer.own_lists import links_of
from koubo_web.desks.officer.state_words import line_tag
from koubo_web.desks.officer.this_week import week_of
from koubo_web.desks.officer.todos import todos_of
from koubo_web.desks.officer.year_money import years_of
from koubo_web.desks.todo import cards
from koubo_web.lists.saved import own_lists
from koubo_web.requests import actor, now, site, unit_of_work

PHASES = ("準備", "募集", "要件の確認から採否の決定まで", "交付と精算")
"""The parts of a call's life, as the home puts the running calls in order."""
PREPARING, RECEIVING, JUDGING, GRANTING = PHASES


@desk.get("/")
@seat(SeatKind.OFFICER)
def home() -> ResponseReturnValue:
    """Show what has to be done, then the figures, the week, the budgets and the running calls."""
    office = read_office(unit_of_work(), site().catalog, actor())
    return render_template(
        "officer/home.html",
        todos=cards(todos_of(office), now()),
        counts=counts_of(office),
        week=week_of(office),
        years=years_of(office),
        phases=phases_of(office),
        own=links_of(own_lists(office.work.session, office.who)),
    )


def counts_of(office: Office) -> list[tuple[str, int, str, str]]:
    """Give what waits in figures, each with the list that it counts."""
    states = {
        one: sum(counts.get(one, 0) for counts in office.counts.values())
        for one in (ApplicationState.FILED, ApplicationState.IN_CORRECTION)
    }
    asked = sum(one.kessai_on is None for one in office.drafted)
    waiting = office.waiting
    inbox, decisions = url_for("officer.inbox"), url_for("officer.decisions")
    return [
        ("確認待ちの応募", states[ApplicationState.FILED], "件", inbox),
        ("補正中の応募", states[ApplicationState.IN_CORRECTION], "件", inbox),
        ("届いた書類", waiting.count(OfficeWait.FILING), "件", url_for("officer.filings")),
        ("決裁待ちの決定", asked, "件", url_for("officer.kessai_list")),
        ("施行待ちの決定", len(office.drafted) - asked, "件", decisions),
        ("団体からの請求", waiting.count(OfficeWait.CLAIM), "件", url_for("officer.award_claims")),
    ]


def phases_of(office: Office) -> list[tuple[str, list[dict[str, Any]]]]:
    """Give the running calls by the part of their life that they are in; empty parts are left out."""
    found: dict[str, list[dict[str, Any]]] = {name: [] for name in PHASES}
    for call in office.calls:
        counts = office.counts[call.id]
        found[phase_of(office, call)].append(
            {
                "title": call.title,
                "url": url_for("officer.call", call_id=call.id),
                "tag": line_tag(call, office.now, counts),
                "note": _told(call, counts),
            }
        )
    return [(name, calls) for name, calls in found.items() if calls]


def phase_of(office: Office, call: CallLine) -> str:
    """Say in which part of its life a running call is."""
    if call.state is CallState.DECIDED:
        return GRANTING
    phase = call.phase(office.now)
    if call.state is CallState.PLANNED or phase is Phase.COMING:
        return PREPARING
    return RECEIVING if phase is Phase.OPEN else JUDGING


def _told(call: CallLine, counts: Mapping[ApplicationState, int]) -> str:
    last = "最後の締切" if len(call.deadlines.distinct()) > 1 else "締切"
    told = [f"{last} {format_deadline_short(call.closes_at)}"]
    came = inbox(counts)
    if came["total"]:
        told.append(f"応募 {came['total']}件")
    told += [
        f"{name} {came[key]}件"
        for key, name in (("filed", "確認待ち"), ("in_correction", "補正中"))
        if came[key]
    ]
    return "　".join(told)


def came_in(counts: Mapping[ApplicationState, int]) -> int:
    """Count the proposals that came in; a 参加表明 alone is none yet."""
    return sum(counts.values()) - counts.get(ApplicationState.DRAFT, 0)


def inbox(counts: Mapping[ApplicationState, int]) -> dict[str, int]:
    """Give what came in, as the tables of calls show it."""
    return {
        "total": came_in(counts),
        "declared": counts.get(ApplicationState.DRAFT, 0),
        "filed": counts.get(ApplicationState.FILED, 0),
        "in_correction": counts.get(ApplicationState.IN_CORRECTION, 0),
        "accepted": counts.get(ApplicationState.ACCEPTED, 0),
        "ineligible": counts.get(ApplicationState.INELIGIBLE, 0),
        "selected": counts.get(ApplicationState.SELECTED, 0),
    }
