"""Refused costs, a revocation and money that comes back, on the officer's pages."""

from datetime import date, datetime

from sqlalchemy import select

from award_builders import SETTLED, award
from builders import version_of
from grant_builders import a_granted_award, accept, claim_and_pay, draft_settlement, report
from koubo.award.models import Award
from koubo.award.rules import AwardState
from koubo.calendar import JST
from koubo.reporting.models import Repayment, Report
from web.award_walk import (
    COSTS,
    day,
    fields_of,
    kessai,
    newest_decision,
    release_on_pages,
    send,
    soup,
    words,
)
from web.town import Town

REVOKED = datetime(2027, 6, 10, 10, 0, tzinfo=JST)


def a_reported_award(town: Town) -> tuple[int, int]:
    """Paid 300,000, reported 352,480; give the award's and the report's id."""
    _, award_id = a_granted_award(town.city, **COSTS, adopted=300_000)
    claim_and_pay(town.city, award_id, 300_000)
    report_id = report(town.city, award_id, cost=352_480, requested=300_000)
    town.clock.moment = SETTLED
    return award_id, report_id


def test_costs_that_are_refused_lower_what_is_fixed(town: Town) -> None:
    award_id, report_id = a_reported_award(town)
    officer, path = town.as_("officer"), f"/officer/awards/reports/{report_id}"
    costs = f"{path}/costs"
    page = soup(officer.get(path))
    assert page.select_one(f'main a[href="{costs}"]') is not None
    stale = fields_of(soup(officer.get(costs)).select_one("main form"))

    wrong = send(officer, costs, code=422, **{"amount-0": "400,000"})
    assert [one["href"] for one in soup(wrong, 422).select("#errors a")] == [
        "#field-amount-0",
        "#field-reason-0",
    ]
    send(officer, costs, **{"amount-0": "12,480", "reason-0": "領収書の宛名が団体でないため"})

    shown = words(soup(officer.get(path)))
    for told in (
        "報告された対象経費352,480円",
        "対象外にした額12,480円",
        "認めた対象経費340,000円",
        "対象外にした経費：消耗品費「台紙」（352,480円のうち）12,480円　理由：領収書の宛名が団体でないため".replace(
            "　", ""
        ),
        "確定額272,000円",
    ):
        assert told in shown, told
    answer = officer.post(costs, **{**stale, "amount-0": "", "reason-0": ""})
    assert answer.status_code == 409
    kept = soup(officer.get(costs))
    assert kept.select_one("#field-amount-0")["value"] == "12,480"

    accept(town.city, report_id)
    with town.city.uow() as uow:
        settlement = uow.session.get_one(Report, report_id).settlement
    assert settlement is not None
    assert (settlement["fixed_amount"], settlement["return_amount"]) == (272_000, 28_000)
    send(officer, costs, **{"amount-0": "2,480", "reason-0": "食糧費のため"})
    draft_settlement(town.city, award_id)
    with town.city.uow() as uow:
        settlement = uow.session.get_one(Report, report_id).settlement
    assert settlement is not None
    assert settlement["fixed_amount"] == 280_000
    late = officer.post(costs, **{**fields_of(soup(officer.get(costs)).select_one("main form"))})
    assert late.status_code == 409


def test_an_award_is_revoked_in_part_and_its_money_comes_back_with_interest(town: Town) -> None:
    award_id, report_id = a_reported_award(town)
    accept(town.city, report_id)
    town.clock.moment = REVOKED
    officer, path = town.as_("officer"), f"/officer/awards/{award_id}"
    revocation = f"{path}/revocation"
    assert soup(officer.get(path)).select_one(f'main a[href="{revocation}"]') is not None

    wrong = send(officer, revocation, code=422)
    assert "全部を取り消すか、一部を取り消すかを選んでください。" in words(soup(wrong, 422))
    asked = {
        "extent": "part",
        "amount": "100,000",
        "ground": "要綱第15条第1項第2号",
        "reason": "ほかの用途に使われたため。",
    }
    send(officer, revocation, **asked, **kessai(REVOKED.date()))
    assert officer.get(revocation).status_code == 409  # drafted once
    shown = words(soup(officer.get(f"/officer/decisions/{newest_decision(town)}")))
    assert "交付決定額300,000−取り消す額200,000→取消し後の交付決定額100,000円" in shown
    release_on_pages(town)

    found = award(town.city, award_id)
    assert (found.state, found.awarded) == (AwardState.REPORTED, 100_000)
    with town.city.uow() as uow:
        repayment_id = uow.session.scalars(select(Repayment.id)).one()
    officer, repayment = town.as_("officer"), f"/officer/awards/repayments/{repayment_id}"
    assert "加算金の率年10.95%" in words(soup(officer.get(repayment)))
    send(officer, repayment, do="bill", number="納第55号")
    page = soup(officer.get(repayment))
    assert "返還の期限" not in words(page)
    assert "令和9年6月30日" in words(page)
    form = fields_of(page.select("main form")[1])
    on = day("day", REVOKED.date())
    early = day("day", date(2027, 6, 9))
    wrong = officer.post(repayment, **{**form, **early, "do": "receive"})
    assert "「収納日」は返還を求めた日" in words(soup(wrong, 422))
    assert officer.post(repayment, **{**form, **on, "do": "receive"}).status_code == 303
    assert officer.post(repayment, **{**form, **on, "do": "receive"}).status_code == 409
    page = soup(officer.get(repayment))
    assert "令和9年度の歳入（雑入・過年度収入）" in words(page)
    waiver = fields_of(page.select("main form")[2])
    answer = officer.post(repayment, **{**waiver, "do": "waive", "reason": "災害のため"})
    assert answer.status_code == 303
    assert "返還済み" in words(soup(officer.get(repayment)))
    assert (award(town.city, award_id).returned, version_of(town.city, Award, award_id)) > (0, 0)
