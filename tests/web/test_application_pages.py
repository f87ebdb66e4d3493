"""An application after it was handed in: its page, corrections, files, and who finds it."""

import logging
from datetime import date, datetime

import pytest
from sqlalchemy import select

from builders import (
    AFTER,
    IN_TIME,
    PDF,
    a_call,
    a_draft,
    a_filed_application,
    version_of,
)
from koubo.applications.actions.staff import ask_correction
from koubo.applications.models import Filing
from koubo.calendar import JST
from koubo.people.messages import make_mails
from koubo.storage.outbox import Mail
from web.browser import BASE_URL, Browser
from web.pages import answers_of, draft_of, errors_at, fields_of, send, soup, words
from web.town import Town

DRAFT = "/applicant/filings/1"


@pytest.fixture
def call_id(town: Town) -> int:
    town.clock.moment = IN_TIME
    return a_call(town.city)


@pytest.fixture
def applicant(town: Town, call_id: int) -> Browser:
    return town.as_("applicant")


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

    assert set(answers_of(page)) == {"effect"}
    assert words(page.main).count("編集不可") == 6
    assert "人数を書いてください。" in words(page.main)
    typed = fields_of(page) | {"effect": "30人が参加する。", "issue": "こっそり", "do": "next"}
    assert send(applicant, f"{DRAFT}/project", typed).location == f"{DRAFT}/papers"
    assert draft_of(town)["issue"] == "防災訓練に若い世代が来ない。"


def test_the_check_of_a_correction_repeats_what_was_asked_and_leads_only_to_what_is_open(
    town: Town, applicant: Browser, call_id: int
) -> None:
    a_correction(town, call_id)
    pages = ("/applicant/check/1", f"{DRAFT}/project")

    for path in pages:
        [banner] = soup(applicant.get(path)).select("main .k-banner[data-kind=warning]")
        assert "人数を書いてください。" in words(banner)
        assert "この期限を過ぎると、ここからは提出できなくなります。" in words(banner)
    page = soup(applicant.get(pages[0]))
    edits = [words(one) for one in page.select("main .k-section a") if "を直す" in words(one)]
    assert edits == ["「事業の内容」を直す", "「添付書類と誓約」を直す"]
    with town.city.uow(AFTER) as uow:
        make_mails(uow, town.city.house.hooks, base_url=BASE_URL)
        mail = uow.session.scalars(
            select(Mail).where(Mail.kind == "correction_asked").order_by(Mail.id)
        ).first()
    assert mail is not None
    assert "市の担当者に電話してください。" in mail.body

    town.clock.moment = datetime(2025, 12, 21, tzinfo=JST)
    for path in pages:
        [banner] = soup(applicant.get(path)).select("main .k-banner[data-kind=warning]")
        assert "人数を書いてください。" in words(banner)
        assert "この期限を過ぎたため、ここからは提出できません。" in words(banner)


def test_home_shows_what_came_back_with_its_day(
    town: Town, applicant: Browser, call_id: int
) -> None:
    a_correction(town, call_id)

    home = soup(applicant.get("/applicant/"))

    cards = home.select(".k-todo__item")
    assert "直しを頼まれています（補正中）" in [words(one) for one in home.select("main .k-tag")]
    assert [words(one.select_one(".k-todo__title")) for one in cards] == [
        "企画提案書「まちなか防災すごろくづくり」を直して、もう一度提出する"
    ]
    assert "あと10日期限：令和7年12月20日（土）24:00まで" in words(cards[0])


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
    own.close()
    others.close()
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


SIGNED_IN = 4
"""Statements that find out who asks."""
MOST_STATEMENTS = {
    "/applicant/": 8,
    "/applicant/applications/1": 10,
    "/applicant/filings/2/project": 10,
    "/applicant/filings/2/money": 10,
    "/applicant/check/2": 10,
    "/applicant/receipts/1": 10,
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
        for path in MOST_STATEMENTS:
            with town.city.database.statements() as statements:
                soup(applicant.get(path))
            said[path] = len(statements)
        counts.append(said)

    assert counts[0] == counts[1]
    assert all(counts[0][path] - SIGNED_IN <= most for path, most in MOST_STATEMENTS.items())
