"""Looking for words in all that everybody may read: calls, themes, projects, organisations."""

from functools import lru_cache

from flask import render_template
from flask.typing import ResponseReturnValue

from koubo.people.names import search_key, search_words
from koubo.reporting.projects.public_projects import (
    WantedProjects,
    public_project_calls,
    public_projects,
)
from koubo.schemes.offering import known_schemes
from koubo.schemes.policy import public_theme
from koubo.schemes.queries import CallLine, public_calls, themes_where
from koubo.schemes.rules import Phase, Scheme
from koubo_web.access import public
from koubo_web.desks.public.asked import asked_text
from koubo_web.desks.public.desk import desk
from koubo_web.requests import now, site, unit_of_work

MOST_CALLS = 200
MOST_THEMES = 500
SHOWN = 10
"""So many of each kind; the list of projects goes on where there are more."""
PHASE_NAMES = {
    Phase.OPEN: ("受付中", "green"),
    Phase.COMING: ("まもなく開始", "blue"),
    Phase.CLOSED: ("受付終了", "grey"),
}


@desk.get("/search")
@public
def search() -> ResponseReturnValue:
    """Look for words; without any the page only asks for them."""
    text = asked_text("q")
    words = search_words(text)
    if not words:
        return render_template("public/search.html", text=text, is_asked=False)
    session = unit_of_work().session
    calls = _calls(words)
    themes = [
        one
        for one in themes_where(session, public_theme(), newest_first=True, limit=MOST_THEMES)
        if _bears(words, one.title, one.issue, one.wish, one.city_part, one.department)
    ]
    of = public_project_calls(session, site().catalog)
    projects = public_projects(session, of, WantedProjects(text), limit=SHOWN + 1)
    return render_template(
        "public/search.html",
        text=text,
        is_asked=True,
        calls=[(one, PHASE_NAMES[one.phase(now())]) for one in calls[:SHOWN]],
        themes=themes[:SHOWN],
        projects=projects[:SHOWN],
        has_more=len(projects) > SHOWN,
    )


def _calls(words: tuple[str, ...]) -> list[CallLine]:
    work = unit_of_work()
    found = public_calls(work.session, now(), closed=MOST_CALLS)
    listed = (*found.open, *found.coming, *found.closed)
    schemes = known_schemes(work.session, site().catalog, [one.scheme_id for one in listed])
    return [
        one for one in listed if _bears(words, one.title, *_texts(schemes.get(one.scheme_id), one))
    ]


def _texts(scheme: Scheme | None, call: CallLine) -> list[str]:
    if scheme is None:
        return []
    courses = [one for one in scheme.courses if one.id in call.course_ids]
    told = [text for one in courses for text in (one.title, one.division, one.summary)]
    return [scheme.title, scheme.city, scheme.office, scheme.summary, *told]


def _bears(words: tuple[str, ...], *texts: str) -> bool:
    key = _key(*texts)
    return all(word in key for word in words)


@lru_cache(maxsize=MOST_CALLS + MOST_THEMES)
def _key(*texts: str) -> str:
    """Give a key, made once in a process: anybody may ask, and a long text takes milliseconds."""
    return search_key(*texts)
