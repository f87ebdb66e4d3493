"""How officers look through what came in: findings, corrections, accepted or ineligible."""

from collections.abc import Mapping
from datetime import datetime, time, timedelta

from koubo.applications.actions.staff import (
    accept,
    ask_correction,
    find_ineligible,
    record_finding,
)
from koubo.applications.models import Application, Filing
from koubo.calendar import day_in_japan
from koubo.schemes.eligibility.case import Answer
from koubo_web.sample.applying import mend, take_back
from koubo_web.sample.reading import ApplicationData
from koubo_web.sample.scene import Diary, Scene, version_of
from koubo_web.sample.timetable import CallTimes, Timetable, at

OFFICER = "jimukyoku"
COLLEAGUE = "jimukyoku2"
EXCLUSION = "staff_check.exclusion"
NOTHING_FOUND = "岡山県警察に照会し、該当なしの回答（架空）"
UNTOUCHED = (
    "filed",
    "in_correction",
    "answered",
    "withdrawn",
    "draft_nearly",
    "draft_half",
    "draft_begun",
)
TIME_TO_MEND = timedelta(days=9)
NEXT_EVENING = timedelta(days=1, hours=9)
SOME_DAYS = timedelta(days=5)
FIVE_MINUTES = timedelta(minutes=5)
ANSWERED = "翌年度は会費と出前の謝礼で続けます。紙芝居の印刷は会報の印刷と合わせて頼みます。"
MENDED = (
    "部屋の借上げは会員の月会費と教室の参加費でまかないます。2年目の見通しを総会で説明しました。"
)


def write_checks(
    diary: Diary, scene: Scene, calls: Mapping[str, CallTimes], times: Timetable
) -> None:
    """Let officers judge what came in, each application as its story says."""
    for key, call in scene.world.calls.items():
        accepting_on = calls[key].accepting_on
        for place, data in enumerate(call.applications):
            if data.story == "in_correction":
                diary.add(at(times.ago(3), time(10, 20)), ask_to_mend, data)
            elif data.story == "answered":
                diary.add(at(times.ago(5), time(16, 5)), ask_to_mend, data)
                diary.add(
                    at(times.ago(1), time(19, 30)), mend, data, dict.fromkeys(data.fields, ANSWERED)
                )
            elif accepting_on is not None and data.story not in UNTOUCHED:
                _write_check(diary, data, at(accepting_on, time(10, place * 4)), times)


def _write_check(diary: Diary, data: ApplicationData, moment: datetime, times: Timetable) -> None:
    if data.story == "corrected":
        diary.add(moment, ask_to_mend, data)
        diary.add(moment + NEXT_EVENING, mend, data, {field: MENDED for field in data.fields})
        moment = at(times.ago(1), time(15))
    diary.add(moment, check, data)
    if data.story == "ineligible":
        diary.add(moment + FIVE_MINUTES, turn_away, data)
    elif data.story != "checked":
        diary.add(moment + FIVE_MINUTES, take_in, data)
    if data.story == "withdrawn_accepted":
        diary.add(moment + SOME_DAYS, take_back, data)


def check(scene: Scene, data: ApplicationData) -> None:
    """Record what the officer found out about the one rule that cannot know by itself."""
    with scene.act(OFFICER) as (uow, actor):
        record_finding(
            uow,
            scene.catalog,
            actor,
            scene.ids[f"application:{data.key}"],
            rule=EXCLUSION,
            answer=Answer.MET,
            note=NOTHING_FOUND,
        )


def take_in(scene: Scene, data: ApplicationData) -> None:
    """Accept an application for review."""
    application_id = scene.ids[f"application:{data.key}"]
    with scene.act(OFFICER) as (uow, actor):
        seen = version_of(uow, Application, application_id)
        accept(uow, scene.catalog, actor, application_id, version=seen)


def turn_away(scene: Scene, data: ApplicationData) -> None:
    """Find an application ineligible."""
    application_id = scene.ids[f"application:{data.key}"]
    with scene.act(COLLEAGUE) as (uow, actor):
        seen = version_of(uow, Application, application_id)
        find_ineligible(uow, actor, application_id, reason=data.reason, version=seen)


def ask_to_mend(scene: Scene, data: ApplicationData) -> None:
    """Ask for named fields to be mended."""
    filing_id = scene.ids[f"proposal:{data.key}"]
    with scene.act(COLLEAGUE) as (uow, actor):
        ask_correction(
            uow,
            scene.catalog,
            actor,
            filing_id,
            fields=data.fields,
            reason=data.reason,
            due_on=day_in_japan(scene.at) + TIME_TO_MEND,
            version=version_of(uow, Filing, filing_id),
        )
