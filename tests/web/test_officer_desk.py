"""The officer's desk: planning and opening a call, judging what came in, mails and plugins."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select

from builders import (
    AFTER,
    CLOSES,
    IN_TIME,
    OPENS,
    a_call,
    a_filed_application,
    accept_it,
    version_of,
)
from koubo.applications.actions.filing import file
from koubo.applications.actions.staff import ask_correction
from koubo.applications.models import Application, Filing, Snapshot
from koubo.applications.rules import ApplicationState, FilingState
from koubo.calendar import JST, day_in_japan
from koubo.hooks import hookimpl
from koubo.people.messages import make_mails
from koubo.people.models import Bar
from koubo.people.rules import BarCause
from koubo.plugins import load
from koubo.schemes.forms import FilingKind
from koubo.schemes.models import Call
from koubo.schemes.rules import CallState
from koubo.storage.outbox import Mail, MailState, pending_events
from koubo_web.settings import Settings
from web.staff_site import StaffSite, a_filing, a_staff_site, hidden, many_applications, texts

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
            "reason": "大雨のため",
            "version": hidden(form, "version"),
        },
    )

    assert answer.status_code == 303
    assert stored(here, Call, 1).closes_at == datetime(2025, 12, 16, tzinfo=JST)
    with here.city.uow() as uow:
        event = pending_events(uow.session, now=AFTER)[-1]
    assert (event.kind, event.recipients) == ("deadline_extended", [here.city.ids["applicant"]])


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


def test_the_list_is_filtered_searched_and_paged(here: StaffSite) -> None:
    call_id = a_call(here.city)
    first = a_filed_application(here.city, call_id)
    accept_it(here.city, first)
    many_applications(here.city, call_id, first, 60)
    officer, path = here.as_("officer"), f"/officer/calls/{call_id}/applications"

    accepted = texts(officer.get(f"{path}?state=accepted"), "tbody th")
    by_name = texts(officer.get(f"{path}?q=団体007"), "tbody th")
    by_number = texts(officer.get(f"{path}?q=ｋｕ26-1-0107"), "tbody th")
    page_1 = texts(officer.get(path), "tbody th")
    page_2 = texts(officer.get(f"{path}?after={page_1[-1]}"), "tbody th")
    back = texts(officer.get(f"{path}?before={page_2[0]}"), "tbody th")
    nothing = officer.get(f"{path}?q=%25")

    assert len(accepted) == 1
    assert by_name == by_number == ["KU26-1-0107-00"]
    assert (len(page_1), len(page_2), back) == (50, 11, page_1)
    assert "条件に合う応募はありません" in nothing.text


def test_the_list_and_the_page_say_as_little_at_250_rows_as_at_10(here: StaffSite) -> None:
    call_id = a_call(here.city)
    first = a_filed_application(here.city, call_id)
    officer, counted = here.as_("officer"), []
    for start, more in ((0, 9), (9, 240)):
        many_applications(here.city, call_id, first, more, start=start)
        counted.append(
            [
                here.statements(officer, f"/officer/calls/{call_id}/applications"),
                here.statements(officer, f"/officer/applications/{first}"),
                here.statements(officer, f"/officer/calls/{call_id}"),
                here.statements(officer, "/officer/calls"),
            ]
        )

    assert counted[0] == counted[1]
    listing, page, call, calls = counted[0]
    assert (listing <= 8, page <= 10, call <= 10, calls <= 8) == (True, True, True, True)


def test_an_application_is_accepted_once_every_rule_is_answered(here: StaffSite) -> None:
    application_id = a_filed_application(here.city, a_call(here.city))
    officer, path = here.as_("officer"), f"/officer/applications/{application_id}"

    early = officer.post(f"{path}/accept", version="3")
    unsaid = officer.post(f"{path}/findings", rule="staff_check.exclusion", note="")
    found = officer.post(
        f"{path}/findings", rule="staff_check.exclusion", answer="met", note="照会済み"
    )
    page = officer.get(path)
    confirm = officer.get(f"{path}/accept")
    accepted = officer.post(f"{path}/accept", version=hidden(confirm, "version"))

    assert early.status_code == 422
    assert "まだ確かめていません" in early.text
    assert unsaid.status_code == 422
    assert found.status_code == 303
    assert "職員の確認：満たす 照会済み" in texts(page, ".k-findings__working li")
    assert "受理の確認へ進む" in page.text
    assert accepted.status_code == 303
    assert stored(here, Application, application_id).state is ApplicationState.ACCEPTED


def test_workings_bear_the_marks_of_what_is_not_confirmed(here: StaffSite) -> None:
    application_id = a_filed_application(here.city, a_call(here.city))

    page = here.as_("officer").get(f"/officer/applications/{application_id}")

    assert "結果 103,000円" in " ".join(texts(page, ".k-working__result")).replace("結果", "結果 ")
    assert any("【要確認】" in text for text in texts(page, ".k-findings__working li"))
    assert any("【要確認】" in text for text in texts(page, ".k-working__line"))


def test_an_application_that_misses_a_rule_is_found_ineligible(here: StaffSite) -> None:
    application_id = a_filed_application(here.city, a_call(here.city))
    officer, path = here.as_("officer"), f"/officer/applications/{application_id}"
    officer.post(f"{path}/findings", rule="staff_check.exclusion", answer="not_met", note="該当")

    form = officer.get(f"{path}/ineligible")
    silent = officer.post(f"{path}/ineligible", reason=" ", version=hidden(form, "version"))
    done = officer.post(f"{path}/ineligible", reason="該当", version=hidden(form, "version"))

    assert "を満たしていません。該当" in texts(form, "textarea")[0]
    assert (silent.status_code, done.status_code) == (422, 303)
    assert stored(here, Application, application_id).state is ApplicationState.INELIGIBLE


def test_a_correction_is_asked_for_and_its_changes_are_shown(here: StaffSite) -> None:
    city = here.city
    application_id = a_filed_application(city, a_call(city))
    officer, path = here.as_("officer"), "/officer/filings/1/correction"
    wanted = {
        "fields": "plan",
        "reason": "会場を書いてください。",
        "due_on-year": "R7",
        "due_on-month": "12",
        "due_on-day": "20",
        "version": hidden(officer.get(path), "version"),
    }

    empty = officer.post(path, version=wanted["version"], reason="", fields="")
    asked = officer.post(path, **wanted)
    waiting = officer.get(f"/officer/applications/{application_id}")
    _answer_correction(here)
    page = officer.get(f"/officer/applications/{application_id}")

    assert empty.status_code == 422
    assert asked.location == f"/officer/applications/{application_id}"
    assert "直してもらう項目：実施する内容" in waiting.text
    assert texts(page, ".k-changed th") == ["実施する内容"]
    assert stored(here, Application, application_id).state is ApplicationState.FILED


def _answer_correction(here: StaffSite) -> None:
    city, actor = here.city, here.city.actor("applicant")
    with city.uow(AFTER, "applicant") as uow, uow.writing() as write:
        filing = write.session.get_one(Filing, 1)
        filing.draft = {**filing.draft, "plan": "中央公民館で4回遊ぶ。"}
    with city.uow(AFTER, "applicant") as uow:
        version = version_of(city, Filing, 1)
        file(uow, city.catalog, city.files, actor, 1, version=version)


def test_who_is_kept_out_does_not_see_the_application(here: StaffSite) -> None:
    city = here.city
    application_id = a_filed_application(city, a_call(city))
    with city.uow(AFTER) as uow, uow.writing() as write:
        write.session.add(
            Bar(
                person_id=city.ids["officer"],
                application_id=application_id,
                cause=BarCause.RECUSED,
                set_at=AFTER,
            )
        )
    officer = here.as_("officer")

    assert officer.get(f"/officer/applications/{application_id}").status_code == 404
    assert "応募はまだありません" in officer.get("/officer/calls/1/applications").text


def test_a_grant_application_is_accepted_as_complete(here: StaffSite) -> None:
    city = here.city
    application_id = a_filed_application(city, a_call(city))
    with city.uow(AFTER) as uow, uow.writing() as write:
        model = write.session.scalars(select(Snapshot)).one()
        filing_id = a_filing(write.session, application_id, FilingKind.GRANT_APPLICATION, model)
    officer = here.as_("officer")

    listed = officer.get("/officer/filings")
    page = officer.get(f"/officer/filings/{filing_id}")
    confirm = officer.get(f"/officer/filings/{filing_id}/accept")
    done = officer.post(f"/officer/filings/{filing_id}/accept", version=hidden(confirm, "version"))

    assert texts(listed, "tbody th") == ["交付申請書"]
    assert "補助金交付申請書" in texts(page, "h1")
    assert done.status_code == 303
    assert stored(here, Filing, filing_id).state is FilingState.ACCEPTED


def test_a_mail_that_was_given_up_is_sent_again(here: StaffSite) -> None:
    city = here.city
    a_filed_application(city, a_call(city))
    with city.uow(AFTER) as uow:
        make_mails(uow, city.house.hooks, base_url="https://koubo.example.jp")
        with uow.writing() as write:
            mail = write.session.get_one(Mail, 1)
            mail.state, mail.fault, mail.next_try_at = MailState.FAILED, "550 unknown", None
    officer = here.as_("officer")

    home, page = officer.get("/officer/"), officer.get("/officer/mails?state=trouble")
    answer = officer.post("/officer/mails/1/retry")

    assert "送れていないメールがあります：1件" in texts(home, ".k-todo__title")
    assert "550 unknown" in page.text
    assert answer.status_code == 303
    assert stored(here, Mail, 1).state is MailState.QUEUED


def test_an_application_stays_readable_when_a_plugin_fails(settings: Settings) -> None:
    for here in a_staff_site(settings, load(more={"broken": Broken()})):
        call_id = a_call(here.city, opens_at=OPENS - timedelta(days=1), closes_at=CLOSES)
        application_id = a_filed_application(here.city, call_id)
        officer = here.as_("officer")

        page = officer.get(f"/officer/applications/{application_id}")
        tried = officer.post(f"/officer/applications/{application_id}/accept", version="2")
        plugins = officer.get("/officer/plugins")

        assert page.status_code == 200
        assert "要件と金額を確かめられません" in page.text
        assert "すごろくを作り、公民館で4回遊ぶ。" in page.text
        assert tried.status_code == 503
        assert "不具合あり" in plugins.text
        assert "KeyError" in plugins.text


class Broken:
    """A plugin of no scheme that fails whenever it is asked."""

    @hookimpl
    def koubo_eligibility_findings(self) -> list[Any]:
        raise KeyError("nothing works")
