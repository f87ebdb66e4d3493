"""How awards end in the sample city: reported, settled, paid or paid back, closed."""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from sqlalchemy import select

from koubo.applications.actions.drafts import save_draft
from koubo.applications.models import Filing
from koubo.award.grants.actions.calls import finish_call
from koubo.award.models import Award
from koubo.award.payments.claim_rules import ClaimKind
from koubo.calendar import day_in_japan
from koubo.reporting.actions import accept_report, file_report, start_report
from koubo.reporting.checking.actions.checks import record_check
from koubo.reporting.checking.rules import CheckKind
from koubo.reporting.models import Repayment, Report
from koubo.reporting.settling.actions.closing import close_award
from koubo.reporting.settling.actions.repaying import bill_repayment, receive_repayment
from koubo.reporting.settling.actions.settlements import draft_settlement_decision
from koubo.schemes.models import Call
from koubo_web.sample.applying import attach_paper
from koubo_web.sample.deciding import kessai_of, release
from koubo_web.sample.granting import award_of, write_claim
from koubo_web.sample.reading import ApplicationData
from koubo_web.sample.scene import Diary, Scene, version_of
from koubo_web.sample.sums import typed_budget
from koubo_web.sample.timetable import CallTimes, Timetable

OFFICER = "jimukyoku"
COLLEAGUE = "jimukyoku2"
SETTLED = ("repayment_asked", "final_claimed", "closed", "closed_after_advance")
REPORTED, LOOKED_AT, DRAFTED, RELEASED, BILLED = 0.66, 0.70, 0.74, 0.77, 0.79
RECEIVED, CLOSED, FINISHED = 0.81, 0.88, 0.95
FINAL = (0.80, 0.81, 0.82, 0.85)
"""Shares of the year at which a 精算払 is claimed, accepted, ordered and paid."""
FINAL_LATE = (0.93, 0.94)
"""Claimed and accepted: it waits for its order."""
LATE = {"settlement_drafted": 0.80, "reported": 0.90}
LATE_LOOKED_AT, HALF_CHECKED, LATE_DRAFTED = 0.84, 0.92, 0.93
BILL = "納入通知書 第{number}号"
MINUTES = timedelta(minutes=1)
ENDED = timedelta(days=5)


def write_settlements(
    diary: Diary, scene: Scene, calls: Mapping[str, CallTimes], times: Timetable
) -> None:
    """Let the awards of the last year come to their end, and some of the running one's."""
    for key in ("finished", "running"):
        year = calls[key].fiscal_year
        settled = [one for one in scene.world.calls[key].applications if one.story in SETTLED]
        for place, data in enumerate(settled):
            diary.add(times.in_year(year, REPORTED) + place * MINUTES, report, data)
            diary.add(times.in_year(year, LOOKED_AT) + place * MINUTES, look_at_report, data)
            _write_end(diary, data, times, year, place * MINUTES)
        issued_on = day_in_japan(times.in_year(year, RELEASED))
        name = f"settlement:{key}"
        diary.add(times.in_year(year, DRAFTED), draft_settlement, name, settled, issued_on)
        diary.add(times.in_year(year, RELEASED), release, name)
    last_year = calls["finished"].fiscal_year
    diary.add(times.in_year(last_year, FINISHED), finish, "finished")
    for data in scene.world.applications:
        if data.story in LATE:
            diary.add(times.in_year(times.running_year, LATE[data.story]), report, data)
        if data.story == "settlement_drafted":
            diary.add(times.in_year(times.running_year, LATE_LOOKED_AT), look_at_report, data)
            moment = times.in_year(times.running_year, LATE_DRAFTED)
            diary.add(moment, draft_settlement, "settlement:late", [data], None)
        elif data.story == "reported":
            moment = times.in_year(times.running_year, HALF_CHECKED)
            diary.add(moment, check_report, data, CheckKind.SUBSTANCE, OFFICER)


def _write_end(
    diary: Diary, data: ApplicationData, times: Timetable, year: int, later: timedelta
) -> None:
    """What follows the settlement: the rest is paid, or too much comes back, and it is closed."""
    if data.story == "final_claimed":
        write_claim(
            diary, data, ClaimKind.FINAL, [times.in_year(year, share) for share in FINAL_LATE]
        )
    if data.story == "closed":
        moments = [times.in_year(year, share) + later for share in FINAL]
        write_claim(diary, data, ClaimKind.FINAL, moments)
    if data.story in ("repayment_asked", "closed_after_advance"):
        diary.add(times.in_year(year, BILLED) + later, bill, data)
    if data.story == "closed_after_advance":
        diary.add(times.in_year(year, RECEIVED) + later, receive, data)
    if data.story.startswith("closed"):
        diary.add(times.in_year(year, CLOSED) + later, close, data)


