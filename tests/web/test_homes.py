"""Homes answer what to do next: first the tasks, then the figures, then the lists."""

from datetime import date

import pytest

from applications.handing_in import ask
from award_builders import DECIDED, accepted_of, draft_selection, recommend, release
from builders import (
    AFTER,
    a_call,
    a_draft,
    a_filed_application,
    an_accepted_application,
    later,
    version_of,
)
from grant_builders import GRANTED, a_granted_award
from koubo.applications.models import Application
from koubo.award.models import Award
from koubo.award.payments.actions.claims import file_claim
from koubo.award.payments.actions.paying import send_back_claim
from koubo.award.payments.claim_rules import ClaimKind
from koubo.people.models import Bar, SeatRow
from koubo.people.rules import BarCause, SeatKind
from promises.watched_day import add_day
from review.rounds import Round, a_round
from web.browser import Browser
from web.pages import soup, words
from web.town import Town, give_accounts


def headings(page) -> list[str]:
    """Give the headings of a page's parts, in order."""
    return [words(one) for one in page.select("main h2")]


def counts(page) -> dict[str, str]:
    """Give the small figures of a home."""
    return {
        words(one.select_one(".k-counts__label")): words(one.select_one(".k-counts__value"))
        for one in page.select(".k-counts__item")
    }


@pytest.fixture
def round_(town: Town) -> Round:
    """Give a call whose first stage has begun, on the site's own city."""
    found = a_round(town.city)
    found.start()
    town.clock.moment = AFTER
    return found


def test_the_officers_home_shows_tasks_figures_the_week_money_and_calls(town: Town) -> None:
    call_id = a_call(town.city)
    a_filed_application(town.city, call_id)
    ask(town.city, a_filed_application(town.city, call_id), "effect")
    town.clock.moment = later(AFTER, days=5)

    page = soup(town.as_("officer").get("/officer/"))

    assert headings(page)[1:] == [
        "いまの件数", "7日以内の期限", "進行中の募集の予算", "進行中の募集",
    ]  # fmt: skip
    assert headings(page)[0].startswith("次にすること（")
    assert counts(page) == {
        "確認待ちの応募": "1件", "補正中の応募": "1件", "届いた書類": "0件",
        "決裁待ちの決定": "0件", "施行待ちの決定": "0件", "団体からの請求": "0件",
    }  # fmt: skip
    # What there is none of leads nowhere.
    assert len(page.select(".k-counts a")) == 2
    assert [words(one) for one in page.select(".k-days__words a")] == ["補正の期限：1件"]
    [year] = page.select('section[aria-labelledby="money-heading"] tbody tr')
    assert [words(one) for one in year.select("td")] == [
        "2,000,000円（予定を含む）", "206,000円", "0円", "0円", "0円",
    ]  # fmt: skip
    assert [words(one) for one in page.select("main h3:not(.k-todo__title)")] == [
        "要件の確認から採否の決定まで（1件）"
    ]


def test_who_is_kept_out_of_an_application_is_shown_no_sum_of_its_call(town: Town) -> None:
    application_id = a_filed_application(town.city, a_call(town.city))
    with town.city.uow() as uow, uow.writing() as write:
        write.session.add(
            Bar(
                person_id=town.city.ids["officer"],
                application_id=application_id,
                cause=BarCause.RECUSED,
                set_at=AFTER,
            )
        )

    page = soup(town.as_("officer").get("/officer/"))

    assert [words(one) for one in page.select('[aria-labelledby="money-heading"] td')][1:] == (
        ["―"] * 4
    )
    assert counts(page)["確認待ちの応募"] == "0件"


def test_the_menu_keeps_the_days_pages_apart_from_the_rest(town: Town) -> None:
    page = soup(town.as_("officer").get("/officer/mails"))

    assert [words(one) for one in page.select("nav.k-nav a.k-nav__link")] == [
        "ホーム", "受付", "募集", "決定", "交付・精算", "団体",
    ]  # fmt: skip
    assert [words(one) for one in page.select("nav.k-nav details a")] == [
        "届いた書類", "テーマ", "メール", "制度", "職員", "プラグイン",
    ]  # fmt: skip
    assert words(page.select_one("nav.k-nav summary")) == "ほかのメニュー（いま：メール）"


def test_a_reviewers_home_shows_progress_and_the_next_timetable(town: Town, round_: Round) -> None:
    first, second = round_.applications[:2]
    add_day(town.city, round_.call_id, [first, second])
    round_.declare("reviewer_a")
    round_.mark("reviewer_a", first)
    browser = town.as_("reviewer_a")

    page = soup(browser.get("/reviewer/"))

    assert words(page.select_one(".k-done__words")) == "2件のうち1件を提出しました"
    day = page.select_one('[aria-labelledby="day-heading"]')
    assert words(day.h2) == "今日の日程"
    assert len(day.select("tbody tr")) == 2
    assert "利害関係のため表示しません" not in words(day)


