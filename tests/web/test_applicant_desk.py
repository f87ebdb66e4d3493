"""The applicant's pages: nothing typed is lost, problems stand where they are mended, one receipt."""

import logging
import re
from datetime import date
from io import BytesIO
from typing import Any

import pytest
from bs4 import BeautifulSoup, Tag
from sqlalchemy import func, select
from werkzeug.test import TestResponse

from builders import (
    AFTER,
    CLOSES,
    IN_TIME,
    PDF,
    a_call,
    a_draft,
    a_filed_application,
    later,
    version_of,
)
from koubo.applications.actions.staff import ask_correction
from koubo.applications.models import Application, Attachment, Filing, Snapshot
from koubo.people.models import Organisation
from koubo.storage.receipts import is_receipt_number
from web.browser import BASE_URL, Browser
from web.town import Town

DRAFT = "/applicant/filings/1"


@pytest.fixture
def call_id(town: Town) -> int:
    town.clock.moment = IN_TIME
    return a_call(town.city)


@pytest.fixture
def applicant(town: Town, call_id: int) -> Browser:
    return town.as_("applicant")


def soup(answer: TestResponse, code: int = 200) -> BeautifulSoup:
    assert answer.status_code == code, answer.text
    return BeautifulSoup(answer.text, "html.parser")


def words(found: Tag | None) -> str:
    assert found is not None
    return re.sub(r"\s+", "", found.get_text())


def fields_of(page: BeautifulSoup) -> dict[str, Any]:
    """Give what a browser would send for the page's form without touching it."""
    sent: dict[str, Any] = {}
    form = page.select_one("main form")
    assert form is not None
    for box in form.select("input, textarea, select"):
        name = str(box.get("name"))
        if name in ("None", "csrf_token") or box.get("type") == "file":
            continue
        if box.name == "textarea":
            sent[name] = box.get_text().removeprefix("\n")
        elif box.name == "select":
            chosen = box.select_one("option[selected]")
            sent[name] = str(chosen["value"]) if chosen else ""
        elif box.get("type") not in ("radio", "checkbox") or box.has_attr("checked"):
            sent[name] = str(box.get("value", ""))
    return sent


def send(browser: Browser, path: str, fields: dict[str, Any]) -> TestResponse:
    """Send a form with its token, files among its fields."""
    return browser.client.post(
        path,
        data={**fields, "csrf_token": browser.token()},
        headers={"Referer": f"{BASE_URL}{path}"},
    )


def errors_at(page: BeautifulSoup) -> dict[str, str]:
    """Give the summary's links and what they say."""
    return {one["href"]: one.get_text() for one in page.select(".k-errors__link")}  # type: ignore[misc]


def draft_of(town: Town, filing_id: int = 1) -> dict[str, Any]:
    with town.city.uow() as uow:
        return dict(uow.session.get_one(Filing, filing_id).draft)


def count(town: Town, table: Any) -> int:
    with town.city.uow() as uow:
        return uow.session.scalar(select(func.count()).select_from(table)) or 0


# Organisations


def test_a_wrong_organisation_keeps_what_was_typed(town: Town, applicant: Browser) -> None:
    path = "/applicant/organisations/new"
    typed = fields_of(soup(applicant.get(path))) | {
        "name": "川を守る会",
        "members": "たくさん",
        "established_on-year": "平成32",
        "established_on-month": "4",
    }

    page = soup(send(applicant, path, typed), 422)

    assert fields_of(page) == typed
    assert {"#field-members", "#field-established_on", "#field-kind"} < set(errors_at(page))
    for link in errors_at(page):
        assert page.select_one(link) is not None


def test_a_stale_change_of_an_organisation_shows_both_texts(town: Town, applicant: Browser) -> None:
    path = f"/applicant/organisations/{town.city.ids['organisation']}/edit"
    first = fields_of(soup(applicant.get(path))) | {"kana": "みずたま", "phone": "086-426-3111"}
    assert send(applicant, path, first | {"members": "15"}).status_code == 303

    page = soup(send(applicant, path, first | {"members": "20"}), 409)

    assert "構成員の人数1520変更あり" in words(page.main)
    assert fields_of(page)["members"] == "20"
    assert send(applicant, path, fields_of(page)).status_code == 303
    with town.city.uow() as uow:
        assert uow.session.get_one(Organisation, town.city.ids["organisation"]).members == 20


