"""The demo's own pages: the mails that were sent, and the clock that moves on."""

from datetime import timedelta

import pytest
from flask import Flask

from koubo_web.site import Site
from web.browser import BASE_URL, PASSWORD, Browser, MakePerson, SignIn


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
