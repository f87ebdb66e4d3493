"""計画の変更 and 中止・廃止 through the pages: begun, told, handed in, noted or decided, released."""

from datetime import date

from sqlalchemy import select

from amendment_builders import ANSWERED, CHANGED, a_stop, start_change
from award_builders import award, release
from grant_builders import a_granted_award
from koubo.award.amendments.models import Amendment
from koubo.award.amendments.rules import AmendmentState
from koubo.award.models import Award
from koubo.award.rules import AwardState
from web.award_walk import day, kessai, newest_decision, send, soup, words
from web.town import Town


def newest_amendment(town: Town) -> Amendment:
    with town.city.uow() as uow:
        return uow.session.scalars(select(Amendment).order_by(Amendment.id.desc())).first()


def links(page) -> list[str]:
    return [one["href"] for one in page.select("main a")]


def test_a_change_from_the_button_to_the_letter(town: Town) -> None:
    _, award_id = a_granted_award(town.city)
    town.clock.moment = CHANGED
    browser = town.as_("applicant")
    page = soup(browser.get(f"/applicant/awards/{award_id}"))
    assert f"/applicant/awards/{award_id}/amendment" in links(page)
    start = soup(browser.get(f"/applicant/awards/{award_id}/amendment"))
    assert "経費の配分を変えるとき：前もって承認を受ける" in words(start.main)
    answer = send(
        browser,
        f"/applicant/awards/{award_id}/amendment",
        to=f"/applicant/awards/{award_id}/amendment",
    )
    filing_id = newest_amendment(town).filing_id
    assert answer.location.endswith(f"/filings/{filing_id}")

    unchanged = soup(browser.get(f"/applicant/check/{filing_id}"))
    assert "変わったところがありません" in words(unchanged.main)
    assert start_change(town.city, award_id, cost=100_000, requested=75_000) == filing_id
    check = words(soup(browser.get(f"/applicant/check/{filing_id}")).main)
    assert "市の承認が必要です：補助金の額、経費の配分" in check
    assert "支出消耗品費台紙138,400円100,000円－38,400円" in check
    assert "交付決定額103,000円→75,000円" in check
    send(browser, f"/applicant/check/{filing_id}")
    amendment_id = newest_amendment(town).id
    own = soup(browser.get(f"/applicant/amendments/{amendment_id}"))
    assert "103,000円→75,000円" in words(own.main)
    blocked = soup(browser.get(f"/applicant/awards/{award_id}/amendment"))
    assert f"/applicant/amendments/{amendment_id}" in links(blocked)

    officer, path = town.as_("officer"), f"/officer/amendments/{amendment_id}"
    assert "/officer/amendments?state=filed" in links(soup(officer.get("/officer/")))
    assert path in links(soup(officer.get("/officer/amendments?state=filed")))
    assert path in links(soup(officer.get(f"/officer/awards/{award_id}")))
    shown = soup(officer.get(path))
    assert "支出の合計138,400円100,000円－38,400円" in words(shown.main)
    assert f"{path}/decision" in links(shown)
    town.clock.moment = ANSWERED
    officer = town.as_("officer")
    wrong = send(officer, f"{path}/decision", code=422, answer="refuse")
    assert "「承認しない理由」を入力してください" in words(soup(wrong, 422).main)
    send(
        officer,
        f"{path}/decision",
        answer="approve",
        **kessai(date(2026, 8, 10)),
    )
    assert "決定を見る" in words(soup(officer.get(path)).main)
    release(town.city, newest_decision(town), now=ANSWERED)

    assert award(town.city, award_id).awarded == 75_000
    done = words(soup(town.as_("applicant").get(f"/applicant/awards/{award_id}")).main)
    assert "交付決定額75,000円" in done
    assert "変更承認通知書" in done
    assert "承認" in words(soup(officer.get(path)).main)


def test_the_contact_is_changed_without_approval_and_told(town: Town) -> None:
    _, award_id = a_granted_award(town.city)
    town.clock.moment = CHANGED
    browser, path = town.as_("applicant"), "/applicant/applications/1/contact"
    assert path in links(soup(browser.get("/applicant/applications/1")))
    wrong = send(browser, path, code=422, name="")
    said = words(soup(wrong, 422).main)
    assert "「氏名」を入力してください" in said
    assert "「電話番号」か「メールアドレス」" in said
    send(browser, path, name="田中　次郎", telephone="086-000-0000")
    again = words(soup(browser.get(path)).main)
    assert "田中次郎086-000-0000" in again
    officer = words(soup(town.as_("officer").get(f"/officer/awards/{award_id}")).main)
    assert "連絡担当者：田中次郎086-000-0000" in officer
    late = {"name": "別の人", "telephone": "1", "version": "0", **day("from_on", date(2026, 8, 3))}
    assert browser.post(path, **late).status_code == 409
    assert town.as_("stranger").get(path).status_code == 404


def test_a_stop_told_to_the_office_is_recorded_and_decided(town: Town) -> None:
    _, award_id = a_granted_award(town.city)
    town.clock.moment = CHANGED
    officer, path = town.as_("officer"), f"/officer/awards/{award_id}/stop"
    wrong = send(officer, path, code=422, told_by="", reason="", way="")
    said = words(soup(wrong, 422).main)
    assert "「中止・廃止の理由」" in said
    assert "「団体のどなたから」" in said
    send(
        officer,
        path,
        told_by="会長　山田花子",
        way="電話",
        reason="講師が見つからないため",
        **day("stops_on", date(2026, 9, 30)),
    )
    stop = newest_amendment(town)
    assert (stop.state, stop.stops_on) == (AmendmentState.FILED, date(2026, 9, 30))
    soup(officer.get(f"/officer/filings/{stop.filing_id}"))
    soup(officer.get(f"/officer/filings/{stop.filing_id}/changes"))
    own = words(soup(town.as_("applicant").get(f"/applicant/amendments/{stop.id}")).main)
    assert "講師が見つからないため" in own
    send(officer, f"/officer/amendments/{stop.id}/decision", answer="approve")
    decided = newest_decision(town)
    soup(officer.get(f"/officer/decisions/{decided}"))
    with town.city.uow() as uow:
        assert uow.session.get_one(Award, award_id).state is AwardState.GRANTED


def test_a_stop_of_ones_own_and_its_withdrawal(town: Town) -> None:
    _, award_id = a_granted_award(town.city)
    town.clock.moment = CHANGED
    browser, path = town.as_("applicant"), f"/applicant/awards/{award_id}/stop"
    late = send(browser, path, code=422, reason="やめる", **day("stops_on", date(2027, 4, 1)))
    assert "事業年度の中の日" in words(soup(late, 422).main)
    send(browser, path, reason="やめる", **day("stops_on", date(2026, 9, 30)))
    stop = newest_amendment(town)
    assert "市の承認が必要です" in words(soup(browser.get(f"/applicant/amendments/{stop.id}")).main)
    send(browser, f"/applicant/amendments/{stop.id}/withdrawal")
    again = a_stop(town.city, award_id)

    assert newest_amendment(town).id == again
    assert town.as_("stranger").get(f"/applicant/amendments/{again}").status_code == 404
