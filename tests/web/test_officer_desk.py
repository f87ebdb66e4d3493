"""The officer's desk: planning and opening a call, judging what came in, mails and plugins."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

import pytest

from builders import (
    AFTER,
    IN_TIME,
    a_call,
    a_filed_application,
    version_of,
)
from koubo.applications.actions.staff import ask_correction
from koubo.applications.models import Filing
from koubo.calendar import JST, day_in_japan
from koubo.plugins import load
from koubo.schemes.models import Call
from koubo.schemes.rules import CallState
from koubo.storage.outbox import pending_events
from koubo_web.settings import Settings
from web.staff_site import StaffSite, a_staff_site, hidden, texts

PAGES = (
    "/officer/",
    "/officer/calls",
    "/officer/calls/new",
    "/officer/calls/1",
    "/officer/calls/1/applications",
    "/officer/calls/1/extend",
    "/officer/calls/1/vote",
    "/officer/calls/1/cancel",
    "/officer/applications/1",
    "/officer/applications/1/accept",
    "/officer/applications/1/ineligible",
    "/officer/filings",
    "/officer/filings/1/correction",
    "/officer/themes",
    "/officer/themes/1",
    "/officer/mails",
    "/officer/plugins",
    "/officer/schemes",
    "/officer/schemes/kurashiki",
)


CALL = {
    "scheme_id": "kurashiki",
    "title": "令和9年度事業 市民企画提案事業",
    "intake_year": "2026",
    "fiscal_year": "2027",
    "opens_on-year": "R8",
    "opens_on-month": "10",
    "opens_on-day": "1",
    "opens_time": "9:00",
    "closes_on-year": "2026",
    "closes_on-month": "12",
    "closes_on-day": "12",
    "closes_time": "24:00",
    "budget": "３，０００，０００円",
    "course_ids": "kurashiki.collab_prep",
    "briefing": "",
    "version": "",
}


@pytest.fixture
def here(settings: Settings) -> Iterator[StaffSite]:
    yield from a_staff_site(settings, load())


def stored(here: StaffSite, model: Any, key: int) -> Any:
    with here.city.uow() as uow:
        return uow.session.get_one(model, key)


def test_every_page_opens_for_an_officer_and_for_nobody_else(here: StaffSite) -> None:
    a_filed_application(here.city, a_call(here.city))
    officer, applicant = here.as_("officer"), here.as_("applicant")

    opened = {path: officer.get(path).status_code for path in PAGES}
    closed = {path: applicant.get(path).status_code for path in PAGES}

    assert opened == dict.fromkeys(PAGES, 200)
    assert closed == dict.fromkeys(PAGES, 403)


def test_the_home_says_what_has_to_be_done(here: StaffSite) -> None:
    a_filed_application(here.city, a_call(here.city))

    page = here.as_("officer").get("/officer/")

    assert "要件を確認して受理する：1件" in texts(page, ".k-todo__title")


def test_a_late_correction_stands_first(here: StaffSite) -> None:
    city = here.city
    application_id = a_filed_application(city, a_call(city))
    officer = city.actor("officer")
    with city.uow(IN_TIME, "officer") as uow:
        ask_correction(
            uow,
            city.catalog,
            officer,
            1,
            fields=["plan"],
            reason="会場を書いてください。",
            due_on=day_in_japan(IN_TIME),
            version=version_of(city, Filing, 1),
        )

    page = here.as_("officer").get("/officer/")

    assert texts(page, ".k-todo__title")[0] == "補正の期限を過ぎました：まちなか防災すごろくづくり"
    assert f"/officer/applications/{application_id}" in page.text


def test_a_call_is_planned_checked_and_published(here: StaffSite) -> None:
    officer = here.as_("officer")

    unfinished = officer.post("/officer/calls/new", **{**CALL, "closes_time": ""})
    saved = officer.post("/officer/calls/new", **CALL)
    call_page = officer.get(saved.location)
    before = officer.get("/calls/1").status_code
    confirm = officer.get("/officer/calls/1/publish")
    opened = officer.post("/officer/calls/1/publish", version=hidden(confirm, "version"))

    assert unfinished.status_code == 422
    assert "「締切の時刻」を入力してください" in unfinished.text
    assert 'value="令和9年度事業 市民企画提案事業"' in unfinished.text
    assert saved.status_code == 303
    assert "締切の日（令和8年12月12日）は土曜日です" in call_page.text
    assert before == 404
    assert "すべて想定どおりの結果になりました" in confirm.text
    assert opened.location == "/officer/calls/1"
    assert officer.get("/calls/1").status_code == 200
    assert stored(here, Call, 1).release.core_version == "0.1.0"


def test_a_call_without_its_theme_has_no_button_to_publish(here: StaffSite) -> None:
    officer = here.as_("officer")
    officer.post("/officer/calls/new", **{**CALL, "course_ids": "kurashiki.city_theme"})

    page = officer.get("/officer/calls/1/publish")
    tried = officer.post("/officer/calls/1/publish", version="1")

    assert "「行政提案コース」には市のテーマが必要です" in page.text
    assert ">公開する<" not in page.text
    assert tried.status_code == 422
    assert stored(here, Call, 1).state is CallState.PLANNED


def test_a_change_from_an_old_tab_shows_both_texts(here: StaffSite) -> None:
    officer = here.as_("officer")
    officer.post("/officer/calls/new", **CALL)
    officer.post("/officer/calls/1/edit", **{**CALL, "title": "新しい名前", "version": "1"})

    late = officer.post("/officer/calls/1/edit", **{**CALL, "title": "古い名前", "version": "1"})

    assert late.status_code == 409
    assert texts(late, ".k-changed td")[:2] == ["新しい名前", "古い名前変更あり"]
    assert 'value="古い名前"' in late.text
    assert hidden(late, "version") == "2"


def test_an_extension_tells_who_has_begun(here: StaffSite) -> None:
    a_filed_application(here.city, a_call(here.city))
    officer = here.as_("officer")
    form = officer.get("/officer/calls/1/extend")

    answer = officer.post(
        "/officer/calls/1/extend",
        **{
            "closes_on-year": "2025",
            "closes_on-month": "12",
            "closes_on-day": "15",
            "closes_time": "24:00",
            "target": "all",
            "reason": "大雨のため",
            "version": hidden(form, "version"),
        },
    )

    assert answer.status_code == 303
    assert stored(here, Call, 1).closes_at == datetime(2025, 12, 16, tzinfo=JST)
    with here.city.uow() as uow:
        event = pending_events(uow.session, now=AFTER)[-1]
    assert (event.kind, event.recipients) == (
        "deadline_extended",
        {"applicant": [here.city.ids["applicant"]]},
    )


def test_a_vote_and_a_cancellation_are_recorded(here: StaffSite) -> None:
    a_call(here.city)
    officer = here.as_("officer")

    voted = officer.post(
        "/officer/calls/1/vote",
        **{
            "voted_on-year": "2025",
            "voted_on-month": "12",
            "voted_on-day": "9",
            "budget": "1,800,000",
            "version": "1",
        },
    )
    silent = officer.post("/officer/calls/1/cancel", reason="", version="2")
    cancelled = officer.post("/officer/calls/1/cancel", reason="応募がなかった", version="2")

    assert (voted.status_code, silent.status_code, cancelled.status_code) == (303, 422, 303)
    assert (stored(here, Call, 1).budget, stored(here, Call, 1).state) == (
        1_800_000,
        CallState.CANCELLED,
    )
