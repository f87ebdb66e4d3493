"""The page of one call, open to everybody: how much, who, until when, how, and whom to ask.

Most of it follows from the release that the call is pinned to, and is drawn once for all visitors.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from flask import render_template, request
from flask.typing import ResponseReturnValue
from markupsafe import Markup

from koubo.applications.findings import requirements
from koubo.award.results.queries.published import results_are_released
from koubo.calendar import format_date, format_deadline
from koubo.hooks import PluginFault
from koubo.review.days.public_days import PublicDay, public_days
from koubo.schemes.catalog import Catalog
from koubo.schemes.eligibility.case import Finding, Gate
from koubo.schemes.forms import FilingKind
from koubo.schemes.pot_queries import pots_of
from koubo.schemes.queries import CallPage, call_page
from koubo.schemes.questions import Question
from koubo.schemes.rules import CallState, Course, Phase, Scheme
from koubo_web.access import public
from koubo_web.desks.budget_pots import pot_lines
from koubo_web.desks.deadlines import TrackLine, moment_facts, track_lines
from koubo_web.desks.public.desk import desk
from koubo_web.desks.public.judging import pass_mark, stage_facts
from koubo_web.desks.todo import time_left
from koubo_web.drawn import drawn_once
from koubo_web.keeping import keep_until, kept
from koubo_web.panel import Page, Subject
from koubo_web.plugged import panels_for
from koubo_web.requests import now, site, unit_of_work


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


@dataclass(frozen=True)
class _Now:
    """What of a call's page hangs on the moment, or on what happened to the call."""

    phase: Phase
    left: str
    tracks: tuple[TrackLine, ...]
    pots: tuple[str, ...]
    has_results: bool
    days: tuple[PublicDay, ...]


@desk.get("/calls/<int:call_id>")
@public
@kept
def call(call_id: int) -> ResponseReturnValue:
    """Show all that somebody needs who thinks about applying."""
    page = call_page(unit_of_work().session, call_id)
    scheme = site().catalog.of(page.release)
    current = _now(page, scheme)
    keep_until(page.facts.opens_at)
    keep_until(page.deadlines.next_after(now()))
    # Whatever of the body may differ from one visit to the next stands in its key.
    told = (page.facts, page.state, page.briefing, page.deadlines, dict(page.days), page.themes)
    pinned = (page.release.digest, page.release.core_version, page.release.plugin_version)
    key = repr((request.script_root, pinned, told, page.notices, page.errata, current))
    body = drawn_once(key, lambda: _body(page, scheme, current))
    return render_template(
        "public/call.html",
        call=page,
        scheme=scheme,
        body=body,
        is_open=current.phase is Phase.OPEN,
        panels=panels_for(Page.CALL, Subject.of_call(page.facts)),
    )


def _now(page: CallPage, scheme: Scheme) -> _Now:
    session = unit_of_work().session
    courses = [scheme.course(one) for one in page.course_ids]
    phase = page.phase(now())
    closes_at = page.deadlines.next_after(now())
    pots = pot_lines(pots_of(session, page.facts.id), scheme, page.facts.budget)
    is_judged = phase is Phase.CLOSED and page.state is CallState.PUBLISHED
    return _Now(
        phase,
        time_left(closes_at, now()),
        track_lines(page.deadlines, courses, now()),
        tuple(pots),
        _has_results(page),
        public_days(session, [page.facts.id]) if is_judged else (),
    )


def _body(page: CallPage, scheme: Scheme, current: _Now) -> tuple[Markup, bool]:
    """Draw what stands on the page; not to be kept where a plugin did not answer."""
    catalog = site().catalog
    courses = [scheme.course(one) for one in page.course_ids]
    papers = _papers(scheme, courses, page)
    facts = [_course(catalog, page, one) for one in courses]
    text = render_template(
        "public/call_body.html",
        call=page,
        scheme=scheme,
        phase=current.phase,
        is_open=current.phase is Phase.OPEN,
        left=current.left,
        tracks=current.tracks,
        pots=current.pots,
        has_results=current.has_results,
        days=current.days,
        differs=len(page.deadlines.distinct()) > 1,
        closes_at=page.deadlines.next_after(now()),
        moments=moment_facts(page.deadlines, page.days),
        courses=[one for one, _ in facts],
        stages=stage_facts(scheme, courses),
        pass_mark=pass_mark(scheme),
        papers=[one for one in papers if one.kind in BEFORE],
        later_papers=[one for one in papers if one.kind not in BEFORE],
    )
    return Markup(text), all(is_sound for _, is_sound in facts)


def _has_results(page: CallPage) -> bool:
    """Say whether the results can be read; only a call that is decided is looked up."""
    decided = page.state in (CallState.DECIDED, CallState.FINISHED)
    return decided and results_are_released(unit_of_work().session, page.facts.id)


def _course(catalog: Catalog, page: CallPage, course: Course) -> tuple[CourseFacts, bool]:
    """Give a course, and whether its rules could be asked."""
    funding = course.funding
    found, is_sound = _requirements(catalog, page, course)
    facts = CourseFacts(
        course=course,
        rate=(funding.rate_short.text, funding.rate_short.to_confirm),
        cap=(funding.cap_short.text, funding.cap_short.to_confirm),
        requirements=tuple((one.title, "／".join(one.working.to_confirm)) for one in found),
    )
    return facts, is_sound


def _requirements(catalog: Catalog, page: CallPage, course: Course) -> tuple[list[Finding], bool]:
    try:
        return requirements(catalog, course, page.facts), True
    except PluginFault:
        return [], False  # the page says where else to look


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
