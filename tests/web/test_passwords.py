"""Mending the password: forgotten, changed, and how it is kept."""

from flask import Flask

from koubo.storage.unit_of_work import UnitOfWork
from koubo_web.settings import Settings
from web.browser import (
    BASE_URL,
    PASSWORD,
    TOKEN,
    Browser,
    MakePerson,
    ReadMails,
    SignIn,
    link_in,
    stored_account,
    without_tokens,
)


def test_a_forged_host_puts_no_foreign_link_into_a_mail(
    app: Flask, person: MakePerson, mails: ReadMails
) -> None:
    person("hanako@example.jp")
    client, evil = app.test_client(), "https://evil.example"
    token = TOKEN.search(client.get("/reset", base_url=evil).text)
    assert token is not None

    client.post(
        "/reset",
        base_url=evil,
        data={"email": "hanako@example.jp", "csrf_token": token[1]},
        headers={"X-Forwarded-Host": "evil.example", "Referer": f"{BASE_URL}/reset"},
    )

    assert link_in(mails()[0]).startswith("/reset/")


def test_a_forgotten_password_is_set_anew_and_ends_every_session(
    app: Flask, person: MakePerson, sign_in: SignIn, mails: ReadMails
) -> None:
    person("hanako@example.jp")
    elsewhere = sign_in()
    browser = Browser(app.test_client())

    browser.post("/reset", email="hanako@example.jp")
    link = link_in(mails()[0])
    answer = browser.post(link, password="a-new-one-2026", password_confirm="a-new-one-2026")

    assert (answer.status_code, answer.location) == (302, "/login")
    assert elsewhere.get("/change").location == "/login?next=/change"
    assert sign_in(password="a-new-one-2026").get("/change").status_code == 200
    assert [mail.subject for mail in mails()] == [
        "パスワードの再設定のご案内",
        "パスワードを設定し直しました",
    ]
    page = browser.get(browser.get(link).location)
    assert "再設定のリンクが正しくないか、もう使われています" in page.text


def test_asking_for_a_reset_does_not_tell_who_is_registered(
    app: Flask, person: MakePerson, mails: ReadMails
) -> None:
    person("hanako@example.jp")

    pages = [
        without_tokens(Browser(app.test_client()).post("/reset", email=email).text)
        for email in ("hanako@example.jp", "nobody@example.jp")
    ]

    assert pages[0] == pages[1].replace("nobody@", "hanako@")
    assert [mail.address for mail in mails()] == ["hanako@example.jp"]


def test_the_password_is_changed_only_by_who_knows_it(
    person: MakePerson, sign_in: SignIn, work: UnitOfWork
) -> None:
    person("hanako@example.jp")
    browser, before = sign_in(), stored_account(work).password
    new = {"new_password": "a-new-one-2026", "new_password_confirm": "a-new-one-2026"}

    page = browser.post("/change", password="not-the-password", **new)
    assert ("「いまのパスワード」が違います" in page.text, stored_account(work).password) == (
        True,
        before,
    )

    browser.post("/change", password=PASSWORD, **new)
    assert stored_account(work).password != before
    assert browser.get("/change").status_code == 200
    assert sign_in(password="a-new-one-2026").get("/change").status_code == 200


def test_passwords_are_hashed_as_the_settings_say(
    settings: Settings, person: MakePerson, work: UnitOfWork
) -> None:
    person("hanako@example.jp")

    work_of = (settings.password_memory, settings.password_time, settings.password_lanes)
    said = "$argon2id$v=19$m={},t={},p={}$".format(*work_of)
    assert stored_account(work).password.startswith(said)
