"""How applications come in: begun, filled in, handed in, mended, taken back."""

from collections.abc import Mapping
from datetime import datetime, time, timedelta
from io import BytesIO
from typing import Any

from koubo.applications.actions.attaching import attach_file
from koubo.applications.actions.drafts import save_draft, start_application
from koubo.applications.actions.filing import file
from koubo.applications.actions.withdrawing import withdraw
from koubo.applications.models import Application, Filing
from koubo.calendar import day_in_japan
from koubo_web.sample.joining import roster_rows
from koubo_web.sample.papers import workbook
from koubo_web.sample.reading import ApplicationData, Project
from koubo_web.sample.scene import Diary, Scene, version_of
from koubo_web.sample.sums import typed_budget
from koubo_web.sample.timetable import CallTimes, Timetable, at

DRAFTS = ("draft_nearly", "draft_begun", "draft_half")
DRAFTED = timedelta(days=3)
WRITING = timedelta(hours=2)
FUTURE = "この事業で生まれたつながりを生かし、翌年度は会費と参加費の割合を増やして続けます。"
BYLAWS = (
    "（名称）第1条 この会は、上に書いた名前とする。",
    "（目的）第2条 この会は、地域の課題を住民の力で解決することを目的とする。",
    "（会員）第3条 会員は、この会の目的に賛同して入会した人とする。",
    "（役員）第4条 この会に、代表1人、副代表1人、会計1人、監事1人を置く。",
    "（総会）第5条 総会は、毎年1回、代表が招集する。",
    "（会計）第6条 会計年度は、毎年4月1日から翌年3月31日までとする。",
)


def write_applications(
    diary: Diary, scene: Scene, calls: Mapping[str, CallTimes], times: Timetable
) -> None:
    """Let every application be begun, and handed in unless it is still a draft."""
    for key, call in scene.world.calls.items():
        filed = [one for one in call.applications if one.story not in DRAFTS]
        for place, data in enumerate(filed):
            moment = _moment(calls[key], times, place, len(filed))
            diary.add(moment - DRAFTED, begin, data, calls[key], times)
            diary.add(moment - WRITING, attach, data, ("bylaws", "roster"))
            diary.add(moment, hand_in, data)
            if data.story == "withdrawn":
                diary.add(moment + DRAFTED, take_back, data)
        drafts = [one for one in call.applications if one.story in DRAFTS]
        for place, data in enumerate(drafts, start=1):
            moment = times.now - timedelta(days=2 * place, hours=5)
            diary.add(moment, begin, data, calls[key], times)
            if data.story == "draft_nearly":
                diary.add(moment + WRITING, attach, data, ("roster",))


def _moment(call: CallTimes, times: Timetable, place: int, of: int) -> datetime:
    """Give when a paper comes in; a call that is still open has had half of them so far."""
    if call.closes_at < times.now:
        return call.filing_moment(place, of)
    window = (times.now - call.opens_at - timedelta(days=10)) / of
    day = day_in_japan(call.opens_at + timedelta(days=4) + window * place)
    return at(day, time(11 + place * 3 % 10, place * 19 % 60))


def begin(scene: Scene, data: ApplicationData, call: CallTimes, times: Timetable) -> None:
    """Begin an application and keep what is known of it so far."""
    person = scene.world.representative_of(data.organisation)
    theme = scene.ids[f"theme:{data.theme}"] if data.theme else None
    with scene.act(person) as (uow, actor):
        filing_id = start_application(
            uow,
            scene.catalog,
            actor,
            scene.ids[f"call:{data.call}"],
            course_id=f"{scene.world.scheme}.{data.course}",
            organisation_id=scene.ids[f"organisation:{data.organisation}"],
            theme_id=theme,
        )
        filing = uow.session.get_one(Filing, filing_id)
        scene.ids[f"proposal:{data.key}"] = filing_id
        scene.ids[f"application:{data.key}"] = filing.application_id
        typed = typed_proposal(scene, data, times, call)
        save_draft(uow, scene.catalog, actor, filing_id, typed=typed, version=filing.version)


