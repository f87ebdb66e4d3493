"""Somebody at a browser without scripts: follows links, fills in the form that stands there, presses.

A form is sent as a browser sends it: every hidden and filled-in value goes along, and only what
the page offers can be typed, chosen or pressed. Each page that is opened is looked over.
"""

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from io import BytesIO
from typing import Any
from urllib.parse import urljoin, urlsplit

from bs4 import BeautifulSoup, Tag
from flask.testing import FlaskClient
from werkzeug.datastructures import MultiDict
from werkzeug.test import TestResponse

from journeys.walking import ScreenClient, Told
from web.browser import BASE_URL

REDIRECTS = frozenset({301, 302, 303, 307, 308})
UNTYPED = frozenset({"submit", "button", "reset", "image", "hidden", "radio", "checkbox", "file"})
Typed = Mapping[str, Any]


class Visitor:
    """A person with cookies and one open page."""

    def __init__(self, client: FlaskClient | ScreenClient) -> None:
        self.client = client
        self.path = ""
        self.answer: TestResponse | Told | None = None
        self.page = BeautifulSoup("", "html.parser")

    def open(self, path: str) -> "Visitor":
        """Open a page by its address, as from a mail."""
        return self._take(self.client.get(path), path, 200)

    def follow(self, words: str, within: str = "body") -> "Visitor":
        """Press the link with these words."""
        links = [
            one
            for one in self.page.select(f"{within} a[href]")
            if re.sub(r"\s", "", words) == text_of(one)
        ]
        addresses = {str(one["href"]) for one in links}
        assert len(addresses) == 1, (words, addresses, self.text)
        return self.open(urljoin(self.path, addresses.pop()).partition("#")[0])

    def follow_row(self, words: str) -> "Visitor":
        """Press the first link in the table row with these words."""
        rows = [one for one in self.page.select("main tbody tr") if words in one.get_text()]
        assert len(rows) == 1, (words, len(rows), self.text)
        link = rows[0].select_one("a[href]")
        assert link is not None, (words, self.text)
        return self.open(urljoin(self.path, str(link["href"])).partition("#")[0])

    def fetch(self, words: str) -> bytes:
        """Press the link with these words, and give the file that it leads to."""
        link = next(one for one in self.page.select("main a[href]") if words in text_of(one))
        take = self.client.fetch if isinstance(self.client, ScreenClient) else self.client.get
        answer = take(urljoin(self.path, str(link["href"])))
        assert answer.status_code == 200, answer.text
        return answer.data

    def press(
        self,
        button: str,
        typed: Typed | None = None,
        *,
        files: Mapping[str, tuple[str, bytes]] | None = None,
        code: int = 200,
        within: str = "body",
    ) -> "Visitor":
        """Fill in the form around a button, and press the button.

        :param typed: texts by field name; a list ticks boxes, "" empties
        :param files: name and content of one file by field name
        :param code: of the page that is shown in the end
        :param within: where on the page, if it has several such buttons
        """
        pressed = self.button(button, within)
        form = pressed.find_parent("form")
        assert form is not None, button
        if isinstance(self.client, ScreenClient):
            self.client.pressing = (button, within)
        return self.send(form, filled_in(form, typed or {}, pressed), files or {}, code)

    def press_twice(self, button: str) -> list[str]:
        """Press a button as an impatient hand does; give what the pages in the end say."""
        if isinstance(self.client, ScreenClient):
            self.client.impatient = True
            return [self.press(button).text]
        pressed = self.button(button)
        form = pressed.find_parent("form")
        assert form is not None, button
        sent = filled_in(form, {}, pressed)
        return [self.send(form, sent.copy(), {}).text for _ in range(2)]

    def button(self, words: str, within: str = "body") -> Tag:
        """Give the one button with these words."""
        found = [one for one in self.page.select(f"{within} button") if text_of(one) == words]
        assert len(found) == 1, (words, len(found), self.text)
        return found[0]

    def send(
        self, form: Tag, fields: "MultiDict[str, Any]", files: Typed, code: int = 200
    ) -> "Visitor":
        """Send a form with these values."""
        boxes = {str(one["name"]) for one in form.select("input[type=file]")}
        assert set(files) <= boxes, (set(files), boxes)
        for name, (called, content) in files.items():
            fields.add(name, (BytesIO(content), called))
        assert not files or form.get("enctype") == "multipart/form-data"
        action = urljoin(self.path, str(form.get("action") or self.path)).partition("#")[0]
        if str(form.get("method", "get")).lower() == "get":
            return self._take(self.client.get(action, query_string=fields), action, code)
        answer = self.client.open(
            action,
            method=str(form.get("method", "get")).upper(),
            data=fields,
            content_type=form.get("enctype") or "application/x-www-form-urlencoded",
            headers={"Referer": f"{BASE_URL}{self.path}"},
        )
        return self._take(answer, action, code)

    @property
    def text(self) -> str:
        """Give what stands in the page's main part, without any space."""
        return text_of(self.page.main or self.page)

    @property
    def errors(self) -> list[str]:
        """Give the messages of the summary above the form."""
        return [text_of(one) for one in self.page.select("#errors li")]

    def value(self, name: str) -> str:
        """Give what stands in a field now."""
        found = self.page.select_one(f'main [name="{name}"]')
        assert found is not None, (name, self.text)
        return _values(found)[0] if _values(found) else ""

    def says(self, *words: str) -> "Visitor":
        """Require that the page says all this."""
        missing = [one for one in words if re.sub(r"\s", "", one) not in text_of(self.page)]
        assert not missing, (missing, self.path, text_of(self.page))
        return self

    def _take(self, answer: TestResponse | Told, path: str, code: int) -> "Visitor":
        for _ in range(5):
            if isinstance(answer, Told):
                path = answer.path
                break
            if answer.status_code not in REDIRECTS:
                break
            path = urljoin(path, answer.location)
            answer = self.client.get(path)
        split = urlsplit(path)
        self.path = f"{split.path}?{split.query}" if split.query else split.path
        html = answer.text.replace("\r\n", "\n")  # as browsers read it
        self.answer, self.page = answer, BeautifulSoup(html, "html.parser")
        assert answer.status_code == code, (self.path, answer.status_code, text_of(self.page))
        look_over(self.page, self.path)
        return self


