"""The way in: registering, confirming, signing in and out, and mending the password."""

import re
from concurrent.futures import ThreadPoolExecutor
from urllib.parse import urljoin, urlsplit

import pytest
from flask import Flask
from sqlalchemy import select

from koubo.people.models import Person
from koubo.storage.unit_of_work import UnitOfWork
from koubo_web.login.accounts import Account
from web.browser import (
    BASE_URL,
    NOON,
    PASSWORD,
    Browser,
    MakePerson,
    ReadMails,
    SignIn,
    link_in,
    number_of,
    stored_account,
    without_tokens,
)

HANAKO = {"person_name": "倉敷　花子", "email": "Hanako@Example.jp", "password": PASSWORD}
WRONG = "「メールアドレス」か「パスワード」が違います。確かめて、もう一度入力してください。"


def test_a_newcomer_registers_confirms_signs_in_and_signs_out(
    browser: Browser, mails: ReadMails, work: UnitOfWork
) -> None:
    answer = browser.post("/register", **HANAKO)

    assert (answer.status_code, answer.location) == (302, "/register/sent")
    [mail] = mails()
    person = work.session.scalars(select(Person)).one()
    assert (person.name, person.email) == ("倉敷　花子", "hanako@example.jp")
    assert (mail.address, mail.person_id) == ("hanako@example.jp", person.id)
    assert stored_account(work).confirmed_at is None

    page = browser.get(link_in(mail))
    assert (page.status_code, stored_account(work).confirmed_at) == (200, None)

    answer = browser.post(link_in(mail), password=PASSWORD)
    assert (answer.status_code, answer.location) == (302, "/")
    assert stored_account(work).confirmed_at == NOON
    assert browser.get("/change").status_code == 200

    answer = browser.post("/logout")
    assert (answer.status_code, answer.location) == (302, "/")
    assert browser.get("/change").location == "/login?next=/change"

    answer = browser.post("/login", email="hanako@example.jp", password=PASSWORD)
    assert (answer.status_code, answer.location) == (302, "/")
    assert browser.get("/change").status_code == 200


def test_an_address_typed_in_full_width_is_the_same_address(
    browser: Browser, mails: ReadMails, work: UnitOfWork
) -> None:
    browser.post("/register", **HANAKO | {"email": "ｈａｎａｋｏ＠ｅｘａｍｐｌｅ．ｊｐ"})
    [mail] = mails()
    browser.post(link_in(mail), password=PASSWORD)
    browser.post("/logout")

    answer = browser.post("/login", email="hanako＠example.jp", password=PASSWORD)

    assert mail.address == "hanako@example.jp"
    assert (answer.status_code, answer.location) == (302, "/")


def test_who_did_not_choose_the_password_confirms_nothing(
    browser: Browser, mails: ReadMails, work: UnitOfWork
) -> None:
    browser.post("/register", **HANAKO)

    page = browser.post(link_in(mails()[0]), password="not-the-password")

    assert (page.status_code, stored_account(work).confirmed_at) == (422, None)
    assert "登録のときに決めたパスワードを入力してください" in page.text


def test_who_owns_the_address_takes_it_from_who_registered_it(
    app: Flask, mails: ReadMails, work: UnitOfWork, sign_in: SignIn
) -> None:
    stranger, owner = Browser(app.test_client()), Browser(app.test_client())
    stranger.post("/register", **HANAKO | {"password": "the-strangers-own"})

    owner.post("/register", **HANAKO)
    link = link_in(mails()[1])
    owner.post(link, password=PASSWORD, password_confirm=PASSWORD)

    assert (link.startswith("/reset/"), stored_account(work).confirmed_at) == (True, NOON)
    assert sign_in().get("/change").status_code == 200
    refused = stranger.post("/login", email=HANAKO["email"], password="the-strangers-own")
    assert refused.status_code == 200


def test_what_is_missing_is_said_for_each_field_and_nothing_is_stored(
    browser: Browser, mails: ReadMails, work: UnitOfWork
) -> None:
    page = browser.post("/register", person_name=" ", email="hanako", password="short")

    assert page.status_code == 200
    assert re.findall(r'href="#field-\w+">([^<]+)<', page.text) == [
        "「お名前」を入力してください。",
        "「メールアドレス」は「name@example.jp」のように、メールアドレスの形で入力してください。",
        "「パスワード」は8文字以上で入力してください。",
    ]
    assert (mails(), number_of(work, Account), number_of(work, Person)) == ([], 0, 0)


def test_a_known_person_gets_the_account_and_keeps_the_name(
    browser: Browser, work: UnitOfWork
) -> None:
    with work.writing() as write:
        write.session.add(Person(name="高梁 太郎", email="Taro@example.jp"))

    browser.post("/register", person_name="ちがう名前", email="taro@example.jp", password=PASSWORD)

    person = work.session.scalars(select(Person)).one()
    assert (person.name, stored_account(work).person_id) == ("高梁 太郎", person.id)


def test_registering_a_known_address_looks_like_registering_a_new_one(
    app: Flask, person: MakePerson, mails: ReadMails, work: UnitOfWork
) -> None:
    person("known@example.jp")
    known, new = Browser(app.test_client()), Browser(app.test_client())

    answers = [
        browser.post("/register", person_name="だれか", email=email, password=PASSWORD)
        for browser, email in ((known, "known@example.jp"), (new, "other@example.jp"))
    ]

    assert [(one.status_code, one.location) for one in answers] == [(302, "/register/sent")] * 2
    pages = [
        without_tokens(one.get("/register/sent").text).replace("known@", "other@")
        for one in (known, new)
    ]
    assert pages[0] == pages[1]
    assert [mail.address for mail in mails()] == ["known@example.jp", "other@example.jp"]
    assert "すでに登録されています" in mails()[0].body
    assert number_of(work, Account) == 2


