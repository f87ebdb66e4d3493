"""Each asker is told what went wrong in a shape it can use, and is shown a way on."""

import logging
import re

import pytest
from bs4 import BeautifulSoup
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select, text
from sqlalchemy.exc import OperationalError

from koubo.people.rules import SeatKind
from koubo_web.access import PUBLIC, close_undeclared, public
from koubo_web.login.security import LOGIN_POLICIES
from koubo_web.requests import SITE, unit_of_work
from koubo_web.site import Site
from web.browser import BASE_URL, MakePerson, SignIn

BROWSER = {"Accept": "text/html,application/xhtml+xml,*/*;q=0.8"}
INCIDENT = re.compile(r"[0-9A-F]{4}-[0-9A-F]{4}")


@pytest.fixture
def app(app: Flask) -> Flask:
    """Give a site with pages that break, each in its way."""

    @app.route("/broken", methods=["GET", "POST"])
    @app.get("/broken.csv", endpoint="broken_csv")
    @app.get("/broken.json", endpoint="broken_json")
    @public
    def broken() -> str:
        raise ZeroDivisionError

    @app.get("/lost")
    @public
    def lost() -> str:
        raise OperationalError("SELECT 1", {}, ConnectionError("no route to the database"))

    @app.get("/no-table")
    @public
    def no_table() -> str:
        unit_of_work().session.execute(select(text("secret")).select_from(text("nowhere")))
        return ""

    close_undeclared(app, {"static": PUBLIC, **LOGIN_POLICIES})
    return app


def links_of(page: str) -> list[tuple[str, str]]:
    """Give the ways on that a page offers."""
    found = BeautifulSoup(page, "html.parser").select("main .k-links a")
    return [(one.text, str(one["href"])) for one in found]


def test_a_part_of_a_page_is_told_in_its_place_and_the_rest_stays(client: FlaskClient) -> None:
    answer = client.post("/broken", data={"why": "長い文"}, headers={"HX-Request": "true"})

    assert (answer.status_code, answer.headers["HX-Retarget"]) == (400, "#said")
    assert "入力した内容は、この画面に残っています。" in answer.text
    assert ('role="alert"' in answer.text, "<html" in answer.text) == (True, False)


def test_a_program_is_told_in_json(client: FlaskClient) -> None:
    by_ending = client.get("/broken.json")
    by_wish = client.get("/broken", headers={"Accept": "application/json"})

    for answer in (by_ending, by_wish):
        told = answer.get_json()
        assert (answer.status_code, told["code"], told["heading"]) == (
            500,
            500,
            "うまくいきませんでした",
        )
        assert INCIDENT.fullmatch(told["incident"])


def test_a_file_that_cannot_be_made_is_plain_lines_and_a_page_in_a_browser(
    client: FlaskClient,
) -> None:
    plain, page = client.get("/broken.csv"), client.get("/broken.csv", headers=BROWSER)
    picture = client.get("/nothing.jpg", headers={"Accept": "image/avif,image/*,*/*;q=0.8"})

    assert plain.content_type == picture.content_type == "text/plain; charset=utf-8"
    assert plain.text.splitlines()[0] == "うまくいきませんでした"
    assert (page.status_code, page.content_type) == (500, "text/html; charset=utf-8")
    assert picture.text.splitlines()[0] == "ページが見つかりません"


def test_where_the_database_is_gone_the_page_asks_it_for_nothing(
    app: Flask, client: FlaskClient, caplog: pytest.LogCaptureFixture
) -> None:
    site: Site = app.extensions[SITE]

    with caplog.at_level(logging.ERROR), site.database.statements() as said:
        answer = client.get("/lost")

    assert (answer.status_code, answer.headers["Retry-After"], said) == (503, "30", [])
    assert "いま、つながりにくくなっています" in answer.text
    found = INCIDENT.search(answer.text)
    assert found is not None
    assert caplog.records[0].getMessage() == f"incident {found[0]} at lost"
    assert ("nowhere" in answer.text, "SELECT" in answer.text) == (False, False)


def test_a_page_whose_frame_fails_too_is_drawn_without_it(app: Flask, client: FlaskClient) -> None:
    def fail() -> dict[str, str]:
        raise RuntimeError("the frame is broken")

    app.context_processor(fail)

    answer = client.get("/broken")

    assert answer.status_code == 500
    assert "<h1>うまくいきませんでした</h1>" in answer.text
    assert INCIDENT.search(answer.text)


def test_where_nothing_can_be_drawn_plain_lines_are_left(app: Flask, client: FlaskClient) -> None:
    app.jinja_env.loader = None

    answer = client.get("/broken", headers=BROWSER)

    assert (answer.status_code, answer.text.splitlines()[0]) == (500, "うまくいきませんでした")
    assert INCIDENT.search(answer.text)


def test_what_a_fault_says_of_the_inside_stays_inside(client: FlaskClient) -> None:
    answer = client.get("/no-table", headers=BROWSER)

    assert (answer.status_code, "nowhere" in answer.text) == (503, False)


def test_nobody_is_led_to_the_front_page_and_to_the_calls(client: FlaskClient) -> None:
    page = client.get("/nothing").text

    assert links_of(page) == [("最初のページへ", "/"), ("募集を見る", "/calls")]
    assert INCIDENT.search(page) is None  # the office can do nothing with a number here


def test_a_tablet_without_its_card_is_not_asked_to_sign_in(client: FlaskClient) -> None:
    answer = client.get("/tablet/sheets/1/hand-in")

    assert answer.status_code == 403
    assert links_of(answer.text) == [("最初のページへ", "/"), ("募集を見る", "/calls")]


def test_staff_are_led_back_home_and_to_where_they_search(
    person: MakePerson, sign_in: SignIn
) -> None:
    person("officer@example.jp", SeatKind.OFFICER)
    browser = sign_in("officer@example.jp")

    page = browser.client.get("/nothing", headers={"Referer": f"{BASE_URL}/change?x=1"}).text

    assert links_of(page) == [
        ("前のページへ戻る", "/change?x=1"),
        ("自分のホームへ", "/home"),
        ("募集から探す", "/officer/calls"),
        ("団体から探す", "/officer/organisations"),
    ]


@pytest.mark.parametrize(
    "before",
    [
        "https://evil.example/change",
        f"{BASE_URL}.evil.example/change",
        f"{BASE_URL}//evil.example/",
        f"{BASE_URL}/login/again",
        f"{BASE_URL}/nothing",
        "javascript:alert(1)",
        "http://[",
    ],
)
def test_the_way_back_leads_to_pages_of_this_site_alone(client: FlaskClient, before: str) -> None:
    page = client.get("/nothing", headers={"Referer": before}).text

    assert links_of(page) == [("最初のページへ", "/"), ("募集を見る", "/calls")]


def test_the_office_is_named_with_its_telephone(app: Flask, client: FlaskClient) -> None:
    site: Site = app.extensions[SITE]
    object.__setattr__(site.settings, "contact", "市民協働課　電話 086-426-3111")

    page = BeautifulSoup(client.get("/nothing").text, "html.parser")

    assert page.select_one("main").text.count("市民協働課　電話 086-426-3111") == 1  # type: ignore[union-attr]