# Starting


def test_an_application_begins_with_its_first_section(applicant: Browser, call_id: int) -> None:
    path = f"/applicant/calls/{call_id}/start"
    typed = fields_of(soup(applicant.get(path))) | {"course_id": "kurashiki.collab_prep"}

    begun = send(applicant, path, typed)
    opened = applicant.get(begun.location)

    assert (begun.location, opened.location) == (DRAFT, f"{DRAFT}/project")


@pytest.mark.parametrize(
    ("typed", "link"),
    [
        ({}, "#field-course_id"),
        ({"course_id": "kurashiki.city_theme"}, "#field-theme_id"),
        ({"course_id": "elsewhere.course"}, "#field-course_id"),
    ],
)
def test_a_missing_choice_is_asked_for(
    applicant: Browser, call_id: int, typed: dict[str, str], link: str
) -> None:
    path = f"/applicant/calls/{call_id}/start"

    page = soup(send(applicant, path, fields_of(soup(applicant.get(path))) | typed), 422)

    assert list(errors_at(page)) == [link]


# Sections


def test_a_save_keeps_what_is_wrong_and_says_so_only_then(
    town: Town, applicant: Browser, call_id: int
) -> None:
    a_draft(town.city, call_id, answers={"effect": ""})
    before = soup(applicant.get(f"{DRAFT}/project"))
    typed = fields_of(before) | {"project_name": "あ" * 41, "starts_on-year": "令和８年"}

    saved = send(applicant, f"{DRAFT}/project", typed | {"do": "next"})
    page = soup(applicant.get(saved.location))

    assert (saved.status_code, saved.location) == (303, f"{DRAFT}/project?show=problems")
    assert errors_at(before) == {}
    assert list(errors_at(page)) == ["#field-project_name", "#field-effect"]
    assert fields_of(page) | {"version": ""} == typed | {"version": ""}


def test_a_finished_section_leads_to_the_next_and_the_last_to_the_check(
    town: Town, applicant: Browser, call_id: int
) -> None:
    a_draft(town.city, call_id)
    visited = [f"{DRAFT}/project"]

    while visited[-1].startswith(DRAFT):
        typed = fields_of(soup(applicant.get(visited[-1])))
        visited.append(send(applicant, visited[-1], typed | {"do": "next"}).location)

    assert [one.rpartition("/")[2] for one in visited] == [
        "project",
        "collaboration",
        "money",
        "papers",
        "1",
    ]
    assert visited[-1] == "/applicant/check/1"


def test_more_lines_are_given_and_nothing_typed_is_lost(
    town: Town, applicant: Browser, call_id: int
) -> None:
    a_draft(town.city, call_id)
    path = f"{DRAFT}/money"
    typed = fields_of(soup(applicant.get(path))) | {
        "budget-expenses-2-item": "のり",
        "budget-expenses-2-amount": "百円",
    }

    added = send(applicant, path, typed | {"do": "add:budget-expenses"})
    page = soup(applicant.get(added.location))

    assert added.location == f"{path}?rows-budget-expenses=6#field-budget-expenses-3-category"
    amounts = [box["value"] for box in page.select("[name^=budget-expenses-][name$=-amount]")]
    assert amounts == ["138400", "", "百円", "", "", ""]
    assert "読み取れない金額が1つあります" in words(page.main)


