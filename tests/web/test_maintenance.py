"""An operator closes the site for a while: wholly or for writing, now or later."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner
from flask import Flask
from flask.testing import FlaskClient

from koubo.calendar import JST
from koubo_web.cli import main
from koubo_web.commands.maintenance import moment_of
from koubo_web.maintenance import (
    FILE,
    Maintenance,
    begin_maintenance,
    end_maintenance,
    read_maintenance,
)
from koubo_web.requests import SITE
from koubo_web.site import Site
from web.browser import BASE_URL, NOON, MakePerson, SignIn, SteadyClock

HOUR = timedelta(hours=1)
BROWSER = {"Accept": "text/html"}
SECRET = "0f5b2c7d9e1a4836b0c4d2e8f6a7193c5d8e2b4f"


@pytest.fixture
def data(app: Flask) -> Iterator[Path]:
    """Give the folder in which it stands whether the site is closed."""
    site: Site = app.extensions[SITE]
    yield site.settings.data
    end_maintenance(site.settings.data)


def test_a_closed_site_says_until_when_and_asks_the_database_nothing(
    app: Flask, client: FlaskClient, data: Path
) -> None:
    site: Site = app.extensions[SITE]
    begin_maintenance(data, Maintenance(NOON, NOON + HOUR / 2, note="新しい版に替えています。"))

    with site.database.statements() as said:
        page = client.get("/", headers=BROWSER)
        sent = client.post("/login", data={"email": "a@example.jp"}, headers=BROWSER)
        told = client.get("/login", headers={"Accept": "application/json"})
        health = client.get("/health")

    assert said == []
    assert (page.status_code, sent.status_code, told.status_code) == (503, 503, 503)
    assert page.headers["Retry-After"] == "1800"
    assert "終わる予定：<strong>令和8年11月6日 12:30</strong>" in page.text
    assert "新しい版に替えています。" in page.text
    assert told.get_json()["heading"] == "ただいま点検中です"
    assert (health.status_code, health.text) == (200, "maintenance\n")
    assert client.get("/static/koubo.svg").status_code == 200


def test_a_site_for_reading_takes_no_form_and_keeps_what_was_typed(
    data: Path, person: MakePerson, sign_in: SignIn
) -> None:
    person()
    browser = sign_in()
    token = browser.token()
    begin_maintenance(data, Maintenance(NOON, NOON + HOUR, reading=True))

    page = browser.get("/change")
    sent = browser.send("/applicant/organisations/new", {"csrf_token": token, "name": "川の会"})

    assert (page.status_code, "いまは読むことだけができます" in page.text) == (200, True)
    assert (sent.status_code, sent.headers["Retry-After"]) == (503, "3600")
    assert '<p class="k-lines k-typed">川の会</p>' in sent.text
    assert browser.get("/health").text == "ok, reading only\n"
    assert browser.send("/logout", {"csrf_token": token}).status_code == 302
    assert sign_in().get("/change").status_code == 200


def test_what_is_to_come_is_told_on_every_page_and_begins_by_itself(
    client: FlaskClient, data: Path, clock: SteadyClock
) -> None:
    begin_maintenance(data, Maintenance(NOON + HOUR, NOON + 2 * HOUR))

    page = client.get("/login")

    assert page.status_code == 200
    assert "令和8年11月6日 13:00からすべてのページを止めます" in page.text
    clock.moment = NOON + HOUR
    assert client.get("/login").status_code == 503
    clock.moment = NOON + 3 * HOUR
    late = client.get("/login", headers=BROWSER)
    assert (late.status_code, "終わる予定" in late.text) == (503, False)


@pytest.mark.parametrize("text", ["", "{", "[]", '{"since": "x"}', '{"since": "2026-01-01T00:00"}'])
def test_a_damaged_file_closes_the_site(client: FlaskClient, data: Path, text: str) -> None:
    (data / FILE).write_text(text, encoding="utf-8")

    assert client.get("/login", headers=BROWSER).status_code == 503


def test_an_operator_closes_and_opens(tmp_path: Path) -> None:
    environment = {
        "KOUBO_SECRET_KEY": SECRET,
        "KOUBO_BASE_URL": BASE_URL,
        "KOUBO_DATA": str(tmp_path),
    }

    def run(*words: str) -> tuple[int, str]:
        done = CliRunner().invoke(main, ["maintenance", *words], env=environment)
        return done.exit_code, done.output.splitlines()[0]

    assert run("status") == (0, "点検の予定はありません。サイトは開いています。")
    assert run("on", "--until", "2099-01-01 09:00") == (
        0,
        "点検中です。すべてのページを止めています。",
    )
    assert run("status")[1] == "点検中です。すべてのページを止めています。"
    assert run("on", "--read-only")[1] == "点検中です。読むことだけができます。"
    coming = run("on", "--from", "2098-12-31 09:00", "--until", "2099-01-01 09:00")
    assert coming[1] == "点検の予定があります。それまではいつもどおりです。"
    assert run("off") == (0, "サイトを開けました。")
    assert run("off") == (0, "サイトは止まっていません。")
    assert run("on", "--until", "2000-01-01 09:00")[0] == 1
    assert run("on", "--until", "あした")[0] == 2
    assert not (tmp_path / FILE).exists()


def test_a_time_alone_is_the_next_one() -> None:
    now = datetime(2026, 11, 6, 17, 30, tzinfo=JST)

    assert moment_of("18:00", now) == datetime(2026, 11, 6, 18, 0, tzinfo=JST)
    assert moment_of("9:00", now) == datetime(2026, 11, 7, 9, 0, tzinfo=JST)
    assert moment_of("2026-11-08 09:00", now) == datetime(2026, 11, 8, 9, 0, tzinfo=JST)


def test_operators_at_once_leave_one_whole_file(data: Path) -> None:
    notes = [str(number) * 9 for number in range(8)]

    with ThreadPoolExecutor(8) as hands:
        list(hands.map(lambda note: begin_maintenance(data, Maintenance(NOON, note=note)), notes))

    found = read_maintenance(data)
    assert found is not None
    assert found.note in notes
    assert [one.name for one in data.glob(f"{FILE}*")] == [FILE]
