"""Who tries passwords on and on has to wait, is told how long, and is never locked out for good."""

import logging
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select
from werkzeug.test import TestResponse

from koubo.storage.unit_of_work import UnitOfWork
from koubo_web.login.tries import ACCOUNT, MAIL_TO, TryCount
from koubo_web.settings import Settings
from web.browser import (
    NOON,
    PASSWORD,
    Browser,
    MakePerson,
    ReadMails,
    SteadyClock,
    link_in,
    without_tokens,
)

HALF_MINUTE = timedelta(seconds=30)
WRONG = "「メールアドレス」か「パスワード」が違います。"
WAIT = "あと30秒たってから、もう一度お試しください。"
Enter = Callable[..., TestResponse]


@pytest.fixture
def settings(settings: Settings) -> Settings:
    """Give settings with a hash that costs nothing: here passwords are tried by the dozen."""
    return replace(settings, password_time=1, password_memory=64)


@pytest.fixture
def enter(client: FlaskClient) -> Enter:
    """Give a function that tries to sign in, from one browser that nobody has signed in with."""
    browser = Browser(client)

    def attempt(
        email: str = "hanako@example.jp", password: str = "not-the-password"
    ) -> TestResponse:
        return browser.post("/login", email=email, password=password)

    return attempt


def number_of_tries(work: UnitOfWork) -> int:
    """Count the rows that are kept of tries."""
    work.session.rollback()
    return work.session.scalars(select(func.count()).select_from(TryCount)).one()


def test_after_five_wrong_passwords_even_the_right_one_has_to_wait(
    person: MakePerson, enter: Enter, clock: SteadyClock
) -> None:
    person()

    assert [enter().status_code for _ in range(ACCOUNT.free)] == [200] * 5
    held = enter(password=PASSWORD)

    assert (held.status_code, held.headers["Retry-After"]) == (429, "30")
    assert (WAIT in held.text, WRONG in held.text) == (True, False)
    assert 'value="hanako@example.jp"' in held.text
    clock.moment = NOON + HALF_MINUTE
    assert enter(password=PASSWORD).status_code == 302


def test_the_wait_doubles_and_ends_at_a_quarter_of_an_hour() -> None:
    waits = [ACCOUNT.wait_after(tries).total_seconds() for tries in (0, 4, 5, 6, 7, 10, 10**6)]

    assert waits == [0, 0, 30, 60, 120, 900, 900]


def test_asking_while_waiting_makes_the_wait_no_longer(
    person: MakePerson, enter: Enter, clock: SteadyClock
) -> None:
    person()
    for _ in range(5 + 20):
        enter()

    clock.moment = NOON + HALF_MINUTE
    assert enter().status_code == 200  # judged, and wrong
    assert enter().headers["Retry-After"] == "60"
    clock.moment = NOON + HALF_MINUTE + timedelta(hours=1, seconds=1)
    assert [enter().status_code for _ in range(5)] == [200] * 5  # counted anew


def test_an_unknown_address_waits_just_as_a_known_one(person: MakePerson, app: Flask) -> None:
    person("known@example.jp")
    pages = []
    for email in ("known@example.jp", "other@example.jp"):
        browser = Browser(app.test_client())
        answers = [browser.post("/login", email=email, password="wrong-one") for _ in range(6)]
        pages.append([(one.status_code, without_tokens(one.text)) for one in answers])

    known, other = pages
    assert [code for code, _ in known] == [200] * 5 + [429]
    assert [(code, page.replace("known@", "other@")) for code, page in known] == other


@pytest.mark.parametrize(
    "spelling",
    ["HANAKO@example.jp", " hanako@example.jp ", "hanako＠example.jp", "ｈanako@ｅxample．jp"],
)
def test_another_spelling_is_no_way_around(person: MakePerson, enter: Enter, spelling: str) -> None:
    person()
    for _ in range(5):
        enter()

    assert enter(spelling).status_code == 429


def test_several_tries_at_once_are_no_way_around(person: MakePerson, app: Flask) -> None:
    person()
    browsers = [Browser(app.test_client()) for _ in range(12)]
    fields = {"email": "hanako@example.jp", "password": "wrong-one"}
    forms = [(one, fields | {"csrf_token": one.token()}) for one in browsers]

    with ThreadPoolExecutor(6) as hands:
        answers = list(hands.map(lambda one: one[0].send("/login", one[1]), forms))

    assert sorted(one.status_code for one in answers) == [200] * 5 + [429] * 7