def typed_proposal(
    scene: Scene, data: ApplicationData, times: Timetable, call: CallTimes
) -> dict[str, Any]:
    """Give a 企画提案書 as it is typed, as far as the story has got."""
    project = scene.world.projects[data.project]
    begins, ends = times.period_of(data.call, call)
    typed: dict[str, Any] = {
        "project_name": project.name,
        "issue": project.issue,
        "plan": project.plan,
        "effect": project.effect,
        "future": FUTURE,
        "wish": project.wish,
        "partner_department": project.partner,
        "joint_plan": project.joint,
        "city_role": project.role,
        "starts_on": {"year": str(begins.year), "month": str(begins.month), "day": str(begins.day)},
        "ends_on": {"year": str(ends.year), "month": str(ends.month), "day": str(ends.day)},
        "budget": _budget(scene, data, project),
        "pledge": "はい",
    }
    left_out = {
        "draft_nearly": {"pledge", "future"},
        "draft_half": {"pledge", "future", "effect", "ends_on"},
        "draft_begun": set(typed) - {"project_name", "issue"},
    }
    return {key: typed[key] for key in typed if key not in left_out.get(data.story, set())}


def _budget(scene: Scene, data: ApplicationData, project: Project) -> dict[str, Any]:
    course = scene.scheme.course(f"{scene.world.scheme}.{data.course}")
    budget = typed_budget(scene.scheme, course, project)
    if data.story == "draft_half":
        # Somebody in the middle of their sums: the own money is not entered yet.
        budget["incomes"] = budget["incomes"][:1]
    return budget


def attach(scene: Scene, data: ApplicationData, questions: tuple[str, ...]) -> None:
    """Attach the papers that are asked for."""
    for question in questions:
        attach_paper(scene, data, scene.ids[f"proposal:{data.key}"], question)


def attach_paper(scene: Scene, data: ApplicationData, filing_id: int, question: str) -> None:
    """Attach one paper to a filing of an application."""
    name, content = _paper(scene, data, question)
    with scene.act(scene.world.representative_of(data.organisation)) as (uow, actor):
        attach_file(
            uow,
            scene.catalog,
            scene.site.files,
            actor,
            filing_id,
            question_id=question,
            name=name,
            stream=BytesIO(content),
        )


def _paper(scene: Scene, data: ApplicationData, question: str) -> tuple[str, bytes]:
    organisation = scene.world.organisations[data.organisation].name
    if question == "roster":
        return "構成員名簿.xlsx", workbook(
            [("役職", "氏名"), *roster_rows(scene.world, data.organisation)]
        )
    if question == "receipts":
        project = scene.world.projects[data.project]
        lines = [f"{category}　{item}" for category, item, _ in project.expenses]
        return "領収書の写し.pdf", scene.mill.pdf("領収書の写し（見本）", organisation, lines)
    return "規約.pdf", scene.mill.pdf("規約", organisation, BYLAWS)


def hand_in(scene: Scene, data: ApplicationData) -> None:
    """Hand a proposal in, for the first time or after a correction."""
    filing_id = scene.ids[f"proposal:{data.key}"]
    with scene.act(scene.world.representative_of(data.organisation)) as (uow, actor):
        file(
            uow,
            scene.catalog,
            scene.site.files,
            actor,
            filing_id,
            version=version_of(uow, Filing, filing_id),
        )


def mend(scene: Scene, data: ApplicationData, typed: Mapping[str, Any]) -> None:
    """Answer a correction and hand the proposal in again."""
    filing_id = scene.ids[f"proposal:{data.key}"]
    with scene.act(scene.world.representative_of(data.organisation)) as (uow, actor):
        seen = version_of(uow, Filing, filing_id)
        save_draft(uow, scene.catalog, actor, filing_id, typed=typed, version=seen)
    hand_in(scene, data)


def take_back(scene: Scene, data: ApplicationData) -> None:
    """Withdraw an application."""
    application_id = scene.ids[f"application:{data.key}"]
    with scene.act(scene.world.representative_of(data.organisation)) as (uow, actor):
        withdraw(
            uow,
            actor,
            application_id,
            reason=data.reason,
            version=version_of(uow, Application, application_id),
        )
