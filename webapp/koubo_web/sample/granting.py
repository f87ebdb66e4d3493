"""How awards run in the sample city until the money is there: applied, granted, claimed, paid."""

from collections.abc import Mapping
from datetime import date, datetime, time, timedelta

from sqlalchemy import select

from koubo.applications.actions.drafts import save_draft
from koubo.applications.models import Filing
from koubo.award.grants.actions.applying import file_grant_application, start_grant_application
from koubo.award.grants.actions.declining import decline_award
from koubo.award.grants.actions.grants import draft_grant_decision
from koubo.award.models import Award, Claim
from koubo.award.payments.actions.claims import file_claim
from koubo.award.payments.actions.paying import accept_claim, order_payment, pay_claim
from koubo.award.payments.claim_rules import ClaimKind
from koubo.calendar import day_in_japan, fiscal_year_start
from koubo_web.sample.banking import record_own_account
from koubo_web.sample.deciding import kessai_of, release
from koubo_web.sample.reading import ApplicationData
from koubo_web.sample.scene import Diary, Scene, version_of
from koubo_web.sample.timetable import CallTimes, Timetable, at, office_day

OFFICER = "jimukyoku"
ACCOUNTANT = "jimukyoku2"
ADVANCED = (
    "advance_paid",
    "settlement_drafted",
    "repayment_asked",
    "closed_after_advance",
    "revoked",
)
GRANTED = (
    *ADVANCED,
    "advance_claimed",
    "final_claimed",
    "closed",
    "reported",
    "stopped",
    "taken_back",
)
REFUSED = "refused"
APPLIED, DECLINED, DRAFTED, RELEASED = 0.02, 0.03, 0.06, 0.08
ADVANCE = (0.12, 0.125, 0.13, 0.15)
"""Shares of the year at which a 概算払 is claimed, accepted, ordered and paid."""
CLAIMED_LATE = 0.95
PURPOSE = "事業を始める前に、講師の予約と材料の購入の費用が必要なためです。"
REASON = "中心になる会員が転居し、年度内に事業を進める体制が整わなくなりました。"
WHY_REFUSED = "採択の後に、同じ事業で県の補助金を受けることが分かったためです。"
ORDER = "支出命令 第{number}号"
PART = 300_000
MINUTES = timedelta(minutes=1)


def write_grants(
    diary: Diary, scene: Scene, calls: Mapping[str, CallTimes], times: Timetable
) -> None:
    """Let the selected apply, be granted what they applied for, and claim it."""
    for key in ("finished", "running"):
        year = calls[key].fiscal_year
        stories = (*GRANTED, REFUSED)
        granted = [one for one in scene.world.calls[key].applications if one.story in stories]
        for place, data in enumerate(granted):
            diary.add(times.in_year(year, APPLIED) + place * MINUTES, apply_for_grant, data)
        issued_on = day_in_japan(times.in_year(year, RELEASED))
        diary.add(times.in_year(year, DRAFTED), draft_grant, key, granted, issued_on)
        diary.add(times.in_year(year, RELEASED), release, f"grant:{key}")
        for place, data in enumerate(one for one in granted if one.story in ADVANCED):
            moments = [times.in_year(year, share) + place * MINUTES for share in ADVANCE]
            write_claim(diary, data, ClaimKind.ADVANCE, moments)
    for data in scene.world.applications:
        if data.story == "declined":
            year = calls[data.call].fiscal_year
            diary.add(times.in_year(year, DECLINED), decline, data)
        elif data.story == "advance_claimed":
            moment = times.in_year(calls[data.call].fiscal_year, CLAIMED_LATE)
            diary.add(moment, claim, data, ClaimKind.ADVANCE)
    _write_candidates(diary, scene, calls["candidates"], times)


def _write_candidates(diary: Diary, scene: Scene, call: CallTimes, times: Timetable) -> None:
    """The money that is just being applied for; one 交付決定 waits for its release."""
    found = scene.world.calls["candidates"].applications
    for place, data in enumerate(one for one in found if one.story in ("applied", "grant_drafted")):
        diary.add(at(times.ago(9), time(15, place * 20)), apply_for_grant, data)
    start = fiscal_year_start(call.fiscal_year)
    issued_on = max(times.today, office_day(start, earliest=start))
    drafted = [one for one in found if one.story == "grant_drafted"]
    diary.add(at(times.ago(2), time(14)), draft_grant, "candidates", drafted, issued_on)


