"""What goes wrong is said in Japanese, with a way on, and under safe headers."""

import logging
import re

import pytest
from flask import Flask, abort
from flask.testing import FlaskClient

from koubo.hooks import Fault, PluginFault
from koubo.people.rules import NotAllowed
from koubo.problems import NotFound, Refused, Stale
from koubo_web.access import PUBLIC, close_undeclared, public
from koubo_web.login.security import LOGIN_POLICIES
from web.browser import Browser, MakePerson, SignIn

RAISED: dict[str, tuple[Exception, int, str]] = {
    "unseen": (NotFound(), 404, "ページが見つかりません"),
    "not-allowed": (NotAllowed("事務局職員"), 403, "このページを開く権限がありません"),
    "stale": (Stale(), 409, "ほかの人が先に保存しています"),
    "refused": (Refused("募集は終わっています。"), 409, "募集は終わっています。"),
    "plugin": (
        PluginFault(Fault("akita", "koubo_score", "ValueError")),
        503,
        "いま確認できません。下書きは残っています",
    ),
    "bug": (ZeroDivisionError("1/0"), 500, "うまくいきませんでした"),
}


@pytest.fixture
def app(app: Flask) -> Flask:
    """Give a site with a page for everything that can go wrong."""

    @app.get("/raise/<name>")
    @public
    def go_wrong(name: str) -> str:
        raise RAISED[name][0]

    @app.get("/abort/<int:code>")
    @public
    def stop(code: int) -> str:
        abort(code)

    close_undeclared(app, {"static": PUBLIC, **LOGIN_POLICIES})
    return app


@pytest.mark.parametrize("name", RAISED)
def test_each_fault_has_its_page(client: FlaskClient, name: str) -> None:
    _, code, words = RAISED[name]

    answer = client.get(f"/raise/{name}")

    assert (answer.status_code, words in answer.text) == (code, True)
    assert 'href="/"' in answer.text


@pytest.mark.parametrize("code", [400, 401, 403, 404, 405, 409, 410, 413, 415, 416, 429, 500, 503])
def test_each_code_has_its_page(client: FlaskClient, code: int) -> None:
    answer = client.get(f"/abort/{code}")

    assert (answer.status_code, "どうすればよいですか" in answer.text) == (code, True)


def test_an_incident_stands_in_the_log_under_its_number(
    client: FlaskClient, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.ERROR):
        answer = client.get("/raise/bug?name=花子")

    found = re.search(r"[0-9A-F]{4}-[0-9A-F]{4}", answer.text)
    assert found is not None
    [line] = caplog.records
    assert line.getMessage() == f"incident {found[0]} at go_wrong"
    assert line.exc_info is not None
    assert line.exc_info[0] is ZeroDivisionError


def test_a_page_too_large_is_refused_in_words(browser: Browser, app: Flask) -> None:
    token = browser.token()
    app.config["MAX_CONTENT_LENGTH"] = 1_000_000

    answer = browser.send("/login", {"csrf_token": token, "email": "x" * 1_100_000})

    assert (answer.status_code, "1MBを超えています" in answer.text) == (413, True)


@pytest.mark.parametrize("path", ["/login", "/nothing", "/raise/bug", "/health", "/change"])
def test_every_answer_bears_the_headers_of_safety(client: FlaskClient, path: str) -> None:
    headers = client.get(path).headers

    assert headers["Content-Security-Policy"] == (
        "default-src 'self'; base-uri 'none'; form-action 'self'; "
        "frame-ancestors 'none'; object-src 'none'"
    )
    assert (headers["X-Content-Type-Options"], headers["Referrer-Policy"]) == (
        "nosniff",
        "same-origin",
    )


def test_what_is_personal_is_not_kept(
    client: FlaskClient, person: MakePerson, sign_in: SignIn
) -> None:
    person("hanako@example.jp")

    assert client.get("/abort/404").headers["Cache-Control"] == "no-cache"
    assert client.get("/change").headers["Cache-Control"] == "private, no-store"
    assert sign_in().get("/abort/404").headers["Cache-Control"] == "private, no-store"


def test_the_session_cookie_is_out_of_reach(client: FlaskClient) -> None:
    cookie = client.get("/login").headers["Set-Cookie"]

    assert cookie.split("; ", 1)[1] == "Secure; HttpOnly; Path=/; SameSite=Lax"


def test_health_says_ok_and_asks_for_no_session(client: FlaskClient) -> None:
    answer = client.get("/health")

    assert (answer.status_code, answer.text, "Set-Cookie" in answer.headers) == (200, "ok\n", False)