def test_strangers_cannot_keep_out_who_signed_in_here_before(
    person: MakePerson, app: Flask, enter: Enter
) -> None:
    person()
    own = Browser(app.test_client())
    assert own.post("/login", email="hanako@example.jp", password=PASSWORD).status_code == 302
    own.post("/logout")
    for _ in range(20):
        enter()

    assert enter(password=PASSWORD).status_code == 429
    again = own.post("/login", email="hanako@example.jp", password=PASSWORD)
    assert again.status_code == 302
    # A browser that knows one account is a stranger to others.
    person("taro@example.jp")
    own.post("/logout")
    tried = [own.post("/login", email="taro@example.jp", password="wrong-one") for _ in range(6)]
    assert tried[-1].status_code == 429


def test_a_forged_cookie_makes_no_browser_known(
    person: MakePerson, enter: Enter, client: FlaskClient
) -> None:
    person()
    client.set_cookie("koubo_known", "é" * 32, domain="koubo.city.example.jp")

    assert [enter().status_code for _ in range(6)][-1] == 429


def test_whoever_waits_can_still_choose_a_new_password(
    person: MakePerson, enter: Enter, browser: Browser, mails: ReadMails, clock: SteadyClock
) -> None:
    person()
    for _ in range(6):
        enter()

    browser.post("/reset", email="hanako@example.jp")
    link = link_in(mails()[-1])

    assert browser.post(
        link, password="another-2026", password_confirm="another-2026"
    ).status_code in (302, 200)
    clock.moment = NOON + HALF_MINUTE
    assert enter(password="another-2026").status_code == 302


@pytest.mark.parametrize("path", ["/reset", "/confirm", "/register"])
def test_mails_to_one_address_are_not_sent_on_and_on(
    person: MakePerson, browser: Browser, mails: ReadMails, path: str
) -> None:
    person()
    more = {"person_name": "だれか", "password": PASSWORD} if path == "/register" else {}
    for _ in range(MAIL_TO.free):
        assert browser.post(path, email="hanako@example.jp", **more).status_code in (200, 302)
    sent = len(mails())

    held = browser.post(path, email="hanako@example.jp", **more)

    assert (held.status_code, held.headers["Retry-After"]) == (429, "60")
    assert "いまはメールを送れません" in held.text
    assert len(mails()) == sent


def test_what_was_typed_waits_with_its_writer(
    person: MakePerson, enter: Enter, browser: Browser, app: Flask
) -> None:
    person()
    own = Browser(app.test_client())
    own.post("/login", email="hanako@example.jp", password=PASSWORD)
    token = own.token()
    own.post("/logout")
    out = own.send("/applicant/organisations/new", {"csrf_token": token, "name": "川の会"})
    assert out.status_code in (400, 401)
    typed = out.text.split('name="typed" value="')[1].split('"')[0]
    for _ in range(5):
        own.post("/login/again", email="hanako@example.jp", password="wrong-one", typed=typed)

    held = own.post("/login/again", email="hanako@example.jp", password=PASSWORD, typed=typed)

    assert held.status_code == 429
    assert (WAIT in held.text, "川の会" in held.text, typed in held.text) == (True, True, True)


def test_a_new_password_is_no_way_to_guess_the_old_one(person: MakePerson, app: Flask) -> None:
    person()
    own = Browser(app.test_client())
    own.post("/login", email="hanako@example.jp", password=PASSWORD)
    fields = {"new_password": "another-2026", "new_password_confirm": "another-2026"}
    tried = [own.post("/change", password="wrong-one", **fields) for _ in range(6)]

    assert [one.status_code for one in tried] == [200] * 5 + [429]


def test_waiting_stands_in_the_log_without_the_address(
    person: MakePerson, enter: Enter, caplog: pytest.LogCaptureFixture
) -> None:
    person()
    with caplog.at_level(logging.WARNING):
        for _ in range(6):
            enter()

    [line] = [one.getMessage() for one in caplog.records]
    assert line.startswith("too many tries at security.login: account:")
    assert "hanako" not in line


def test_old_tries_are_forgotten(enter: Enter, work: UnitOfWork, clock: SteadyClock) -> None:
    for number in range(7):
        enter(f"nobody{number}@example.jp")
    assert number_of_tries(work) == 7

    clock.moment = NOON + timedelta(hours=25)
    enter("somebody@example.jp")

    assert number_of_tries(work) == 1
