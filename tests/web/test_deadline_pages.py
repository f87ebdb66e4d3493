"""Deadlines of tracks, gates and days: planned, told to everybody, and moved one by one."""

from typing import Any

import pytest

from builders import AFTER, IN_TIME, OPENS, a_draft, later
from koubo.schemes.models import Call, CallCourse
from koubo.storage.outbox import pending_events
from tracks import (
    CONSULTED_BY,
    EITHER,
    GRANT_DAY,
    PLAIN,
    THEME_CLOSES,
    a_call_of_tracks,
    offer_tracks,
    set_deadlines,
)
from web.browser import Browser
from web.pages import errors_at, fields_of, send, soup, words
from web.staff_site import texts
from web.town import Town

BEFORE = later(THEME_CLOSES, hours=-1)
NEW_CALL = "/officer/calls/new"
FORM = f"{NEW_CALL}?scheme=kurashiki"
PLAN = {
    "title": "令和8年度事業 第2回",
    "opens_on-year": "R7",
    "opens_on-month": "10",
    "opens_on-day": "1",
    "opens_time": "9:00",
    "closes_on-year": "2025",
    "closes_on-month": "12",
    "closes_on-day": "8",
    "closes_time": "17:00",
    "budget": "3,000,000",
    "course_ids": EITHER,
    "theme_closes-city_theme-on-year": "2025",
    "theme_closes-city_theme-on-month": "11",
    "theme_closes-city_theme-on-day": "28",
    "theme_closes-city_theme-time": "17:15",
    "gates-consultation-on-year": "2025",
    "gates-consultation-on-month": "11",
    "gates-consultation-on-day": "14",
    "gates-consultation-time": "17時15分",
    "days-grant_application-year": "R8",
    "days-grant_application-month": "4",
    "days-grant_application-day": "1",
}
EXTENSION = {
    "closes_on-year": "2025",
    "closes_on-month": "12",
    "closes_on-day": "15",
    "closes_time": "24:00",
    "reason": "大雨のため",
}


@pytest.fixture
def officer(town: Town) -> Browser:
    offer_tracks(town.city)
    town.clock.moment = later(OPENS, days=-20)
    return town.as_("officer")


def test_the_form_asks_for_each_track_gate_and_day(officer: Browser) -> None:
    page = soup(officer.get(FORM))

    asked = [" ".join(one.get_text().split()) for one in page.select("legend")]
    assert [one for one in asked if "締切" in one or "期限" in one or "交付" in one] == [
        "締切の日※必須",
        "新規チャレンジコースの締切の日※任意",
        "協働準備コースの締切の日※任意",
        "市民提案コースの締切の日※任意",
        "行政提案コースの締切の日※任意",
        "行政提案コース（テーマ設定型）の締切の日※任意",
        "事前相談の期限の日※必須",
        "交付申請書の提出日（予定）※必須",
    ]


def test_what_is_missing_is_asked_for_at_its_box(officer: Browser) -> None:
    typed = fields_of(soup(officer.get(FORM))) | PLAN
    half = {"theme_closes-city_theme-time": "", "gates-consultation-on-year": ""}
    blank = {one: "" for one in PLAN if one.startswith("days-")}

    first = soup(send(officer, NEW_CALL, typed | half), 422)
    second = soup(send(officer, NEW_CALL, typed | blank), 422)

    assert list(errors_at(first)) == [
        "#field-theme_closes-city_theme-time",
        "#field-gates-consultation-on",
    ]
    assert list(errors_at(second)) == ["#field-days-grant_application"]
    for page in (first, second):
        assert all(page.select_one(link) for link in errors_at(page))
    assert fields_of(first) == typed | half


def test_a_plan_with_its_moments_is_saved_shown_and_filled_in_again(
    town: Town, officer: Browser
) -> None:
    typed = fields_of(soup(officer.get(FORM))) | PLAN
    saved = send(officer, NEW_CALL, typed)
    told = words(soup(officer.get(saved.location)).main)
    again = fields_of(soup(officer.get(f"{saved.location}/edit")))

    with town.city.uow() as uow:
        call = uow.session.get_one(Call, 1)
        row = uow.session.query(CallCourse).one()
        assert (call.gates, call.days) == (
            {"consultation": CONSULTED_BY},
            {"grant_application": GRANT_DAY},
        )
        assert (row.closes_at, row.theme_closes_at) == (None, THEME_CLOSES)
    for fact in (
        "行政提案コース（自由提案型）：令和7年12月8日17時00分00秒まで（日本時間）",
        "行政提案コース（テーマ設定型）：令和7年11月28日17時15分00秒まで（日本時間）",
        "事前相談の期限令和7年11月14日17時15分00秒まで（日本時間）",
        "交付申請書の提出日（予定）令和8年4月1日",
    ):
        assert fact in told
    moments = {name: again[name] for name in PLAN if name.startswith(("theme_closes", "gates"))}
    assert moments == {name: PLAN[name] for name in moments} | {"gates-consultation-time": "17:15"}


def test_a_second_call_of_the_same_name_is_pointed_out(officer: Browser) -> None:
    for day in ("8", "9"):
        send(
            officer,
            NEW_CALL,
            fields_of(soup(officer.get(FORM))) | PLAN | {"closes_on-day": day},
        )

    warned = [
        texts(officer.get(f"/officer/calls/2{page}"), ".k-banner") for page in ("", "/publish")
    ]

    for banners in warned:
        assert any(
            "「令和8年度事業 第2回」という名前の募集がほかにもあります" in one for one in banners
        )


