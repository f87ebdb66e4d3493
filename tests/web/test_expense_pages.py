"""会計 by phone: a photograph is taken once, whatever else is wrong, and a pile goes one by one."""

from io import BytesIO

import pytest
from bs4 import BeautifulSoup
from sqlalchemy import select

from award_builders import PAID
from builders import PDF
from grant_builders import a_granted_award
from koubo.reporting.accounts.models import Expense
from web.award_walk import fields_of, soup, words
from web.browser import Browser
from web.town import Town

KEPT = "写真「領収書.pdf」は、このまま付いています"
ENTRY = {"amount": "３，２４０円", "payee": "赤文具", "whose": "own", "what": "台紙"}


@pytest.fixture
def book(town: Town) -> str:
    """Give the address of a new entry of a granted award."""
    _, award_id = a_granted_award(town.city)
    town.clock.moment = PAID
    return f"/applicant/awards/{award_id}/account/new"


def send(browser: Browser, path: str, page: BeautifulSoup, code: int, **typed: object):
    """Fill in and send the page's form."""
    fields = fields_of(page.select_one("main form")) | typed
    answer = browser.send(path, fields | {"csrf_token": browser.token()})
    assert answer.status_code == code
    return answer


def photograph(name: str = "領収書.pdf", content: bytes = PDF) -> tuple[BytesIO, str]:
    return BytesIO(content), name


def lines(page: BeautifulSoup) -> list[str]:
    return [one["value"] for one in page.select('select[name="line"] option') if one["value"]]


def booked(town: Town) -> list[tuple[int, int, str, bool]]:
    with town.city.uow() as uow:
        rows = uow.session.scalars(select(Expense).order_by(Expense.number)).all()
        files = town.city.files
        whole = [bool(one.key) and files.matches(one.key, one.sha256) for one in rows]
        return [
            (one.number, one.amount, one.name or "", kept)
            for one, kept in zip(rows, whole, strict=True)
        ]


def test_a_photograph_stays_with_an_entry_that_was_not_understood(town: Town, book: str) -> None:
    browser = town.as_("applicant")
    page = soup(browser.get(book))
    typed = {**ENTRY, "whose": "", "receipt": photograph()}

    refused = soup(send(browser, book, page, 422, **typed), 422)
    again = soup(send(browser, book, refused, 422, line=lines(page)[0]), 422)
    send(browser, book, again, 303, line=lines(page)[0], whose="own")

    assert [words(one) for one in refused.select("#errors li")] == [
        "「どの予算から」を一覧の中から選んでください。",
        "「領収書の宛名」は、団体の名前か、ほかの名前かを選んでください。",
    ]
    assert [KEPT in words(one.main) for one in (page, refused, again)] == [False, True, True]
    assert booked(town) == [(1, 3_240, "領収書.pdf", True)]


def test_a_pile_of_receipts_goes_one_by_one(town: Town, book: str) -> None:
    browser = town.as_("applicant")
    page = soup(browser.get(book))
    line = lines(page)[1]

    answer = send(browser, book, page, 303, **ENTRY, line=line, then="next")
    following = soup(browser.get(answer.location))

    assert following.select_one('[name="line"] option[selected]')["value"] == line
    assert answer.location.startswith(book)
    assert [one[:2] for one in booked(town)] == [(1, 3_240)]


def test_what_is_wrong_with_photograph_and_entry_is_told_at_once(town: Town, book: str) -> None:
    browser = town.as_("applicant")
    page = soup(browser.get(book))
    wrong = photograph("IMG_2041.HEIC", b"\x00\x00\x00\x18ftypheic" + b"0" * 99)

    refused = soup(send(browser, book, page, 422, **ENTRY, receipt=wrong), 422)

    told = [words(one) for one in refused.select("#errors li")]
    assert told[0] == "「どの予算から」を一覧の中から選んでください。"
    assert told[1].startswith("「IMG_2041.HEIC」は")
    assert len(told) == 2
    assert refused.select_one('[name="kept_receipt"]') is None


def test_nobody_brings_a_receipt_that_this_page_did_not_keep(town: Town, book: str) -> None:
    browser = town.as_("applicant")
    page = soup(browser.get(book))

    typed = {**ENTRY, "line": lines(page)[0], "kept_receipt": "WzEsMSwiYSIsImIiXQ.x"}
    refused = soup(send(browser, book, page, 422, **typed), 422)

    assert [words(one) for one in refused.select("#errors li")] == [
        "前に選んだ写真が残っていません。「領収書の写真を撮る」から、もう一度撮ってください。"
    ]
    assert booked(town) == []
