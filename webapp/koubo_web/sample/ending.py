"""Awards that end before their time in the sample city: lapsed, taken back, stopped, revoked."""

from collections.abc import Mapping
from datetime import date

from koubo.award.amendments.actions.answering import Answer, draft_amendment_decision
from koubo.award.amendments.actions.stopping import Stop, file_stop
from koubo.award.amendments.models import Amendment
from koubo.award.grants.actions.ending import (
    ask_withdrawal,
    lapse_awards,
    record_withdrawal,
    set_apply_by,
)
from koubo.award.models import Award
from koubo.calendar import day_in_japan
from koubo.reporting.settling.actions.revoking import draft_revocation_decision
from koubo.reporting.settling.revocation_rules import Revocation
from koubo_web.sample.deciding import kessai_of, release
from koubo_web.sample.granting import award_of
from koubo_web.sample.reading import ApplicationData
from koubo_web.sample.scene import Diary, Scene, version_of
from koubo_web.sample.settling import bill
from koubo_web.sample.timetable import CallTimes, Timetable

OFFICER, COLLEAGUE = "jimukyoku", "jimukyoku2"
DAY_NAMED, LAST_DAY, LAPSED = 0.02, 0.20, 0.30
"""Shares of the year; those of the other stories follow."""
ASKED_BACK, TAKEN_BACK = 0.09, 0.10
STOPPED, STOP_DRAFTED, STOP_APPROVED = 0.40, 0.43, 0.46
REVOCATION_DRAFTED, REVOKED, BILLED = 0.18, 0.21, 0.23
WHY_A_DAY = "催促のうえ、交付申請書の提出の期限を定めます（体験版の例です）。"
WHY_LAPSED = "期限までに交付申請書の提出がなかったためです。"
WHY_BACK = "同じ事業に、国の助成を受けることになったためです。"
WHY_STOPPED = "会場にしていた施設が休館となり、代わりの場所が見つかりませんでした。"
WHY_REVOKED = "交付決定の内容と異なる用途に、補助金を使ったためです（体験版の例です）。"
GROUND = "交付要綱の取消しの条（体験版のための例。条番号は確認していません）"


def write_endings(
    diary: Diary, scene: Scene, calls: Mapping[str, CallTimes], times: Timetable
) -> None:
    """Let the awards of the running year end whose story says so."""
    year = calls["running"].fiscal_year
    for data in scene.world.calls["running"].applications:
        if data.story == "lapsed":
            until = day_in_japan(times.in_year(year, LAST_DAY))
            diary.add(times.in_year(year, DAY_NAMED), name_day, data, until)
            diary.add(times.in_year(year, LAPSED), lapse, data)
        elif data.story == "taken_back":
            diary.add(times.in_year(year, ASKED_BACK), ask_back, data)
            diary.add(times.in_year(year, TAKEN_BACK), take_back, data)
        elif data.story == "stopped":
            diary.add(times.in_year(year, STOPPED), stop, data)
            issued_on = day_in_japan(times.in_year(year, STOP_APPROVED))
            diary.add(times.in_year(year, STOP_DRAFTED), answer, data, issued_on)
            diary.add(times.in_year(year, STOP_APPROVED), release, f"amendment:{data.key}")
        elif data.story == "revoked":
            issued_on = day_in_japan(times.in_year(year, REVOKED))
            diary.add(times.in_year(year, REVOCATION_DRAFTED), draft_revocation, data, issued_on)
            diary.add(times.in_year(year, REVOKED), release, f"revocation:{data.key}")
            diary.add(times.in_year(year, BILLED), bill, data)


def name_day(scene: Scene, data: ApplicationData, until: date) -> None:
    """Let an officer name the last day for the 交付申請書."""
    award_id = award_of(scene, data)
    with scene.act(OFFICER) as (uow, actor):
        seen = version_of(uow, Award, award_id)
        set_apply_by(uow, actor, award_id, apply_by=until, reason=WHY_A_DAY, version=seen)


def lapse(scene: Scene, data: ApplicationData) -> None:
    """Let an award end for which nobody applied in time."""
    award_id = award_of(scene, data)
    with scene.act(OFFICER) as (uow, actor):
        lapse_awards(uow, actor, [award_id], reason=WHY_LAPSED)


def ask_back(scene: Scene, data: ApplicationData) -> None:
    """Let the organisation ask to take its 交付申請 back after the notice."""
    award_id = award_of(scene, data)
    with scene.act(scene.world.representative_of(data.organisation)) as (uow, actor):
        seen = version_of(uow, Award, award_id)
        ask_withdrawal(uow, actor, award_id, reason=WHY_BACK, version=seen)


def take_back(scene: Scene, data: ApplicationData) -> None:
    """Let an officer record the 取下げ that was asked for."""
    award_id = award_of(scene, data)
    with scene.act(OFFICER) as (uow, actor):
        award = uow.session.get_one(Award, award_id)
        asked_on = award.withdrawal_asked_on or day_in_japan(scene.at)
        record_withdrawal(
            uow, actor, award_id, received_on=asked_on, reason=WHY_BACK, version=award.version
        )


def stop(scene: Scene, data: ApplicationData) -> None:
    """Let the organisation hand in that its project stops."""
    award_id = award_of(scene, data)
    with scene.act(scene.world.representative_of(data.organisation)) as (uow, actor):
        scene.ids[f"amendment:{data.key}"] = file_stop(
            uow,
            scene.catalog,
            actor,
            award_id,
            Stop(WHY_STOPPED, day_in_japan(scene.at)),
            version=version_of(uow, Award, award_id),
        )


def answer(scene: Scene, data: ApplicationData, issued_on: date) -> None:
    """Draft the approval of a change or a stop."""
    name = f"amendment:{data.key}"
    amendment_id = scene.ids[name]
    with scene.act(OFFICER) as (uow, actor):
        scene.ids[f"decision:{name}"] = draft_amendment_decision(
            uow,
            scene.catalog,
            actor,
            amendment_id,
            answer=Answer(approves=True),
            version=version_of(uow, Amendment, amendment_id),
            kessai=kessai_of(scene, issued_on),
        )


def draft_revocation(scene: Scene, data: ApplicationData, issued_on: date) -> None:
    """Draft the revocation of a whole award; what was paid has to come back."""
    award_id = award_of(scene, data)
    with scene.act(COLLEAGUE) as (uow, actor):
        scene.ids[f"decision:revocation:{data.key}"] = draft_revocation_decision(
            uow,
            scene.catalog,
            actor,
            award_id,
            asked=Revocation(0, GROUND, WHY_REVOKED),
            version=version_of(uow, Award, award_id),
            kessai=kessai_of(scene, issued_on),
        )
