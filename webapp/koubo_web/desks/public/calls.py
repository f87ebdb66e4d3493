"""The front page: which calls are open, coming and over."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from flask import redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from koubo.award.results.queries.public_results import newest_results
from koubo.schemes.models import Theme
from koubo.schemes.offering import known_schemes
from koubo.schemes.policy import public_theme
from koubo.schemes.queries import CallLine, public_calls, themes_where
from koubo.schemes.rules import Scheme
from koubo_web.access import public
from koubo_web.desks.public.desk import desk
from koubo_web.desks.todo import time_left
from koubo_web.keeping import keep_until, kept
from koubo_web.requests import actor_or_none, now, site, unit_of_work

NEWEST_RESULTS = 3


@dataclass(frozen=True)
class CallCard:
    """A call in the lists of the front page."""

    line: CallLine
    scheme_title: str
    courses: tuple[str, ...]
    caps: tuple[str, ...]
    """The most that each course pays, each once; empty where no money goes out."""
    is_pending: bool
    """Whether the city has yet to confirm one of these figures (要確認)."""
    left: str
    closes_at: datetime
    """The next deadline of any track."""
    differs: bool


@desk.get("/")
@public
@kept
def front() -> ResponseReturnValue:
    """Show what this is, and which calls are open; who is signed in goes home."""
    if actor_or_none() is not None:
        return redirect(url_for("public.home"))
    return call_list()


@desk.get("/calls")
@public
@kept
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
    for one in (*found.open, *found.coming):
        keep_until(one.opens_at)
        keep_until(one.deadlines.next_after(moment))
    schemes = known_schemes(work.session, catalog, [one.scheme_id for one in listed])
    return render_template(
        "public/front.html",
        open_calls=[_card(schemes, one) for one in found.open],
        coming=[_card(schemes, one) for one in found.coming],
        closed=[_card(schemes, one) for one in found.closed],
        themes=themes,
        results=newest_results(work.session, limit=NEWEST_RESULTS),
    )


def _card(schemes: Mapping[str, Scheme], line: CallLine) -> CallCard:
    scheme = schemes.get(line.scheme_id)
    known = {one.id: one for one in scheme.courses} if scheme else {}
    courses = [known[one] for one in line.course_ids if one in known]
    pays = scheme is not None and scheme.gives_money
    closes_at = line.deadlines.next_after(now())
    return CallCard(
        line,
        scheme.title if scheme else "",
        tuple(one.title for one in courses),
        tuple(dict.fromkeys(one.funding.cap_short.text for one in courses)) if pays else (),
        pays and any(one.funding.cap_short.to_confirm for one in courses),
        time_left(closes_at, now()),
        closes_at,
        len(line.deadlines.distinct()) > 1,
    )