def test_the_server_reckons_totals_and_the_expected_amount_with_its_working(
    town: Town, applicant: Browser, call_id: int
) -> None:
    a_draft(town.city, call_id)
    path = f"{DRAFT}/money"
    typed = fields_of(soup(applicant.get(path))) | {
        "budget-expenses-1-category": "食糧費",
        "budget-expenses-1-item": "お茶",
        "budget-expenses-1-amount": "１０，０００円",
        "budget-expenses-2-category": "消耗品費",
        "budget-expenses-2-item": "私物",
        "budget-expenses-2-amount": "1,600",
        "budget-expenses-2-ineligible": "はい",
    }

    told = words(
        soup(applicant.get(send(applicant, path, typed | {"do": "recount"}).location)).main
    )

    for fact in (
        "支出の合計150,000円うち補助の対象になる経費138,400円",
        "より11,600円足りません",
        "総事業費150,000−対象外経費11,600=対象経費138,400円",
        "138,400×80%=110,720",
        "結果103,000円",
    ):
        assert fact in told


def test_a_wrong_cell_is_led_to(town: Town, applicant: Browser, call_id: int) -> None:
    a_draft(town.city, call_id)
    path = f"{DRAFT}/money"
    typed = fields_of(soup(applicant.get(path))) | {
        "budget-expenses-0-amount": "1_000",
        "budget-incomes-2-amount": "5",
    }

    page = soup(applicant.get(send(applicant, path, typed | {"do": "save"}).location))

    assert list(errors_at(page)) == [
        "#field-budget-expenses-0-amount",
        "#field-budget-incomes-2-category",
    ]
    for link in errors_at(page):
        box = page.select_one(link)
        assert box is not None
        assert box["aria-invalid"] == "true"


def test_a_stale_save_shows_both_texts_and_loses_neither(
    town: Town, applicant: Browser, call_id: int
) -> None:
    a_draft(town.city, call_id)
    path = f"{DRAFT}/project"
    old = fields_of(soup(applicant.get(path)))
    send(applicant, path, old | {"issue": "先の人\r\nの文", "plan": "先の人の計画", "do": "save"})
    mine = old | {"issue": "わたしの文", "plan": "わたしの計画", "do": "save"}

    page = soup(send(applicant, path, mine), 409)

    told = words(page.main)
    for text in ("先の人の文", "わたしの文", "先の人の計画", "わたしの計画"):
        assert text in told
    assert draft_of(town)["issue"] == "先の人\r\nの文"

    choice = fields_of(page) | {"keep-issue": "mine", "keep-plan": "saved", "do": "choose"}
    assert send(applicant, path, choice).status_code == 303
    kept = draft_of(town)
    assert (kept["issue"], kept["plan"]) == ("わたしの文", "先の人の計画")


def test_files_are_kept_one_by_one_and_the_wrong_one_is_named(
    town: Town, applicant: Browser, call_id: int
) -> None:
    a_draft(town.city, call_id)
    path = f"{DRAFT}/papers"
    typed = fields_of(soup(applicant.get(path))) | {
        "bylaws-remove": "1",
        "more": [(BytesIO(PDF), "資料　その1.pdf"), (BytesIO(b"x"), "壊れた.pdf")],
    }

    page = soup(send(applicant, path, typed), 422)

    assert list(errors_at(page)) == ["#field-more", "#field-bylaws"]
    assert "資料　その1.pdf" in page.get_text()
    with town.city.uow() as uow:
        here = uow.session.scalars(
            select(Attachment.name).where(Attachment.removed_at.is_(None)).order_by(Attachment.id)
        ).all()
    assert list(here) == ["roster_規約.pdf", "資料　その1.pdf"]


def test_files_chosen_on_a_stale_page_are_kept_too(
    town: Town, applicant: Browser, call_id: int
) -> None:
    a_draft(town.city, call_id)
    path = f"{DRAFT}/papers"
    old = fields_of(soup(applicant.get(path)))
    town.clock.moment = later(IN_TIME, minutes=1)
    send(applicant, path, old | {"more": [(BytesIO(PDF), "先.pdf")]})
    town.clock.moment = later(IN_TIME, minutes=2)

    answer = send(applicant, path, old | {"more": [(BytesIO(PDF), "後.pdf")]})

    assert answer.status_code == 409
    assert count(town, Attachment) == 4


# Handing in


