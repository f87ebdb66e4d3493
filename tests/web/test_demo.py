"""The demo's own pages: the mails that were sent, and the clock that moves on."""

import re
from datetime import timedelta

import pytest
from flask import Flask

from koubo_web.sample.residents import PASSWORD as SAMPLE_PASSWORD
from koubo_web.site import Site
from web.browser import BASE_URL, PASSWORD, Browser, MakePerson, SignIn

HIDDEN = re.compile(r'<input type="hidden" name="(\w+)" value="([^"]*)">')
SAMPLE_PERSON = re.compile(r'<input type="hidden" name="email" value="([^"]+)">')


@pytest.fixture
def app(demo_app: Flask) -> Flask:
    """Give a site in demo mode."""
    return demo_app


def test_a_newcomer_finds_the_confirmation_among_the_mails(browser: Browser) -> None:
    browser.post("/register", person_name="花子", email="hanako@example.jp", password=PASSWORD)

    page = browser.get("/demo/mails")

    assert page.status_code == 200
    assert f'<a href="{BASE_URL}/confirm/' in page.text


def test_an_address_with_markup_is_shown_as_text(browser: Browser) -> None:
    browser.post("/register", person_name="花子", email="a&b@example.jp", password=PASSWORD)

    assert "a&amp;b@example.jp 宛て" in browser.get("/demo/mails").text


@pytest.mark.parametrize("days", ["1", "7"])
def test_the_clock_moves_on_by_days(
    site: Site, person: MakePerson, sign_in: SignIn, days: str
) -> None:
    person("hanako@example.jp")
    browser, before = sign_in(), site.clock.now()

    answer = browser.post("/demo/clock", days=days, next="/change")

    moved = site.clock.now() - before
    assert answer.location == "/change"
    assert timedelta(days=int(days)) <= moved < timedelta(days=int(days), minutes=1)


def test_the_clock_moves_to_the_morning_of_a_day(
    site: Site, person: MakePerson, sign_in: SignIn
) -> None:
    person("hanako@example.jp")

    browser = sign_in()
    browser.post("/demo/clock", **{"to-year": "令和15", "to-month": "4", "to-day": "1"})

    assert site.clock.now().isoformat()[:16] == "2033-04-01T00:00"
    assert "令和15年4月1日" in browser.get("/change").text


@pytest.mark.parametrize(
    ("boxes", "said"),
    [
        (("2020", "1", "1"), "「日付」はいまより後の日を入力してください。"),
        (("2033", "2", "30"), "という日はありません"),
        (("", "", ""), "「日付」を入力してください。"),
    ],
)
def test_the_clock_moves_to_no_other_day(
    site: Site, person: MakePerson, sign_in: SignIn, boxes: tuple[str, str, str], said: str
) -> None:
    person("hanako@example.jp")
    before = site.clock.now()

    page = sign_in().post(
        "/demo/clock", **dict(zip(("to-year", "to-month", "to-day"), boxes, strict=True))
    )

    assert (page.status_code, said in page.text) == (422, True)
    assert site.clock.now() - before < timedelta(minutes=1)


def test_the_clock_leads_to_no_other_site(person: MakePerson, sign_in: SignIn) -> None:
    person("hanako@example.jp")

    answer = sign_in().post("/demo/clock", days="1", next="https://evil.example/")

    assert answer.location == "/demo/clock"


def test_nobody_moves_the_clock(browser: Browser, site: Site) -> None:
    before = site.clock.now()

    answer = browser.post("/demo/clock", days="7")

    assert answer.status_code == 401
    assert site.clock.now() - before < timedelta(minutes=1)


@pytest.fixture
def city_person(person: MakePerson) -> str:
    """Give somebody of the sample city an account in it."""
    person("dantai2@example.jp", password=SAMPLE_PASSWORD)
    return "dantai2@example.jp"


def test_the_sign_in_page_offers_those_of_the_sample_city_who_have_an_account(
    browser: Browser, city_person: str
) -> None:
    page = browser.get("/login").text

    assert SAMPLE_PERSON.findall(page) == [city_person]
    assert '<h2 id="demo-people">見本の人でログインする（体験版だけ）</h2>' in page


def test_one_press_signs_in_as_somebody_of_the_sample_city(
    browser: Browser, city_person: str
) -> None:
    page = browser.get("/login").text
    form = page[page.index('id="demo-people"') :]

    answer = browser.send("/login", dict(HIDDEN.findall(form)))

    assert (answer.status_code, answer.location) == (302, "/")
    assert browser.get("/change").status_code == 200
