"""The front page and the page of one call, open to everybody."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from flask import redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from koubo.applications.findings import requirements
from koubo.award.queries.published import results_are_released
from koubo.calendar import format_date, format_deadline
from koubo.hooks import PluginFault
from koubo.schemes.catalog import Catalog
from koubo.schemes.eligibility.case import Finding, Gate
from koubo.schemes.forms import FilingKind
from koubo.schemes.models import Theme
from koubo.schemes.offering import known_schemes
from koubo.schemes.policy import public_theme
from koubo.schemes.pot_queries import pots_of
from koubo.schemes.queries import CallLine, CallPage, call_page, public_calls, themes_where
from koubo.schemes.questions import Question
from koubo.schemes.rules import CallState, Course, Phase, Scheme
from koubo_web.access import public
from koubo_web.desks.budget_pots import pot_lines
from koubo_web.desks.deadlines import moment_facts, track_lines
from koubo_web.desks.public.desk import desk
from koubo_web.desks.todo import time_left
from koubo_web.panel import Page, Subject
from koubo_web.plugged import panels_for
from koubo_web.requests import actor_or_none, now, site, unit_of_work


@dataclass(frozen=True)
class CallCard:
    """A call in the lists of the front page."""

    line: CallLine
    scheme_title: str
    courses: tuple[str, ...]
    left: str
    closes_at: datetime
    """The next deadline of any track."""
    differs: bool


@dataclass(frozen=True)
class CourseFacts:
    """A course as its call's page tells it."""

    course: Course
    rate: tuple[str, str]
    cap: tuple[str, str]
    requirements: tuple[tuple[str, str], ...]
    """Each with its 要確認 reason or ""."""


@dataclass(frozen=True)
class Papers:
    """A document as its call's page tells of it ahead."""

    kind: FilingKind
    title: str
    when: str
    sections: tuple[str, ...]
    files: tuple[Question, ...]
    declarations: tuple[Question, ...]


BEFORE = (FilingKind.PARTICIPATION, FilingKind.PROPOSAL)
"""Documents that belong to applying; the others are asked for once it was selected."""
WHEN: Mapping[FilingKind, str] = {
    FilingKind.PROPOSAL: "締切までに提出します。",
    FilingKind.GRANT_APPLICATION: "採択されたあとに提出します。",
    FilingKind.INTERIM_REPORT: "事業の途中で提出します。",
}


@desk.get("/")
@public
def front() -> ResponseReturnValue:
    """Show what this is, and which calls are open; who is signed in goes home."""
    if actor_or_none() is not None:
        return redirect(url_for("public.home"))
    return call_list()


@desk.get("/calls")
@public
def calls() -> ResponseReturnValue:
    """Show the calls to those who are signed in as well."""
    return call_list()


def call_list() -> ResponseReturnValue:
    """Give the front page."""
    work, moment, catalog = unit_of_work(), now(), site().catalog
    found = public_calls(work.session, moment)
    running = [one.id for one in (*found.open, *found.coming)]
    themes = themes_where(work.session, public_theme(), Theme.call_id.in_(running))
    listed = (*found.open, *found.coming, *found.closed)
    schemes = known_schemes(work.session, catalog, [one.scheme_id for one in listed])
    return render_template(
        "public/front.html",
        open_calls=[_card(schemes, one) for one in found.open],
        coming=[_card(schemes, one) for one in found.coming],
        closed=[_card(schemes, one) for one in found.closed],
        themes=themes,
    )


def _card(schemes: Mapping[str, Scheme], line: CallLine) -> CallCard:
    scheme = schemes.get(line.scheme_id)
    titles = {one.id: one.title for one in scheme.courses} if scheme else {}
    closes_at = line.deadlines.next_after(now())
    return CallCard(
        line,
        scheme.title if scheme else "",
        tuple(titles[one] for one in line.course_ids if one in titles),
        time_left(closes_at, now()),
        closes_at,
        len(line.deadlines.distinct()) > 1,
    )


