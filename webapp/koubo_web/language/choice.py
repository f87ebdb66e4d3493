"""Which language a page is read in: as its address says, else as the visitor chose before."""

import json
from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode

from flask import Flask, Response, current_app, request

from koubo_web.language.catalogue import Catalogue
from koubo_web.language.gathering import packages, pairs_of
from koubo_web.language.page import in_english, words_in_english

JAPANESE, ENGLISH = "ja", "en"
NAMES = {JAPANESE: "日本語", ENGLISH: "English"}
ASKED, KEPT = "lang", "koubo_lang"
CATALOGUE = "koubo_english"
SAID = ("message", "words", "outputs", "conflict", "heading", "remedy")
"""The names under which a script is told what it shows (see static/js)."""
ONE_YEAR = 365 * 24 * 60 * 60


def language() -> str:
    """Give the language of the page that is asked for, `ja` or `en`."""
    asked = request.args.get(ASKED) or request.cookies.get(KEPT, JAPANESE)
    return asked if asked in NAMES else JAPANESE


def text(japanese: str) -> str:
    """Give one of our texts in the page's language: for pictures, which no page reading reaches."""
    if language() == JAPANESE:
        return japanese
    found = words_in_english(japanese, english())
    return japanese if found is None else found


def other_language() -> dict[str, str] | None:
    """Give the link to this page in the other language; none for the answer to a sent form."""
    if request.method != "GET":
        return None
    code = JAPANESE if language() == ENGLISH else ENGLISH
    asked = [(name, value) for name, value in request.args.items(multi=True) if name != ASKED]
    return {
        "code": code,
        "name": NAMES[code],
        # Without the path: some addresses are keys, and no page repeats them.
        "url": f"?{urlencode([*asked, (ASKED, code)])}",
    }


def english() -> Catalogue:
    """Give the catalogue, read on first use: most days nobody asks for it."""
    if CATALOGUE not in current_app.extensions:
        pairs = (pair for package in packages() for pair in pairs_of(package).items())
        current_app.extensions[CATALOGUE] = Catalogue(pairs)
    found: Catalogue = current_app.extensions[CATALOGUE]
    return found


def read_into_language(response: Response) -> Response:
    """Give a finished answer in the language that was asked for, and keep the choice."""
    chosen = language()
    if request.args.get(ASKED) in NAMES and request.cookies.get(KEPT, JAPANESE) != chosen:
        response.set_cookie(
            KEPT,
            chosen,
            max_age=ONE_YEAR,
            secure=bool(current_app.config["SESSION_COOKIE_SECURE"]),
            httponly=True,
            samesite="Lax",
        )
    read = READERS.get(response.mimetype or "")
    if read is None:
        return response
    response.vary.add("Cookie")
    if chosen == ENGLISH and not (response.is_streamed or response.direct_passthrough):
        response.set_data(read(response.get_data(as_text=True), english()))
        response.headers["Content-Language"] = ENGLISH
    return response


def told_in_english(document: str, catalogue: Catalogue) -> str:
    """Give what a script is told (JSON) in English: its words and messages, no other value.

    What calls itself JSON and is none, as a plugin's empty answer, stays as it is.
    """
    try:
        told = json.loads(document)
    except ValueError:
        return document
    return json.dumps(_told(told, catalogue, said=False), ensure_ascii=False)


def _told(value: Any, catalogue: Catalogue, *, said: bool) -> Any:
    if isinstance(value, dict):
        return {
            name: _told(one, catalogue, said=said or name in SAID) for name, one in value.items()
        }
    if isinstance(value, list):
        return [_told(one, catalogue, said=said) for one in value]
    if said and isinstance(value, str):
        return words_in_english(value, catalogue) or value
    return value


READERS: dict[str, Callable[[str, Catalogue], str]] = {
    "text/html": in_english,
    "application/json": told_in_english,
}


def serve_languages(app: Flask) -> None:
    """Read every page into the visitor's language before anything else is done to it."""
    app.after_request(read_into_language)