def text_of(tag: Tag) -> str:
    """Give the words of a tag without any space; what is only read aloud in brackets is left out."""
    return re.sub(r"\s+", "", tag.get_text())


def filled_in(form: Tag, typed: Typed, pressed: Tag | None) -> "MultiDict[str, Any]":
    """Give what a browser sends: all that stands in the form, with what was typed."""
    fields = [
        one
        for one in form.select("input[name], select[name], textarea[name]")
        if not one.has_attr("disabled") and one.find_parent("fieldset", disabled=True) is None
    ]
    known = {str(one["name"]) for one in fields}
    assert set(typed) <= known, (sorted(set(typed) - known), sorted(known))
    sent: MultiDict[str, Any] = MultiDict()
    for name in dict.fromkeys(str(one["name"]) for one in fields):
        same = [one for one in fields if one["name"] == name]
        values = _typed(same, typed[name]) if name in typed else _standing(same)
        for value in values:
            sent.add(name, value.replace("\r\n", "\n").replace("\n", "\r\n"))
    if pressed is not None and pressed.get("name"):
        sent.add(str(pressed["name"]), str(pressed.get("value", "")))
    return sent


def _standing(fields: Iterable[Tag]) -> list[str]:
    return [value for one in fields if one.get("type") != "file" for value in _values(one)]


def _values(field: Tag) -> list[str]:
    """Give what one field sends when nobody touches it."""
    if field.name == "textarea":
        return [field.get_text().removeprefix("\n")]
    if field.name == "select":
        chosen = field.select("option[selected]") or field.select("option")[:1]
        return [str(one.get("value", one.get_text())) for one in chosen]
    if field.get("type") in ("radio", "checkbox") and not field.has_attr("checked"):
        return []
    return [str(field.get("value", ""))]


def _typed(fields: list[Tag], wanted: Any) -> list[str]:
    """Give what somebody types or chooses; only what can be typed or is offered passes."""
    values = [wanted] if isinstance(wanted, str) else list(wanted)
    first = fields[0]
    kind = str(first.get("type", "text"))
    if first.name == "select":
        offered = {str(one.get("value", one.get_text())) for one in first.select("option")}
    elif kind in ("radio", "checkbox"):
        offered = {str(one.get("value", "on")) for one in fields}
        values = [one for one in values if one]
    else:
        assert len(fields) == 1, first
        assert kind not in UNTYPED, first
        assert not first.has_attr("readonly"), first
        return values
    assert set(values) <= offered, (first["name"], values, offered)
    return values


def look_over(page: BeautifulSoup, path: str) -> None:
    """Require what every page owes its reader, on all pages that a journey passes."""
    assert len(page.select("h1")) == 1, (path, page.select("h1"))
    assert page.title is not None
    ids = [str(one["id"]) for one in page.select("[id]")]
    assert [one for one, times in Counter(ids).items() if times > 1] == [], path
    labelled = [str(one["for"]) for one in page.select("label[for]")]
    nameless = [
        str(one)
        for one in page.select("input, select, textarea")
        if one.get("type") not in ("hidden", "submit")
        and one.get("id") not in labelled
        and not (one.get("aria-label") or one.get("aria-labelledby") or one.find_parent("label"))
    ]
    assert nameless == [], path
    inside = [
        str(one["href"])[1:]
        for one in page.select('a[href^="#"]')
        if one["href"] != "#" and str(one["href"])[1:] not in ids
    ]
    assert inside == [], path
    described = " ".join(str(one["aria-describedby"]) for one in page.select("[aria-describedby]"))
    assert set(described.split()) <= set(ids), (path, set(described.split()) - set(ids))
    for word in ("None", "Traceback", "<koubo", "{{", "}}", "$"):
        assert word not in page.get_text(), (path, word)
