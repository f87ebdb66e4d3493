"""A journey's hands on a real browser: what Visitor asks of a client, done by pressing and typing.

So the same story that the quick client tells is walked on a screen: links are pressed where they
can be pressed, fields are filled in one by one, and every page is kept as a picture.
"""

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urljoin, urlsplit

from playwright.sync_api import (
    BrowserContext,
    ElementHandle,
    FilePayload,
    Page,
    Response,
)
from werkzeug.datastructures import MultiDict

from web.browser import BASE_URL

PICTURES = Path(os.environ.get("KOUBO_PICTURES", Path(__file__).parents[2] / ".artefacts"))
"""Where pictures of the pages are kept; not part of the repository."""
NUMBERS = re.compile(r"\d+")
OPEN_ALL = """form => {
  for (let one = form; one; one = one.parentElement) if (one.tagName === "DETAILS") one.open = true;
  for (const one of form.querySelectorAll("details")) one.open = true;
}"""
FORM_OF = "(button) => button.form"
NOT_TYPED = ("hidden", "submit", "button", "file")


@dataclass
class Told:
    """What a journey wants to know of an answer."""

    status_code: int
    text: str
    path: str = ""
    """Of the page that is shown in the end."""
    data: bytes = b""


class ScreenClient:
    """Does on a screen what a journey does with a client."""

    def __init__(
        self, context: BrowserContext, base: str, name: str, screens: Mapping[str, tuple[int, int]]
    ) -> None:
        """Open a tab.

        :param name: of the folders of the pictures
        :param screens: width and height by name; the first is the one on which things are pressed
        """
        self._context = context
        self._base = base
        self._name = name
        self._screens = screens
        self._page: Page = context.new_page()
        self._page.set_default_timeout(15_000)
        self.wrong: list[str] = []
        self.pressing: tuple[str, str] | None = None
        self.impatient = False
        """Whether the next button is pressed twice."""

    def get(self, path: str, query_string: Any = None) -> Told:
        """Press the link that leads there, or type the address."""
        if query_string is not None:
            return self.open(path, data=query_string)
        link = self._link(path)
        if link is None:
            return self._told(self._page.goto(urljoin(self._base, path.removeprefix(BASE_URL))))
        with self._page.expect_navigation() as found:
            link.click()
        return self._told(found.value)

    def fetch(self, path: str) -> Told:
        """Take a file, as 「リンク先を保存」 does: a browser shows some of them itself."""
        answer = self._context.request.get(urljoin(self._base, path))
        return Told(answer.status, "", data=answer.body())

    def close(self) -> None:
        """Shut the browser."""
        self._context.close()

    def _link(self, path: str) -> ElementHandle | None:
        for one in self._page.query_selector_all('a[href]:not([href^="#"]):not([download])'):
            href = one.get_attribute("href") or ""
            leads = urljoin(self._page.url, href).partition("#")[0]
            if leads == urljoin(self._base, path) and "." not in path and one.is_visible():
                return None if one.get_attribute("target") else one
        return None

    def open(self, path: str, *, data: "MultiDict[str, Any]", **_: Any) -> Told:
        """Fill in the form around the button that is pressed, and press it."""
        assert self.pressing is not None
        words, within = self.pressing
        button = self._button(words, within)
        form = button.evaluate_handle(FORM_OF).as_element()
        assert form is not None, words
        form.evaluate(OPEN_ALL)
        self._fill_in(form, data)
        with self._page.expect_navigation() as found:
            button.dblclick() if self.impatient else button.click()
        self.impatient = False
        return self._told(found.value)

    def _button(self, words: str, within: str) -> ElementHandle:
        plain = re.sub(r"\s", "", words)
        found = [
            one
            for one in self._page.query_selector_all(f"{within} button")
            if re.sub(r"\s", "", one.text_content() or "") == plain
        ]
        assert len(found) == 1, (words, len(found))
        return found[0]

    def _fill_in(self, form: ElementHandle, data: "MultiDict[str, Any]") -> None:
        for box in form.query_selector_all("input[name], select[name], textarea[name]"):
            name, kind = box.get_attribute("name") or "", box.get_attribute("type") or ""
            values = [one for one in data.getlist(name) if isinstance(one, str)]
            files = [one for one in data.getlist(name) if isinstance(one, tuple)]
            if kind == "file" and files:
                content, called = files[0]
                one = FilePayload(
                    name=called, mimeType="application/octet-stream", buffer=content.read()
                )
                box.set_input_files([one])
            elif kind in NOT_TYPED or not box.is_enabled():
                continue
            elif kind in ("radio", "checkbox"):
                self._tick(box, kind, (box.get_attribute("value") or "on") in values)
            elif values:
                self._type(box, values[0].replace("\r\n", "\n"))

    def _tick(self, box: ElementHandle, kind: str, wanted: bool) -> None:
        if box.is_checked() != wanted and (wanted or kind == "checkbox"):
            box.check(force=True) if wanted else box.uncheck(force=True)

    def _type(self, box: ElementHandle, text: str) -> None:
        if box.evaluate("box => box.tagName") == "SELECT":
            box.select_option(text)
        elif box.input_value() != text:
            box.fill(text)

    def _told(self, answer: Response | None) -> Told:
        assert answer is not None
        self._page.wait_for_load_state()
        self._look(answer.status)
        path = urlsplit(self._page.url)
        shown = f"{path.path}?{path.query}" if path.query else path.path
        return Told(answer.status, self._page.content(), shown)

    def _look(self, status: int) -> None:
        """Keep the page as a picture, and note what sticks out, on each screen."""
        name = NUMBERS.sub("n", urlsplit(self._page.url).path.strip("/")).replace("/", "-")
        for screen, (width, height) in self._screens.items():
            self._page.set_viewport_size({"width": width, "height": height})
            wide = self._page.evaluate("document.documentElement.scrollWidth")
            if wide > width:
                self.wrong.append(f"{self._page.url}: {wide} of {width}")
            folder = PICTURES / f"{self._name}-{screen}"
            folder.mkdir(parents=True, exist_ok=True)
            ending = "" if status == 200 else f"-{status}"
            picture = folder / f"{name[:120] or 'front'}{ending}.png"
            if not picture.exists():
                self._page.screenshot(path=picture, full_page=True)
        first = next(iter(self._screens.values()))
        self._page.set_viewport_size({"width": first[0], "height": first[1]})
