"""The pages of 交付: 協定書 in the notice's place, next year's award, ends, runners-up."""

from datetime import date
from io import BytesIO

import pytest
from sqlalchemy import func, select

from after_award_builders import a_release, awards_of_call
from award_builders import (
    APPLIED,
    DECIDED,
    GRANTED,
    a_candidate,
    a_kessai,
    accepted_of,
    award,
    draft_selection,
    recommend,
    release,
    vote,
)
from builders import PDF, a_budget, a_call, an_accepted_application, version_of
from grant_builders import accept_for_grant, apply_for, draft_grant
from koubo.applications.models import Application
from koubo.applications.rules import ApplicationState
from koubo.award.decisions.actions.kessai import record_kessai
from koubo.award.models import Decision, Notice
from koubo.award.rules import AwardState, LineChange, Outcome
from koubo.problems import Refused
from web.award_walk import day, newest_decision, send, soup, words
from web.town import Town, give_accounts


def notices(town: Town) -> int:
    with town.city.uow() as uow:
        return uow.session.scalar(select(func.count()).select_from(Notice)) or 0


def test_an_agreement_that_stands_for_the_notice(town: Town) -> None:
    city = town.city
    a_release(city, agreement="instead")
    call_id, award_id = a_candidate(city)
    vote(city, call_id, 2_000_000)
    town.clock.moment = GRANTED
    accept_for_grant(city, apply_for(city, award_id))
    decision_id = draft_grant(city, award_id)
    with pytest.raises(Refused, match="協定書が交付決定通知書に代わります"):
        release(city, decision_id, now=GRANTED)
    officer, page = town.as_("officer"), f"/officer/awards/{award_id}/agreement"
    assert officer.get(f"{page}.pdf").status_code == 404
    lead = soup(officer.get(f"/officer/awards/{award_id}"))
    assert lead.select_one(f'main a[href="{page}"]') is not None
    empty = send(officer, page, code=422, group_part="")
    assert "「団体がすること」を入力してください" in empty.text
    send(officer, page, group_part="すごろくを作る。", city_part="会場を貸す。")
    half = send(officer, page, f"{page}/signatures", code=422, **day("group_on", date(2026, 4, 9)))
    assert "署名した人（職と氏名）を入力してください" in half.text
    signed = {"group_signer": "代表　水玉 花子", **day("group_on", date(2026, 4, 9))}
    send(officer, page, f"{page}/signatures", **signed)
    # What one side has signed is not rewritten.
    assert soup(officer.get(page)).select_one('[name="group_part"]') is None
    with pytest.raises(Refused):
        release(city, decision_id, now=GRANTED)
    both = {"city_signer": "倉敷市長　倉敷 太郎", **day("city_on", date(2026, 4, 10))}
    send(officer, page, f"{page}/signatures", **both)
    answer = officer.post(f"{page}/scan", scan=(BytesIO(PDF), "協定書.pdf"))
    assert answer.status_code == 303
    with officer.get(f"{page}/scan") as seen:
        assert seen.data == PDF
    before = notices(town)
    release(city, decision_id, now=GRANTED)
    assert award(city, award_id).state is AwardState.GRANTED
    assert notices(town) == before  # the agreement tells it
    applicant = town.as_("applicant")
    own = soup(applicant.get(f"/applicant/awards/{award_id}"))
    assert "団体と市の両方が署名しています" in words(own.main)
    printed = applicant.get(f"/applicant/awards/{award_id}/agreement.pdf")
    assert printed.data.startswith(b"%PDF")
    with applicant.get(f"/applicant/awards/{award_id}/agreement/scan") as seen:
        assert seen.data == PDF
    stranger = town.as_("stranger")
    assert stranger.get(f"/applicant/awards/{award_id}/agreement.pdf").status_code == 404


def test_next_year_and_an_award_taken_back(town: Town) -> None:
    city = town.city
    a_release(city, awards_per="year", apply_days="30")
    call_id, first = a_candidate(city, budget=200_000)
    vote(city, call_id, 200_000)
    town.clock.moment = APPLIED
    applicant, officer = town.as_("applicant"), town.as_("officer")
    told = words(soup(applicant.get(f"/applicant/awards/{first}")).main)
    assert "交付申請の期限令和8年4月15日" in told
    send(
        officer,
        f"/officer/awards/{first}/apply-by",
        reason="総会が遅れるため",
        **day("apply_by", date(2026, 4, 20)),
    )
    begin = words(soup(applicant.get(f"/applicant/awards/{first}/grant-application")).main)
    assert "令和8年4月20日までに提出してください" in begin
    filing_id = apply_for(city, first)
    town.clock.moment = GRANTED
    accept_for_grant(city, filing_id)
    release(city, draft_grant(city, first), now=GRANTED)
    send(
        officer,
        f"/officer/awards/{first}/next",
        adopted="80,000",
        fiscal_year="2027",
        reason="継続を決裁した",
    )
    _, second = awards_of_call(city, call_id)
    assert (second.fiscal_year, second.number, second.state) == (2027, 2, AwardState.CANDIDATE)
    send(applicant, f"/applicant/awards/{second.id}/grant-application")
    send(applicant, f"/applicant/awards/{first}/withdrawal", reason="会場が使えないため")
    todo = words(soup(officer.get(f"/officer/awards/{first}")).main)
    assert "取下げの申出を確かめて記録する" in todo
    send(officer, f"/officer/awards/{first}/withdrawal")
    assert award(city, first).state is AwardState.WITHDRAWN
    assert "交付申請を取り下げました" in words(
        soup(applicant.get(f"/applicant/awards/{first}")).main
    )
    send(
        officer,
        f"/officer/awards/{second.id}/year-vote",
        code=422,
        **day("voted_on", date(2027, 3, 20)),
    )