def test_the_check_leads_to_each_problem_and_offers_no_button(
    town: Town, applicant: Browser, call_id: int
) -> None:
    a_draft(town.city, call_id, answers={"effect": "", "pledge": ""})

    page = soup(applicant.get("/applicant/check/1"))

    links = [one["href"] for one in page.select(".k-banner[data-kind=error] a")]
    assert links == [
        f"{DRAFT}/project?show=problems#field-effect",
        f"{DRAFT}/papers?show=problems#field-pledge",
    ]
    assert page.select('main form[action="/applicant/check/1"]') == []
    assert send(applicant, "/applicant/check/1", {"version": "99"}).status_code == 422


def test_a_double_click_leads_to_one_receipt(town: Town, applicant: Browser, call_id: int) -> None:
    a_draft(town.city, call_id)
    page = soup(applicant.get("/applicant/check/1"))
    form = fields_of(page)

    answers = [send(applicant, "/applicant/check/1", form) for _ in range(2)]
    receipt = soup(applicant.get(answers[0].location))

    assert [(one.status_code, one.location) for one in answers] == [
        (303, "/applicant/receipts/1")
    ] * 2
    assert count(town, Snapshot) == 1
    with town.city.uow() as uow:
        number = uow.session.get_one(Application, 1).receipt_number or ""
        files = uow.session.scalars(select(Attachment)).all()
    told = words(receipt.main)
    assert is_receipt_number(number)
    assert f"受付番号{number}" in told
    assert "受け付けた日時令和7年12月5日14時20分00秒（日本時間）" in told
    for one in files:
        assert (one.name in told, one.sha256 in told) == (True, True)


def test_a_confirmation_that_was_overtaken_is_shown_anew(
    town: Town, applicant: Browser, call_id: int
) -> None:
    a_draft(town.city, call_id)
    form = fields_of(soup(applicant.get("/applicant/check/1")))
    edit = fields_of(soup(applicant.get(f"{DRAFT}/project")))
    send(applicant, f"{DRAFT}/project", edit | {"issue": "書き直し"})

    page = soup(send(applicant, "/applicant/check/1", form), 409)

    assert ("内容が変わりました" in words(page.main), count(town, Snapshot)) == (True, 0)
    assert send(applicant, "/applicant/check/1", fields_of(page)).status_code == 303


def test_late_is_told_before_and_refused_after(
    town: Town, applicant: Browser, call_id: int
) -> None:
    a_draft(town.city, call_id)
    form = fields_of(soup(applicant.get("/applicant/check/1")))
    town.clock.moment = CLOSES

    assert "締切を過ぎたため、提出できません" in words(
        soup(applicant.get("/applicant/check/1")).main
    )
    refused = soup(send(applicant, "/applicant/check/1", form), 409)
    assert "下書きとして残っています" in words(refused.main)
    assert draft_of(town)["issue"] == "防災訓練に若い世代が来ない。"


# After filing


def a_correction(town: Town, call_id: int) -> int:
    application_id = a_filed_application(town.city, call_id)
    with town.city.uow(AFTER, "officer") as uow:
        ask_correction(
            uow,
            town.city.catalog,
            town.city.actor("officer", AFTER),
            1,
            fields=["effect", "roster"],
            reason="人数を書いてください。",
            due_on=date(2025, 12, 20),
            version=version_of(town.city, Filing, 1),
        )
    town.clock.moment = AFTER
    return application_id


def test_a_correction_opens_only_what_was_asked_for(
    town: Town, applicant: Browser, call_id: int
) -> None:
    a_correction(town, call_id)

    page = soup(applicant.get(f"{DRAFT}/project"))

    assert set(fields_of(page)) == {"version", "effect"}
    assert words(page.main).count("編集不可") == 6
    assert "人数を書いてください。" in words(page.main)
    typed = fields_of(page) | {"effect": "30人が参加する。", "issue": "こっそり", "do": "next"}
    assert send(applicant, f"{DRAFT}/project", typed).location == f"{DRAFT}/papers"
    assert draft_of(town)["issue"] == "防災訓練に若い世代が来ない。"


def test_home_shows_what_came_back_with_its_day(
    town: Town, applicant: Browser, call_id: int
) -> None:
    a_correction(town, call_id)

    cards = soup(applicant.get("/applicant/")).select(".k-todo__item")

    assert [words(one.select_one(".k-todo__title")) for one in cards] == [
        "企画提案書を直して、もう一度提出する"
    ]
    assert "あと10日期限：令和7年12月20日24時00分00秒まで（日本時間）" in words(cards[0])