def write_claim(
    diary: Diary, data: ApplicationData, kind: ClaimKind, moments: list[datetime]
) -> None:
    """Let a bill be handed in, accepted, ordered and paid, as far as there are moments."""
    steps = (claim, accept, order, pay)
    for moment, step in zip(moments, steps, strict=False):
        diary.add(moment, step, data, kind)


def award_of(scene: Scene, data: ApplicationData) -> int:
    """Give the id of an application's award."""
    with scene.act(OFFICER) as (uow, _):
        found = select(Award.id).where(Award.application_id == scene.ids[f"application:{data.key}"])
        return uow.session.scalars(found).one()


def apply_for_grant(scene: Scene, data: ApplicationData) -> None:
    """Hand in a 交付申請書, pre-filled from the proposal."""
    award_id = award_of(scene, data)
    advance = "はい" if data.story in (*ADVANCED, "advance_claimed") else "いいえ"
    with scene.act(scene.world.representative_of(data.organisation)) as (uow, actor):
        filing_id = start_grant_application(uow, scene.catalog, actor, award_id)
        version = save_draft(
            uow,
            scene.catalog,
            actor,
            filing_id,
            typed={"advance": advance},
            version=version_of(uow, Filing, filing_id),
        )
        file_grant_application(
            uow, scene.catalog, scene.site.files, actor, filing_id, version=version
        )


def draft_grant(
    scene: Scene, key: str, applications: list[ApplicationData], issued_on: date
) -> None:
    """Draft the 交付決定 of a call's awards; one of them may be refused."""
    awards = {award_of(scene, one): one.story for one in applications}
    with scene.act(OFFICER) as (uow, actor):
        scene.ids[f"decision:grant:{key}"] = draft_grant_decision(
            uow,
            scene.catalog,
            actor,
            list(awards),
            kessai=kessai_of(scene, issued_on),
            refusals={one: WHY_REFUSED for one, story in awards.items() if story == REFUSED},
        )


def decline(scene: Scene, data: ApplicationData) -> None:
    """Give an award up before it is granted."""
    award_id = award_of(scene, data)
    with scene.act(scene.world.representative_of(data.organisation)) as (uow, actor):
        seen = version_of(uow, Award, award_id)
        decline_award(uow, actor, award_id, reason=REASON, version=seen)


def claim(scene: Scene, data: ApplicationData, kind: ClaimKind) -> None:
    """Let the treasurer hand in a bill: all of it, or a part where it comes late."""
    award_id = award_of(scene, data)
    record_own_account(scene, data.organisation)
    with scene.act(scene.world.treasurer_of(data.organisation)) as (uow, actor):
        award = uow.session.get_one(Award, award_id)
        amount = PART if data.story == "advance_claimed" else award.awarded
        scene.ids[f"claim:{data.key}"] = file_claim(
            uow,
            scene.catalog,
            actor,
            award_id,
            kind=kind,
            amount=amount if kind is ClaimKind.ADVANCE else None,
            purpose=PURPOSE if kind is ClaimKind.ADVANCE else "",
            version=award.version,
        )


def accept(scene: Scene, data: ApplicationData, kind: ClaimKind) -> None:
    """Accept a bill."""
    claim_id = scene.ids[f"claim:{data.key}"]
    with scene.act(ACCOUNTANT) as (uow, actor):
        accept_claim(uow, actor, claim_id, version=version_of(uow, Claim, claim_id))


def order(scene: Scene, data: ApplicationData, kind: ClaimKind) -> None:
    """Record the city's order to pay a bill."""
    claim_id = scene.ids[f"claim:{data.key}"]
    with scene.act(ACCOUNTANT) as (uow, actor):
        number = ORDER.format(number=2000 + claim_id)
        seen = version_of(uow, Claim, claim_id)
        order_payment(uow, actor, claim_id, order_number=number, version=seen)


def pay(scene: Scene, data: ApplicationData, kind: ClaimKind) -> None:
    """Record that a bill was paid."""
    claim_id = scene.ids[f"claim:{data.key}"]
    with scene.act(ACCOUNTANT) as (uow, actor):
        paid_on = day_in_japan(scene.at)
        pay_claim(uow, actor, claim_id, paid_on=paid_on, version=version_of(uow, Claim, claim_id))
