"""Kurashiki's scheme with more to plan: a course of two tracks, a gate, and a named day."""

from datetime import date, datetime
from importlib.resources import files
from typing import Any

from sqlalchemy import select

from builders import City, a_call
from koubo.calendar import JST
from koubo.schemes.eligibility.case import Day, Gate
from koubo.schemes.file.loading import load_scheme
from koubo.schemes.models import CallCourse
from koubo.schemes.rules import Scheme

EITHER = "kurashiki.city_theme"
"""A proposal may answer a theme or not: 行政提案コース."""
PLAIN = "kurashiki.collab_prep"

CHANGES = (
    ("    theme: required\n", "    theme: optional\n"),
    ("      - {rule: city_theme}\n", ""),
    (
        "        at_least: {value: 12, source: K1}\n      - rule: years\n        at_most: {value: 2,",
        "        at_least: {value: 12, source: K1}\n        counted_on: grant_application\n"
        "      - {rule: gate, gate: consultation, code: no_prior_consultation}\n"
        "      - rule: years\n        at_most: {value: 2,",
    ),
    (
        "          - {id: wish, kind: text,",
        "          - {id: consulted_on, kind: date, label: 事前相談をした日, required: いいえ,"
        " gate: consultation}\n          - {id: wish, kind: text,",
    ),
)
CONSULTED_BY = datetime(2025, 11, 14, 17, 15, tzinfo=JST)
THEME_CLOSES = datetime(2025, 11, 28, 17, 15, tzinfo=JST)
GRANT_DAY = date(2026, 4, 1)
MOMENTS: dict[str, Any] = {
    Day.GRANT_APPLICATION.value: GRANT_DAY.isoformat(),
    Gate.CONSULTATION.value: CONSULTED_BY.isoformat(),
}


def scheme_with_tracks() -> Scheme:
    """Give Kurashiki's scheme, with its theme course open to free proposals too."""
    text = files("koubo_kurashiki").joinpath("kurashiki.yaml").read_text(encoding="utf-8")
    for old, new in CHANGES:
        assert text.count(old) == 1, f"{old!r} stands {text.count(old)} times in the file"
        text = text.replace(old, new)
    return load_scheme(text.encode())


def offer_tracks(city: City) -> City:
    """Let the city offer the changed scheme in place of Kurashiki's own."""
    city.catalog.schemes["kurashiki"] = scheme_with_tracks()
    return city


def a_call_of_tracks(city: City, **changes: Any) -> int:
    """Make a published call whose theme track closes ten days before the rest; give its id."""
    offer_tracks(city)
    call_id = a_call(city, **{"moments": MOMENTS, **changes})
    set_deadlines(city, call_id, EITHER, theme_closes_at=THEME_CLOSES)
    return call_id


def set_deadlines(city: City, call_id: int, course_id: str, **deadlines: datetime | None) -> None:
    """Give a course of a call deadlines of its own."""
    with city.uow() as uow, uow.writing() as write:
        wanted = (CallCourse.call_id == call_id, CallCourse.course_id == course_id)
        row = write.session.scalars(select(CallCourse).where(*wanted)).one()
        for name, at in deadlines.items():
            setattr(row, name, at)
