"""A journey's hands on a real browser: what Visitor asks of a client, done by pressing and typing.

So the same story that the quick client tells is walked on a screen: links are pressed where they
can be pressed, fields are filled in one by one, and every page is kept as a picture.
"""

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal
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

PICTURES = os.environ.get("KOUBO_PICTURES", "")
"""Where pictures of the pages are kept, for whoever asks for them: they take as long as all looks."""
PATIENCE = 30_000
"""In ms, for what has to come."""
READ: Literal["domcontentloaded"] = "domcontentloaded"
"""When a page can be worked in: its scripts have run."""
WIDE = "document.documentElement.scrollWidth"
NUMBERS = re.compile(r"\d+")
OPEN_ALL = """form => {
  for (let one = form; one; one = one.parentElement) if (one.tagName === "DETAILS") one.open = true;
  for (const one of form.querySelectorAll("details")) one.open = true;
}"""
LINK_TO = """path => [...document.querySelectorAll(
  'a[href]:not([href^="#"]):not([download])'
)].find(one => one.href.split("#")[0] === path && one.checkVisibility()) || null"""
BUTTONS = """(asked) => [...document.querySelectorAll(`${asked.within} button`)].filter(
  one => one.textContent.replace(/\\s/g, "") === asked.words
)"""
BOXES = """form => [...form.querySelectorAll("input[name], select[name], textarea[name]")].map(
  one => ({
    name: one.name, kind: one.type, value: one.value, ticked: !!one.checked,
    shut: one.matches(":disabled"),
  })
)"""
"""What stands in a form, asked at once: each question to the browser takes its time."""
NOT_TYPED = ("hidden", "submit", "button", "file")


@dataclass
class Told:
    """What a journey wants to know of an answer."""

    status_code: int
    text: str
    path: str = ""
    """Of the page that is shown in the end."""
    data: bytes = b""


@dataclass
class Album:
    """The pictures of one walk, and what was wrong on its pages."""

    name: str
    """Of the folders of the pictures."""
    screens: Mapping[str, tuple[int, int]]
    """Width and height by name; the first is the one on which things are pressed."""
    wrong: list[str] = field(default_factory=list)
    seen: set[str] = field(default_factory=set)

    def look(self, page: Page, status: int) -> None:
        """Note what sticks out; look at the first page of each kind on each screen."""
        kind = NUMBERS.sub("n", urlsplit(page.url).path.strip("/")).replace("/", "-") or "front"
        called = kind[:120] if status == 200 else f"{kind[:120]}-{status}"
        self._look_at_width(page)
        if called in self.seen:
            return
        self.seen.add(called)
        for number, (screen, (width, height)) in enumerate(self.screens.items()):
            if number:
                page.set_viewport_size({"width": width, "height": height})
                self._look_at_width(page)
            keep_picture(page, f"{self.name}-{screen}", called)
        if len(self.screens) > 1:
            width, height = next(iter(self.screens.values()))
            page.set_viewport_size({"width": width, "height": height})

    def _look_at_width(self, page: Page) -> None:
        wide, shown = page.evaluate(WIDE), page.viewport_size
        if shown and wide > shown["width"]:
            self.wrong.append(f"{page.url}: {wide} of {shown['width']}")


def keep_picture(page: Page, folder: str, name: str) -> None:
    """Keep the whole page as a picture, where pictures are asked for."""
    if PICTURES:
        page.screenshot(path=Path(PICTURES, folder, f"{name}.png"), full_page=True)


class ScreenClient:
    """Does on a screen what a journey does with a client."""

    def __init__(self, context: BrowserContext, base: str, album: Album) -> None:
        """Open a tab."""
        self._context = context
        self._base = base
        self._album = album
        self._page: Page = context.new_page()
        self._page.set_default_timeout(PATIENCE)
        self.pressing: tuple[str, str] | None = None
        self.impatient = False
        """Whether the next button is pressed twice."""

    def get(self, path: str, query_string: Any = None) -> Told:
        """Press the link that leads there, or type the address."""
        if query_string is not None:
            return self.open(path, data=query_string)
        address = urljoin(self._base, path.removeprefix(BASE_URL))
        link = self._page.evaluate_handle(LINK_TO, address).as_element()
        if link is None or "." in path or link.get_attribute("target"):
            return self._told(self._page.goto(address, wait_until=READ))
        with self._page.expect_navigation(wait_until=READ) as found:
            link.click()
        return self._told(found.value)

    def fetch(self, path: str) -> Told:
        """Take a file, as 「リンク先を保存」 does: a browser shows some of them itself."""
        answer = self._context.request.get(urljoin(self._base, path))
        return Told(answer.status, "", data=answer.body())

    def close(self) -> None:
        """Shut the browser."""
        self._context.close()

    def open(self, path: str, *, data: "MultiDict[str, Any]", **_: Any) -> Told:
        """Fill in the form around the button that is pressed, and press it."""
        assert self.pressing is not None
        words, within = self.pressing
        button = self._button(words, within)
        form = button.evaluate_handle("button => button.form").as_element()
        assert form is not None, words
        form.evaluate(OPEN_ALL)
        self._fill_in(form, data)
        with self._page.expect_navigation(wait_until=READ) as found:
            button.dblclick() if self.impatient else button.click()
        self.impatient = False
        return self._told(found.value)

    def _button(self, words: str, within: str) -> ElementHandle:
        asked = {"words": re.sub(r"\s", "", words), "within": within}
        found = self._page.evaluate_handle(BUTTONS, asked)
        buttons = [one.as_element() for one in found.get_properties().values()]
        assert len(buttons) == 1, (words, len(buttons))
        assert buttons[0] is not None
        return buttons[0]

    def _fill_in(self, form: ElementHandle, data: "MultiDict[str, Any]") -> None:
        boxes = form.query_selector_all("input[name], select[name], textarea[name]")
        for box, told in zip(boxes, form.evaluate(BOXES), strict=True):
            name, kind = told["name"], told["kind"]
            values = [one for one in data.getlist(name) if isinstance(one, str)]
            files = [one for one in data.getlist(name) if isinstance(one, tuple)]
            if kind == "file" and files:
                content, called = files[0]
                one = FilePayload(
                    name=called, mimeType="application/octet-stream", buffer=content.read()
                )
                box.set_input_files([one])
            elif kind in NOT_TYPED or told["shut"]:
                continue
            elif kind in ("radio", "checkbox"):
                wanted = told["value"] in values
                if told["ticked"] != wanted and (wanted or kind == "checkbox"):
                    box.set_checked(wanted, force=True)
            elif values and (text := values[0].replace("\r\n", "\n")) != told["value"]:
                box.select_option(text) if kind.startswith("select") else box.fill(text)

    def _told(self, answer: Response | None) -> Told:
        assert answer is not None
        self._album.look(self._page, answer.status)
        path = urlsplit(self._page.url)
        shown = f"{path.path}?{path.query}" if path.query else path.path
        return Told(answer.status, self._page.content(), shown)
