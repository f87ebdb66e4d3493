"""みどり野市 まちなか緑化助成: the scheme file, a word of its own, and a rule that needs code."""

from collections.abc import Iterator
from datetime import date
from importlib.resources import files

from flask import Blueprint

from koubo.api import Actor, Course, FilingCase, Problem, Scheme, hookimpl, load_scheme
from koubo_midorino.pages import guide
from koubo_midorino.words import Trees
from koubo_web.api import Page, Panel, Subject

WORDS = [Trees]
PLANTING = frozenset({11, 12, 1, 2, 3})
"""The months in which trees are planted."""


@hookimpl
def koubo_words() -> list[type[Trees]]:
    """Give the word that our scheme file uses."""
    return WORDS


@hookimpl
def koubo_schemes() -> list[Scheme]:
    """Give the scheme with its golden cases."""
    here = files("koubo_midorino")
    text, cases = (here / name for name in ("midorino.yaml", "midorino.cases.yaml"))
    return [load_scheme(text.read_bytes(), cases=cases.read_bytes(), words=WORDS)]


@hookimpl
def koubo_filing_problems(course: Course, filing: FilingCase) -> Iterator[Problem]:
    """Ask for a planting day outside the hot months."""
    day = filing.answers.get("planted_on")
    if isinstance(day, date) and day.month not in PLANTING:
        yield Problem(
            "planted_in_summer",
            "木を植える日は、11月から3月までの日にしてください。",
            field="planted_on",
        )


@hookimpl
def koubo_web_panels(page: Page, subject: Subject, actor: Actor | None) -> Iterator[Panel]:
    """Point to the guide to planting, where a group looks at its own application."""
    if page is Page.OWN_APPLICATION:
        link = ("植え方の手引き", "/plugins/midorino/guide")
        yield Panel("植える前に", lines=("根鉢の大きさを確かめてください。",), link=link)


@hookimpl
def koubo_web_blueprints() -> list[Blueprint]:
    """Give the page that the panel points to."""
    return [guide]