def test_a_refusal_and_a_lapse_from_the_pages(town: Town) -> None:
    city = town.city
    a_release(city, apply_days="10")
    call_id, award_id = a_candidate(city)
    vote(city, call_id, 2_000_000)
    town.clock.moment = GRANTED
    officer = town.as_("officer")
    assert "交付申請の期限を過ぎた団体：1件" in officer.get("/officer/").text
    send(officer, "/officer/awards/overdue", code=422)
    send(officer, "/officer/awards/overdue", awards=str(award_id))
    assert award(city, award_id).state is AwardState.LAPSED
    assert "失効" in soup(town.as_("applicant").get(f"/applicant/awards/{award_id}")).main.text


def test_a_refused_grant_from_the_drafting_page(town: Town) -> None:
    city = town.city
    call_id, award_id = a_candidate(city)
    vote(city, call_id, 2_000_000)
    town.clock.moment = GRANTED
    accept_for_grant(city, apply_for(city, award_id))
    officer, page = town.as_("officer"), f"/officer/calls/{call_id}/decisions/grant"
    silent = send(officer, page, code=422, refuse=str(award_id))
    assert "交付しない理由を入力してください" in silent.text
    # Whoever is not to be granted anything is in the decision, ticked there or not.
    reason = {f"refusal-{award_id}": "市税の滞納があるため"}
    send(officer, page, awards="", refuse=str(award_id), **reason)
    decision_id = newest_decision(town)
    shown = words(soup(officer.get(f"/officer/decisions/{decision_id}")).main)
    assert "不交付決定" in shown
    assert "市税の滞納があるため" in shown


def test_a_runner_up_is_offered_what_is_left_and_moves_up(town: Town) -> None:
    city = town.city
    call_id = a_call(city, budget=150_000)
    first = an_accepted_application(city, call_id, answers={"budget": a_budget(130_000, 100_000)})
    second = accepted_of(city, call_id, "second", cost=130_000, requested=100_000)
    give_accounts(town.app, city)
    recommend(city, call_id, {first: 100_000, second: None})
    waits = {second: LineChange(Outcome.RUNNER_UP, 0, "次点のため", departs="次点とするため")}
    release(city, draft_selection(city, call_id, changes=waits), now=DECIDED)
    town.clock.moment = DECIDED
    officer, group, list_ = town.as_("officer"), town.as_("second"), f"/officer/calls/{call_id}"
    page, own = f"/officer/applications/{second}/offer", f"/applicant/applications/{second}/offer"
    assert group.get(own).status_code == 302
    listed = soup(officer.get(f"{list_}/runners-up"))
    assert "いま空いている額50,000円" in words(listed.main)
    asked = soup(officer.get(page)).select_one('[name="amount"]')
    assert asked is not None
    assert asked["value"] == "50,000"
    send(officer, page, code=422, amount="50,001", **day("until", date(2026, 3, 25)))
    send(officer, page, note="計画の見直しをお願いします。", **day("until", date(2026, 3, 25)))
    assert "次点の事業の案内に答える" in group.get("/applicant/").text
    assert "計画の見直しをお願いします。" in group.get(own).text
    version = soup(group.get(own)).select_one('main [name="version"]')
    assert version is not None
    assert "「回答」を、受ける、受けないから" in words(soup(send(group, own, code=422), 422).main)
    answer = group.post(own, answer="accepted", version=str(version["value"]))
    assert answer.status_code == 303
    assert "受ける" in words(soup(group.get(own)).main)
    assert "繰上げ採択を起案する" in officer.get("/officer/").text
    send(officer, f"/officer/applications/{second}/promotion")
    decision_id = newest_decision(town)
    with city.uow(DECIDED, "officer") as uow:
        record_kessai(
            uow,
            city.catalog,
            city.actor("officer", DECIDED),
            decision_id,
            kessai=a_kessai(DECIDED, document_number="倉市活第200号"),
            version=version_of(city, Decision, decision_id),
        )
    release(city, decision_id, now=DECIDED)
    with city.uow() as uow:
        state = uow.session.get_one(Application, second).state
    assert state is ApplicationState.SELECTED
    assert [one.adopted for one in awards_of_call(city, call_id)] == [100_000, 50_000]
    assert "採択されました" in words(
        soup(group.get(f"/applicant/applications/{second}/result")).main
    )
