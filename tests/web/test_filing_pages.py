"""Handing in on the pages: everything is said before, one receipt comes after."""

import pytest
from sqlalchemy import select

from builders import (
    CLOSES,
    IN_TIME,
    a_call,
    a_draft,
)
from koubo.applications.models import Application, Attachment, Snapshot
from koubo.storage.receipts import is_receipt_number
from web.browser import Browser
from web.pages import count, draft_of, fields_of, send, soup, words
from web.town import Town

DRAFT = "/applicant/filings/1"


@pytest.fixture
def call_id(town: Town) -> int:
    town.clock.moment = IN_TIME
    return a_call(town.city)


@pytest.fixture
def applicant(town: Town, call_id: int) -> Browser:
    return town.as_("applicant")


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
