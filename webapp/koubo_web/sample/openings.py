"""How calls come about in the sample city: departments offer themes, officers plan and publish."""

from collections import defaultdict
from collections.abc import Mapping
from datetime import timedelta

from koubo.calendar import format_fiscal_year
from koubo.schemes.actions.calls import plan_call, take_themes
from koubo.schemes.actions.publishing import publish_call
from koubo.schemes.actions.themes import coordinate_theme, decline_theme, offer_theme
from koubo.schemes.models import Call, Theme
from koubo.schemes.plans import CallPlan, ThemeText
from koubo_web.sample.reading import ThemeData
from koubo_web.sample.scene import Diary, Scene, version_of
from koubo_web.sample.timetable import (
    COORDINATED,
    OFFERED,
    PLANNED,
    PUBLISHED,
    CallTimes,
)

OFFICER = "jimukyoku"
UNPUBLISHED = ("offered", "coordinated", "not_taken")
DECLINED = "別の課の事業と内容が重なるため、次の年度に合わせて検討します。"
MINUTES = timedelta(minutes=7)


def write_openings(diary: Diary, scene: Scene, calls: Mapping[str, CallTimes]) -> None:
    """Let every call be prepared, and all but the coming one be published."""
    for key, times in calls.items():
        opens = times.opens_at
        for place, (theme, data) in enumerate(_themes_for(scene, key)):
            moment = opens + timedelta(days=OFFERED) + place * MINUTES
            diary.add(moment, offer, theme, data, times)
            if data.state != "offered":
                later = opens + timedelta(days=COORDINATED) + place * MINUTES
                diary.add(later, judge_theme, theme, data)
        diary.add(opens + timedelta(days=PLANNED), plan, key, times, _title(scene, key, calls))
        if key != "coming":
            diary.add(opens + timedelta(days=PUBLISHED), publish, key)


def _themes_for(scene: Scene, call: str) -> list[tuple[str, ThemeData]]:
    return [(key, one) for key, one in scene.world.themes.items() if one.call == call]


def _title(scene: Scene, key: str, calls: Mapping[str, CallTimes]) -> str:
    """Give the call's title: the calls of one 事業年度 are numbered as they open."""
    years: dict[int, list[str]] = defaultdict(list)
    for name, times in sorted(calls.items(), key=lambda item: item[1].opens_at):
        years[times.fiscal_year].append(name)
    year = calls[key].fiscal_year
    number = years[year].index(key) + 1
    return f"{format_fiscal_year(year)}事業 {scene.scheme.title}（第{number}回募集）"


def offer(scene: Scene, key: str, data: ThemeData, times: CallTimes) -> None:
    """Let a department's own person offer a theme."""
    person = next(
        (one.key for one in scene.world.accounts if one.department == data.department),
        data.department,
    )
    text = ThemeText(times.fiscal_year, data.title, data.issue, data.wish, data.city_part)
    with scene.act(person) as (uow, actor):
        scene.ids[f"theme:{key}"] = offer_theme(
            uow, actor, department_id=scene.ids[f"department:{data.department}"], theme=text
        )


def judge_theme(scene: Scene, key: str, data: ThemeData) -> None:
    """Let an officer coordinate a theme, or leave it out."""
    theme_id = scene.ids[f"theme:{key}"]
    with scene.act(OFFICER) as (uow, actor):
        seen = version_of(uow, Theme, theme_id)
        if data.state == "not_taken":
            decline_theme(uow, actor, theme_id, reason=DECLINED, version=seen)
        else:
            coordinate_theme(uow, actor, theme_id, version=seen)


def plan(scene: Scene, key: str, times: CallTimes, title: str) -> None:
    """Let an officer plan a call and take its themes in; no themes, no course bound to them."""
    data = scene.world.calls[key]
    themes = [
        scene.ids[f"theme:{name}"]
        for name, one in _themes_for(scene, key)
        if one.state not in UNPUBLISHED
    ]
    bound = bool(themes) or key == "coming"
    courses = tuple(one.id for one in scene.scheme.open_courses if bound or not one.theme_bound)
    planned = CallPlan(
        scheme_id=scene.world.scheme,
        title=title,
        intake_year=times.intake_year,
        fiscal_year=times.fiscal_year,
        opens_at=times.opens_at,
        closes_at=times.closes_at,
        budget=data.budget,
        course_ids=courses,
        briefing=data.briefing,
    )
    with scene.act(OFFICER) as (uow, actor):
        call_id = plan_call(uow, scene.catalog, actor, plan=planned)
        scene.ids[f"call:{key}"] = call_id
        if themes:
            seen = version_of(uow, Call, call_id)
            take_themes(uow, actor, call_id, theme_ids=themes, version=seen)


def publish(scene: Scene, key: str) -> None:
    """Let an officer open a call to the public, with the scheme as it is proven that day."""
    call_id = scene.ids[f"call:{key}"]
    with scene.act(OFFICER) as (uow, actor):
        publish_call(
            uow,
            scene.catalog,
            actor,
            call_id,
            proven=scene.proven,
            version=version_of(uow, Call, call_id),
        )
