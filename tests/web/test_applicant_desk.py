"""The applicant's forms: nothing typed is lost, problems stand where they are mended."""

from io import BytesIO

import pytest
from sqlalchemy import select

from builders import (
    IN_TIME,
    PDF,
    a_call,
    a_draft,
)
from koubo.applications.models import Attachment
from koubo.people.models import Organisation
from web.browser import Browser
from web.pages import answers_of, errors_at, fields_of, send, soup, words
from web.town import Town

DRAFT = "/applicant/filings/1"


@pytest.fixture
def call_id(town: Town) -> int:
    town.clock.moment = IN_TIME
    return a_call(town.city)


@pytest.fixture
def applicant(town: Town, call_id: int) -> Browser:
    return town.as_("applicant")


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
    opened = applicant.get(DRAFT)

    assert (begun.location, opened.location) == (f"{DRAFT}/project", f"{DRAFT}/project")


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


def test_home_leads_to_an_open_call_until_something_was_begun_there(
    town: Town, applicant: Browser, call_id: int
) -> None:
    before = soup(applicant.get("/applicant/"))
    a_draft(town.city, call_id)
    after = soup(applicant.get("/applicant/"))

    section = 'section[aria-labelledby="calls-heading"]'
    assert words(before.select_one("#calls-heading")) == "いま応募できる募集"
    assert before.select_one(f'{section} a[href="/calls/{call_id}"]') is not None
    assert words(before.select_one("#todo-heading")) == "次にすること"  # nobody has to apply
    assert after.select_one(section) is None
    assert words(after.select_one("#todo-heading")) == "次にすること（1件）"


# Sections


def test_a_section_leads_back_to_the_one_before(
    town: Town, applicant: Browser, call_id: int
) -> None:
    a_draft(town.city, call_id)

    first, second = (
        {one.get_text(): one["href"] for one in soup(applicant.get(path)).select("form a")}
        for path in (f"{DRAFT}/project", f"{DRAFT}/collaboration")
    )

    assert "前へ戻る" not in first
    assert second["前へ戻る"] == f"{DRAFT}/project"


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
    assert answers_of(page) == answers_of(before) | {
        "project_name": "あ" * 41,
        "starts_on-year": "令和８年",
    }


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
