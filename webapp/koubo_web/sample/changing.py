"""Plans that change in the sample city: one change was approved, another waits for its answer."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from sqlalchemy import select

from koubo.applications.actions.drafts import save_draft
from koubo.applications.models import Filing
from koubo.award.amendments.actions.amending import file_amendment, start_amendment
from koubo.award.amendments.models import Amendment
from koubo.award.models import Award
from koubo.calendar import day_in_japan
from koubo.schemes.amendment_form import CHANGE_REASON
from koubo_web.sample.deciding import release
from koubo_web.sample.ending import answer
from koubo_web.sample.granting import award_of
from koubo_web.sample.reading import ApplicationData
from koubo_web.sample.scene import Diary, Scene, version_of
from koubo_web.sample.sums import typed_budget
from koubo_web.sample.timetable import CallTimes, Timetable

APPROVED_STORY, WAITING_STORY = "advance_claimed", "advance_paid"
FILED, DRAFTED, APPROVED, FILED_LATE = 0.33, 0.36, 0.39, 0.60
"""Shares of the year."""
MOVED = 6_000
"""What is moved from the first budget line to the second (円)."""
OTHER_PLACES = "台風で使えなくなった場所を、近くの別の場所に替えて行います。"
WHY_OTHER_PLACES = "台風で、予定していた場所が使えなくなったためです。"
WHY_MOVED = "講師の謝礼が予定より少なく済み、用具が足りなくなったため、費目の間で移します。"


def write_changes(
    diary: Diary, scene: Scene, calls: Mapping[str, CallTimes], times: Timetable
) -> None:
    """Let two granted plans change while they are carried out."""
    year = calls["running"].fiscal_year
    for data in scene.world.calls["running"].applications:
        if data.story == APPROVED_STORY:
            diary.add(times.in_year(year, FILED), file_other_places, data)
            issued_on = day_in_japan(times.in_year(year, APPROVED))
            diary.add(times.in_year(year, DRAFTED), answer, data, issued_on)
            diary.add(times.in_year(year, APPROVED), release, f"amendment:{data.key}")
        elif data.story == WAITING_STORY:
            diary.add(times.in_year(year, FILED_LATE), file_other_split, data)


def file_other_places(scene: Scene, data: ApplicationData) -> None:
    """Let an organisation change what it does; the money stays as it is."""
    plan = scene.world.projects[data.project].plan
    _file(scene, data, {CHANGE_REASON: WHY_OTHER_PLACES, "plan": f"{plan}{OTHER_PLACES}"})


def file_other_split(scene: Scene, data: ApplicationData) -> None:
    """Let an organisation move money between two lines of its budget; the sum stays as it is."""
    project = scene.world.projects[data.project]
    (first, item, amount), (second, other, more), *rest = project.expenses
    moved = ((first, item, amount - MOVED), (second, other, more + MOVED), *rest)
    course = scene.scheme.course(f"{scene.world.scheme}.{data.course}")
    with scene.act(scene.world.representative_of(data.organisation)) as (uow, _):
        awarded = uow.session.get_one(Award, award_of(scene, data)).awarded
    budget = typed_budget(scene.scheme, course, replace(project, expenses=moved), most=awarded)
    _file(scene, data, {CHANGE_REASON: WHY_MOVED, "budget": budget})


def _file(scene: Scene, data: ApplicationData, typed: Mapping[str, Any]) -> None:
    award_id = award_of(scene, data)
    with scene.act(scene.world.representative_of(data.organisation)) as (uow, actor):
        filing_id = start_amendment(uow, scene.catalog, actor, award_id)
        seen = version_of(uow, Filing, filing_id)
        version = save_draft(uow, scene.catalog, actor, filing_id, typed=typed, version=seen)
        file_amendment(uow, scene.catalog, scene.site.files, actor, filing_id, version=version)
        found = select(Amendment.id).where(Amendment.filing_id == filing_id)
        scene.ids[f"amendment:{data.key}"] = uow.session.scalars(found).one()