def test_a_reviewer_who_has_not_declared_reads_no_name_in_the_timetable(
    town: Town, round_: Round
) -> None:
    add_day(town.city, round_.call_id, round_.applications[:2])

    day = soup(town.as_("reviewer_a").get("/reviewer/")).select_one(
        '[aria-labelledby="day-heading"]'
    )

    assert [words(one.select("td, th")[1]) for one in day.select("tbody tr")] == (
        ["（利害関係のため表示しません）"] * 2
    )


def test_an_applicant_sees_the_next_step_of_each_application(town: Town) -> None:
    call_id = a_call(town.city)
    a_filed_application(town.city, call_id)
    ask(town.city, a_filed_application(town.city, call_id), "effect")
    a_draft(town.city, call_id)

    page = soup(town.as_("applicant").get("/applicant/"))

    assert [words(one) for one in page.select(".k-entries__next")] == [
        "次は受付は終わりました。",
        "次は企画提案書を直して、もう一度提出する",
        "次は市が、書類と応募の条件を確かめています。",
    ]
    assert [words(one) for one in page.select(".k-todo__mark")] == ["市から戻ってきました"]


def test_a_colon_in_the_name_of_a_project_cuts_no_step(town: Town) -> None:
    application_id = a_filed_application(town.city, a_call(town.city))
    ask(town.city, application_id, "effect")
    with town.city.uow() as uow, uow.writing() as write:
        write.session.get_one(Application, application_id).project_name = "水辺：夏の部"

    page = soup(town.as_("applicant").get("/applicant/"))

    assert [words(one) for one in page.select(".k-entries__next")] == [
        "次は企画提案書を直して、もう一度提出する"
    ]


def test_somebody_with_several_seats_sees_all_tasks_at_once(town: Town) -> None:
    a_filed_application(town.city, a_call(town.city))
    with town.city.uow() as uow, uow.writing() as write:
        write.session.add(
            SeatRow(
                person_id=town.city.ids["officer"],
                kind=SeatKind.DEPARTMENT,
                department_id=town.city.ids["department"],
                from_on=date(2025, 4, 1),
            )
        )

    town.clock.moment = later(
        AFTER, days=150
    )  # a year for which the department offers no theme yet

    page = soup(town.as_("officer").get("/home"))

    assert sorted({words(one) for one in page.select(".k-todo__mark")}) == ["事務局", "担当課"]
    assert [words(one) for one in page.select(".k-entries__title a")] == [
        "事務局のページを開く", "担当課のページを開く",
    ]  # fmt: skip


def bill(town: Town, award_id: int, amount: int) -> int:
    with town.city.uow(GRANTED, "applicant") as uow:
        return file_claim(
            uow, town.city.catalog, town.city.actor("applicant", GRANTED), award_id,
            kind=ClaimKind.ADVANCE, amount=amount, purpose="材料の購入",
            version=version_of(town.city, Award, award_id),
        )  # fmt: skip


def tasks(browser: Browser, award_id: int) -> list[str]:
    page = soup(browser.get(f"/applicant/awards/{award_id}"))
    return [words(one) for one in page.select(".k-todo__title")]


def test_a_bill_sent_back_is_a_task_though_a_later_instalment_is_there(town: Town) -> None:
    _, award_id = a_granted_award(town.city)
    town.clock.moment = GRANTED
    first = bill(town, award_id, 20_000)
    bill(town, award_id, 10_000)
    with town.city.uow(GRANTED, "officer") as uow:
        officer = town.city.actor("officer", GRANTED)
        send_back_claim(uow, officer, first, reason="名義が違います。", version=1)
    browser = town.as_("applicant")
    told = "請求を直して、もう一度請求する"

    before = tasks(browser, award_id)
    bill(town, award_id, 20_000)
    after = tasks(browser, award_id)

    assert (told in before, told in after) == (True, False)


def test_who_was_not_chosen_is_led_to_the_reasons_from_home(town: Town) -> None:
    city = town.city
    call_id = a_call(city)
    chosen = an_accepted_application(city, call_id)
    other = accepted_of(city, call_id, "second", cost=130_000, requested=100_000)
    give_accounts(town.app, city)
    recommend(city, call_id, {chosen: 100_000, other: None})
    release(city, draft_selection(city, call_id), now=DECIDED)
    town.clock.moment = DECIDED
    group = town.as_("second")

    way = soup(group.get("/applicant/")).select_one(".k-entries__next a")

    assert way is not None
    assert (words(way), way["href"]) == (
        "審査の結果と理由を見る",
        f"/applicant/applications/{other}/result",
    )
    result = soup(group.get(str(way["href"])))
    assert result.select_one("#reason-heading") is not None