def report(scene: Scene, data: ApplicationData) -> None:
    """Hand in a 実績報告書 with what was really spent, and the receipts."""
    award_id = award_of(scene, data)
    person = scene.world.representative_of(data.organisation)
    with scene.act(person) as (uow, actor):
        filing_id = start_report(uow, scene.catalog, actor, award_id)
        awarded = uow.session.get_one(Award, award_id).awarded
        seen = version_of(uow, Filing, filing_id)
        typed = _typed_report(scene, data, awarded)
        save_draft(uow, scene.catalog, actor, filing_id, typed=typed, version=seen)
    attach_paper(scene, data, filing_id, "receipts")
    with scene.act(person) as (uow, actor):
        seen = version_of(uow, Filing, filing_id)
        file_report(uow, scene.catalog, scene.site.files, actor, filing_id, version=seen)


def _typed_report(scene: Scene, data: ApplicationData, awarded: int | None) -> dict[str, Any]:
    project = scene.world.projects[data.project]
    course = scene.scheme.course(f"{scene.world.scheme}.{data.course}")
    ended = day_in_japan(scene.at - ENDED)
    return {
        "done": project.done,
        "result": project.result,
        "ends_on": {"year": str(ended.year), "month": str(ended.month), "day": str(ended.day)},
        "budget": typed_budget(scene.scheme, course, project, spent=data.actual, most=awarded),
    }


def look_at_report(scene: Scene, data: ApplicationData) -> None:
    """Let two officers look at a report, one at each side, and accept it."""
    award_id = award_of(scene, data)
    for kind, person in ((CheckKind.SUBSTANCE, OFFICER), (CheckKind.ACCOUNTS, COLLEAGUE)):
        check_report(scene, data, kind, person)
    with scene.act(COLLEAGUE) as (uow, actor):
        found = uow.session.scalars(select(Report).where(Report.award_id == award_id)).one()
        seen = version_of(uow, Filing, found.filing_id)
        accept_report(uow, scene.catalog, actor, found.id, version=seen)


def check_report(scene: Scene, data: ApplicationData, kind: CheckKind, person: str) -> None:
    """Let one officer look at one side of a report."""
    award_id = award_of(scene, data)
    with scene.act(person) as (uow, actor):
        found = uow.session.scalars(select(Report).where(Report.award_id == award_id)).one()
        seen = version_of(uow, Filing, found.filing_id)
        record_check(uow, actor, found.id, kind=kind, version=seen)


def draft_settlement(
    scene: Scene, name: str, applications: list[ApplicationData], issued_on: date | None
) -> None:
    """Draft the 額の確定 of some awards of one call; None leaves it waiting for its 決裁."""
    kessai = kessai_of(scene, issued_on) if issued_on is not None else None
    awards = [award_of(scene, one) for one in applications]
    with scene.act(OFFICER) as (uow, actor):
        scene.ids[f"decision:{name}"] = draft_settlement_decision(
            uow, scene.catalog, actor, awards, kessai=kessai
        )


def bill(scene: Scene, data: ApplicationData) -> None:
    """Record the city's bill for what has to come back, if anything has."""
    if (repayment := _repayment_of(scene, data)) is not None:
        with scene.act(COLLEAGUE) as (uow, actor):
            number = BILL.format(number=300 + repayment)
            seen = version_of(uow, Repayment, repayment)
            bill_repayment(uow, actor, repayment, bill_number=number, version=seen)


def receive(scene: Scene, data: ApplicationData) -> None:
    """Record that the money came back, if any had to."""
    if (repayment := _repayment_of(scene, data)) is not None:
        with scene.act(COLLEAGUE) as (uow, actor):
            seen = version_of(uow, Repayment, repayment)
            today = day_in_japan(scene.at)
            receive_repayment(uow, scene.catalog, actor, repayment, received_on=today, version=seen)


def _repayment_of(scene: Scene, data: ApplicationData) -> int | None:
    award_id = award_of(scene, data)
    with scene.act(COLLEAGUE) as (uow, _):
        found = select(Repayment.id).where(Repayment.award_id == award_id)
        return uow.session.scalars(found).first()


def close(scene: Scene, data: ApplicationData) -> None:
    """Close an award whose sums meet."""
    award_id = award_of(scene, data)
    with scene.act(OFFICER) as (uow, actor):
        close_award(uow, actor, award_id, version=version_of(uow, Award, award_id))


def finish(scene: Scene, key: str) -> None:
    """End a call whose money is all settled."""
    call_id = scene.ids[f"call:{key}"]
    with scene.act(OFFICER) as (uow, actor):
        finish_call(uow, actor, call_id, version=version_of(uow, Call, call_id))
