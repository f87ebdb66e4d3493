"""A second scheme of the sample city, whose proposals follow a 参加表明: who declares, who has."""

from collections.abc import Mapping
from datetime import datetime, time, timedelta

from koubo.applications.actions.drafts import save_draft, start_application
from koubo.applications.actions.participation import file_participation
from koubo.applications.models import Filing
from koubo.calendar import day_in_japan, fiscal_year, format_fiscal_year
from koubo.proof.proving import proving_of
from koubo.schemes.actions.calls import plan_call
from koubo.schemes.actions.publishing import publish_call
from koubo.schemes.eligibility.case import Gate
from koubo.schemes.models import Call
from koubo.schemes.plans import CallPlan
from koubo_web.sample.openings import OFFICER
from koubo_web.sample.reading import DeclaringData
from koubo_web.sample.scene import Diary, Scene, version_of
from koubo_web.sample.timetable import OPENING, Timetable, at

KEY = "declaring"
PLANNED, PUBLISHED, OPENED = 25, 15, 8
BEGUN = timedelta(days=2, hours=3)
"""How long ago the first organisation began to write; each next one a day before."""
DECLARED_FOR, OPEN_FOR = 6, 34
"""Days until the 参加表明 ends, and until the proposals do."""
END = time(17, 15)


def write_declarations(diary: Diary, scene: Scene, times: Timetable) -> None:
    """Let the call be opened, and organisations declare; nothing where no plugin brings it."""
    data = scene.world.declaring
    if data.scheme not in scene.catalog.schemes:
        return
    diary.add(at(times.ago(PLANNED), OPENING), plan, data, times)
    diary.add(at(times.ago(PUBLISHED), OPENING), publish, data)
    for place, (organisation, typed) in enumerate(data.declarations.items()):
        moment = times.now - BEGUN - timedelta(days=place)
        diary.add(moment, begin, data, organisation, typed)
        if place:
            diary.add(moment + timedelta(hours=1), declare, organisation)


def plan(scene: Scene, data: DeclaringData, times: Timetable) -> None:
    """Let an officer plan the call with the end of its 参加表明."""
    scheme = scene.catalog.installed(data.scheme)
    opens, year = at(times.ago(OPENED), OPENING), times.year + 1
    planned = CallPlan(
        scheme_id=scheme.id,
        title=f"{format_fiscal_year(year)}事業 {scheme.title}",
        intake_year=fiscal_year(day_in_japan(opens)),
        fiscal_year=year,
        opens_at=opens,
        closes_at=_until(times, OPEN_FOR),
        budget=data.budget,
        course_ids=tuple(one.id for one in scheme.open_courses if not one.theme_bound),
        briefing=data.briefing,
        gates={Gate.PARTICIPATION: _until(times, DECLARED_FOR)},
    )
    with scene.act(OFFICER) as (uow, actor):
        scene.ids[f"call:{KEY}"] = plan_call(uow, scene.catalog, actor, plan=planned)


def _until(times: Timetable, days: int) -> datetime:
    return at(times.ago(-days), END)


def publish(scene: Scene, data: DeclaringData) -> None:
    """Let the officer open the call to the public."""
    call_id = scene.ids[f"call:{KEY}"]
    scheme = scene.catalog.installed(data.scheme)
    with scene.act(OFFICER) as (uow, actor):
        publish_call(
            uow,
            scene.catalog,
            actor,
            call_id,
            proven=proving_of(scene.catalog, scheme).proven,
            version=version_of(uow, Call, call_id),
        )


def begin(scene: Scene, data: DeclaringData, organisation: str, typed: Mapping[str, str]) -> None:
    """Begin a 参加表明書 and keep what is known of it so far."""
    with scene.act(scene.world.representative_of(organisation)) as (uow, actor):
        filing_id = start_application(
            uow,
            scene.catalog,
            actor,
            scene.ids[f"call:{KEY}"],
            course_id=f"{data.scheme}.{data.course}",
            organisation_id=scene.ids[f"organisation:{organisation}"],
        )
        scene.ids[f"participation:{organisation}"] = filing_id
        seen = version_of(uow, Filing, filing_id)
        save_draft(uow, scene.catalog, actor, filing_id, typed=typed, version=seen)


def declare(scene: Scene, organisation: str) -> None:
    """Hand the 参加表明書 in."""
    filing_id = scene.ids[f"participation:{organisation}"]
    with scene.act(scene.world.representative_of(organisation)) as (uow, actor):
        file_participation(
            uow,
            scene.catalog,
            scene.site.files,
            actor,
            filing_id,
            version=version_of(uow, Filing, filing_id),
        )