@pytest.mark.parametrize(
    ("moment", "following", "states"),
    [
        (BEFORE, "次の締切は令和7年11月28日（金）17:15まで", ["受付中", "受付中"]),
        (THEME_CLOSES, "次の締切は令和7年12月8日（月）17:00まで", ["受付中", "受付終了"]),
    ],
)
def test_the_public_page_has_a_line_for_each_track(
    town: Town, moment: Any, following: str, states: list[str]
) -> None:
    call_id = a_call_of_tracks(town.city)
    town.clock.moment = moment
    visitor = Browser(town.app.test_client())

    page = soup(visitor.get(f"/calls/{call_id}"))
    front = words(soup(visitor.get("/")).main)

    rows = [
        [words(one) for one in row.select("th, td")]
        for row in page.select("table")[1].select("tbody tr")
    ]
    assert rows[3:] == [
        ["行政提案コース（自由提案型）", "令和7年12月8日17時00分00秒まで（日本時間）", states[0]],
        [
            "行政提案コース（テーマ設定型）",
            "令和7年11月28日17時15分00秒まで（日本時間）",
            states[1],
        ],
    ]
    assert following in words(page.main)
    assert "事前相談の期限令和7年11月14日17時15分00秒まで（日本時間）" in words(page.main)
    assert following.replace("は", "", 1) in front


def test_a_closed_track_cannot_be_chosen_and_says_why(town: Town) -> None:
    call_id = a_call_of_tracks(town.city)
    set_deadlines(town.city, call_id, PLAIN, closes_at=THEME_CLOSES)
    town.clock.moment = THEME_CLOSES
    applicant, path = town.as_("applicant"), f"/applicant/calls/{call_id}/start"

    answer = applicant.get(path)
    page = soup(answer)
    tried = send(
        applicant,
        path,
        fields_of(page) | {"course_id": EITHER, "theme_id": str(town.city.ids["theme"])},
    )
    begun = send(applicant, path, fields_of(page) | {"course_id": EITHER})

    closed = [one for one in texts(answer, ".k-banner__heading") if "終わりました" in one]
    assert closed == [
        "「協働準備コース」の受付は終わりました",
        "「行政提案コース（テーマ設定型）」の受付は終わりました",
    ]
    offered = [str(one["value"]) for one in page.select('input[name="course_id"]')]
    assert (PLAIN in offered, EITHER in offered) == (False, True)
    assert page.select('input[name="theme_id"]') == []
    assert tried.status_code == 422
    assert "「行政提案コース（テーマ設定型）」の受付は終わりました" in tried.text
    assert begun.status_code == 303


def test_whether_one_answers_a_theme_is_asked_where_one_may(town: Town) -> None:
    call_id = a_call_of_tracks(town.city)
    town.clock.moment = BEFORE
    applicant, path = town.as_("applicant"), f"/applicant/calls/{call_id}/start"
    typed = fields_of(soup(applicant.get(path))) | {"course_id": EITHER}

    silent = soup(send(applicant, path, typed), 422)
    free = send(applicant, path, typed | {"theme_id": "none"})

    assert list(errors_at(silent)) == ["#field-theme_id"]
    assert free.status_code == 303


def test_a_draft_says_the_deadline_of_its_own_track(town: Town) -> None:
    filing_id = a_draft(town.city, a_call_of_tracks(town.city), course="city_theme", now=BEFORE)
    town.clock.moment = IN_TIME
    applicant = town.as_("applicant")

    check = words(soup(applicant.get(f"/applicant/check/{filing_id}")).main)
    home = words(soup(applicant.get("/applicant/")).main)

    assert "締切は令和7年11月28日17時15分00秒まで（日本時間）でした" in check
    assert "を仕上げて提出する" not in home


def test_one_deadline_is_moved_and_only_those_concerned_are_told(town: Town) -> None:
    call_id = a_call_of_tracks(town.city)
    a_draft(town.city, call_id, course="city_theme", now=BEFORE)
    a_draft(
        town.city,
        call_id,
        applicant="stranger",
        organisation="other_organisation",
        now=BEFORE,
    )
    town.clock.moment = IN_TIME
    officer, path = town.as_("officer"), f"/officer/calls/{call_id}/extend"
    page = soup(officer.get(path))
    typed = fields_of(page) | EXTENSION

    silent = soup(send(officer, path, typed), 422)
    moved = send(officer, path, typed | {"target": f"theme:{EITHER}"})

    offered = [words(one) for one in page.select(".k-choice__label")]
    assert offered[-2:] == ["行政提案コース（テーマ設定型）", "事前相談"]
    assert list(errors_at(silent)) == ["#field-target"]
    assert moved.status_code == 303
    with town.city.uow() as uow:
        event = pending_events(uow.session, now=AFTER)[-1]
    assert (event.kind, event.recipients) == (
        "step_extended",
        {"applicant": [town.city.ids["applicant"]]},
    )
    public = words(soup(officer.get(f"/calls/{call_id}")).main)
    assert "「行政提案コース（テーマ設定型）」の締切を延長しました" in public
    history = words(soup(officer.get(f"/officer/calls/{call_id}")).main)
    assert (
        "「行政提案コース（テーマ設定型）」の新しい締切：令和7年12月15日24時00分00秒まで" in history
    )


def test_a_call_with_one_deadline_asks_for_no_target(town: Town) -> None:
    call_id = a_call_of_tracks(town.city, moments={})
    set_deadlines(town.city, call_id, EITHER, theme_closes_at=None)
    with town.city.uow() as uow, uow.writing() as write:
        for row in write.session.query(CallCourse).filter(CallCourse.course_id != PLAIN):
            write.session.delete(row)
    officer, path = town.as_("officer"), f"/officer/calls/{call_id}/extend"

    page = soup(officer.get(path))
    moved = send(officer, path, fields_of(page) | EXTENSION)

    assert page.select('input[type="radio"]') == []
    assert moved.status_code == 303
