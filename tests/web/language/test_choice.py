"""Choosing English: by the address, kept in a cookie, on every page; what is typed stays as typed."""

import json

from koubo_web.language.catalogue import Catalogue
from koubo_web.language.choice import told_in_english
from web.town import Town


def test_the_language_is_chosen_by_the_address_and_kept(town: Town) -> None:
    client = town.app.test_client()
    assert '<html lang="ja">' in client.get("/").text
    assert 'href="?lang=en" lang="en"' in client.get("/").text

    chosen = client.get("/?lang=en")
    kept = client.get("/login")
    back = client.get("/login?lang=ja")

    assert chosen.headers["Content-Language"] == "en"
    assert '<html lang="en">' in chosen.text
    assert '<html lang="en">' in kept.text
    assert "HttpOnly" in chosen.headers["Set-Cookie"]
    assert "Set-Cookie" not in kept.headers or "koubo_lang" not in kept.headers["Set-Cookie"]
    assert '<html lang="ja">' in back.text
    assert '<html lang="ja">' in client.get("/?lang=xx").text


def test_what_a_person_typed_is_sent_back_as_it_was_typed(town: Town) -> None:
    """A name that is one of our own words is no text of ours in a field."""
    visitor = town.as_("applicant")
    visitor.get("/?lang=en")
    answer = visitor.post("/applicant/organisations/new", name="代表者", kana="保存する")

    assert answer.status_code == 422
    assert 'value="代表者"' in answer.text
    assert 'value="保存する"' in answer.text


def test_a_script_is_told_in_english() -> None:
    catalogue = Catalogue([("{1}に保存しました", "Saved at {1}"), ("受理", "Accepted")])
    told = '{"message": "12:34に保存しました", "outputs": {"state": "受理"}, "fields": {"name": "受理"}}'

    assert json.loads(told_in_english(told, catalogue)) == {
        "message": "Saved at 12:34",
        "outputs": {"state": "Accepted"},
        "fields": {"name": "受理"},
    }