def test_one_person_registering_twice_at_once_gets_one_account(
    app: Flask, work: UnitOfWork
) -> None:
    browsers = [Browser(app.test_client()) for _ in range(4)]
    forms = [HANAKO | {"csrf_token": browser.token()} for browser in browsers]

    with ThreadPoolExecutor(4) as hands:
        answers = list(
            hands.map(
                lambda one: one[0].send("/register", one[1]), zip(browsers, forms, strict=True)
            )
        )

    assert {answer.status_code for answer in answers} <= {302, 409}
    assert (number_of(work, Account), number_of(work, Person)) == (1, 1)


def test_a_registration_whose_mail_fails_leaves_nothing_and_blocks_nobody(
    app: Flask, browser: Browser, mails: ReadMails, work: UnitOfWork
) -> None:
    sound = app.config["SECURITY_REGISTER_EMAIL_TEMPLATE"]
    app.config["SECURITY_REGISTER_EMAIL_TEMPLATE"] = "login/mail/missing"
    assert browser.post("/register", **HANAKO).status_code == 500
    assert (mails(), number_of(work, Account), number_of(work, Person)) == ([], 0, 0)

    app.config["SECURITY_REGISTER_EMAIL_TEMPLATE"] = sound
    assert browser.post("/register", **HANAKO).status_code == 302
    assert (len(mails()), number_of(work, Account), number_of(work, Person)) == (1, 1, 1)


def test_a_name_typed_at_registering_stands_in_no_mail(browser: Browser, mails: ReadMails) -> None:
    browser.post("/register", **HANAKO | {"person_name": "https://evil.example/ を開いて"})

    assert "evil" not in mails()[0].body


@pytest.mark.parametrize("email", ["hanako@example.jp", "nobody@example.jp"])
def test_a_wrong_password_and_an_unknown_address_look_alike(
    browser: Browser, person: MakePerson, email: str
) -> None:
    person("hanako@example.jp")

    page = browser.post("/login", email=email, password="not-the-password")

    assert (page.status_code, page.text.count(WRONG)) == (200, 1)
    assert browser.get("/change").location == "/login?next=/change"


def test_both_look_alike_to_the_letter(app: Flask, person: MakePerson) -> None:
    person("hanako@example.jp")

    pages = [
        without_tokens(Browser(app.test_client()).post("/login", email=email, password="x").text)
        for email in ("hanako@example.jp", "nobody@example.jp")
    ]

    assert pages[0] == pages[1].replace("nobody@", "hanako@")


def test_who_has_not_confirmed_is_told_so_once_the_password_is_right(browser: Browser) -> None:
    browser.post("/register", **HANAKO)

    page = browser.post("/login", email=HANAKO["email"], password=PASSWORD)

    assert (page.status_code, "メールアドレスの確認がまだです" in page.text) == (200, True)


@pytest.mark.parametrize(
    "wanted",
    [
        "https://evil.example/",
        "//evil.example",
        "\\\\evil.example",
        "https:evil.example",
        "/\\e.jp",
    ],
)
def test_signing_in_leads_to_no_other_site(
    browser: Browser, person: MakePerson, wanted: str
) -> None:
    person("hanako@example.jp")

    answer = browser.post("/login", email="hanako@example.jp", password=PASSWORD, next=wanted)

    led_to = urljoin(f"{BASE_URL}/login", answer.location or "")
    assert urlsplit(led_to)[:2] == urlsplit(BASE_URL)[:2]


def test_signing_in_leads_back_to_the_page_that_was_wanted(
    browser: Browser, person: MakePerson
) -> None:
    person("hanako@example.jp")

    answer = browser.post("/login", email="hanako@example.jp", password=PASSWORD, next="/change")

    assert answer.location == "/change"


def test_a_closed_account_is_shut_out_at_the_next_request(
    person: MakePerson, sign_in: SignIn, work: UnitOfWork
) -> None:
    person("hanako@example.jp")
    browser = sign_in()

    with work.writing() as write:
        write.session.scalars(select(Account)).one().active = False

    assert browser.get("/change").location == "/login?next=/change"


@pytest.mark.parametrize("path", ["/confirm/made-up", "/reset/made-up"])
def test_a_made_up_link_leads_to_asking_for_a_new_mail(browser: Browser, path: str) -> None:
    answer = browser.get(path)

    assert (answer.status_code, answer.location) == (302, path.removesuffix("/made-up"))


def test_a_confirmation_is_sent_again_and_works_once(
    browser: Browser, mails: ReadMails, work: UnitOfWork
) -> None:
    browser.post("/register", **HANAKO)

    browser.post("/confirm", email=HANAKO["email"])
    link = link_in(mails()[1])
    browser.post(link, password=PASSWORD)

    assert stored_account(work).confirmed_at == NOON
    assert browser.get(link).location == "/login"


def test_a_form_without_its_token_is_refused_in_words(browser: Browser, work: UnitOfWork) -> None:
    page = browser.send("/register", HANAKO)

    assert (page.status_code, "ページの有効期限が切れました" in page.text) == (400, True)
    assert number_of(work, Account) == 0


def test_outside_the_demo_the_sign_in_page_offers_nobody(
    browser: Browser, person: MakePerson
) -> None:
    person("dantai2@example.jp")

    page = browser.get("/login").text

    assert ("demo-people" in page, "dantai2@example.jp" in page) == (False, False)
