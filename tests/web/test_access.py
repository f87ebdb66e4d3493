"""Every route says who may open it; what does not is closed."""

import pytest
from flask import Flask
from flask.typing import ResponseReturnValue

from koubo.people.rules import SeatKind
from koubo_web.access import (
    MARK,
    PUBLIC,
    Gate,
    NoPolicy,
    Policy,
    close_undeclared,
    public,
    public_in_demo,
    route_lines,
    seat,
    signed_in,
)
from koubo_web.login.security import LOGIN_POLICIES
from koubo_web.requests import actor
from web.browser import Browser, MakePerson, SignIn, SteadyClock


def page() -> ResponseReturnValue:
    """Give a page that says nothing of who may open it."""
    return "open"


def name_page() -> ResponseReturnValue:
    """Give the name of who opened it."""
    return actor().name


@pytest.fixture
def app(app: Flask) -> Flask:
    """Give a site with a page for each policy, and one that was forgotten."""
    pages = {
        "/to-all": public(lambda: "open"),
        "/to-demo": public_in_demo(lambda: "open"),
        "/to-signed-in": signed_in(name_page),
        "/to-officers": seat(SeatKind.OFFICER)(lambda: "open"),
        "/to-both": seat(SeatKind.OFFICER, SeatKind.REVIEWER)(lambda: "open"),
    }
    for path, view in pages.items():
        app.add_url_rule(path, path.strip("/"), view, methods=["GET", "POST"])
    close_undeclared(app, {"static": PUBLIC, **LOGIN_POLICIES})
    app.add_url_rule("/forgotten", "forgotten", page)
    return app


OPENED = {
    "nobody": {"/to-all": 200, "/to-demo": 404, "/to-signed-in": 302, "/to-officers": 302,
               "/to-both": 302, "/forgotten": 404},
    "applicant": {"/to-all": 200, "/to-demo": 404, "/to-signed-in": 200, "/to-officers": 403,
                  "/to-both": 403, "/forgotten": 404},
    "officer": {"/to-all": 200, "/to-demo": 404, "/to-signed-in": 200, "/to-officers": 200,
                "/to-both": 200, "/forgotten": 404},
    "reviewer": {"/to-all": 200, "/to-demo": 404, "/to-signed-in": 200, "/to-officers": 403,
                 "/to-both": 200, "/forgotten": 404},
}  # fmt: skip


@pytest.mark.parametrize("who", OPENED)
def test_a_page_opens_to_those_it_declares(
    app: Flask, person: MakePerson, sign_in: SignIn, who: str
) -> None:
    seats = {"officer": [SeatKind.OFFICER], "reviewer": [SeatKind.REVIEWER]}.get(who, [])
    person("hanako@example.jp", *seats)
    browser = Browser(app.test_client()) if who == "nobody" else sign_in()

    assert {path: browser.get(path).status_code for path in OPENED[who]} == OPENED[who]


def test_who_is_not_signed_in_is_led_there_and_back(browser: Browser, person: MakePerson) -> None:
    person("hanako@example.jp")

    led = browser.get("/to-signed-in?page=2")
    assert led.location == "/login?next=/to-signed-in?page%3D2"

    answer = browser.post(led.location, email="hanako@example.jp", password="kurashiki-2026")
    assert answer.location == "/to-signed-in?page=2"


def test_what_nobody_sent_is_refused_without_a_redirect(browser: Browser) -> None:
    answer = browser.post("/to-signed-in", text="long")

    assert (answer.status_code, "ログインが切れました" in answer.text) == (401, True)


def test_a_seat_that_ended_closes_the_page_at_the_next_request(
    person: MakePerson, sign_in: SignIn, clock: SteadyClock
) -> None:
    person("hanako@example.jp", SeatKind.OFFICER)
    browser = sign_in()
    clock.moment = clock.moment.replace(year=2025)

    assert browser.get("/to-officers").status_code == 403


def test_a_route_without_policy_keeps_the_site_from_starting(app: Flask) -> None:
    with pytest.raises(NoPolicy, match="forgotten"):
        close_undeclared(app, {"static": PUBLIC, **LOGIN_POLICIES})


def test_a_seat_of_no_kind_is_a_mistake() -> None:
    with pytest.raises(TypeError):
        seat()


def test_a_policy_reads_in_japanese() -> None:
    both = getattr(seat(SeatKind.REVIEWER, SeatKind.OFFICER)(lambda: ""), MARK)

    assert [str(PUBLIC), str(Policy(Gate.SIGNED_IN)), str(both)] == [
        "だれでも",
        "ログインした人",
        "事務局職員・審査委員",
    ]


def test_the_demo_pages_are_not_there_outside_the_demo(browser: Browser) -> None:
    assert [browser.get(path).status_code for path in ("/demo/mails", "/demo/clock")] == [404, 404]


def test_every_route_of_the_site_is_listed_with_its_policy(demo_app: Flask) -> None:
    lines = {(line.path, line.methods): str(line.policy) for line in route_lines(demo_app)}

    assert lines[("/health", ("GET",))] == "だれでも"
    assert lines[("/change", ("GET", "POST"))] == "ログインした人"
    assert lines[("/demo/mails", ("GET",))] == "体験モードならだれでも"
    assert lines[("/demo/clock", ("POST",))] == "ログインした人"
    assert [line.path for line in route_lines(demo_app) if line.policy is None] == []
