"""Planning, publishing and theming a call in short, for the tests of calls."""

from dataclasses import replace
from datetime import datetime
from typing import Any

import pytest

from builders import City
from koubo.calendar import JST
from koubo.problems import Problems
from koubo.schemes.actions.calls import (
    plan_call,
    take_themes,
)
from koubo.schemes.actions.publishing import publish_call
from koubo.schemes.actions.themes import coordinate_theme, offer_theme
from koubo.schemes.catalog import content_digest
from koubo.schemes.models import Call
from koubo.schemes.offering import offered_scheme
from koubo.schemes.plans import CallPlan, Proven, ThemeText

NOW = datetime(2026, 9, 1, 10, 0, tzinfo=JST)


OPENS = datetime(2026, 10, 1, 9, 0, tzinfo=JST)


CLOSES = datetime(2026, 12, 8, 17, 0, tzinfo=JST)


GOOD = Proven("0.1.0", "0.1.0", {"run": 3, "passed": 3, "skipped": 0, "failed": []})


def a_plan(**changes: Any) -> CallPlan:
    values: dict[str, Any] = {
        "scheme_id": "kurashiki",
        "title": "令和9年度事業 市民企画提案事業",
        "intake_year": 2026,
        "fiscal_year": 2027,
        "opens_at": OPENS,
        "closes_at": CLOSES,
        "budget": 3_000_000,
        "course_ids": ("kurashiki.new_challenge", "kurashiki.collab_prep"),
        "briefing": "10月10日 19時から 市役所 3階",
    }
    return CallPlan(**{**values, **changes})


def planned(city: City, **changes: Any) -> int:
    with city.uow(NOW, "officer") as uow:
        return plan_call(uow, city.catalog, city.actor("officer"), plan=a_plan(**changes))


def publish(city: City, call_id: int, proven: Proven = GOOD, **options: Any) -> None:
    with city.uow(options.pop("now", NOW), "officer") as uow:
        call = uow.session.get_one(Call, call_id)
        scheme = offered_scheme(uow.session, city.catalog, call.scheme_id)
        publish_call(
            uow,
            city.catalog,
            city.actor("officer"),
            call_id,
            proven=replace(proven, content=content_digest(scheme)),
            version=options.pop("version", None) or version(city, call_id),
            **options,
        )


def published(city: City, **changes: Any) -> int:
    call_id = planned(city, **changes)
    publish(city, call_id)
    return call_id


def version(city: City, call_id: int) -> int:
    return stored(city, call_id).version


def stored(city: City, call_id: int) -> Call:
    with city.uow(NOW) as uow:
        call = uow.session.get_one(Call, call_id)
        uow.session.refresh(call.release, ["text", "cases", "proof"])  # read on demand otherwise
        return call


def a_theme(city: City, *, fiscal_year: int = 2027, coordinated: bool = True) -> int:
    text = ThemeText(fiscal_year, "水辺の環境学習", "川に親しむ機会が減った", "調べたい", "会場")
    with city.uow(NOW, "department_person") as uow:
        theme_id = offer_theme(
            uow,
            city.actor("department_person"),
            department_id=city.ids["department"],
            theme=text,
        )
    if coordinated:
        with city.uow(NOW, "officer") as uow:
            coordinate_theme(uow, city.actor("officer"), theme_id, version=1)
    return theme_id


def take(city: City, call_id: int, *theme_ids: int) -> None:
    with city.uow(NOW, "officer") as uow:
        take_themes(
            uow,
            city.actor("officer"),
            call_id,
            theme_ids=theme_ids,
            version=version(city, call_id),
        )


def codes(raised: pytest.ExceptionInfo[Problems]) -> list[str]:
    return [one.code for one in raised.value.problems]