@desk.get("/calls/<int:call_id>")
@public
def call(call_id: int) -> ResponseReturnValue:
    """Show all that somebody needs who thinks about applying."""
    page = call_page(unit_of_work().session, call_id)
    catalog = site().catalog
    scheme = catalog.of(page.release)
    courses = [scheme.course(one) for one in page.course_ids]
    phase = page.phase(now())
    tracks = track_lines(page.deadlines, courses, now())
    closes_at = page.deadlines.next_after(now())
    papers = _papers(scheme, courses, page)
    return render_template(
        "public/call.html",
        call=page,
        phase=phase,
        is_open=phase is Phase.OPEN,
        tracks=tracks,
        differs=len(page.deadlines.distinct()) > 1,
        closes_at=closes_at,
        moments=moment_facts(page.deadlines, page.days),
        left=time_left(closes_at, now()),
        scheme=scheme,
        courses=[_course(catalog, page, one) for one in courses],
        papers=[one for one in papers if one.kind in BEFORE],
        later_papers=[one for one in papers if one.kind not in BEFORE],
        has_results=_has_results(page),
        pots=pot_lines(pots_of(unit_of_work().session, call_id), scheme, page.facts.budget),
        panels=panels_for(Page.CALL, Subject.of_call(page.facts)),
    )


def _has_results(page: CallPage) -> bool:
    """Say whether the results can be read; only a call that is decided is looked up."""
    decided = page.state in (CallState.DECIDED, CallState.FINISHED)
    return decided and results_are_released(unit_of_work().session, page.facts.id)


def _course(catalog: Catalog, page: CallPage, course: Course) -> CourseFacts:
    funding = course.funding
    return CourseFacts(
        course=course,
        rate=(funding.rate_short.text, funding.rate_short.to_confirm),
        cap=(funding.cap_short.text, funding.cap_short.to_confirm),
        requirements=tuple(
            (one.title, "／".join(one.working.to_confirm))
            for one in _requirements(catalog, page, course)
        ),
    )


def _requirements(catalog: Catalog, page: CallPage, course: Course) -> list[Finding]:
    try:
        return requirements(catalog, course, page.facts)
    except PluginFault:
        return []  # the page says where else to look


def _papers(scheme: Scheme, courses: list[Course], page: CallPage) -> list[Papers]:
    """Give every document that is ever asked for, with all that has to be attached and declared."""
    found = []
    for kind, form in scheme.forms.items():
        asked = [
            one
            for one in form.questions()
            if any(one.is_asked_of(course.name) for course in courses)
        ]
        if not asked or (kind is FilingKind.PARTICIPATION and not _is_first(scheme, courses)):
            continue
        ids = {one.id for one in asked}
        found.append(
            Papers(
                kind,
                form.title,
                _when(kind, scheme, page),
                tuple(
                    one.title
                    for one in form.sections
                    if any(question.id in ids for question in one.questions)
                ),
                tuple(one for one in asked if one.kind == "files"),
                tuple(one for one in asked if one.kind == "declaration"),
            )
        )
    return sorted(found, key=lambda one: list(FilingKind).index(one.kind))


def _is_first(scheme: Scheme, courses: list[Course]) -> bool:
    return any(scheme.first_kind(one) is FilingKind.PARTICIPATION for one in courses)


def _when(kind: FilingKind, scheme: Scheme, page: CallPage) -> str:
    """Say when a document is handed in, as far as it is known."""
    if kind is FilingKind.PARTICIPATION:
        closes_at = page.deadlines.gates.get(Gate.PARTICIPATION)
        until = f"（期限：{format_deadline(closes_at)}）" if closes_at else ""
        return f"はじめに提出します{until}。提出すると、次の書類を書けるようになります。"
    if kind is FilingKind.REPORT:
        due = format_date(page.facts.report_due(scheme))
        return f"事業が終わったあとに提出します（期限：{due}）。"
    return WHEN[kind]