def test_the_page_of_an_application_tells_its_story_without_naming_staff(
    town: Town, applicant: Browser, call_id: int
) -> None:
    application_id = a_correction(town, call_id)

    page = soup(applicant.get(f"/applicant/applications/{application_id}"))

    steps = [words(one) for one in page.select(".k-timeline__title")]
    assert steps == [
        "市から、書類を直すように頼まれました",
        "企画提案書を提出しました",
        "応募を始めました",
    ]
    who = [words(one) for one in page.select(".k-timeline__who")]
    assert who == ["市の事務局", "applicant", "applicant"]


def test_an_application_is_taken_back_with_a_reason(
    town: Town, applicant: Browser, call_id: int
) -> None:
    application_id = a_filed_application(town.city, call_id)
    path = f"/applicant/applications/{application_id}/withdraw"
    form = fields_of(soup(applicant.get(path)))

    assert list(errors_at(soup(send(applicant, path, form), 422))) == ["#field-reason"]
    assert send(applicant, path, form | {"reason": "人手が足りない"}).status_code == 303
    page = soup(applicant.get(f"/applicant/applications/{application_id}"))
    assert ("取下げ" in words(page.main), "人手が足りない" in words(page.main)) == (True, True)
    assert applicant.get(path).status_code == 409


def test_a_file_comes_as_an_attachment_and_reading_others_is_logged(
    town: Town, applicant: Browser, call_id: int, caplog: pytest.LogCaptureFixture
) -> None:
    a_filed_application(town.city, call_id)
    caplog.set_level(logging.INFO, logger="koubo.access")

    own = applicant.get("/files/1")
    assert caplog.messages == []
    others = town.as_("officer").get("/files/1")

    assert (own.data, others.data) == (PDF, PDF)
    assert own.headers["Content-Disposition"] == (
        "attachment; filename=bylaws_.pdf; filename*=UTF-8''bylaws_%E8%A6%8F%E7%B4%84.pdf"
    )
    assert own.headers["Content-Security-Policy"] == "sandbox; default-src 'none'"
    assert own.headers["X-Content-Type-Options"] == "nosniff"
    assert caplog.messages == [f"person {town.city.ids['officer']} read file 1 of application 1"]


OWN_PAGES = (
    "/applicant/organisations/1",
    "/applicant/organisations/1/edit",
    "/applicant/filings/1",
    "/applicant/filings/1/project",
    "/applicant/check/1",
    "/applicant/receipts/1",
    "/applicant/snapshots/1",
    "/applicant/applications/1",
    "/applicant/applications/1/withdraw",
    "/applications/1",
    "/files/1",
)


def test_strangers_find_nothing(town: Town, call_id: int) -> None:
    a_filed_application(town.city, call_id)
    stranger = town.as_("stranger")

    assert {path: stranger.get(path).status_code for path in OWN_PAGES} == dict.fromkeys(
        OWN_PAGES, 404
    )


def test_links_of_mails_lead_each_to_their_own_desk(town: Town, call_id: int) -> None:
    a_filed_application(town.city, call_id)

    led = {who: town.as_(who).get("/applications/1").location for who in ("applicant", "officer")}

    assert led == {
        "applicant": "/applicant/applications/1",
        "officer": "/officer/applications/1",
    }


def test_pages_take_few_statements_however_many_applications(
    town: Town, applicant: Browser, call_id: int
) -> None:
    counts = []
    for many in (1, 6):
        for _ in range(many):
            a_filed_application(town.city, call_id)
            a_draft(town.city, call_id)
        said = {}
        for path in ("/applicant/", "/applicant/applications/1", f"{DRAFT[:-1]}2/project"):
            with town.city.database.statements() as statements:
                soup(applicant.get(path))
            said[path] = len(statements)
        counts.append(said)

    assert counts[0] == counts[1]
    assert max(counts[0].values()) <= 14
