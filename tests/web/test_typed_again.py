"""An expired session or token throws no text away: it is shown, and sent when its writer says so."""

from io import BytesIO
from typing import Any

import pytest
from bs4 import BeautifulSoup

from builders import IN_TIME, PDF, a_call, a_draft
from web.browser import BASE_URL, PASSWORD, Browser
from web.pages import draft_of, fields_of, send, soup, words
from web.town import Town

PATH = "/applicant/filings/1/project"
TEXT = "一時間かけて書いた課題。\r\n<b>二行目</b>"


@pytest.fixture
def call_id(town: Town) -> int:
    town.clock.moment = IN_TIME
    return a_call(town.city)


@pytest.fixture
def applicant(town: Town, call_id: int) -> Browser:
    a_draft(town.city, call_id)
    return town.as_("applicant")


def page_of(browser: Browser, path: str = PATH) -> tuple[dict[str, Any], str]:
    """Give what a page's form would send, and its token."""
    page = soup(browser.get(path))
    token = page.select_one("main form input[name=csrf_token]")
    assert token is not None
    return fields_of(page), str(token["value"])


def post(browser: Browser, path: str, fields: dict[str, Any]) -> Any:
    headers = {"Referer": f"{BASE_URL}{path}"}
    return browser.client.post(path, data=fields, headers=headers)


def forms_in(page: BeautifulSoup) -> dict[str, dict[str, str]]:
    """Give the forms in the page's main part by address, with all that each would send."""
    return {
        str(form["action"]): {
            str(box["name"]): str(box.get("value", ""))
            for box in form.select("input[name], button[name]")
        }
        for form in page.select("main form")
    }


def test_after_an_expired_session_one_signs_in_on_the_spot_and_sends_with_one_press(
    town: Town, applicant: Browser
) -> None:
    fields, token = page_of(applicant)
    sent = fields | {"csrf_token": token, "issue": TEXT, "do": "save"}
    applicant.client.delete_cookie("koubo", domain="koubo.city.example.jp")
    applicant.client.delete_cookie("koubo")

    page = soup(post(applicant, PATH, sent | {"more": [(BytesIO(PDF), "規約.pdf")]}), 401)

    assert "ログインが切れました" in words(page.main)
    assert TEXT.splitlines()[1] in page.get_text()
    assert "あとでもう一度選んでください：規約.pdf" in words(page.main)
    [(action, form)] = forms_in(page).items()
    assert (action, set(form)) == ("/login/again", {"csrf_token", "typed", "email", "password"})
    wrong = soup(post(applicant, action, form | _as("applicant") | {"password": "違う"}), 422)
    assert "パスワードが違うか" in words(wrong.main)
    assert "違う" not in str(wrong.select("input[type=password]"))

    shown = soup(post(applicant, action, forms_in(wrong)[action] | _as("applicant")))

    assert "入力した内容はこのとおり残っています" in words(shown.main)
    assert draft_of(town)["issue"] == "防災訓練に若い世代が来ない。"  # nothing was sent by itself
    again = forms_in(shown)[PATH]
    assert {"password", "email", "typed", "more"}.isdisjoint(again)
    assert (again["issue"].splitlines(), again["do"]) == (TEXT.splitlines(), "save")
    answer = post(applicant, PATH, again | {"issue": TEXT})
    assert (answer.status_code, draft_of(town)["issue"]) == (303, TEXT)


def test_an_expired_token_is_mended_with_one_press(town: Town, applicant: Browser) -> None:
    """Somebody signed out and in again on another tab."""
    fields, token = page_of(applicant)
    applicant.post("/logout")
    send(applicant, "/login", _as("applicant"))

    page = soup(post(applicant, PATH, fields | {"csrf_token": token, "issue": "書いた"}), 400)

    assert "まだ送られていません" in words(page.main)
    assert draft_of(town)["issue"] == "防災訓練に若い世代が来ない。"
    assert post(applicant, PATH, forms_in(page)[PATH]).status_code == 303
    assert draft_of(town)["issue"] == "書いた"


def test_another_person_is_told_whose_text_it_is_and_cannot_send_it(
    town: Town, applicant: Browser
) -> None:
    fields, token = page_of(applicant)
    applicant.post("/logout")
    send(applicant, "/login", _as("stranger"))

    page = soup(post(applicant, PATH, fields | {"csrf_token": token, "issue": "人の文"}), 400)

    assert "これは、applicantさんが入力した内容です" in words(page.main)
    assert list(forms_in(page)) == ["/login/again"]
    fold = page.select_one("details#typed")
    assert fold is not None
    assert not fold.has_attr("open")
    back = soup(post(applicant, "/login/again", forms_in(page)["/login/again"]))
    assert "ログインが切れました" in words(back.main)
    shown = soup(post(applicant, "/login/again", forms_in(back)["/login/again"] | _as("applicant")))
    assert forms_in(shown)[PATH]["issue"] == "人の文"


@pytest.mark.parametrize("token", ["", "こわれた", "ImFiYyI.aaaaaa.bbbb"])
def test_a_form_that_the_site_did_not_draw_is_shown_but_has_no_button(
    town: Town, applicant: Browser, token: str
) -> None:
    """Somebody else's page may send a form here; nothing of it goes on by a press."""
    page = soup(post(applicant, PATH, {"csrf_token": token, "issue": "よその文"}), 400)

    assert list(forms_in(page)) == []
    assert "よその文" in words(page.main)


def test_what_was_not_made_here_leads_nowhere(town: Town, applicant: Browser) -> None:
    applicant.post("/logout")
    page = soup(post(applicant, PATH, {"csrf_token": "x", "issue": "文"}), 401)
    form = forms_in(page)["/login/again"]

    forged = post(
        applicant, "/login/again", form | _as("applicant") | {"typed": "x" + form["typed"]}
    )
    outside = post(applicant, "//evil.example/applicant/filings/1/project", {"issue": "文"})

    assert (forged.status_code, forged.location) == (302, "/login")
    assert "evil.example" not in outside.text


def test_a_stale_page_of_any_form_shows_what_was_typed(town: Town, applicant: Browser) -> None:
    """Nothing of the way in is shown again: neither password nor address."""
    path = "/applicant/applications/1/withdraw"
    fields = {"reason": "長い理由", "version": "99", "password": "ひみつ"}

    stale = soup(send(applicant, path, fields), 409)
    unseen = soup(send(applicant, "/applicant/applications/9/withdraw", fields), 404)

    for page in (stale, unseen):
        told = words(page.main)
        assert ("長い理由" in told, "ひみつ" in told) == (True, False)
    login = soup(send(Browser(town.app.test_client()), "/login", {"email": "a@b.jp"}))
    assert login.select("#typed") == []


def test_a_second_sign_in_form_leads_home(town: Town) -> None:
    browser = Browser(town.app.test_client())
    token = browser.token()
    send(browser, "/login", _as("applicant"))

    answer = post(browser, "/login", _as("applicant") | {"csrf_token": token})

    assert (answer.status_code, answer.location) == (302, "/home")


@pytest.mark.parametrize("body", ["a&" * 5_000, "issue=" + "x" * 4_100_000])
def test_too_many_fields_and_too_much_text_are_refused_before_they_are_read(
    town: Town, applicant: Browser, body: str
) -> None:
    kind = "application/x-www-form-urlencoded"
    answer = applicant.client.post(PATH, data=body, content_type=kind)

    assert (answer.status_code, len(answer.text) < 20_000) == (413, True)


def _as(person: str) -> dict[str, str]:
    return {"email": f"{person}@example.jp", "password": PASSWORD}
