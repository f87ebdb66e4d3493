"""Who registers on the way to a page gets there: through the mail, and to no other site."""

import pytest
from bs4 import BeautifulSoup
from flask import Flask

from koubo_web.login.wanted import own_path
from web.browser import PASSWORD, Browser, MakePerson, ReadMails, link_in
from web.pages import fields_of, soup

HANAKO = {"person_name": "倉敷　花子", "email": "hanako@example.jp", "password": PASSWORD}
START = "/calls/1/start"


def _link(page: BeautifulSoup, label: str) -> str:
    found = page.main.find("a", string=label) if page.main else None
    assert found is not None
    return str(found["href"])


def _register(browser: Browser, path: str) -> BeautifulSoup:
    """Register with what the page of this address carries; give the page about the mail."""
    typed = fields_of(soup(browser.get(path))) | HANAKO
    answer = browser.post("/register", **typed)
    assert (answer.status_code, answer.location) == (302, "/register/sent")
    return soup(browser.get("/register/sent"))


def test_a_newcomer_lands_on_the_page_that_asked_to_sign_in(
    browser: Browser, mails: ReadMails
) -> None:
    sign_in = browser.get("/change?step=2").location or ""
    register = _link(soup(browser.get(sign_in)), "はじめての方の登録")
    assert register == "/register?next=/change?step%3D2"
    again = soup(browser.post("/register", wanted="/change?step=2"))
    assert fields_of(again)["wanted"] == "/change?step=2"

    sent = _register(browser, register)
    assert _link(sent, "ログイン") == "/login?next=/change?step%3D2"
    link = link_in(mails()[0])
    assert "change" not in mails()[0].body

    wrong_password = browser.post(link, password="not-the-password")
    assert wrong_password.status_code == 422
    answer = browser.post(link, password=PASSWORD)
    assert (answer.status_code, answer.location) == (302, "/change?step=2")
    assert browser.get("/change").status_code == 200


def test_another_browser_and_another_person_land_on_the_first_page(
    app: Flask, browser: Browser, mails: ReadMails
) -> None:
    taro = HANAKO | {"email": "taro@example.jp"}
    Browser(app.test_client()).post("/register", **taro)
    _register(browser, f"/register?next={START}")
    of_taro, of_hanako = (link_in(mail) for mail in mails())

    shared = browser.post(of_taro, password=PASSWORD)
    elsewhere = Browser(app.test_client()).post(f"{of_hanako}?next={START}", password=PASSWORD)

    assert shared.location == "/"
    assert elsewhere.location == "/"
    browser.post("/logout")
    assert browser.get(of_hanako).location == f"/login?next={START}"


def test_a_known_address_is_told_the_same_and_led_on_after_signing_in(
    browser: Browser, person: MakePerson
) -> None:
    person("hanako@example.jp")

    sent = _register(browser, f"/register?next={START}")

    assert _link(sent, "ログイン") == f"/login?next={START}"


@pytest.mark.parametrize(
    "typed",
    [
        "https://evil.example/",
        "https:evil.example",
        "//evil.example",
        "///evil.example",
        "/\\evil.example",
        "\\\\evil.example",
        " //evil.example",
        "/\t/evil.example",
        "javascript:alert(1)",
        "evil.example",
        "/" + "a" * 500,
    ],
)
def test_registering_leads_to_no_other_site(browser: Browser, mails: ReadMails, typed: str) -> None:
    browser.post("/register", **HANAKO | {"wanted": typed})

    answer = browser.post(link_in(mails()[0]), password=PASSWORD)

    assert answer.location == "/"


def test_a_path_is_led_to_as_browsers_cannot_misread_it(app: Flask) -> None:
    with app.test_request_context("/register", base_url="https://koubo.example"):
        paths = ["/calls/1/start", "/calls?of=2", "/a\\b", "/招待", "/x#y"]
        assert [own_path(one) for one in paths] == [
            "/calls/1/start",
            "/calls?of=2",
            "/a%5Cb",
            "/%E6%8B%9B%E5%BE%85",
            "/x",
        ]
